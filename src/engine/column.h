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

#include <algorithm>
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
    [[nodiscard]] Sum sum_of(const Slot* values, RowRange range, const RowMask* mask) const;

    Row rows_ = 0;
    std::size_t size_ = 0;
    RowMask numbers_;                                  // Rows with a number.
    std::vector<std::pair<Row, ValueState>> special_;  // The other states, sorted by row.
    Values values_;                                    // One slot per row; 0 where no number.
    std::vector<double> block_totals_;                 // One per word of numbers_.
};

// The sum of values[begin, end), at most kBlock whole numbers. Narrow ones are added several at a
// time in the lanes of one 64-bit word; a lane is twice as wide as a number, which is room enough
// for a block. The rest is read with what stands before it, which is then shifted out.
template <class Slot>
std::uint64_t short_sum(const Slot* values, Row begin, Row end) {
    std::uint64_t sum = 0;
    if constexpr (sizeof(Slot) <= 2) {
        static_assert(std::endian::native == std::endian::little);
        constexpr Row kAtOnce = sizeof(std::uint64_t) / sizeof(Slot);
        constexpr int kBits = 8 * sizeof(Slot);
        constexpr std::uint64_t kEven =
            sizeof(Slot) == 1 ? 0x00FF'00FF'00FF'00FF : 0x0000'FFFF'0000'FFFF;
        std::uint64_t lanes = 0;
        std::uint64_t word = 0;
        for (; end - begin >= kAtOnce; begin += kAtOnce) {
            std::memcpy(&word, values + begin, sizeof word);
            lanes += (word & kEven) + ((word >> kBits) & kEven);
        }
        if (begin < end && end >= kAtOnce) {
            std::memcpy(&word, values + (end - kAtOnce), sizeof word);
            word >>= static_cast<Row>(kBits) * (kAtOnce - (end - begin));
            lanes += (word & kEven) + ((word >> kBits) & kEven);
            begin = end;
        }
        constexpr int kLane = 2 * kBits;
        constexpr std::uint64_t kMask = (std::uint64_t{1} << kLane) - 1;
        for (int shift = 0; shift < 64; shift += kLane) sum += (lanes >> shift) & kMask;
    }
    for (; begin < end; ++begin) sum += values[begin];
    return sum;
}

// Whole numbers are added as whole numbers, which is exact in any order; real numbers are added per
// block in row order and the blocks in order, as block_totals_ are.
template <class Slot>
Column::Sum Column::sum_of(const Slot* values, RowRange range, const RowMask* mask) const {
    Sum sum;
    std::uint64_t whole = 0;
    for (Row word = range.begin / kBlock; word * kBlock < range.end; ++word) {
        std::uint64_t bits = numbers_[word] & word_of(range, word);
        if (mask != nullptr) bits &= (*mask)[word];
        sum.numbers += static_cast<std::uint32_t>(std::popcount(bits));
        if (bits == numbers_[word]) {
            sum.total += block_totals_[word];
        } else if constexpr (std::is_integral_v<Slot>) {
            if (mask == nullptr) {  // Rows without a number hold 0.
                const Row begin = std::max(range.begin, word * kBlock);
                const Row end = std::min(range.end, (word + 1) * kBlock);
                whole += short_sum(values, begin, end);
                continue;
            }
            for (; bits != 0; bits &= bits - 1) {
                whole += values[word * kBlock + static_cast<Row>(std::countr_zero(bits))];
            }
        } else {
            double part = 0;
            for (; bits != 0; bits &= bits - 1) {
                part += values[word * kBlock + static_cast<Row>(std::countr_zero(bits))];
            }
            sum.total += part;
        }
    }
    sum.total += static_cast<double>(whole);
    return sum;
}

}  // namespace sinergi::engine
