// SPDX-License-Identifier: Apache-2.0
// Rules of the demonstration: how each data element's invented numbers come about.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace sinergi::app {

enum class NumberKind : std::uint8_t {
    // Once a year.
    Population,   // The catchment, growing.
    YearShare,    // level x base of the year.
    Rest,         // PENDUDUK minus base.
    Respondents,  // Of the yearly satisfaction survey.
    Scores,       // Sum of their scores of 1 to 4; base: the respondents.
    Items,        // Quality items looked at: level, everywhere the same.
    ItemShares,   // Sum of their percentages, each 100 at most; base: the items.
    District,     // Figures of the statistics office, entered by the district.
    // Every month.
    Flow,      // Poisson around a twelfth of the year's base x level x season.
    Share,     // Binomial part of this month's base.
    Plus,      // This month's base and a few more, level x live births.
    Stock,     // level x the year's base, nearly still.
    BedDays,   // Binomial part of beds x days; base: beds.
    YesNo,     // 1 from the month on in which the facility got there.
    Constant,  // level, rounded, per facility between level and level + spread.
    Weeks,     // Epidemiological weeks that end in the month.
};

enum class Season : std::uint8_t { Flat, Rain, School, Rising, FebruaryAugust, FromFebruary2025 };

// Who reports: bits.
inline constexpr unsigned kPuskesmas = 1, kHospital = 2, kClinic = 4, kDistrict = 8;

struct NumberRule {
    std::string_view code;
    unsigned reporters = kPuskesmas;
    NumberKind kind = NumberKind::Flow;
    std::string_view base;  // Code of an earlier rule; empty where the kind needs none.
    double level = 0;       // In the first year.
    double slope = 0;       // Per year.
    double spread = 0;      // Between the worst and the middle reporter.
    Season season = Season::Flat;
};

// A base always stands before the rules that use it.
[[nodiscard]] const std::vector<NumberRule>& number_rules();

[[nodiscard]] constexpr bool is_yearly(NumberKind kind) { return kind <= NumberKind::District; }

// Factor of a month (1..12) around 1; 0: not reported in this month.
[[nodiscard]] double season_factor(Season season, int year, int month);

}  // namespace sinergi::app
