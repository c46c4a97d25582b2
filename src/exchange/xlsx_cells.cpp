// SPDX-License-Identifier: Apache-2.0
// The cells of one worksheet.
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "base/number_text.h"
#include "base/text.h"
#include "exchange/xlsx_parts.h"

namespace sinergi::exchange {

namespace {

constexpr std::size_t kCellTextMax = 1 << 20;
constexpr std::size_t kMergesMax = 200'000;

struct Place {
    std::uint32_t row = 0, column = 0;  // Row from 1, column from 0.
};

// "AB12"; nullopt if it is no cell within the limits.
std::optional<Place> parse_place(std::string_view text, const XlsxLimits& limits) {
    Place place;
    std::uint32_t letters = 0;
    std::size_t at = 0;
    for (; at < text.size() && text[at] >= 'A' && text[at] <= 'Z' && at < 4; ++at) {
        letters = letters * 26 + static_cast<std::uint32_t>(text[at] - 'A' + 1);
    }
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data() + at, end, place.row);
    if (letters == 0 || letters > limits.columns || error != std::errc{} || rest != end ||
        place.row == 0 || place.row > limits.rows) {
        return std::nullopt;
    }
    place.column = letters - 1;
    return place;
}

class CellReader : public XmlHandler {
public:
    explicit CellReader(const SheetContext& context) : context_(context) {}

    Result<void> begin(std::string_view element, const XmlAttributes& attributes) override {
        if (element == "row") return begin_row(attributes.get("r"));
        if (element == "c") return begin_cell(attributes);
        if (element == "v") {
            in_value_ = in_cell_;
        } else if (element == "t") {
            in_value_ = in_cell_ && type_ == "inlineStr" && !in_phonetic_;
        } else if (element == "rPh") {
            in_phonetic_ = true;
        } else if (element == "f") {
            has_formula_ = in_cell_;
        } else if (element == "mergeCell") {
            return add_merge(attributes.get("ref"));
        }
        return {};
    }

    Result<void> end(std::string_view element) override {
        if (element == "v" || element == "t") in_value_ = false;
        if (element == "rPh") in_phonetic_ = false;
        if (element != "c") return {};
        in_cell_ = false;
        return end_cell();
    }

    void text(std::string_view more) override {
        if (in_value_ && value_.size() <= kCellTextMax) value_ += more;
    }

    [[nodiscard]] Sheet take() { return std::move(sheet_); }

private:
    [[nodiscard]] tl::unexpected<Error> wrong(std::string_view what) const {
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("Berkas rusak di sekitar baris {}: {}; buka di Excel, simpan lagi "
                                "sebagai .xlsx, lalu kirim ulang.",
                                place_.row, what));
    }

    Result<void> begin_row(std::string_view number) {
        std::uint32_t row = place_.row + 1;
        if (!number.empty()) {
            row = 0;
            std::from_chars(number.data(), number.data() + number.size(), row);
        }
        if (row <= place_.row || row > context_.limits.rows) return wrong("nomor baris tidak urut");
        place_ = {row, 0};
        next_column_ = 0;
        return {};
    }

    Result<void> begin_cell(const XmlAttributes& attributes) {
        const std::string_view reference = attributes.get("r");
        Place place{place_.row, next_column_};
        if (!reference.empty()) {
            const auto named = parse_place(reference, context_.limits);
            if (!named)
                return wrong(fmt::format("sel ‘{}’ tidak dikenal", reference.substr(0, 20)));
            place = *named;
        }
        if (place.row != place_.row || place.row == 0 || place.column < next_column_ ||
            place.column >= context_.limits.columns) {
            return wrong("urutan sel tidak benar");
        }
        place_ = place;
        next_column_ = place.column + 1;
        type_ = attributes.get("t");
        style_ = 0;
        const std::string_view style = attributes.get("s");
        std::from_chars(style.data(), style.data() + style.size(), style_);
        value_.clear();
        in_cell_ = true;
        has_formula_ = false;
        return {};
    }

    Result<void> end_cell() {
        if (value_.size() > kCellTextMax) return wrong("isi sel lebih dari 1 MB");
        if (value_.empty()) {
            return has_formula_ && type_ != "str" ? add("=", false) : Result<void>();
        }
        if (type_ == "s") return shared_text();
        if (type_ == "b") return add(value_ == "1" ? "TRUE" : "FALSE", false);
        if (type_ == "str" || type_ == "inlineStr" || type_ == "e" || type_ == "d") {
            return add(value_, false);
        }
        return number();
    }

    Result<void> shared_text() {
        std::size_t index = 0;
        const auto [rest, error] =
            std::from_chars(value_.data(), value_.data() + value_.size(), index);
        if (error != std::errc{} || index >= context_.strings.size()) {
            return wrong("teks sel tidak ada di daftar teks");
        }
        return add(context_.strings.text(index), false);
    }

    Result<void> number() {
        double number = 0;
        const std::string_view digits = trim(value_);
        const auto [rest, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (error != std::errc{} || rest != digits.data() + digits.size() ||
            !std::isfinite(number)) {
            return add(digits, false);  // Told at the cell, when its meaning is asked.
        }
        const DateParts parts =
            style_ < context_.styles.size() ? context_.styles[style_] : DateParts::None;
        if (const std::string date = date_text(number, parts, context_.from_1904); !date.empty()) {
            return add(date, false);
        }
        return add(json_number(number), true);
    }

    Result<void> add(std::string_view text, bool is_number) {
        if (trim(text).empty()) return {};
        return sheet_.add(place_.row, place_.column, text, is_number);
    }

    Result<void> add_merge(std::string_view reference) {
        const std::size_t colon = reference.find(':');
        if (colon == std::string_view::npos) return {};
        const auto first = parse_place(reference.substr(0, colon), context_.limits);
        const auto last = parse_place(reference.substr(colon + 1), context_.limits);
        if (!first || !last || sheet_.merges().size() == kMergesMax) {
            return wrong("gabungan sel tidak dikenal");
        }
        sheet_.add_merge({first->row, first->column, last->row, last->column});
        return {};
    }

    const SheetContext& context_;
    Sheet sheet_;
    Place place_;
    std::uint32_t next_column_ = 0;
    std::string type_, value_;
    std::size_t style_ = 0;
    bool in_cell_ = false, in_value_ = false, in_phonetic_ = false, has_formula_ = false;
};

}  // namespace

Result<Sheet> read_cells(ZipArchive& archive, const std::string& part,
                         const SheetContext& context) {
    CellReader reader(context);
    TRY(read_part(archive, part, context.limits.part_bytes, reader));
    return reader.take();
}

}  // namespace sinergi::exchange
