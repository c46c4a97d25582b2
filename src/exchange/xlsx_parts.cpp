// SPDX-License-Identifier: Apache-2.0
#include "exchange/xlsx_parts.h"

#include <charconv>

#include <fmt/format.h>

namespace sinergi::exchange {

namespace {

constexpr std::size_t kListMax = 65'536;  // Relations, sheets, formats: far beyond any real book.

tl::unexpected<Error> too_many(std::string_view what) {
    return fail(ErrorCode::TooLarge, fmt::format("Berkas memuat terlalu banyak {}.", what));
}

// "xl/workbook.xml" and "worksheets/sheet1.xml" -> "xl/worksheets/sheet1.xml"; "/xl/x.xml" is from
// the root.
std::string resolve_target(const std::string& part, std::string_view target) {
    if (target.starts_with('/')) return std::string(target.substr(1));
    std::string folder = part.substr(0, part.rfind('/') == std::string::npos ? 0 : part.rfind('/'));
    while (target.starts_with("../")) {
        target.remove_prefix(3);
        folder = folder.substr(0, folder.rfind('/') == std::string::npos ? 0 : folder.rfind('/'));
    }
    if (target.starts_with("./")) target.remove_prefix(2);
    return folder.empty() ? std::string(target) : folder + '/' + std::string(target);
}

std::string relations_part(const std::string& part) {
    const std::size_t slash = part.rfind('/');
    const std::string folder = slash == std::string::npos ? "" : part.substr(0, slash + 1);
    return folder + "_rels/" + part.substr(slash == std::string::npos ? 0 : slash + 1) + ".rels";
}

struct RelationReader : XmlHandler {
    explicit RelationReader(const std::string& the_part) : part(the_part) {}

    Result<void> begin(std::string_view element, const XmlAttributes& attributes) override {
        if (element != "Relationship") return {};
        if (relations.size() == kListMax) return too_many("hubungan");
        const std::string_view type = attributes.get("Type");
        relations[std::string(attributes.get("Id"))] = {
            std::string(type.substr(type.rfind('/') + 1)),
            resolve_target(part, attributes.get("Target"))};
        return {};
    }
    Result<void> end(std::string_view) override { return {}; }

    const std::string& part;
    Relations relations;
};

struct WorkbookReader : XmlHandler {
    Result<void> begin(std::string_view element, const XmlAttributes& attributes) override {
        if (element == "workbookPr") {
            const std::string_view from = attributes.get("date1904");
            book.from_1904 = from == "1" || from == "true";
        } else if (element == "sheet") {
            if (book.sheets.size() == kListMax) return too_many("lembar");
            const std::string_view state = attributes.get("state");
            book.sheets.push_back(
                {{std::string(attributes.get("name")), state == "hidden" || state == "veryHidden"},
                 std::string(attributes.get("id"))});
        }
        return {};
    }
    Result<void> end(std::string_view) override { return {}; }

    Workbook book;
};

// Rich text is several runs; phonetic runs repeat the text in another script and are left out.
struct StringReader : XmlHandler {
    StringReader(std::string& the_text, std::vector<std::size_t>& the_ends)
        : all(the_text), ends(the_ends) {}

    Result<void> begin(std::string_view element, const XmlAttributes&) override {
        if (element == "rPh") in_phonetic = true;
        if (element == "t") in_text = true;
        return {};
    }
    Result<void> end(std::string_view element) override {
        if (element == "rPh") in_phonetic = false;
        if (element == "t") in_text = false;
        if (element == "si") ends.push_back(all.size());
        return {};
    }
    void text(std::string_view more) override {
        if (in_text && !in_phonetic) all += more;
    }

    std::string& all;
    std::vector<std::size_t>& ends;
    bool in_text = false, in_phonetic = false;
};

// ECMA-376 part 1, 18.8.30: the formats that need no definition.
DateParts builtin_format(int id) {
    if (id == 17) return DateParts::Month;  // mmm-yy
    if ((id >= 14 && id <= 16) || id == 22) return DateParts::Day;
    return DateParts::None;
}

int number_of(std::string_view text) {
    int number = -1;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

struct StyleReader : XmlHandler {
    Result<void> begin(std::string_view element, const XmlAttributes& attributes) override {
        if (element == "numFmt") {
            if (formats.size() == kListMax) return too_many("format angka");
            formats[number_of(attributes.get("numFmtId"))] =
                date_parts(attributes.get("formatCode"));
        } else if (element == "cellXfs") {
            in_cell_formats = true;
        } else if (element == "xf" && in_cell_formats) {
            if (styles.size() == kListMax) return too_many("gaya sel");
            const int id = number_of(attributes.get("numFmtId"));
            const auto own = formats.find(id);
            styles.push_back(own != formats.end() ? own->second : builtin_format(id));
        }
        return {};
    }
    Result<void> end(std::string_view element) override {
        if (element == "cellXfs") in_cell_formats = false;
        return {};
    }

    std::map<int, DateParts> formats;
    std::vector<DateParts> styles;
    bool in_cell_formats = false;
};

}  // namespace

Result<void> read_part(ZipArchive& archive, const std::string& name, std::size_t bytes_max,
                       XmlHandler& handler) {
    XmlStream stream(name, handler);
    TRY(archive.read(name, bytes_max, [&](std::string_view bytes) { return stream.feed(bytes); }));
    return stream.finish();
}

Result<Relations> read_relations(ZipArchive& archive, const std::string& part,
                                 std::size_t bytes_max) {
    RelationReader reader(part);
    TRY(read_part(archive, relations_part(part), bytes_max, reader));
    return std::move(reader.relations);
}

Result<Workbook> read_workbook(ZipArchive& archive, const std::string& part,
                               std::size_t bytes_max) {
    WorkbookReader reader;
    TRY(read_part(archive, part, bytes_max, reader));
    return std::move(reader.book);
}

Result<SharedStrings> SharedStrings::read(ZipArchive& archive, const std::string& part,
                                          std::size_t bytes_max) {
    SharedStrings strings;
    StringReader reader(strings.text_, strings.ends_);
    TRY(read_part(archive, part, bytes_max, reader));
    return strings;
}

Result<std::vector<DateParts>> read_date_styles(ZipArchive& archive, const std::string& part,
                                                std::size_t bytes_max) {
    StyleReader reader;
    TRY(read_part(archive, part, bytes_max, reader));
    return std::move(reader.styles);
}

}  // namespace sinergi::exchange
