// SPDX-License-Identifier: Apache-2.0
#include "methods/human_development_index.h"

#include <cmath>

#include <doctest/doctest.h>

namespace sinergi::methods {

TEST_CASE("published indices follow from their published components") {
    const auto near = [](double index) { return doctest::Approx(index).epsilon(0.00001); };
    // Banten 2016 is published as 70.96, Banten 2023 as 75.77, Kalimantan Timur 2023 as 78.20,
    // Kalimantan Utara 2017 as 69.84.
    CHECK(human_development_index({69.46, 12.70, 8.37, 11'470'000}) == near(70.961));
    CHECK(human_development_index({74.77, 13.09, 9.15, 12'600'000}) == near(75.765));
    CHECK(human_development_index({74.72, 14.02, 9.99, 13'200'000}) == near(78.197));
    CHECK(human_development_index({72.47, 12.79, 8.62, 8'643'000}) == near(69.843));
}

TEST_CASE("a misprinted component and components of mixed years show") {
    // Kepulauan Bangka Belitung 2022 is published as 72.24; 12.8 years of schooling stand
    // for 12.18.
    CHECK(human_development_index({70.98, 12.8, 8.11, 13'368'000}) ==
          doctest::Approx(72.93).epsilon(0.0001));
    CHECK(human_development_index({70.98, 12.18, 8.11, 13'368'000}) ==
          doctest::Approx(72.25).epsilon(0.0001));
    // Kalimantan Barat 2023 is published as 70.47.
    CHECK(human_development_index({73.71, 12.67, 7.71, 9'350'000}) ==
          doctest::Approx(69.97).epsilon(0.0001));
}

TEST_CASE("years beyond the limit count as the limit, nothing gives no index") {
    CHECK(human_development_index({85, 20, 16, 26'572'352}) == doctest::Approx(100));
    CHECK(std::isnan(human_development_index({75, 12, 8, 900'000})));
    CHECK(std::isnan(human_development_index({19, 12, 8, 9'000'000})));
    CHECK(std::isnan(human_development_index({75, 0, 0, 9'000'000})));
}

}  // namespace sinergi::methods
