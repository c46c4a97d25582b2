// SPDX-License-Identifier: Apache-2.0
#include "methods/local_area_monitoring.h"

#include <cmath>

#include <doctest/doctest.h>

namespace sinergi::methods {

TEST_CASE("7,564 people with 19 births per 1,000 are expected to have 158 pregnancies") {
    CHECK(std::round(expected_pregnancies(19, 7564)) == 158);
}

TEST_CASE("80 % a year are 6.67 a month and exactly 60 by September") {
    CHECK(target_until(80, 1) == doctest::Approx(6.67).epsilon(0.001));
    CHECK(target_until(80, 9) == 60);  // The manual rounds each month and prints 59.4.
    CHECK(target_until(80, 12) == 80);
}

TEST_CASE("a village's status is where it stands and where it goes") {
    CHECK(area_status({60, 60, 9, 9}) == AreaStatus::Good);
    CHECK(area_status({61, 60, 9, 8}) == AreaStatus::Good);
    CHECK(area_status({61, 60, 7, 8}) == AreaStatus::Slipping);
    CHECK(area_status({59.4, 60, 9, 8}) == AreaStatus::Rising);
    CHECK(area_status({59.4, 60, 8, 8}) == AreaStatus::Rising);
    CHECK(area_status({59.4, 60, 7, 8}) == AreaStatus::Poor);
}

}  // namespace sinergi::methods
