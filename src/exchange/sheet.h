// SPDX-License-Identifier: Apache-2.0
// Sheet: the filled cells of one worksheet or CSV file as they lie there, before anyone knows which
// row is the header; to_table() finds it.
//
// A sheet made by people has title rows above the header, titles merged over two rows, a row of
// column numbers below it, and totals and signatures at the end. What is left out is said in notes,
// never silently.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "exchange/table.h"

namespace sinergi::exchange {

class Sheet {
public:
    struct Cell {
        std::uint32_t column = 0;  // 0-based.
        std::string_view text;
        bool is_number = false;  // Stored as a number: 1.234 has one meaning, see Table.
    };
    // Both corners included; rows as the spreadsheet numbers them.
    struct Merge {
        std::uint32_t first_row = 0, first_column = 0, last_row = 0, last_column = 0;
    };

    // Requires: rows and, within a row, columns ascend; an empty text is not added. Errors:
    // TooLarge beyond 20 million cells or 1 GB of text.
    [[nodiscard]] Result<void> add(std::uint32_t row, std::uint32_t column, std::string_view text,
                                   bool is_number = false);
    void add_merge(const Merge& merge) { merges_.push_back(merge); }

    [[nodiscard]] std::size_t rows() const { return rows_.size(); }  // Filled ones.
    [[nodiscard]] std::uint32_t row_number(std::size_t row) const { return rows_[row].number; }
    [[nodiscard]] std::vector<Cell> row(std::size_t row) const;
    [[nodiscard]] std::span<const Merge> merges() const { return merges_; }

private:
    struct Row {
        std::uint32_t number = 0;
        std::size_t first_cell = 0;
    };
    struct Span {
        std::uint32_t column = 0, begin = 0, length = 0;
        bool is_number = false;
    };

    std::vector<Row> rows_;
    std::vector<Span> cells_;
    std::vector<Merge> merges_;
    std::string text_;
};

struct HeaderOptions {
    std::optional<std::uint32_t> row;  // As the spreadsheet numbers it; none: found.
    std::vector<std::string> titles;   // Titles that the sender has given a role.
};

struct FoundTable {
    Table table;
    std::uint32_t header_row = 0;
    bool fits = false;  // A title names a unit, or was given: this is a table of ours.
    std::vector<std::string> notes;
};

// Errors: InvalidArgument if the sheet is empty, the header row asked for does not exist, or a row
// has more cells than the header has titles.
[[nodiscard]] Result<FoundTable> to_table(const Sheet& sheet, const HeaderOptions& options = {});

}  // namespace sinergi::exchange
