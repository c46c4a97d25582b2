// SPDX-License-Identifier: Apache-2.0
#include "app/demo/national.h"

#include <set>
#include <string>

#include <doctest/doctest.h>

namespace sinergi::app {

TEST_CASE(
    "the nation has 38 provinces, 514 districts and 10,300 puskesmas, none without a parent") {
    const NationalScale scale;
    const auto units = national_units(scale);
    REQUIRE(units.size() == 1 + 38 + 514 + 10300);
    std::set<std::string> seen, districts_used;
    for (std::size_t i = 0; i < units.size(); ++i) {
        CHECK(seen.insert(units[i].uid).second);
        if (i == 0) continue;
        CHECK(seen.count(units[i].parent_uid) == 1);
        if (i > 38 + 514) districts_used.insert(units[i].parent_uid);
    }
    CHECK(districts_used.size() == 514);
}

TEST_CASE("a national report is missing as a whole, in about 6 of 100 cases") {
    int missing = 0;
    for (std::uint32_t unit = 0; unit < 2000; ++unit) {
        const bool first = national_value(0, unit, 7) == kNationalMissing;
        missing += first ? 1 : 0;
        for (std::uint32_t series = 1; series < 20; ++series) {
            CHECK((national_value(series, unit, 7) == kNationalMissing) == first);
        }
    }
    CHECK(missing > 80);
    CHECK(missing < 160);
}

TEST_CASE("national values repeat and stay below the size of their series") {
    for (std::uint32_t series = 0; series < 22; ++series) {
        for (std::uint32_t unit = 0; unit < 100; ++unit) {
            const auto value = national_value(series, unit, 3);
            CHECK(value == national_value(series, unit, 3));
            CHECK((value == kNationalMissing || value < (2U << (series % 11))));
        }
    }
}

}  // namespace sinergi::app
