// SPDX-License-Identifier: Apache-2.0
// Column: what every unit reported for one series in one period.
//
// Rows are those of OrgUnitTree. A column holds which rows have a number, which have another state
// (blank, not applicable, suppressed), the numbers in the narrowest type that holds them all, and
// running totals, so the total of any subtree is a few look-ups instead of a scan. Whole numbers
// are added exactly. Real numbers have a total per block of 64 rows, always computed from the
// values in row order, never adjusted by a difference: the same values give the same bits.
//
// Immutable; safe to share between threads.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <type_traits>
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
    // The same for many ranges, which share the work of looking at the column: visit(i, Sum) for
    // each of them in order.
    template <class Visit>
    void sums(std::span<const RowRange> ranges, const RowMask* mask, Visit&& visit) const {
        std::visit(
            [&](const auto& values) {
                for (std::size_t i = 0; i < ranges.size(); ++i) {
                    visit(i, sum_of(values.data(), ranges[i], mask));
                }
            },
            values_);
    }

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

    // How many rows of `range` are set in `bits`.
    [[nodiscard]] static std::uint32_t count_bits(const RowMask& bits, RowRange range,
                                                  const RowMask* mask) {
        std::uint32_t count = 0;
        for (Row word = range.begin / kBlock; word * kBlock < range.end; ++word) {
            std::uint64_t inside = bits[word] & word_of(range, word);
            if (mask != nullptr) inside &= (*mask)[word];
            count += static_cast<std::uint32_t>(std::popcount(inside));
        }
        return count;
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
    [[nodiscard]] static std::uint64_t word_of(RowRange range, Row word) {
        const Row first = word * kBlock;
        std::uint64_t bits = ~std::uint64_t{0};
        if (range.begin > first) {
            if (range.begin - first >= kBlock) return 0;
            bits &= ~std::uint64_t{0} << (range.begin - first);
        }
        if (range.end < first + kBlock) {
            if (range.end <= first) return 0;
            bits &= ~std::uint64_t{0} >> (kBlock - (range.end - first));
        }
        return bits;
    }

private:
    friend class CheckpointReader;
    friend class CheckpointWriter;
    using Values = std::variant<std::vector<std::uint8_t>, std::vector<std::uint16_t>,
                                std::vector<std::uint32_t>, std::vector<double>>;

    void fill_totals();
    template <class Slot>
    void fill_totals_of(const std::vector<Slot>& values);
    // Whole groups, one more than the last row needs: totals are asked up to the row after it.
    template <class Slot>
    static constexpr std::size_t slots_of(Row rows) {
        if constexpr (!std::is_integral_v<Slot>) return rows;
        return (rows / group_of<Slot>() + 1) * std::size_t{group_of<Slot>()};
    }
    // Numbers of so many bytes in a group that has a running total before it.
    template <class Slot>
    static constexpr Row group_of() {
        return 16 / sizeof(Slot);
    }
    template <class Slot>
    [[nodiscard]] std::uint64_t total_before(const Slot* values, Row row) const;
    [[nodiscard]] std::uint32_t numbers_up_to(Row row) const {
        const std::uint64_t below = (std::uint64_t{1} << (row % kBlock)) - 1;
        return numbers_before_[row / kBlock] +
               static_cast<std::uint32_t>(std::popcount(numbers_[row / kBlock] & below));
    }
    template <class Slot>
    [[nodiscard]] Sum sum_of(const Slot* values, RowRange range, const RowMask* mask) const;

    Row rows_ = 0;
    std::size_t size_ = 0;
    RowMask numbers_;  // Rows with a number; reaches beyond the last row.
    std::vector<std::pair<Row, ValueState>> special_;  // The other states, sorted by row.
    Values values_;  // One slot per row, 0 where no number, filled up to whole groups.
    std::vector<std::uint32_t> numbers_before_;  // One per word of numbers_.
    std::vector<std::uint64_t> totals_before_;   // Whole numbers: one per group.
    std::vector<double> block_totals_;           // Real numbers: one per word of numbers_.
};

// Whole numbers lie in groups of two 64-bit words. A sum is the difference of two running totals,
// each the total before its row's group and the part of the group before the row: no branch depends
// on the range. Narrow numbers are added several at a time, in lanes twice as wide as they are.
template <class Slot>
std::uint64_t Column::total_before(const Slot* values, Row row) const {
    static_assert(std::endian::native == std::endian::little);
    constexpr Row kGroup = group_of<Slot>();
    const Row first = row / kGroup * kGroup;
    std::array<std::uint64_t, 2> words{};
    std::memcpy(words.data(), values + first, sizeof words);
    const auto bits = static_cast<std::uint32_t>((row - first) * (8 * sizeof(Slot)));
    words[0] &= bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
    words[1] &= bits <= 64 ? 0 : (std::uint64_t{1} << (bits - 64)) - 1;
    const std::uint64_t before = totals_before_[row / kGroup];
    if constexpr (sizeof(Slot) == 1) {
        constexpr std::uint64_t kEven = 0x00FF'00FF'00FF'00FF;
        const std::uint64_t lanes = (words[0] & kEven) + ((words[0] >> 8) & kEven) +
                                    (words[1] & kEven) + ((words[1] >> 8) & kEven);
        return before + ((lanes * 0x0001'0001'0001'0001) >> 48);
    } else if constexpr (sizeof(Slot) == 2) {
        constexpr std::uint64_t kEven = 0x0000'FFFF'0000'FFFF;
        const std::uint64_t lanes = (words[0] & kEven) + ((words[0] >> 16) & kEven) +
                                    (words[1] & kEven) + ((words[1] >> 16) & kEven);
        return before + (lanes & 0xFFFF'FFFF) + (lanes >> 32);
    } else {
        return before + (words[0] & 0xFFFF'FFFF) + (words[0] >> 32) + (words[1] & 0xFFFF'FFFF) +
               (words[1] >> 32);
    }
}

template <class Slot>
Column::Sum Column::sum_of(const Slot* values, RowRange range, const RowMask* mask) const {
    if constexpr (std::is_integral_v<Slot>) {
        if (mask == nullptr) {
            return {static_cast<double>(total_before(values, range.end) -
                                        total_before(values, range.begin)),
                    numbers_up_to(range.end) - numbers_up_to(range.begin)};
        }
    }
    Sum sum;
    for (Row word = range.begin / kBlock; word * kBlock < range.end; ++word) {
        std::uint64_t bits = numbers_[word] & word_of(range, word);
        if (mask != nullptr) bits &= (*mask)[word];
        sum.numbers += static_cast<std::uint32_t>(std::popcount(bits));
        if (bits == numbers_[word] && !block_totals_.empty()) {
            sum.total += block_totals_[word];
            continue;
        }
        double part = 0;
        for (; bits != 0; bits &= bits - 1) {
            part += static_cast<double>(
                values[word * kBlock + static_cast<Row>(std::countr_zero(bits))]);
        }
        sum.total += part;
    }
    return sum;
}

}  // namespace sinergi::engine
