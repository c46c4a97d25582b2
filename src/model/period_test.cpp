// SPDX-License-Identifier: Apache-2.0
#include "model/period.h"

#include <set>

#include <doctest/doctest.h>

namespace sinergi {
namespace {

using std::chrono::days;

Period period(std::string_view text) {
    const auto parsed = parse_period(text);
    REQUIRE_MESSAGE(parsed, text);
    return *parsed;
}

Date date(std::string_view text) {
    const auto parsed = parse_date(text);
    REQUIRE_MESSAGE(parsed, text);
    return *parsed;
}

std::string span(std::string_view text) {
    const Period p = period(text);
    return to_iso_date(first_day(p)) + ".." + to_iso_date(end_day(p) - days{1});
}

std::string relative(std::string_view name, std::string_view today,
                     const RelativePeriodSettings& settings = {}) {
    const auto periods = expand_relative_period(name, date(today), settings);
    REQUIRE_MESSAGE(periods, name);
    std::string text;
    for (const Period p : *periods) text += (text.empty() ? "" : " ") + to_string(p);
    return text;
}

TEST_CASE("Every period of every kind reads back from its own identifier") {
    std::set<std::string> seen;
    for (int i = 0; i < kPeriodKindCount; ++i) {
        const auto kind = static_cast<PeriodKind>(i);
        const Period last = period_of(kind, date("2040-12-31"));
        for (Period p = period_of(kind, date("1990-01-01")); p <= last; p = p + 1) {
            const std::string id = to_string(p);
            const auto back = parse_period(id);
            if (!back || *back != p || !seen.insert(id).second) FAIL(id);
            if (first_day(p) >= end_day(p) || end_day(p) != first_day(p + 1)) FAIL(id);
            if (period_of(kind, first_day(p)) != p) FAIL(id);
            if (period_of(kind, end_day(p) - days{1}) != p) FAIL(id);
        }
        CHECK(*parse_period_type(period_type_name(kind)) == kind);
    }
}

TEST_CASE("A day lies in the period of each kind that is named for it") {
    for (Date d = date("1901-01-01"); d < date("2198-12-31"); d += days{13})
        for (int i = 0; i < kPeriodKindCount; ++i) {
            const Period p = period_of(static_cast<PeriodKind>(i), d);
            if (d < first_day(p) || d >= end_day(p)) FAIL(to_string(p) << " " << to_iso_date(d));
        }
}

TEST_CASE("Identifiers name the days DHIS2 gives them") {
    CHECK(span("2024") == "2024-01-01..2024-12-31");
    CHECK(span("202402") == "2024-02-01..2024-02-29");
    CHECK(span("2024-02") == span("202402"));
    CHECK(span("20240229") == "2024-02-29..2024-02-29");
    CHECK(span("2024-02-29") == span("20240229"));
    CHECK(span("2022W5") == "2022-01-31..2022-02-06");
    CHECK(span("2020W53") == "2020-12-28..2021-01-03");
    CHECK(span("2026W53") == "2026-12-28..2027-01-03");
    CHECK(span("2024SunW1") == "2023-12-31..2024-01-06");
    CHECK(span("2025SunW53") == "2025-12-28..2026-01-03");
    CHECK(span("2024WedW1") == "2024-01-03..2024-01-09");
    CHECK(span("2024BiW1") == "2024-01-01..2024-01-14");
    CHECK(span("2020BiW27") == "2020-12-28..2021-01-03");
    CHECK(span("202402B") == "2024-03-01..2024-04-30");
    CHECK(span("2024Q3") == "2024-07-01..2024-09-30");
    CHECK(span("2024NovQ1") == "2023-11-01..2024-01-31");
    CHECK(span("2024S2") == "2024-07-01..2024-12-31");
    CHECK(span("2024AprilS2") == "2024-10-01..2025-03-31");
    CHECK(span("2024NovS1") == "2023-11-01..2024-04-30");
    CHECK(span("2024Feb") == "2024-02-01..2025-01-31");
    CHECK(span("2024April") == "2024-04-01..2025-03-31");
    CHECK(span("2024July") == "2024-07-01..2025-06-30");
    CHECK(span("2024Aug") == "2024-08-01..2025-07-31");
    CHECK(span("2024Sep") == "2024-09-01..2025-08-31");
    CHECK(span("2024Oct") == "2024-10-01..2025-09-30");
    CHECK(span("2022Nov") == "2021-11-01..2022-10-31");
}

TEST_CASE("Text that is no identifier is refused as E7611") {
    for (const std::string_view text :
         {"",           "2024Q5",    "2024Q0",   "202413",     "202400",      "2024W54",
          "2023W53",    "2024W0",    "2024W05",  "2024 ",      " 2024",       "2024SunW54",
          "2024SunW53", "1899",      "2200",     "189912",     "20230229",    "2024-2",
          "2024-0229",  "202402-29", "2024-13",  "202407B",    "202400B",     "2024B",
          "2024S3",     "2024BiW27", "2024Oct1", "2024oct",    "2024October", "2024-Q1",
          "2024-W1",    "2024W+1",   "24",       "LAST_MONTH", "2024W",       "2024NovQ5",
          "2024-02-",   "2024-02-30"}) {
        const auto parsed = parse_period(text);
        CHECK_MESSAGE(!parsed, text);
        if (!parsed) CHECK(parsed.error().detail == "E7611");
    }
    CHECK(!parse_date("2024-02-30"));
    CHECK(!parse_date("2024-2-3"));
    CHECK(!parse_period_type("monthly"));
}

TEST_CASE("A finer period belongs to the coarser one it lies in, a week by its middle day") {
    CHECK(belongs_to(period("202408"), period("2024Q3")));
    CHECK(belongs_to(period("202408"), period("2023Oct")));
    CHECK(!belongs_to(period("202410"), period("2023Oct")));
    CHECK(!belongs_to(period("2024"), period("202408")));
    CHECK(!belongs_to(period("2024"), period("2024Oct")));
    CHECK(!belongs_to(period("202402B"), period("2024Q1")));
    CHECK(belongs_to(period("2020W53"), period("202012")));
    CHECK(belongs_to(period("2022W5"), period("202202")));
    CHECK(!belongs_to(period("2022W5"), period("202201")));
    CHECK(belongs_to(period("20240829"), period("2024W35")));
    CHECK(!belongs_to(period("2024W35"), period("2024SunW35")));
    for (const std::string_view year : {"2020", "2024", "2025", "2026"}) {
        const Period outer = period(year);
        for (int i = 0; i <= static_cast<int>(PeriodKind::WeeklySunday); ++i)
            for (const Period p : periods_within(static_cast<PeriodKind>(i), outer))
                CHECK(to_string(p).substr(0, 4) == year);
    }
    CHECK(periods_within(PeriodKind::Weekly, period("2020")).size() == 53);
    CHECK(periods_within(PeriodKind::WeeklySunday, period("2025")).size() == 53);
    CHECK(periods_within(PeriodKind::Weekly, period("2024")).size() == 52);
    CHECK(periods_within(PeriodKind::Monthly, period("2024Oct")).size() == 12);
    CHECK(periods_within(PeriodKind::Yearly, period("202401")).empty());
}

TEST_CASE("Relative periods are those of the specification") {
    const std::string_view today = "2024-08-14";
    CHECK(relative("TODAY", today) == "20240814");
    CHECK(relative("LAST_3_DAYS", today) == "20240811 20240812 20240813");
    CHECK(relative("LAST_4_WEEKS", today) == "2024W29 2024W30 2024W31 2024W32");
    CHECK(relative("THIS_WEEK", today, {.week = PeriodKind::WeeklySunday}) == "2024SunW33");
    CHECK(relative("LAST_3_MONTHS", "2024-01-31") == "202310 202311 202312");
    CHECK(relative("LAST_BIMONTH", today) == "202403B");
    CHECK(relative("LAST_4_QUARTERS", today) == "2023Q3 2023Q4 2024Q1 2024Q2");
    CHECK(relative("QUARTERS_LAST_YEAR", today) == "2023Q1 2023Q2 2023Q3 2023Q4");
    CHECK(relative("LAST_2_SIXMONTHS", today) == "2023S2 2024S1");
    CHECK(relative("LAST_5_YEARS", today) == "2019 2020 2021 2022 2023");
    CHECK(relative("THIS_FINANCIAL_YEAR", today) == "2023Oct");
    CHECK(relative("LAST_FINANCIAL_YEAR", today, {.financial_year = PeriodKind::FinancialApril}) ==
          "2023April");
    CHECK(expand_relative_period("WEEKS_THIS_YEAR", date("2026-03-01"))->size() == 53);
    CHECK(expand_relative_period("MONTHS_THIS_YEAR", date(today))->size() == 12);
    CHECK(!expand_relative_period("LAST_13_MONTHS", date(today)));
}

TEST_CASE("A relative period of n units is n consecutive periods that end before today's") {
    for (const std::string_view name : relative_period_names()) {
        CHECK(is_relative_period(name));
        for (Date d = date("2019-12-20"); d < date("2021-02-01"); d += days{1}) {
            const auto periods = expand_relative_period(name, d);
            REQUIRE(periods);
            REQUIRE(!periods->empty());
            for (std::size_t i = 1; i < periods->size(); ++i)
                if ((*periods)[i] != (*periods)[i - 1] + 1) FAIL(name);
            const Period last = periods->back();
            if (name.find("_YEAR") != name.npos && name.find("S_") < name.find("_YEAR")) continue;
            const bool past = name.starts_with("LAST_") || name == "YESTERDAY";
            if (period_of(last.kind, d) != last + (past ? 1 : 0)) FAIL(name);
            const auto digit = name.find_first_of("0123456789");
            std::size_t count = digit == name.npos ? 1 : 0;
            for (auto i = digit; i < name.size() && name[i] != '_'; ++i)
                count = count * 10 + static_cast<std::size_t>(name[i] - '0');
            if (periods->size() != count) FAIL(name);
        }
    }
}

TEST_CASE("Names read as the office and as DHIS2 write them") {
    const auto id = [](std::string_view t) {
        return display_name(period(t), Language::Indonesian);
    };
    const auto en = [](std::string_view t) { return display_name(period(t), Language::English); };
    CHECK(id("202408") == "Agustus 2024");
    CHECK(id("2024Q3") == "Triwulan III 2024");
    CHECK(id("2024S1") == "Semester I 2024");
    CHECK(id("2024") == "2024");
    CHECK(id("2024SunW32") == "Minggu epid. ke-32 2024");
    CHECK(id("2024W32") == "Minggu ke-32 2024");
    CHECK(id("20240529") == "29 Mei 2024");
    CHECK(id("2024Oct") == "Tahun anggaran Oktober 2024 – September 2025");
    CHECK(en("202101") == "January 2021");
    CHECK(en("2021Q1") == "January - March 2021");
    CHECK(en("2022W5") == "Week 5 - 2022-01-31 - 2022-02-06");
    CHECK(en("2021Oct") == "October 2021 - September 2022");
    CHECK(en("20220131") == "2022-01-31");
    CHECK(fiscal_year_name(period("2025"), Language::Indonesian) == "TA 2025");
    CHECK(fiscal_year_name(period("2025"), Language::English) == "FY 2025");
}

}  // namespace
}  // namespace sinergi
