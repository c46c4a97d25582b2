// SPDX-License-Identifier: Apache-2.0
// Table: a sheet of text cells under one header row, as it came from a file.
//
// Rows know the number a spreadsheet shows for them (the header is usually row 1) and columns the
// letter they had, also after columns or rows were dropped, so that a message can name the cell.
// Every row has exactly columns() cells; a short row is filled with empty ones. All cells lie in
// one buffer: a cell costs eight bytes beside its text. Views stay valid until the table changes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sinergi::exchange {

struct TableCell {
    std::string_view text;
    bool is_number = false;  // The file stored a number: a point in its text is the decimal point.
};

class Table {
public:
    Table() = default;
    explicit Table(std::vector<std::string> header);

    [[nodiscard]] const std::vector<std::string>& header() const { return header_; }
    [[nodiscard]] std::size_t columns() const { return header_.size(); }
    [[nodiscard]] std::size_t rows() const { return numbers_.size(); }
    [[nodiscard]] std::string_view cell(std::size_t row, std::size_t column) const {
        const Span span = cells_[row * columns() + column];
        return std::string_view(text_).substr(span.begin, span.length);
    }
    [[nodiscard]] bool is_number(std::size_t row, std::size_t column) const {
        return cells_[row * columns() + column].is_number;
    }
    // As the spreadsheet numbers it, 1-based.
    [[nodiscard]] std::uint32_t row_number(std::size_t row) const { return numbers_[row]; }
    // 0-based position in the file.
    [[nodiscard]] std::uint32_t source_column(std::size_t column) const { return source_[column]; }

    // Requires: cells.size() <= columns(); total text below 4 GB (text_size() tells).
    void add_row(std::uint32_t number, std::span<const std::string_view> cells);
    void add_row(std::uint32_t number, std::span<const TableCell> cells);
    [[nodiscard]] std::size_t text_size() const { return text_.size(); }

    void replace_cell(std::size_t row, std::size_t column, std::string_view text);
    // Removes the column and overwrites its text, so that nothing of it stays in memory.
    void drop_column(std::size_t column);

private:
    struct Span {
        std::uint32_t begin = 0;
        std::uint32_t length : 31 = 0;
        std::uint32_t is_number : 1 = 0;
    };
    void add_cell(std::string_view text, bool is_number);
    void end_row(std::uint32_t number, std::size_t cells);

    std::vector<std::string> header_;
    std::vector<std::uint32_t> source_;
    std::vector<std::uint32_t> numbers_;
    std::vector<Span> cells_;
    std::string text_;
};

// 0 -> "A", 25 -> "Z", 26 -> "AA".
[[nodiscard]] std::string column_letter(std::size_t column);

// Lower case, letters and digits only: "No. KTP" -> "noktp".
[[nodiscard]] std::string plain_header(std::string_view text);

}  // namespace sinergi::exchange
