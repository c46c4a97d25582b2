// SPDX-License-Identifier: Apache-2.0
#include "engine/indicator_query.h"

#include <doctest/doctest.h>

#include "engine/checkpoint.h"
#include "engine/test_world.h"

namespace sinergi::engine {

namespace {

// A district (u0) with two facilities; SERVED and SEEN each month, TARGET each year.
class District {
public:
    District() {
        for (int i = 0; i < 3; ++i) {
            OrgUnit unit;
            unit.id = static_cast<ObjectId>(1000 + i);
            unit.uid = unit.name = "u" + std::to_string(i);
            if (i > 0) unit.parent_uid = "u0";
            world.metadata.org_units.push_back(unit);
        }
        world.add_element("SERVED", 1, AggregationType::Sum);
        world.add_element("SEEN", 2, AggregationType::Sum);
        world.add_element("TARGET", 3, AggregationType::AverageSumOrgUnit);
        DataSet set;
        set.id = 20;
        set.uid = set.name = "monthly";
        set.data_element_uids = {"SERVED_uid", "SEEN_uid"};
        set.unit_uids = {"u1", "u2"};
        world.metadata.data_sets.push_back(set);
    }

    void put(ObjectId element, int unit, const char* period, double number,
             ValueState state = ValueState::Number) {
        world.values.push_back(
            {{{element, 1, 1}, *parse_period(period), static_cast<ObjectId>(1000 + unit)},
             state,
             number,
             {}});
    }

    [[nodiscard]] Cell ask(const CatalogueIndicator& indicator, const char* period,
                           const char* unit = "u0") const {
        const auto snapshot = world.snapshot();
        return evaluate(*snapshot, *compile(indicator), snapshot->tree().find_uid(unit),
                        *parse_period(period));
    }

    TestWorld world;
};

CatalogueIndicator coverage(PeriodRule rule) {
    CatalogueIndicator indicator;
    indicator.code = "COVERAGE";
    indicator.numerator = "#{SERVED}";
    indicator.denominator = "#{TARGET}";
    indicator.factor = 100;
    indicator.period_rule = rule;
    return indicator;
}

}  // namespace

TEST_CASE("a cumulative indicator sums since January over the year's denominator") {
    District district;
    district.put(3, 1, "2024", 120);
    district.put(3, 2, "2024", 80);
    district.put(1, 1, "202401", 10);
    district.put(1, 1, "202402", 20);
    district.put(1, 2, "202402", 5);
    district.put(1, 2, "202403", 1);
    district.put(1, 2, "202312", 999);  // Another year.
    const Cell cell = district.ask(coverage(PeriodRule::CumulativeYear), "202402");
    REQUIRE(cell.has_value());
    CHECK(cell.numerator == 35);
    CHECK(cell.denominator == 200);
    CHECK(cell.value == 17.5);
    CHECK(cell.reported == 3);  // Facility-months.
    CHECK(cell.expected == 4);
    CHECK_FALSE(cell.incomplete);
    CHECK(district.ask(coverage(PeriodRule::CumulativeYear), "2024Q1").numerator == 36);
}

TEST_CASE("a cumulative indicator over a monthly denominator counts the same months in both") {
    District district;
    CatalogueIndicator ratio = coverage(PeriodRule::CumulativeYear);
    ratio.denominator = "#{SEEN}";
    for (const char* month : {"202401", "202402", "202403"}) {
        district.put(1, 1, month, 1);
        district.put(2, 1, month, 10);
    }
    CHECK(district.ask(ratio, "202402").denominator == 20);
    CHECK(district.ask(ratio, "2024").denominator == 30);
}

TEST_CASE("a zero and a missing report give different cells") {
    District district;
    district.put(3, 1, "2024", 100);
    const CatalogueIndicator monthly = coverage(PeriodRule::Monthly);
    CHECK(district.ask(monthly, "202401").missing == Missing::NotReported);
    district.put(1, 1, "202401", 0);
    const Cell zero = district.ask(monthly, "202401");
    CHECK(zero.has_value());
    CHECK(zero.value == 0);
    district.put(1, 2, "202402", 0, ValueState::NotApplicable);
    CHECK(district.ask(monthly, "202402").missing == Missing::NotApplicable);
}

TEST_CASE("nobody in the target population is a reason, not a division by zero") {
    District district;
    district.put(1, 1, "202401", 3);
    CHECK(district.ask(coverage(PeriodRule::Monthly), "202401").missing == Missing::NotReported);
    district.put(3, 1, "2024", 0);
    CHECK(district.ask(coverage(PeriodRule::Monthly), "202401").missing ==
          Missing::ZeroDenominator);
}

TEST_CASE("a missing item counts as 0 and the cell says so, unless the indicator propagates") {
    District district;
    CatalogueIndicator sum;
    sum.code = "SUM";
    sum.numerator = "#{SERVED} + #{SEEN}";
    sum.factor = 1;
    district.put(1, 1, "202401", 4);
    const Cell cell = district.ask(sum, "202401");
    CHECK(cell.value == 4);
    CHECK(cell.incomplete);
    sum.propagate_missing = true;
    CHECK(district.ask(sum, "202401").missing == Missing::NotReported);
    CHECK(district.ask(sum, "202402").missing == Missing::NotReported);
}

TEST_CASE("fixed months have values in those months only; the latest is taken in a longer period") {
    District district;
    CatalogueIndicator weighed = coverage(PeriodRule::FixedMonths);
    weighed.denominator = "#{SEEN}";
    weighed.months = {2, 8};
    for (const char* month : {"202402", "202405", "202408"}) {
        district.put(1, 1, month, month[5] - '0');
        district.put(2, 1, month, 10);
    }
    CHECK(district.ask(weighed, "202402").value == 20);
    CHECK(district.ask(weighed, "202405").missing == Missing::NotReported);
    CHECK(district.ask(weighed, "2024").value == 80);
    CHECK(district.ask(weighed, "2024S1").value == 20);
}

TEST_CASE("the latest rule takes the newest month with a number, not after the period's end") {
    District district;
    CatalogueIndicator members = coverage(PeriodRule::Latest);
    members.denominator = "#{TARGET}";
    district.put(3, 1, "2024", 50);
    district.put(1, 1, "202403", 10);
    district.put(1, 1, "202406", 20);
    CHECK(district.ask(members, "202405").value == 20);
    CHECK(district.ask(members, "2024").value == 40);
    CHECK(district.ask(members, "202402").missing == Missing::NotReported);
}

TEST_CASE("with LAST the latest rule takes each unit's own newest month of the year") {
    District district;
    district.world.add_element("STOCK", 4, AggregationType::Last);
    CatalogueIndicator stock = coverage(PeriodRule::Latest);
    stock.numerator = "#{STOCK}";
    stock.denominator = "";
    stock.factor = 1;
    district.put(4, 1, "202401", 10);
    district.put(4, 2, "202403", 5);
    CHECK(district.ask(stock, "202404").value == 15);
    CHECK(district.ask(stock, "202402").value == 10);
    CHECK(district.ask(stock, "2025").missing == Missing::NotReported);
}

TEST_CASE("an indicator of DHIS2 may refer to constants, other indicators, days and groups") {
    District district;
    district.put(1, 1, "202401", 6);
    district.put(2, 1, "202401", 12);
    Constant constant;
    constant.id = 30;
    constant.uid = "constant_uid";
    constant.value = 2;
    district.world.metadata.constants.push_back(constant);
    Indicator half;
    half.uid = "half_uid";
    half.numerator = "#{SERVED}";
    half.denominator = "#{SEEN}";
    district.world.metadata.indicators.push_back(half);
    Indicator both;
    both.uid = "both";
    both.numerator = "N{half_uid} * C{constant_uid} + [days]";
    both.denominator = "1";
    both.factor = 10;
    const auto snapshot = district.world.snapshot();
    const Cell cell = evaluate(*snapshot, *compile(both), 0, *parse_period("202401"));
    REQUIRE(cell.has_value());
    CHECK(cell.value == 320);  // 10 x (0.5 x 2 + 31)
}

TEST_CASE("a table of units and periods is its cells asked one by one, whatever the rule") {
    std::mt19937 random(20261125);
    TestWorld world;
    world.grow_tree(random, 300);
    world.add_element("SERVED", 1, AggregationType::Sum);
    world.add_element("SEEN", 2, AggregationType::Last);
    world.add_element("TARGET", 3, AggregationType::AverageSumOrgUnit);
    for (int i = 0; i < 4000; ++i) {
        const ObjectId element = 1 + pick(random, 3);
        Period period = *parse_period("202301") + static_cast<std::int32_t>(pick(random, 24));
        if (element == 3) period = *parse_period(pick(random, 2) == 0 ? "2023" : "2024");
        const auto state = pick(random, 12) == 0 ? ValueState::NotApplicable : ValueState::Number;
        world.values.push_back({{{element, 1, 1}, period, 1000 + pick(random, 300)},
                                state,
                                state == ValueState::Number ? pick(random, 400) / 4.0 : 0.0,
                                {}});
    }
    const auto snapshot = world.snapshot();
    std::vector<Row> units(300);
    for (Row row = 0; row < 300; ++row) units[row] = (row * 7) % 300;
    const std::vector<Period> periods{*parse_period("202306"), *parse_period("202402"),
                                      *parse_period("2024Q1"), *parse_period("2022")};
    CatalogueIndicator indicator = coverage(PeriodRule::Monthly);
    for (const PeriodRule rule :
         {PeriodRule::Monthly, PeriodRule::CumulativeYear, PeriodRule::Latest,
          PeriodRule::FixedMonths, PeriodRule::Yearly}) {
        for (const char* numerator : {"#{SERVED}", "#{SEEN}", "#{SERVED} + 2 * #{SEEN}"}) {
            indicator.period_rule = rule;
            indicator.months = {2, 6};
            indicator.numerator = numerator;
            const auto formula = *compile(indicator);
            const auto table = evaluate(*snapshot, formula, units, periods);
            REQUIRE(table.size() == units.size() * periods.size());
            for (std::size_t i = 0; i < table.size(); ++i) {
                const Cell one = evaluate(*snapshot, formula, units[i / periods.size()],
                                          periods[i % periods.size()]);
                CAPTURE(i);
                REQUIRE(table[i].missing == one.missing);
                REQUIRE(table[i].value == one.value);
                REQUIRE(table[i].numerator == one.numerator);
                REQUIRE(table[i].denominator == one.denominator);
                REQUIRE(table[i].incomplete == one.incomplete);
                REQUIRE(table[i].reported == one.reported);
            }
        }
    }
}

TEST_CASE("a checkpoint gives the same columns back, and refuses another tree or a changed byte") {
    District district;
    district.put(1, 1, "202401", 300);
    district.put(1, 2, "202401", 0, ValueState::Blank);
    district.put(3, 1, "2024", 0.25);
    district.put(2, 1, "2024W5", 4e9);
    const auto snapshot = district.world.snapshot();
    std::string bytes = write_checkpoint(*snapshot);
    const auto read = read_checkpoint(bytes, snapshot->tree());
    REQUIRE(read.has_value());
    REQUIRE(read->columns.cell_count() == snapshot->columns.cell_count());
    for (std::size_t s = 0; s < read->columns.all().size(); ++s) {
        const auto& before = snapshot->columns.all()[s]->columns;
        const auto& after = read->columns.all()[s]->columns;
        REQUIRE(before.size() == after.size());
        for (std::size_t c = 0; c < before.size(); ++c) {
            CHECK(before[c].first == after[c].first);
            for (Row row = 0; row < 3; ++row) {
                const auto x = before[c].second->at(row);
                const auto y = after[c].second->at(row);
                REQUIRE(x.has_value() == y.has_value());
                if (x) CHECK((x->state == y->state && x->number == y->number));
            }
            CHECK(before[c].second->sum({0, 3}).total == after[c].second->sum({0, 3}).total);
        }
    }
    District other;
    other.world.metadata.org_units[2].parent_uid = "u1";
    CHECK(read_checkpoint(bytes, other.world.snapshot()->tree()).error().code ==
          ErrorCode::Corrupt);
    for (std::size_t i = 0; i < bytes.size(); i += 7) {
        std::string changed = bytes;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        CHECK_FALSE(read_checkpoint(changed, snapshot->tree()).has_value());
        CHECK_FALSE(read_checkpoint(std::string_view(bytes).substr(0, i), snapshot->tree()));
    }
}

}  // namespace sinergi::engine
