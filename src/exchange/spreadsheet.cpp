// SPDX-License-Identifier: Apache-2.0
#include "exchange/spreadsheet.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "exchange/csv_table.h"
#include "exchange/sheet.h"
#include "exchange/xlsx_book.h"

namespace sinergi::exchange {

namespace {

// The name of an entry in an OLE compound file is UTF-16.
bool names_entry(std::string_view bytes, std::string_view name) {
    std::string wide;
    for (const char c : name) {
        wide += c;
        wide += '\0';
    }
    return bytes.substr(0, std::size_t{4} << 20).find(wide) != std::string_view::npos;
}

tl::unexpected<Error> refuse_ole(std::string_view bytes) {
    if (names_entry(bytes, "EncryptedPackage")) {
        return fail(ErrorCode::InvalidArgument,
                    "Berkas Excel ini dikunci dengan kata sandi; buka di Excel, hapus kata "
                    "sandinya (File > Info > Protect Workbook), lalu kirim lagi.");
    }
    return fail(ErrorCode::InvalidArgument,
                "Ini berkas Excel lama (.xls); buka di Excel lalu simpan sebagai ‘Excel Workbook "
                "(.xlsx)’ atau ‘CSV UTF-8’.");
}

bool is_web_page(std::string_view bytes) {
    const std::string start = to_lower_ascii(trim(bytes.substr(0, 512)));
    return start.starts_with("<!doctype") || start.starts_with("<html") ||
           start.starts_with("<table") || start.starts_with("<?xml");
}

HeaderOptions header_options(const TableOptions& options) {
    return {options.header_row, options.titles};
}

DecodedTable decoded(FoundTable found, std::string format) {
    DecodedTable result;
    result.table = std::move(found.table);
    result.format = std::move(format);
    result.header_row = found.header_row;
    result.notes = std::move(found.notes);
    return result;
}

std::string list_of(const std::vector<std::string>& names) {
    std::string list;
    for (const std::string& name : names) list += (list.empty() ? "‘" : ", ‘") + name + "’";
    return list;
}

// What the sheets of a workbook hold, by name.
struct Candidates {
    std::vector<std::string> fitting, filled, all;
    std::optional<DecodedTable> first_fitting, first_filled;
};

Result<void> look_at(XlsxBook& book, std::size_t index, const TableOptions& options,
                     Candidates& found) {
    const std::string& name = book.sheets()[index].name;
    const Sheet sheet = TRY(book.read_sheet(index));
    if (sheet.rows() == 0) return {};
    found.filled.push_back(name);
    auto table = to_table(sheet, header_options(options));
    if (!table) {
        // With one sheet its fault is the answer; among several it only does not fit.
        if (book.sheets().size() == 1 || !options.sheet.empty()) {
            return tl::unexpected(std::move(table).error());
        }
        return {};
    }
    const bool fits = table->fits;
    if (fits) found.fitting.push_back(name);
    auto& place = fits ? found.first_fitting : found.first_filled;
    if (place) return {};
    place = decoded(std::move(*table), "xlsx");
    place->sheet = name;
    return {};
}

Result<DecodedTable> decode_xlsx(std::string_view bytes, const TableOptions& options) {
    XlsxBook book = TRY(XlsxBook::open(bytes));
    Candidates found;
    for (std::size_t i = 0; i < book.sheets().size(); ++i) {
        const auto& sheet = book.sheets()[i];
        found.all.push_back(sheet.name);
        const bool asked = options.sheet.empty()
                               ? !sheet.hidden
                               : to_lower_ascii(sheet.name) == to_lower_ascii(options.sheet);
        if (asked) TRY(look_at(book, i, options, found));
    }
    if (!options.sheet.empty() && found.filled.empty()) {
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("Lembar ‘{}’ kosong atau tidak ada; yang ada: {}.", options.sheet,
                                list_of(found.all)));
    }
    if (found.filled.empty()) {
        return fail(ErrorCode::InvalidArgument,
                    "Buku kerja kosong: tidak ada lembar yang terlihat dan berisi.");
    }
    if (found.fitting.size() > 1) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format("Beberapa lembar dapat dibaca: {}; pilih satu.", list_of(found.fitting)));
    }
    if (found.first_fitting) return std::move(*found.first_fitting);
    if (found.filled.size() == 1 && found.first_filled) return std::move(*found.first_filled);
    return fail(ErrorCode::InvalidArgument,
                fmt::format("Tidak ada lembar dengan kolom unit (misalnya ‘Puskesmas’ atau "
                            "‘kode_puskesmas’); lembar yang berisi: {}.",
                            list_of(found.filled)));
}

Result<DecodedTable> decode_csv_file(std::string_view bytes, const TableOptions& options) {
    const Sheet sheet = TRY(decode_csv_sheet(bytes));
    DecodedTable result = decoded(TRY(to_table(sheet, header_options(options))), "csv");
    const std::string name = to_lower_ascii(options.file_name);
    if (name.ends_with(".xlsx") || name.ends_with(".xls") || name.ends_with(".xlsm")) {
        result.notes.insert(result.notes.begin(),
                            fmt::format("Berkas ‘{}’ berisi CSV, bukan buku kerja Excel; dibaca "
                                        "sebagai CSV.",
                                        options.file_name));
    }
    return result;
}

}  // namespace

Result<DecodedTable> decode_table(std::string_view bytes, const TableOptions& options) {
    if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06")) {
        return decode_xlsx(bytes, options);
    }
    if (bytes.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")) return refuse_ole(bytes);
    if (is_web_page(bytes)) {
        return fail(ErrorCode::InvalidArgument,
                    "Isi berkas ini halaman web atau XML, bukan tabel; buka di Excel lalu simpan "
                    "sebagai .xlsx atau CSV UTF-8.");
    }
    return decode_csv_file(bytes, options);
}

}  // namespace sinergi::exchange
