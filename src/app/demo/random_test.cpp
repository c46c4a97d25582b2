// SPDX-License-Identifier: Apache-2.0
#include "app/demo/random.h"

#include <cmath>

#include <doctest/doctest.h>

namespace sinergi::app {

TEST_CASE("the same seed gives the same numbers and another seed gives others") {
    Random a(7), b(7), c(8);
    bool differs = false;
    for (int i = 0; i < 100; ++i) {
        const auto number = a.next();
        CHECK(number == b.next());
        differs |= number != c.next();
    }
    CHECK(differs);
}

TEST_CASE("drawn counts have the mean and spread of their distribution, small and large") {
    Random random(1);
    constexpr int kDraws = 4000;
    for (const double mean : {0.2, 3.0, 29.0, 400.0}) {
        double sum = 0, squares = 0;
        for (int i = 0; i < kDraws; ++i) {
            const double drawn = random.poisson(mean);
            CHECK(drawn == std::floor(drawn));
            CHECK(drawn >= 0);
            sum += drawn;
            squares += (drawn - mean) * (drawn - mean);
        }
        CHECK(std::abs(sum / kDraws - mean) < 5 * std::sqrt(mean / kDraws));
        CHECK(squares / kDraws == doctest::Approx(mean).epsilon(0.15));
    }
}

TEST_CASE("a binomial number never exceeds its trials") {
    Random random(2);
    for (const double trials : {0.0, 1.0, 20.0, 100.0, 5000.0}) {
        for (const double chance : {0.0, 0.001, 0.5, 0.999, 1.0, 1.3}) {
            double sum = 0;
            for (int i = 0; i < 300; ++i) {
                const double hits = random.binomial(trials, chance);
                CHECK(hits >= 0);
                CHECK(hits <= trials);
                sum += hits;
            }
            const double mean = trials * std::min(chance, 1.0);
            CHECK(std::abs(sum / 300 - mean) <= 0.5 + 5 * std::sqrt(mean / 300));
        }
    }
}

}  // namespace sinergi::app
