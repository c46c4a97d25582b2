// SPDX-License-Identifier: Apache-2.0
#include "engine/column.h"

#include <array>
#include <map>
#include <random>

#include <doctest/doctest.h>

#include "engine/test_world.h"

namespace sinergi::engine {

namespace {

using Slow = std::map<Row, ColumnEntry>;

ColumnEntry random_entry(std::mt19937& random, Row row, double largest) {
    const auto state = static_cast<ValueState>(pick(random, 8) < 5 ? 0 : pick(random, 4));
    if (state != ValueState::Number) return {row, state, 0};
    return {row, state, static_cast<double>(pick(random, static_cast<std::uint32_t>(largest)))};
}

void compare(const Column& column, const Slow& slow, RowRange range, const RowMask* mask) {
    double total = 0;
    std::uint32_t numbers = 0;
    std::uint32_t reported = 0;
    Column::States states;
    for (const auto& [row, entry] : slow) {
        if (!range.contains(row)) continue;
        if (mask != nullptr && (((*mask)[row / 64] >> (row % 64)) & 1) == 0) continue;
        ++reported;
        if (entry.state == ValueState::Number) {
            total += entry.number;
            ++numbers;
        }
        states.blank |= entry.state == ValueState::Blank;
        states.not_applicable |= entry.state == ValueState::NotApplicable;
        states.suppressed |= entry.state == ValueState::Suppressed;
    }
    CHECK(column.sum(range, mask).total == total);
    CHECK(column.sum(range, mask).numbers == numbers);
    CHECK(column.reported(range, mask) == reported);
    CHECK(column.states(range, mask).blank == states.blank);
    CHECK(column.states(range, mask).not_applicable == states.not_applicable);
    CHECK(column.states(range, mask).suppressed == states.suppressed);
}

}  // namespace

TEST_CASE("a column's totals equal a walk over its rows, for any column, edit, range and filter") {
    for (unsigned seed = 0; seed < 200; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        const Row rows = 1 + pick(random, 300);
        const double largest = std::array<double, 4>{200, 60000, 4e9, 3}[seed % 4];
        Slow slow;
        std::vector<ColumnEntry> entries;
        for (Row row = 0; row < rows; ++row) {
            if (pick(random, 3) == 0) continue;
            entries.push_back(random_entry(random, row, largest));
            slow[row] = entries.back();
        }
        Column column = Column::build(rows, entries);
        std::vector<Column::Edit> edits;
        for (Row row = 0; row < rows; ++row) {
            if (pick(random, 5) != 0) continue;
            if (pick(random, 3) == 0) {
                edits.push_back({row, std::nullopt});
                slow.erase(row);
            } else {
                edits.push_back({row, random_entry(random, row, largest * 1.5)});
                slow[row] = *edits.back().entry;
            }
        }
        column = column.with(edits);
        CHECK(column.size() == slow.size());
        RowMask mask((rows + 63) / 64);
        for (auto& word : mask) word = any_word(random);
        for (int i = 0; i < 10; ++i) {
            const Row begin = pick(random, rows);
            const RowRange range{begin, begin + pick(random, rows - begin + 1)};
            compare(column, slow, range, nullptr);
            compare(column, slow, range, &mask);
        }
        for (Row row = 0; row < rows; ++row) {
            CHECK(column.at(row).has_value() == slow.contains(row));
        }
    }
}

TEST_CASE("a number too large for the column's type widens it and never wraps") {
    const std::vector<ColumnEntry> small{{0, ValueState::Number, 255}};
    for (const double number : {256.0, 65536.0, 4294967296.0, 0.5, -1.0, -0.0, 1e300}) {
        CAPTURE(number);
        const std::vector<Column::Edit> edits{{1, ColumnEntry{1, ValueState::Number, number}}};
        const Column column = Column::build(2, small).with(edits);
        CHECK(column.at(0)->number == 255);
        CHECK(column.at(1)->number == number);
        CHECK(column.sum({0, 2}).total == 255 + number);
    }
}

TEST_CASE("zero, blank, not applicable, suppressed and no report stay five different things") {
    const std::vector<ColumnEntry> entries{{0, ValueState::Number, 0},
                                           {1, ValueState::Blank, 0},
                                           {2, ValueState::NotApplicable, 0},
                                           {3, ValueState::Suppressed, 0}};
    const Column column = Column::build(5, entries);
    CHECK(column.at(0)->state == ValueState::Number);
    CHECK(column.at(1)->state == ValueState::Blank);
    CHECK(column.at(2)->state == ValueState::NotApplicable);
    CHECK(column.at(3)->state == ValueState::Suppressed);
    CHECK_FALSE(column.at(4).has_value());
    CHECK(column.sum({0, 1}).numbers == 1);
    CHECK(column.sum({1, 5}).numbers == 0);
    CHECK(column.reported({0, 5}) == 4);
}

}  // namespace sinergi::engine
