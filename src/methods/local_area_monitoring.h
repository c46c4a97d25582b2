// SPDX-License-Identifier: Apache-2.0
// Local area monitoring of mothers and children (Pemantauan Wilayah Setempat KIA, PWS-KIA): the
// year's target cut into months, and whether a village is where it should be. Source: PWS-KIA
// manuals as recorded in the office's indicator list.
#pragma once

#include <cstdint>

namespace sinergi::methods {

// Pregnant women expected in a year: 1.10 x births per 1,000 people x people / 1,000.
[[nodiscard]] double expected_pregnancies(double births_per_1000, double people);

// The part of a year's target that is due by the end of `month` (1..12): a twelfth for each month,
// not rounded.
[[nodiscard]] double target_until(double target_of_year, int month);

enum class AreaStatus : std::uint8_t {
    Good,      // "baik": target reached and no fall on last month.
    Slipping,  // "kurang": target reached, but falling.
    Rising,    // "cukup": target not reached, no fall.
    Poor,      // "jelek": target not reached and falling.
};

struct AreaMonth {
    double cumulative = 0, target = 0;      // January to this month, in the same unit.
    double this_month = 0, last_month = 0;  // Of the month alone.
};

// The same number as last month is no fall (so the manuals for a reached target; they say nothing
// of the other case).
[[nodiscard]] AreaStatus area_status(const AreaMonth& area);

}  // namespace sinergi::methods
