// SPDX-License-Identifier: Apache-2.0
// Column: what every unit reported for one series in one period.
//
// Rows are those of OrgUnitTree. A column holds which rows have a number, which have another state
// (blank, not applicable, suppressed), the numbers in the narrowest type that holds them all, and a
// total per block of 64 rows, so the total of any subtree is a few look-ups instead of a scan.
// Totals are always computed from the values in row order, never adjusted by a difference: the
// same values give the same bits.
//
// Immutable; safe to share between threads.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "model/cell.h"
#include "model/org_unit_tree.h"

namespace sinergi::engine {

struct ColumnEntry {
    Row row = 0;
    ValueState state = ValueState::Number;
    double number = 0;
};

// Rows chosen by a filter (a group of units); bit r of word r/64.
using RowMask = std::vector<std::uint64_t>;

class Column {
public:
    static constexpr Row kBlock = 64;

    struct Sum {
        double total = 0;
        std::uint32_t numbers = 0;  // Rows with a number.
    };
    struct States {
        bool blank = false, not_applicable = false, suppressed = false;
    };

    // `entries` sorted by row, each row once. Requires: row < rows.
    [[nodiscard]] static Column build(Row rows, std::span<const ColumnEntry> entries);

    // This column with some rows set or, where the entry is absent, cleared. Sorted by row.
    struct Edit {
        Row row = 0;
        std::optional<ColumnEntry> entry;
    };
    [[nodiscard]] Column with(std::span<const Edit> edits) const;

    [[nodiscard]] Row rows() const { return rows_; }
    [[nodiscard]] std::size_t size() const { return size_; }  // Entries of any state.

    [[nodiscard]] std::optional<ColumnEntry> at(Row row) const;
    [[nodiscard]] std::vector<ColumnEntry> entries() const;

    // Sum and count of the numbers in `range`, restricted to `mask` if given.
    [[nodiscard]] Sum sum(RowRange range, const RowMask* mask = nullptr) const;
    // Which states other than a number occur in `range`.
    [[nodiscard]] States states(RowRange range, const RowMask* mask = nullptr) const;
    // Sets in `bits` (words of the whole column) the rows that reported anything.
    void add_reported(RowMask& bits) const;
    // How many rows of `range` reported anything, blanks included.
    [[nodiscard]] std::uint32_t reported(RowRange range, const RowMask* mask = nullptr) const;

    // Calls visit(row, number) for each number in `range`, in row order.
    template <class Visit>
    void each_number(RowRange range, const RowMask* mask, Visit&& visit) const {
        std::visit(
            [&](const auto& values) {
                for_each_bit(numbers_, range, mask,
                             [&](Row row) { visit(row, static_cast<double>(values[row])); });
            },
            values_);
    }

    // Bytes held, for the memory bench.
    [[nodiscard]] std::size_t memory_bytes() const;

    template <class Visit>
    static void for_each_bit(const RowMask& bits, RowRange range, const RowMask* mask,
                             Visit&& visit) {
        for (Row word = range.begin / kBlock; word * kBlock < range.end; ++word) {
            std::uint64_t left = bits[word] & word_of(range, word);
            if (mask != nullptr) left &= (*mask)[word];
            while (left != 0) {
                visit(word * kBlock + static_cast<Row>(std::countr_zero(left)));
                left &= left - 1;
            }
        }
    }

    // The bits of `word` that lie in `range`.
    [[nodiscard]] static std::uint64_t word_of(RowRange range, Row word);

private:
    friend class CheckpointReader;
    friend class CheckpointWriter;
    using Values = std::variant<std::vector<std::uint8_t>, std::vector<std::uint16_t>,
                                std::vector<std::uint32_t>, std::vector<double>>;

    void fill_totals();

    Row rows_ = 0;
    std::size_t size_ = 0;
    RowMask numbers_;                                  // Rows with a number.
    std::vector<std::pair<Row, ValueState>> special_;  // The other states, sorted by row.
    Values values_;                                    // One slot per row; 0 where no number.
    std::vector<double> block_totals_;                 // One per word of numbers_.
};

}  // namespace sinergi::engine
