// SPDX-License-Identifier: Apache-2.0
#include "exchange/csv_table.h"

#include <algorithm>
#include <limits>
#include <map>
#include <memory>

#include <fmt/format.h>

#include "base/text.h"

namespace sinergi::exchange {

namespace {

// Reads one record after the other. Cells are views into the text or, where quotes were doubled,
// into a buffer that lives until the next record.
class RecordReader {
public:
    RecordReader(std::string_view text, char delimiter, const CsvLimits& limits,
                 std::uint32_t rows_before = 0)
        : text_(text), delimiter_(delimiter), limits_(limits), number_(rows_before) {}

    [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
    [[nodiscard]] std::uint32_t number() const { return number_; }
    [[nodiscard]] const std::vector<std::string_view>& cells() const { return cells_; }
    [[nodiscard]] bool blank() const {
        return std::all_of(cells_.begin(), cells_.end(),
                           [](std::string_view cell) { return trim(cell).empty(); });
    }

    Result<void> next() {
        ++number_;
        cells_.clear();
        unescaped_.clear();
        for (;;) {
            if (cells_.size() == limits_.columns) {
                return fail(ErrorCode::TooLarge, fmt::format("Baris {}: lebih dari {} kolom.",
                                                             number_, limits_.columns));
            }
            std::string_view cell;
            if (at_ < text_.size() && text_[at_] == '"') {
                cell = TRY(quoted());
            } else {
                cell = unquoted();
            }
            if (cell.size() > limits_.cell_bytes) {
                return fail(ErrorCode::TooLarge,
                            fmt::format("Baris {}, kolom {}: isi sel lebih dari {} byte.", number_,
                                        column_letter(cells_.size()), limits_.cell_bytes));
            }
            cells_.push_back(cell);
            if (at_ < text_.size() && text_[at_] == delimiter_) {
                ++at_;
                continue;
            }
            if (at_ < text_.size() && text_[at_] == '\r') ++at_;
            if (at_ < text_.size() && text_[at_] == '\n') ++at_;
            return {};
        }
    }

private:
    [[nodiscard]] bool ends_cell(char c) const { return c == delimiter_ || c == '\n' || c == '\r'; }

    std::string_view unquoted() {
        const std::size_t begin = at_;
        while (at_ < text_.size() && !ends_cell(text_[at_])) ++at_;
        return text_.substr(begin, at_ - begin);
    }

    Result<std::string_view> quoted() {
        const std::size_t begin = ++at_;
        bool doubled = false;
        for (;; ++at_) {
            at_ = text_.find('"', at_);
            if (at_ == std::string_view::npos) {
                return fail(ErrorCode::InvalidArgument,
                            fmt::format("Baris {}, kolom {}: tanda kutip pembuka tidak ditutup; "
                                        "tambahkan tanda kutip (\") di akhir isi sel.",
                                        number_, column_letter(cells_.size())));
            }
            if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"') break;
            doubled = true;
            ++at_;
        }
        const std::string_view inside = text_.substr(begin, at_ - begin);
        ++at_;
        while (at_ < text_.size() && text_[at_] == ' ' && delimiter_ != ' ') ++at_;
        if (at_ < text_.size() && !ends_cell(text_[at_])) {
            return fail(ErrorCode::InvalidArgument,
                        fmt::format("Baris {}, kolom {}: ada teks sesudah tanda kutip penutup; "
                                    "tulis kutip di dalam sel dua kali (\"\").",
                                    number_, column_letter(cells_.size())));
        }
        return doubled ? unescape(inside) : inside;
    }

    std::string_view unescape(std::string_view inside) {
        auto& cell = unescaped_.emplace_back(std::make_unique<std::string>());
        for (std::size_t i = 0; i < inside.size(); ++i) {
            *cell += inside[i];
            if (inside[i] == '"') ++i;
        }
        return *cell;
    }

    std::string_view text_;
    char delimiter_;
    const CsvLimits& limits_;
    std::size_t at_ = 0;
    std::uint32_t number_;
    std::vector<std::string_view> cells_;
    std::vector<std::unique_ptr<std::string>> unescaped_;
};

// The delimiter under which most of the first rows have equally many cells, more than one; of
// equals, the one with more columns. Rows above the header may have fewer. Without any it is one
// column, for which a comma will do.
char find_delimiter(std::string_view text) {
    constexpr int rows_looked = 30;
    char best = ',';
    std::size_t best_equal = 0, best_columns = 1;
    for (const char candidate : {';', '\t', ','}) {
        const CsvLimits limits;
        RecordReader reader(text, candidate, limits);
        std::map<std::size_t, std::size_t> rows_of_width;
        for (int row = 0; row < rows_looked && !reader.at_end(); ++row) {
            if (!reader.next()) break;
            if (!reader.blank()) ++rows_of_width[reader.cells().size()];
        }
        for (const auto& [columns, equal] : rows_of_width) {
            if (columns > 1 &&
                (equal > best_equal || (equal == best_equal && columns > best_columns))) {
                best = candidate;
                best_equal = equal;
                best_columns = columns;
            }
        }
    }
    return best;
}

Result<void> add_record(Table& table, const RecordReader& reader, const CsvLimits& limits) {
    std::span<const std::string_view> cells = reader.cells();
    while (cells.size() > table.columns()) {
        if (!trim(cells.back()).empty()) {
            return fail(ErrorCode::InvalidArgument,
                        fmt::format("Baris {}: ada {} sel, judul kolom hanya {}; hapus kelebihan "
                                    "atau beri tanda kutip pada sel yang memuat pemisah kolom.",
                                    reader.number(), reader.cells().size(), table.columns()));
        }
        cells = cells.first(cells.size() - 1);
    }
    if (table.rows() == limits.rows) {
        return fail(ErrorCode::TooLarge,
                    fmt::format("Baris {}: berkas memuat lebih dari {} baris; bagi menjadi "
                                "beberapa berkas.",
                                reader.number(), limits.rows));
    }
    table.add_row(reader.number(), cells);
    return {};
}

// Every record that is not blank.
template <class Visit>
Result<void> each_record(std::string_view bytes, char delimiter, const CsvLimits& limits,
                         const Visit& visit) {
    const std::string text = TRY(decode_text(bytes));
    std::string_view rest = text;
    std::uint32_t skipped = 0;
    // Excel's own hint, "sep=;", in the first line.
    if (rest.size() > 5 && rest.substr(0, 4) == "sep=" && (rest[5] == '\r' || rest[5] == '\n')) {
        delimiter = rest[4];
        rest.remove_prefix(rest.find('\n') == std::string_view::npos ? 6 : rest.find('\n') + 1);
        skipped = 1;
    }
    if (delimiter == 0) delimiter = find_delimiter(rest);
    RecordReader reader(rest, delimiter, limits, skipped);
    while (!reader.at_end()) {
        TRY(reader.next());
        if (!reader.blank()) TRY(visit(reader));
    }
    return {};
}

}  // namespace

Result<std::string> decode_text(std::string_view bytes) {
    constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";
    if (bytes.substr(0, 4) == std::string_view("PK\x03\x04", 4)) {
        return fail(ErrorCode::InvalidArgument,
                    "Ini berkas Excel (.xlsx), bukan CSV; simpan sebagai ‘CSV UTF-8’.");
    }
    if (bytes.substr(0, 2) == "\xFF\xFE" || bytes.substr(0, 2) == "\xFE\xFF") {
        return fail(ErrorCode::InvalidArgument,
                    "Berkas ditulis sebagai UTF-16; simpan sebagai ‘CSV UTF-8’.");
    }
    if (bytes.find('\0') != std::string_view::npos) {
        return fail(ErrorCode::InvalidArgument, "Ini bukan berkas teks; simpan sebagai CSV.");
    }
    if (bytes.size() >= std::numeric_limits<std::uint32_t>::max() / 2) {
        return fail(ErrorCode::TooLarge, "Berkas lebih dari 2 GB; bagi menjadi beberapa berkas.");
    }
    if (bytes.substr(0, utf8_mark.size()) == utf8_mark) bytes.remove_prefix(utf8_mark.size());
    if (is_valid_utf8(bytes)) return std::string(bytes);
    return utf8_from_windows_1252(bytes);
}

Result<Table> decode_csv(std::string_view bytes, char delimiter, const CsvLimits& limits) {
    Table table;
    TRY(each_record(bytes, delimiter, limits, [&](const RecordReader& reader) -> Result<void> {
        if (table.columns() > 0) return add_record(table, reader, limits);
        std::vector<std::string> header;
        for (const std::string_view cell : reader.cells()) header.emplace_back(trim(cell));
        while (!header.empty() && header.back().empty()) header.pop_back();
        table = Table(std::move(header));
        return {};
    }));
    if (table.columns() == 0) {
        return fail(ErrorCode::InvalidArgument,
                    "Berkas kosong; baris pertama harus memuat judul kolom.");
    }
    return table;
}

Result<Sheet> decode_csv_sheet(std::string_view bytes, char delimiter, const CsvLimits& limits) {
    Sheet sheet;
    TRY(each_record(bytes, delimiter, limits, [&](const RecordReader& reader) -> Result<void> {
        const auto& cells = reader.cells();
        for (std::uint32_t column = 0; column < cells.size(); ++column) {
            if (trim(cells[column]).empty()) continue;
            TRY(sheet.add(reader.number(), column, cells[column]));
        }
        return {};
    }));
    return sheet;
}

void CsvWriter::cell(std::string_view text) {
    if (!first_) out_ += delimiter_;
    first_ = false;
    const bool quote = text.find_first_of("\"\r\n,;\t") != std::string_view::npos ||
                       (!text.empty() && trim(text).size() != text.size());
    if (!quote) {
        out_ += text;
        return;
    }
    out_ += '"';
    for (const char c : text) {
        out_ += c;
        if (c == '"') out_ += c;
    }
    out_ += '"';
}

void CsvWriter::end_row() {
    out_ += '\n';
    first_ = true;
}

void CsvWriter::row(std::span<const std::string_view> cells) {
    for (const std::string_view text : cells) cell(text);
    end_row();
}

std::string encode_csv(const Table& table, char delimiter) {
    CsvWriter writer(delimiter);
    for (const std::string& title : table.header()) writer.cell(title);
    writer.end_row();
    for (std::size_t row = 0; row < table.rows(); ++row) {
        for (std::size_t column = 0; column < table.columns(); ++column) {
            writer.cell(table.cell(row, column));
        }
        writer.end_row();
    }
    return writer.take();
}

}  // namespace sinergi::exchange
