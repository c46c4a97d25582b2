// SPDX-License-Identifier: Apache-2.0
#include "exchange/sheet.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "base/text.h"
#include "exchange/value_titles.h"

namespace sinergi::exchange {

namespace {

constexpr std::size_t kCellsMax = 20'000'000;
constexpr std::size_t kTextMax = std::size_t{1} << 30;
constexpr std::size_t kRowsLooked = 60;  // For the header.
constexpr std::size_t kNotesMax = 40;

using Cells = std::vector<Sheet::Cell>;

const Sheet::Cell* cell_at(const Cells& cells, std::uint32_t column) {
    const auto found =
        std::lower_bound(cells.begin(), cells.end(), column,
                         [](const Sheet::Cell& cell, std::uint32_t c) { return cell.column < c; });
    return found == cells.end() || found->column != column ? nullptr : &*found;
}

bool is_all_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// "1", "(1)", "1." -> 1; 0 if it is no such number.
std::uint32_t column_number(std::string_view text) {
    text = trim(text);
    if (text.starts_with('(') && text.ends_with(')')) text = text.substr(1, text.size() - 2);
    if (text.ends_with('.')) text.remove_suffix(1);
    if (!is_all_digits(text) || text.size() > 4) return 0;
    std::uint32_t number = 0;
    for (const char c : text) number = number * 10 + static_cast<std::uint32_t>(c - '0');
    return number;
}

// (1) (2) (3) … below the titles.
bool numbers_the_columns(const Cells& cells) {
    if (cells.size() < 3) return false;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (column_number(cells[i].text) != i + 1) return false;
    }
    return true;
}

bool is_total(std::string_view text) {
    const std::string plain = plain_header(text);
    static constexpr std::array<std::string_view, 8> kWords = {
        "jumlah",      "total",      "grandtotal",    "jumlahtotal",
        "totaljumlah", "totalakhir", "jumlahseluruh", "ratarata"};
    return std::find(kWords.begin(), kWords.end(), plain) != kWords.end() ||
           plain.starts_with("jumlahkab") || plain.starts_with("jumlahkota") ||
           plain.starts_with("jumlahprov") || plain.starts_with("totalkab") ||
           plain.starts_with("totalkota") || plain.starts_with("totalprov");
}

bool is_remark(const Cells& cells) {
    if (cells.size() > 2) return false;
    const std::string plain = plain_header(cells.front().text);
    static constexpr std::array<std::string_view, 6> kWords = {
        "sumber", "keterangan", "catatan", "mengetahui", "ket", "dicetak"};
    return std::any_of(kWords.begin(), kWords.end(),
                       [&](std::string_view word) { return plain.starts_with(word); });
}

class Finder {
public:
    Finder(const Sheet& sheet, const HeaderOptions& options) : sheet_(sheet), options_(options) {}

    Result<FoundTable> run() {
        if (sheet_.rows() == 0) {
            return fail(ErrorCode::InvalidArgument,
                        "Berkas kosong; baris pertama harus memuat judul kolom.");
        }
        const std::size_t header = TRY(find_header());
        found_.header_row = sheet_.row_number(header);
        for (std::size_t row = 0; row < header; ++row) {
            note(row, "di atas judul kolom, tidak dibaca sebagai data");
        }
        std::size_t next = header + 1;
        std::vector<std::string> titles = titles_of(sheet_.row(header));
        if (next < sheet_.rows() && has_second_row(header)) {
            add_second_row(titles, header, sheet_.row(next));
            ++next;
        }
        while (!titles.empty() && titles.back().empty()) titles.pop_back();
        found_.fits = fits(titles);
        found_.table = Table(std::move(titles));
        if (next < sheet_.rows() && numbers_the_columns(sheet_.row(next))) {
            note(next++, "nomor kolom, dilewati");
        }
        merged_ = texts_merged_down();
        for (; next < sheet_.rows(); ++next) TRY(add_row(next));
        return std::move(found_);
    }

private:
    // The row that has most titles of ours, the first of equals; else the first filled row.
    Result<std::size_t> find_header() const {
        if (options_.row) {
            for (std::size_t row = 0; row < sheet_.rows(); ++row) {
                if (sheet_.row_number(row) == *options_.row) return row;
            }
            return fail(ErrorCode::InvalidArgument,
                        fmt::format("Baris judul {} kosong atau tidak ada.", *options_.row));
        }
        std::size_t best = 0, best_score = 0;
        for (std::size_t row = 0; row < std::min(sheet_.rows(), kRowsLooked); ++row) {
            std::size_t known = 0;
            bool unit = false;
            const Cells cells = sheet_.row(row);
            for (const Sheet::Cell& cell : cells) {
                const std::string plain = plain_header(cell.text);
                const bool names_unit = is_given(cell.text) || names_a_unit(plain);
                unit |= names_unit;
                if (names_unit || is_value_title(plain)) ++known;
            }
            const std::size_t score = unit && cells.size() > 1 ? known + 1 : 0;
            if (score > best_score) {
                best = row;
                best_score = score;
            }
        }
        return best;
    }

    [[nodiscard]] bool is_given(std::string_view title) const {
        const std::string_view trimmed = trim(title);
        return std::find(options_.titles.begin(), options_.titles.end(), trimmed) !=
               options_.titles.end();
    }

    [[nodiscard]] bool fits(const std::vector<std::string>& titles) const {
        return std::any_of(titles.begin(), titles.end(), [&](const std::string& title) {
            return is_given(title) || names_a_unit(plain_header(title));
        });
    }

    static std::vector<std::string> titles_of(const Cells& cells) {
        std::vector<std::string> titles(cells.back().column + std::size_t{1});
        for (const Sheet::Cell& cell : cells) titles[cell.column] = trim(cell.text);
        return titles;
    }

    // A title over several columns, or blanks between titles, with texts below them and nothing
    // below the first title.
    [[nodiscard]] bool has_second_row(std::size_t header) const {
        const Cells top = sheet_.row(header);
        const Cells below = sheet_.row(header + 1);
        const std::uint32_t number = sheet_.row_number(header);
        if (sheet_.row_number(header + 1) != number + 1) return false;
        if (cell_at(below, top.front().column) != nullptr) return false;
        bool under_gap = false;
        for (const Sheet::Cell& cell : below) {
            if (cell.is_number || column_number(cell.text) != 0) return false;
            if (cell_at(top, cell.column) == nullptr) under_gap = true;
        }
        return under_gap;
    }

    // "Imunisasi" over "DPT1" and "DPT3" gives "Imunisasi DPT1" and "Imunisasi DPT3".
    void add_second_row(std::vector<std::string>& titles, std::size_t header, const Cells& below) {
        const std::size_t width = std::max(titles.size(), below.back().column + std::size_t{1});
        titles.resize(width);
        const std::uint32_t number = sheet_.row_number(header);
        std::string over;
        std::uint32_t over_until = 0;
        for (std::uint32_t column = 0; column < width; ++column) {
            if (!titles[column].empty()) {
                over = titles[column];
                over_until = std::numeric_limits<std::uint32_t>::max();
                for (const Sheet::Merge& merge : sheet_.merges()) {
                    if (merge.first_row == number && merge.first_column == column) {
                        over_until = merge.last_column;
                    }
                }
            } else if (column > over_until) {
                over.clear();
            }
            const Sheet::Cell* own = cell_at(below, column);
            if (own == nullptr) continue;
            const std::string_view text = trim(own->text);
            titles[column] =
                over.empty() || over == text ? std::string(text) : fmt::format("{} {}", over, text);
        }
        found_.notes.push_back(
            fmt::format("Judul kolom dibaca dari baris {} dan {}.", number, number + 1));
    }

    // Texts that a merge holds for several rows, such as a unit's name beside its months; numbers
    // are not repeated.
    [[nodiscard]] std::map<std::pair<std::uint32_t, std::uint32_t>, std::string> texts_merged_down()
        const {
        std::map<std::pair<std::uint32_t, std::uint32_t>, std::string> texts;
        for (const Sheet::Merge& merge : sheet_.merges()) {
            if (merge.first_row <= found_.header_row || merge.last_row == merge.first_row) continue;
            if (merge.last_row - merge.first_row > 10'000) continue;
            const std::size_t index = index_of(merge.first_row);
            if (index == sheet_.rows()) continue;
            const Cells cells = sheet_.row(index);
            const Sheet::Cell* cell = cell_at(cells, merge.first_column);
            if (cell == nullptr || cell->is_number) continue;
            for (std::uint32_t r = merge.first_row + 1; r <= merge.last_row; ++r) {
                texts.emplace(std::pair{r, merge.first_column}, cell->text);
            }
        }
        return texts;
    }

    [[nodiscard]] std::size_t index_of(std::uint32_t number) const {
        std::size_t low = 0, high = sheet_.rows();
        while (low < high) {
            const std::size_t middle = (low + high) / 2;
            if (sheet_.row_number(middle) < number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < sheet_.rows() && sheet_.row_number(low) == number ? low : sheet_.rows();
    }

    Result<void> add_row(std::size_t row) {
        const Cells cells = sheet_.row(row);
        if (is_total(cells.front().text)) {
            note(row, "baris jumlah, dilewati");
            return {};
        }
        if (is_remark(cells)) {
            note(row, "keterangan, dilewati");
            return {};
        }
        const std::uint32_t number = sheet_.row_number(row);
        std::vector<TableCell> filled(found_.table.columns());
        for (const Sheet::Cell& cell : cells) {
            if (cell.column >= filled.size()) {
                return fail(
                    ErrorCode::InvalidArgument,
                    fmt::format("Baris {}, kolom {}: sel ‘{}’ tidak punya judul kolom; beri "
                                "judul atau hapus selnya.",
                                number, column_letter(cell.column), cell.text.substr(0, 60)));
            }
            filled[cell.column] = {cell.text, cell.is_number};
        }
        for (auto text = merged_.lower_bound({number, 0});
             text != merged_.end() && text->first.first == number; ++text) {
            const std::uint32_t column = text->first.second;
            if (column < filled.size() && filled[column].text.empty()) {
                filled[column].text = text->second;
            }
        }
        found_.table.add_row(number, filled);
        return {};
    }

    void note(std::size_t row, std::string_view what) {
        if (found_.notes.size() == kNotesMax) return;
        const Cells cells = sheet_.row(row);
        found_.notes.push_back(fmt::format("Baris {} (‘{}’): {}.", sheet_.row_number(row),
                                           trim(cells.front().text).substr(0, 60), what));
    }

    const Sheet& sheet_;
    const HeaderOptions& options_;
    FoundTable found_;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::string> merged_;
};

}  // namespace

Result<void> Sheet::add(std::uint32_t row, std::uint32_t column, std::string_view text,
                        bool is_number) {
    if (cells_.size() == kCellsMax || text_.size() + text.size() > kTextMax) {
        return fail(
            ErrorCode::TooLarge,
            fmt::format("Baris {}: lembar memuat terlalu banyak isi (batas {} juta sel atau "
                        "1 GB teks); bagi menjadi beberapa berkas.",
                        row, kCellsMax / 1'000'000));
    }
    if (rows_.empty() || rows_.back().number != row) {
        VERIFY(rows_.empty() || rows_.back().number < row);
        rows_.push_back({row, cells_.size()});
    } else {
        VERIFY(cells_.back().column < column);
    }
    cells_.push_back({column, static_cast<std::uint32_t>(text_.size()),
                      static_cast<std::uint32_t>(text.size()), is_number});
    text_ += text;
    return {};
}

std::vector<Sheet::Cell> Sheet::row(std::size_t row) const {
    const std::size_t end = row + 1 < rows_.size() ? rows_[row + 1].first_cell : cells_.size();
    std::vector<Cell> cells;
    cells.reserve(end - rows_[row].first_cell);
    for (std::size_t i = rows_[row].first_cell; i < end; ++i) {
        const Span& span = cells_[i];
        cells.push_back(
            {span.column, std::string_view(text_).substr(span.begin, span.length), span.is_number});
    }
    return cells;
}

Result<FoundTable> to_table(const Sheet& sheet, const HeaderOptions& options) {
    return Finder(sheet, options).run();
}

}  // namespace sinergi::exchange
