// SPDX-License-Identifier: Apache-2.0
#include "engine/aggregate.h"

#include <cmath>
#include <map>

#include <doctest/doctest.h>

#include "engine/test_world.h"

namespace sinergi::engine {

namespace {

constexpr ObjectId kElement = 7;

Period period(const char* text) { return *parse_period(text); }

// The aggregation types as sentences over a plain list of values: what the columns must equal.
struct Obvious {
    const OrgUnitTree& tree;
    std::vector<DataValue> values;  // The last one of a key holds.

    [[nodiscard]] std::vector<const DataValue*> inside(Row unit, const RowMask* mask) const {
        std::map<DataValueKey, const DataValue*> last;
        for (const DataValue& value : values) last[value.key] = &value;
        std::vector<const DataValue*> found;
        for (const auto& [key, value] : last) {
            const Row row = tree.find_object(key.org_unit);
            if (!tree.subtree(unit).contains(row) || value->state != ValueState::Number) continue;
            if (mask != nullptr && (((*mask)[row / 64] >> (row % 64)) & 1) == 0) continue;
            found.push_back(value);
        }
        return found;
    }

    [[nodiscard]] std::optional<double> answer(AggregationType type, Row unit, Window window,
                                               const RowMask* mask) const {
        std::vector<const DataValue*> in_window;
        std::vector<const DataValue*> around;
        const auto all = inside(unit, mask);
        for (const DataValue* value : all) {
            const Date first = first_day(value->key.period);
            const Date end = end_day(value->key.period);
            if (first >= window.first && end <= window.end) in_window.push_back(value);
            if (first <= window.first && end >= window.end) around.push_back(value);
        }
        const auto sum = [](const std::vector<const DataValue*>& of) {
            double total = 0;
            for (const DataValue* value : of) total += value->number;
            return total;
        };
        switch (type) {
            case AggregationType::Last: return last(all, window);
            case AggregationType::AverageSumOrgUnit: {
                std::optional<double> total;
                for (const DataValue* value : all) {
                    // Day by day: how many days of the window the value speaks for.
                    int days = 0;
                    for (Date day = window.first; day < window.end; day += std::chrono::days(1)) {
                        days +=
                            first_day(value->key.period) <= day && day < end_day(value->key.period)
                                ? 1
                                : 0;
                    }
                    if (days == 0) continue;
                    const double weight = static_cast<double>(days) / window.days();
                    total = total.value_or(0) + value->number * weight;
                }
                return total;
            }
            case AggregationType::Average: {
                const auto& used = in_window.empty() ? around : in_window;
                if (used.empty()) return std::nullopt;
                return sum(used) / static_cast<double>(used.size());
            }
            default: break;
        }
        if (in_window.empty()) return std::nullopt;
        if (type == AggregationType::Sum) return sum(in_window);
        if (type == AggregationType::Count) return static_cast<double>(in_window.size());
        double best = in_window.front()->number;
        for (const DataValue* value : in_window) {
            best = type == AggregationType::Min ? std::min(best, value->number)
                                                : std::max(best, value->number);
        }
        return best;
    }

    [[nodiscard]] static std::optional<double> last(const std::vector<const DataValue*>& all,
                                                    Window window) {
        std::map<std::pair<Series, ObjectId>, const DataValue*> newest;
        for (const DataValue* value : all) {
            if (end_day(value->key.period) > window.end) continue;
            const DataValue*& known = newest[{value->key.series, value->key.org_unit}];
            if (known == nullptr || end_day(known->key.period) < end_day(value->key.period)) {
                known = value;
            }
        }
        if (newest.empty()) return std::nullopt;
        double total = 0;
        for (const auto& [key, value] : newest) total += value->number;
        return total;
    }
};

TestWorld random_world(std::mt19937& random) {
    TestWorld world;
    world.grow_tree(random, 2 + static_cast<int>(pick(random, 150)));
    world.add_element("X", kElement, AggregationType::Sum);
    const bool yearly = pick(random, 2) == 0;
    const std::size_t count = pick(random, 400);
    for (std::size_t i = 0; i < count; ++i) {
        DataValue value;
        value.key.series = {kElement, 1 + pick(random, 3), 1};
        value.key.org_unit = static_cast<ObjectId>(
            1000 + pick(random, static_cast<std::uint32_t>(world.metadata.org_units.size())));
        value.key.period =
            yearly ? Period{PeriodKind::Yearly,
                            static_cast<std::int32_t>(pick(random, 3)) + period("2022").index}
                   : Period{PeriodKind::Monthly,
                            static_cast<std::int32_t>(pick(random, 30)) + period("202201").index};
        value.state = static_cast<ValueState>(pick(random, 6) < 3 ? 0 : pick(random, 4));
        if (value.state == ValueState::Number)
            value.number = static_cast<double>(pick(random, 900));
        world.values.push_back(value);
    }
    return world;
}

}  // namespace

TEST_CASE("every aggregation equals the obvious evaluation, for any tree, values and window") {
    for (unsigned seed = 0; seed < 120; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        const TestWorld world = random_world(random);
        const SnapshotPtr snapshot = world.snapshot();
        const Obvious obvious{snapshot->tree(), world.values};
        RowMask mask((snapshot->tree().size() + 63) / 64);
        for (auto& word : mask) word = any_word(random);
        for (const char* text : {"2022", "2023", "202206", "2023Q1", "2022S2", "2022April"}) {
            const Window window = window_of(period(text));
            const Row unit = pick(random, snapshot->tree().size());
            for (const auto type :
                 {AggregationType::Sum, AggregationType::Average,
                  AggregationType::AverageSumOrgUnit, AggregationType::Last, AggregationType::Min,
                  AggregationType::Max, AggregationType::Count}) {
                CAPTURE(text);
                CAPTURE(to_string(type));
                const RowMask* filter = pick(random, 2) == 0 ? &mask : nullptr;
                const auto expected = obvious.answer(type, unit, window, filter);
                const Aggregate found = aggregate(*snapshot, {kElement, 0, 0, type}, window,
                                                  snapshot->tree().subtree(unit), filter);
                REQUIRE(found.value.has_value() == expected.has_value());
                CHECK((found.missing == Missing::No) == expected.has_value());
                if (expected) CHECK(*found.value == doctest::Approx(*expected).epsilon(1e-12));
            }
        }
    }
}

TEST_CASE("a total without a number says why: not reported, blank, not applicable or suppressed") {
    TestWorld world;
    std::mt19937 random(1);
    world.grow_tree(random, 1);
    world.add_element("X", kElement, AggregationType::Sum);
    const auto reason = [&](std::optional<ValueState> state) {
        world.values.clear();
        if (state) {
            world.values.push_back({{{kElement, 1, 1}, period("202401"), 1000}, *state, 0, {}});
        }
        const auto snapshot = world.snapshot();
        return aggregate(*snapshot, {kElement, 0, 0, AggregationType::Sum},
                         window_of(period("202401")), {0, 1})
            .missing;
    };
    CHECK(reason(std::nullopt) == Missing::NotReported);
    CHECK(reason(ValueState::Blank) == Missing::Blank);
    CHECK(reason(ValueState::NotApplicable) == Missing::NotApplicable);
    CHECK(reason(ValueState::Suppressed) == Missing::Suppressed);
    CHECK(reason(ValueState::Number) == Missing::No);
}

TEST_CASE("a week counts in the month that holds its middle day") {
    TestWorld world;
    std::mt19937 random(1);
    world.grow_tree(random, 1);
    world.add_element("X", kElement, AggregationType::Sum);
    // 2024W5 is 29 January to 4 February: Thursday is 1 February.
    world.values.push_back({{{kElement, 1, 1}, period("2024W5"), 1000}, ValueState::Number, 3, {}});
    const auto snapshot = world.snapshot();
    const Selector selector{kElement, 0, 0, AggregationType::Sum};
    CHECK_FALSE(aggregate(*snapshot, selector, window_of(period("202401")), {0, 1}).value);
    CHECK(aggregate(*snapshot, selector, window_of(period("202402")), {0, 1}).value == 3);
}

TEST_CASE("moving rows to another tree keeps every unit's values") {
    std::mt19937 random(5);
    TestWorld world = random_world(random);
    const auto before = world.snapshot();
    OrgUnit added;
    added.id = 5000;
    added.uid = "a_new_first_child";
    added.parent_uid = "u0";
    world.metadata.org_units.push_back(added);
    const auto view = *MetadataView::build(world.metadata);
    std::vector<Row> new_row(before->tree().size());
    for (Row row = 0; row < before->tree().size(); ++row) {
        new_row[row] = view->tree().find_object(before->tree().unit(row).id);
    }
    Snapshot after;
    after.metadata = view;
    after.columns = before->columns.moved(new_row, view->tree().size());
    for (Row row = 0; row < before->tree().size(); ++row) {
        const Selector selector{kElement, 0, 0, AggregationType::Sum};
        const Window window = window_of(period("2022"));
        const auto old = aggregate(*before, selector, window, before->tree().subtree(row));
        const auto now = aggregate(after, selector, window, view->tree().subtree(new_row[row]));
        CHECK(old.value == now.value);
    }
}

}  // namespace sinergi::engine
