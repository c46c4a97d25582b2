// SPDX-License-Identifier: Apache-2.0
#include "server/v1/figure_table.h"

#include <cstdlib>
#include <filesystem>

#include <doctest/doctest.h>

#include "exchange/dhis2_metadata.h"
#include "server/routes.h"

namespace sinergi::server::v1 {

namespace {

CatalogueIndicator deaths() {
    CatalogueIndicator indicator;
    indicator.code = "DEATHS";
    indicator.numerator = "#{DEATHS}";
    indicator.denominator = "#{BIRTHS}";
    indicator.factor = 1000;
    indicator.direction = Direction::Lower;
    indicator.proportion = false;
    indicator.events_small = true;
    indicator.targets = {{"2024", 12, std::nullopt, "test", false}};
    return indicator;
}

// A province with four districts in a new data folder that is deleted afterwards.
class SmallOffice {
public:
    SmallOffice() {
        char name[] = "/tmp/sinergi-test-XXXXXX";
        folder_ = ::mkdtemp(name);
        Catalogue catalogue;
        catalogue.indicators.push_back(deaths());
        auto opened = Office::open(folder_, catalogue);
        REQUIRE(opened.has_value());
        office = std::move(*opened);
        const auto change = office->write("test", "metadata",
                                          [&](store::Draft& draft) { return put_metadata(draft); });
        REQUIRE(change.has_value());
    }
    ~SmallOffice() {
        office.reset();
        std::filesystem::remove_all(folder_);
    }

    static Result<void> put_metadata(store::Draft& draft) {
        for (int i = 0; i < 5; ++i) {
            OrgUnit unit;
            unit.uid = uid_from("unit" + std::to_string(i));
            unit.name = "Unit " + std::to_string(i);
            if (i > 0) unit.parent_uid = uid_from("unit0");
            unit.codes[1] = i == 0 ? "99" : "99.0" + std::to_string(i);
            TRY(draft.put_object("organisationUnits", unit.uid, exchange::to_json(unit)));
        }
        for (const char* code : {"DEATHS", "BIRTHS"}) {
            DataElement element;
            element.uid = uid_from(code);
            element.code = element.name = element.short_name = code;
            TRY(draft.put_object("dataElements", element.uid, exchange::to_json(element)));
        }
        return {};
    }

    void put(const char* element, int unit, double number, ValueState state = ValueState::Number) {
        const auto snapshot = office->snapshot();
        DataValue value;
        const ObjectId combo = snapshot->metadata->option_combo(kDefaultOptionComboUid)->id;
        value.key.series = {snapshot->metadata->data_element(element)->id, combo, combo};
        value.key.period = *parse_period("2024");
        value.key.org_unit =
            snapshot->tree().unit(*snapshot->tree().find("99.0" + std::to_string(unit))).id;
        value.number = number;
        value.state = state;
        const auto change =
            office->write("test", "value", [&](store::Draft& draft) -> Result<void> {
                TRY(draft.put_values({value}));
                return {};
            });
        REQUIRE(change.has_value());
    }

    // A rate somebody published for the district.
    void publish(int unit, const char* period, double value, const char* question = "") {
        const auto change =
            office->write("test", "published", [&](store::Draft& draft) -> Result<void> {
                store::PublishedFigure figure;
                figure.indicator_code = "DEATHS";
                figure.unit_uid = uid_from("unit" + std::to_string(unit));
                figure.period = period;
                figure.source = "a yearbook";
                figure.value = value;
                figure.question = question;
                TRY(draft.put_figure(figure));
                return {};
            });
        REQUIRE(change.has_value());
    }

    [[nodiscard]] FigureTable ask(bool hide, const char* period = "2024") const {
        const auto snapshot = office->snapshot();
        FigureQuery query{"DEATHS", 0, 1, {*parse_period(period)}, hide};
        auto table = make_figure_table(*office, *snapshot, *office->reference(), query);
        REQUIRE(table.has_value());
        return std::move(*table);
    }

    std::unique_ptr<Office> office;

private:
    std::string folder_;
};

}  // namespace

TEST_CASE("the public does not see counts of 1 to 4, nor can it subtract them from the total") {
    SmallOffice office;
    for (int unit = 1; unit <= 4; ++unit) office.put("BIRTHS", unit, 1000);
    office.put("DEATHS", 1, 3);
    office.put("DEATHS", 2, 20);
    office.put("DEATHS", 3, 15);
    office.put("DEATHS", 4, 0);
    const FigureTable open = office.ask(false);
    CHECK(open.at(1, 0).cell.numerator == 3);
    CHECK_FALSE(open.suppressed);
    const FigureTable hidden = office.ask(true);
    CHECK(hidden.suppressed);
    CHECK(hidden.at(0, 0).cell.numerator == 38);
    CHECK(hidden.at(1, 0).cell.missing == Missing::Suppressed);
    CHECK(hidden.at(1, 0).cell.numerator == 0);
    CHECK(hidden.at(3, 0).cell.missing == Missing::Suppressed);  // The smallest of the others.
    CHECK(hidden.at(2, 0).cell.numerator == 20);
    CHECK(hidden.at(4, 0).cell.has_value());  // Zero deaths identify nobody.
    // What is hidden in the parent's table is hidden on the unit's own page too.
    for (Row unit = 1; unit <= 4; ++unit) {
        const auto snapshot = office.office->snapshot();
        const FigureQuery alone{"DEATHS", unit, 0, {*parse_period("2024")}, true};
        const auto own =
            make_figure_table(*office.office, *snapshot, *office.office->reference(), alone);
        REQUIRE(own.has_value());
        CHECK(own->at(0, 0).cell.missing == hidden.at(unit, 0).cell.missing);
    }
    CHECK(hidden.at(4, 0).cell.numerator == 0);
}

TEST_CASE("a year shows reports or published figures, never some of each") {
    SmallOffice office;
    office.publish(1, "2024", 21.5);
    office.publish(2, "202406", 14);
    const FigureTable published = office.ask(true);
    REQUIRE(published.at(1, 0).published != nullptr);
    CHECK(published.at(1, 0).published->source == "a yearbook");
    CHECK(published.at(1, 0).cell.value == 21.5);
    CHECK(published.at(1, 0).status == Status::Critical);  // 12 / 21.5 is less than 60 %.
    CHECK(published.at(2, 0).cell.value == 14);            // A month of the year speaks for it.
    CHECK(published.at(2, 0).rank == 1);
    CHECK(published.at(0, 0).cell.missing == Missing::NotReported);  // Never an average of them.
    // A year says nothing about one of its months.
    CHECK(office.ask(true, "202405").at(1, 0).published == nullptr);
    CHECK(office.ask(true, "202406").at(2, 0).cell.value == 14);

    office.publish(3, "2024", 0.01, "less than one death");
    CHECK(office.ask(true).at(3, 0).cell.value == 0.01);
    CHECK(office.ask(true).at(3, 0).status == Status::None);  // A misprint reaches no target,
    CHECK_FALSE(office.ask(true).at(3, 0).rank.has_value());  // and no rank.

    // A blank is a report: it is not painted over.
    office.put("BIRTHS", 4, 0, ValueState::Blank);
    office.put("DEATHS", 4, 0, ValueState::Blank);
    CHECK(office.ask(true).at(4, 0).cell.missing == Missing::Blank);
    CHECK(office.ask(true).at(1, 0).published == nullptr);

    office.put("BIRTHS", 3, 1000);
    office.put("DEATHS", 3, 20);
    const FigureTable reported = office.ask(true);
    CHECK(reported.at(3, 0).cell.value == 20);
    CHECK(reported.at(3, 0).published == nullptr);
    CHECK(reported.at(1, 0).cell.missing == Missing::NotReported);
    CHECK(reported.at(1, 0).published == nullptr);
}

TEST_CASE("units with fewer than ten events have an interval but no rank") {
    SmallOffice office;
    for (int unit = 1; unit <= 4; ++unit) office.put("BIRTHS", unit, 1000);
    office.put("DEATHS", 1, 9);
    office.put("DEATHS", 2, 20);
    office.put("DEATHS", 3, 15);
    office.put("DEATHS", 4, 20);
    const FigureTable table = office.ask(false);
    CHECK_FALSE(table.at(1, 0).rank.has_value());
    CHECK(table.at(1, 0).low.has_value());
    CHECK(table.at(3, 0).rank == 1);  // Fewer deaths are better.
    CHECK(table.at(2, 0).rank == 2);
    CHECK(table.at(4, 0).rank == 2);  // A tie shares the rank.
    CHECK(table.at(1, 0).status == Status::Achieved);
    CHECK(table.at(2, 0).status == Status::Below);  // 12 / 20 is exactly 60 %.
    // Garwood's exact limits of 9 events are 4.115 and 17.085.
    CHECK(*table.at(1, 0).low == doctest::Approx(4.1153).epsilon(1e-4));
    CHECK(*table.at(1, 0).high == doctest::Approx(17.0848).epsilon(1e-4));
}

TEST_CASE("a sum since January has a part of the year's target, an index the whole") {
    const SmallOffice office;
    CatalogueIndicator indicator = deaths();
    indicator.period_rule = PeriodRule::CumulativeYear;
    indicator.direction = Direction::Higher;
    indicator.targets = {{"2024", 96, std::nullopt, "test", false}};
    const auto snapshot = office.office->snapshot();
    const auto march = [&] {
        return target_for(indicator, *snapshot, *office.office->reference(), 0,
                          *parse_period("202403"))
            ->value;
    };
    CHECK(march() == 24);
    indicator.interval = false;
    CHECK(march() == 96);
    indicator.interval = true;
    indicator.period_rule = PeriodRule::Monthly;
    CHECK(march() == 96);
}

TEST_CASE(
    "a change is visible to the next snapshot and survives reopening, with and without the "
    "checkpoint") {
    char name[] = "/tmp/sinergi-test-XXXXXX";
    const std::string folder = ::mkdtemp(name);
    Catalogue catalogue;
    catalogue.indicators.push_back(deaths());
    for (int round = 0; round < 3; ++round) {
        auto office = Office::open(folder, catalogue);
        REQUIRE(office.has_value());
        if (round == 0) {
            REQUIRE((*office)->write("test", "metadata", SmallOffice::put_metadata).has_value());
        }
        const auto snapshot = (*office)->snapshot();
        const ObjectId combo = snapshot->metadata->option_combo(kDefaultOptionComboUid)->id;
        const Series series{snapshot->metadata->data_element("DEATHS")->id, combo, combo};
        DataValue value;
        value.key = {series, *parse_period("2024"), snapshot->tree().unit(1).id};
        value.number = round;
        REQUIRE((*office)
                    ->write("test", "value",
                            [&](store::Draft& draft) -> Result<void> {
                                TRY(draft.put_values({value}));
                                return {};
                            })
                    .has_value());
        const auto at = [&] {
            const auto& all = (*office)->snapshot()->columns.of_element(series.data_element);
            return all.front()->find(value.key.period)->at(1)->number;
        };
        CHECK(at() == round);
        if (round == 0) REQUIRE((*office)->save_checkpoint().has_value());
        CHECK((*office)->check({})->empty());
    }
    std::filesystem::remove_all(folder);
}

}  // namespace sinergi::server::v1
