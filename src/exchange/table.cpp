// SPDX-License-Identifier: Apache-2.0
#include "exchange/table.h"

#include <algorithm>

#include "base/result.h"

namespace sinergi::exchange {

Table::Table(std::vector<std::string> header) : header_(std::move(header)) {
    source_.resize(header_.size());
    for (std::size_t i = 0; i < source_.size(); ++i) source_[i] = static_cast<std::uint32_t>(i);
}

void Table::add_cell(std::string_view text, bool is_number) {
    Span span;
    span.begin = static_cast<std::uint32_t>(text_.size());
    span.length = static_cast<std::uint32_t>(text.size()) & 0x7FFF'FFFFU;
    span.is_number = is_number ? 1U : 0U;
    cells_.push_back(span);
    text_ += text;
}

void Table::end_row(std::uint32_t number, std::size_t cells) {
    VERIFY(cells <= columns());
    cells_.resize(cells_.size() + columns() - cells);
    numbers_.push_back(number);
}

void Table::add_row(std::uint32_t number, std::span<const std::string_view> cells) {
    for (const std::string_view cell : cells) add_cell(cell, false);
    end_row(number, cells.size());
}

void Table::add_row(std::uint32_t number, std::span<const TableCell> cells) {
    for (const TableCell& cell : cells) add_cell(cell.text, cell.is_number);
    end_row(number, cells.size());
}

void Table::replace_cell(std::size_t row, std::size_t column, std::string_view text) {
    Span& span = cells_[row * columns() + column];
    std::fill_n(text_.begin() + span.begin, span.length, ' ');
    span.begin = static_cast<std::uint32_t>(text_.size());
    span.length = static_cast<std::uint32_t>(text.size()) & 0x7FFF'FFFFU;
    span.is_number = 0;
    text_ += text;
}

void Table::drop_column(std::size_t column) {
    std::size_t to = 0;
    for (std::size_t from = 0; from < cells_.size(); ++from) {
        if (from % columns() == column) {
            std::fill_n(text_.begin() + cells_[from].begin, cells_[from].length, ' ');
        } else {
            cells_[to++] = cells_[from];
        }
    }
    cells_.resize(to);
    header_.erase(header_.begin() + static_cast<std::ptrdiff_t>(column));
    source_.erase(source_.begin() + static_cast<std::ptrdiff_t>(column));
}

std::string column_letter(std::size_t column) {
    std::string letters;
    for (std::size_t rest = column + 1; rest > 0; rest = (rest - 1) / 26) {
        letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % 26));
    }
    return letters;
}

std::string plain_header(std::string_view text) {
    std::string plain;
    for (const char c : text) {
        if (c >= 'A' && c <= 'Z') {
            plain += static_cast<char>(c - 'A' + 'a');
        } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            plain += c;
        }
    }
    return plain;
}

}  // namespace sinergi::exchange
