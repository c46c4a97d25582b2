// SPDX-License-Identifier: Apache-2.0
#include "engine/column.h"

#include <algorithm>
#include <cmath>

namespace sinergi::engine {

namespace {

enum class Width : std::uint8_t { U8, U16, U32, Real };

Width width_of(double number) {
    if (!(number >= 0) || number != std::floor(number) || std::signbit(number)) return Width::Real;
    if (number <= 0xFF) return Width::U8;
    if (number <= 0xFFFF) return Width::U16;
    if (number <= 4294967295.0) return Width::U32;
    return Width::Real;
}

bool in_mask(const RowMask* mask, Row row) {
    return mask == nullptr || (((*mask)[row / Column::kBlock] >> (row % Column::kBlock)) & 1) != 0;
}

}  // namespace

Column Column::build(Row rows, std::span<const ColumnEntry> entries) {
    Column column;
    column.rows_ = rows;
    column.size_ = entries.size();
    column.numbers_.assign(rows / kBlock + 1, 0);
    Width width = Width::U8;
    for (const ColumnEntry& entry : entries) {
        VERIFY(entry.row < rows);
        if (entry.state == ValueState::Number) {
            column.numbers_[entry.row / kBlock] |= std::uint64_t{1} << (entry.row % kBlock);
            width = std::max(width, width_of(entry.number));
        } else {
            column.special_.emplace_back(entry.row, entry.state);
        }
    }
    switch (width) {
        case Width::U8: column.values_ = std::vector<std::uint8_t>(); break;
        case Width::U16: column.values_ = std::vector<std::uint16_t>(); break;
        case Width::U32: column.values_ = std::vector<std::uint32_t>(); break;
        case Width::Real: column.values_ = std::vector<double>(); break;
    }
    std::visit(
        [&](auto& values) {
            using Slot = typename std::decay_t<decltype(values)>::value_type;
            values.resize(slots_of<Slot>(rows));
            for (const ColumnEntry& entry : entries) {
                if (entry.state == ValueState::Number) {
                    values[entry.row] = static_cast<Slot>(entry.number);
                }
            }
        },
        column.values_);
    column.fill_totals();
    return column;
}

void Column::fill_totals() {
    numbers_before_.resize(numbers_.size());
    std::uint32_t numbers = 0;
    for (std::size_t word = 0; word < numbers_.size(); ++word) {
        numbers_before_[word] = numbers;
        numbers += static_cast<std::uint32_t>(std::popcount(numbers_[word]));
    }
    std::visit([&](const auto& values) { fill_totals_of(values); }, values_);
}

template <class Slot>
void Column::fill_totals_of(const std::vector<Slot>& values) {
    if constexpr (std::is_integral_v<Slot>) {
        constexpr Row kGroup = group_of<Slot>();
        totals_before_.resize(values.size() / kGroup);
        std::uint64_t total = 0;
        for (std::size_t group = 0; group < totals_before_.size(); ++group) {
            totals_before_[group] = total;
            for (Row i = 0; i < kGroup; ++i) total += values[group * kGroup + i];
        }
    } else {
        block_totals_.assign(numbers_.size(), 0);
        for (Row row = 0; row < rows_; ++row) {  // Rows without a number hold 0.
            block_totals_[row / kBlock] += values[row];
        }
    }
}

Column Column::with(std::span<const Edit> edits) const {
    std::vector<ColumnEntry> merged;
    merged.reserve(size_ + edits.size());
    std::size_t next = 0;
    const auto take_edits_below = [&](Row row) {
        for (; next < edits.size() && edits[next].row < row; ++next) {
            if (edits[next].entry) merged.push_back(*edits[next].entry);
        }
    };
    for (const ColumnEntry& entry : entries()) {
        take_edits_below(entry.row);
        if (next < edits.size() && edits[next].row == entry.row) {
            if (edits[next].entry) merged.push_back(*edits[next].entry);
            ++next;
        } else {
            merged.push_back(entry);
        }
    }
    take_edits_below(rows_);
    return build(rows_, merged);
}

std::optional<ColumnEntry> Column::at(Row row) const {
    if (row >= rows_) return std::nullopt;
    if (((numbers_[row / kBlock] >> (row % kBlock)) & 1) != 0) {
        const double number = std::visit(
            [&](const auto& values) { return static_cast<double>(values[row]); }, values_);
        return ColumnEntry{row, ValueState::Number, number};
    }
    const auto found = std::lower_bound(special_.begin(), special_.end(), row,
                                        [](const auto& pair, Row r) { return pair.first < r; });
    if (found == special_.end() || found->first != row) return std::nullopt;
    return ColumnEntry{row, found->second, 0};
}

std::vector<ColumnEntry> Column::entries() const {
    std::vector<ColumnEntry> all;
    all.reserve(size_);
    auto special = special_.begin();
    each_number({0, rows_}, nullptr, [&](Row row, double number) {
        for (; special != special_.end() && special->first < row; ++special) {
            all.push_back({special->first, special->second, 0});
        }
        all.push_back({row, ValueState::Number, number});
    });
    for (; special != special_.end(); ++special)
        all.push_back({special->first, special->second, 0});
    return all;
}

Column::Sum Column::sum(RowRange range, const RowMask* mask) const {
    Sum sum;
    sums({&range, 1}, mask, [&](std::size_t, Sum of_range) { sum = of_range; });
    return sum;
}

Column::States Column::states(RowRange range, const RowMask* mask) const {
    States states;
    if (special_.empty()) return states;
    auto special = std::lower_bound(special_.begin(), special_.end(), range.begin,
                                    [](const auto& pair, Row row) { return pair.first < row; });
    for (; special != special_.end() && special->first < range.end; ++special) {
        if (!in_mask(mask, special->first)) continue;
        states.blank |= special->second == ValueState::Blank;
        states.not_applicable |= special->second == ValueState::NotApplicable;
        states.suppressed |= special->second == ValueState::Suppressed;
    }
    return states;
}

void Column::add_reported(RowMask& bits) const {
    for (std::size_t word = 0; word < bits.size(); ++word) bits[word] |= numbers_[word];
    for (const auto& [row, state] : special_) {
        bits[row / kBlock] |= std::uint64_t{1} << (row % kBlock);
    }
}

std::uint32_t Column::reported(RowRange range, const RowMask* mask) const {
    std::uint32_t count = mask == nullptr ? numbers_up_to(range.end) - numbers_up_to(range.begin)
                                          : count_bits(numbers_, range, mask);
    for (const auto& [row, state] : special_) {
        if (range.contains(row) && in_mask(mask, row)) ++count;
    }
    return count;
}

std::size_t Column::memory_bytes() const {
    const std::size_t values = std::visit(
        [](const auto& v) {
            return v.capacity() * sizeof(typename std::decay_t<decltype(v)>::value_type);
        },
        values_);
    return sizeof(*this) + values + numbers_.capacity() * sizeof(std::uint64_t) +
           special_.capacity() * sizeof(special_[0]) + block_totals_.capacity() * sizeof(double) +
           totals_before_.capacity() * sizeof(std::uint64_t) +
           numbers_before_.capacity() * sizeof(std::uint32_t);
}

}  // namespace sinergi::engine
