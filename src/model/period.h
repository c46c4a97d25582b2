// SPDX-License-Identifier: Apache-2.0
// Period: a day, week, month, quarter, half, year or financial year, as DHIS2 writes it.
//
// Two integers, so a Period is copied, compared and used as a key for free. `index` counts whole
// periods of its kind: the next one is always index + 1. Periods of different kinds do not compare
// by meaning, only by identity.
// Source of identifiers and rules: DHIS2 Web API, period types and relative periods.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sinergi {

// The values are stored in the database; never renumber, only append.
enum class PeriodKind : std::uint8_t {
    Daily = 0,
    Weekly = 1,  // ISO, Monday
    WeeklyWednesday = 2,
    WeeklyThursday = 3,
    WeeklyFriday = 4,
    WeeklySaturday = 5,
    WeeklySunday = 6,  // Indonesian epidemiological week, Sunday to Saturday
    BiWeekly = 7,
    Monthly = 8,
    BiMonthly = 9,
    Quarterly = 10,
    QuarterlyNov = 11,
    SixMonthly = 12,
    SixMonthlyApril = 13,
    SixMonthlyNov = 14,
    Yearly = 15,
    FinancialFeb = 16,
    FinancialApril = 17,
    FinancialJuly = 18,
    FinancialAug = 19,
    FinancialSep = 20,
    FinancialOct = 21,
    FinancialNov = 22,
};
inline constexpr int kPeriodKindCount = 23;

struct Period {
    PeriodKind kind = PeriodKind::Yearly;
    std::int32_t index = 0;

    friend constexpr auto operator<=>(const Period&, const Period&) = default;
};

using Date = std::chrono::sys_days;

enum class Language : std::uint8_t { Indonesian, English };

// Errors: InvalidArgument (detail "E7611") naming the text, if it is not one of the identifiers or
// its year is outside 1900..2199.
[[nodiscard]] Result<Period> parse_period(std::string_view text);
[[nodiscard]] std::string to_string(
    Period period);  // The DHIS2 identifier; parse_period's inverse.

// "Monthly", "WeeklySunday", "FinancialOct"... as DHIS2 names period types.
[[nodiscard]] std::string_view period_type_name(PeriodKind kind);
[[nodiscard]] Result<PeriodKind> parse_period_type(std::string_view name);
[[nodiscard]] int frequency_order(
    PeriodKind kind);  // Days, DHIS2's: 1, 7, 14, 30, 61, 91, 182, 365.

// Half-open [first_day, end_day): consecutive periods share a boundary and never overlap.
[[nodiscard]] Date first_day(Period period);
[[nodiscard]] Date end_day(Period period);
[[nodiscard]] int day_count(Period period);

// The period of `kind` in which `day` lies.
[[nodiscard]] Period period_of(PeriodKind kind, Date day);

[[nodiscard]] constexpr Period operator+(Period period, std::int32_t count) {
    return {period.kind, period.index + count};
}

// DHIS2's containment: does a value stored for `inner` belong to `outer`? True if inner's kind is
// equal or finer and inner lies in outer; a week belongs to the month and year that hold its
// Thursday (ISO's four-day rule, with the week's own middle day for other week starts).
[[nodiscard]] bool belongs_to(Period inner, Period outer);

// All periods of `kind` that belong to `outer`, in order.
[[nodiscard]] std::vector<Period> periods_within(PeriodKind kind, Period outer);

// "Agustus 2024", "Triwulan III 2024", "Semester I 2024", "2024", "Minggu epid. ke-32 2024";
// English as DHIS2 prints it ("August 2024", "July - September 2024").
[[nodiscard]] std::string display_name(Period period, Language language);

// "TA 2025", "FY 2025": the Indonesian fiscal year is the calendar year. Requires: kind Yearly.
[[nodiscard]] std::string fiscal_year_name(Period yearly, Language language);

struct RelativePeriodSettings {
    PeriodKind week = PeriodKind::Weekly;
    PeriodKind financial_year = PeriodKind::FinancialOct;
};

// True for TODAY, LAST_12_MONTHS, ... (every name of DHIS2's relative periods).
[[nodiscard]] bool is_relative_period(std::string_view name);
[[nodiscard]] const std::vector<std::string_view>& relative_period_names();

// Oldest first. Errors: InvalidArgument if the name is unknown.
[[nodiscard]] Result<std::vector<Period>> expand_relative_period(
    std::string_view name, Date today, const RelativePeriodSettings& settings = {});

// "yyyy-mm-dd". Errors: InvalidArgument.
[[nodiscard]] Result<Date> parse_date(std::string_view text);
[[nodiscard]] std::string to_iso_date(Date day);

}  // namespace sinergi
