// SPDX-License-Identifier: Apache-2.0
#include "methods/local_area_monitoring.h"

namespace sinergi::methods {

double expected_pregnancies(double births_per_1000, double people) {
    return 1.10 * births_per_1000 / 1000 * people;
}

double target_until(double target_of_year, int month) { return target_of_year * month / 12; }

AreaStatus area_status(const AreaMonth& area) {
    const bool falls = area.this_month < area.last_month;
    if (area.cumulative >= area.target) return falls ? AreaStatus::Slipping : AreaStatus::Good;
    return falls ? AreaStatus::Poor : AreaStatus::Rising;
}

}  // namespace sinergi::methods
