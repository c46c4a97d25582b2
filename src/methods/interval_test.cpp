// SPDX-License-Identifier: Apache-2.0
#include "methods/interval.h"

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

namespace sinergi::methods {

namespace {

void check_close(const IntervalResult& interval, double low, double high, double relative) {
    REQUIRE(interval.has_value());
    CHECK(std::fabs(interval->low - low) <= relative * std::fabs(low) + 1e-12);
    CHECK(std::fabs(interval->high - high) <= relative * std::fabs(high) + 1e-12);
}

}  // namespace

TEST_CASE("Wilson intervals agree with the reference implementation") {
    // Source: phe_proportion of PHEindicatormethods 2.1.1 (R 4.2.2).
    struct Row {
        double count, total, low, high;
    };
    constexpr Row rows[] = {
        {0, 1, 0, 0.7934506856227626},
        {1, 1, 0.2065493143772375, 1},
        {0, 30, 0, 0.11351339317396872},
        {1, 30, 0.0059085903816124465, 0.1667039099140917},
        {29, 30, 0.8332960900859083, 0.9940914096183875},
        {30, 30, 0.8864866068260313, 1},
        {7, 11, 0.35380117450784887, 0.8483352890463242},
        {80, 100, 0.7111708344068411, 0.8666330666689674},
        {1000, 1000, 0.9961732415144449, 0.9999999999999999},
        {450, 1000, 0.41941538407429674, 0.4809672917742588},
        {12, 12000, 0.0005721524337346755, 0.0017472266513860787},
        {123456, 987654, 0.12434846459526779, 0.12565293375753975},
        {17, 4321, 0.0024578812922016325, 0.006291909695746582},
        {4000, 4321, 0.9175087880599199, 0.9331582329233641},
    };
    for (const Row& row : rows) {
        CAPTURE(row.count);
        CAPTURE(row.total);
        check_close(wilson_interval(row.count, row.total), row.low, row.high, 1e-9);
    }
    // Source: Newcombe (1998), table I, method 3, four decimals.
    const IntervalResult published = wilson_interval(81, 263);
    CHECK(std::round(published->low * 1e4) == 2553);
    CHECK(std::round(published->high * 1e4) == 3662);
}

TEST_CASE("Wilson limits are exactly 0 and 1 at the ends") {
    CHECK(wilson_interval(0, 17)->low == 0);
    CHECK(wilson_interval(1000, 1000)->high == 1);
}

TEST_CASE("exact Poisson limits agree with R's poisson.test") {
    // Source: stats::poisson.test of R 4.2.2.
    struct Row {
        double count, confidence, low, high;
    };
    constexpr Row rows[] = {
        {0, 0.9, 0, 2.99573227355399},
        {0, 0.99, 0, 5.298317366548035},
        {1, 0.9, 0.05129329438755052, 4.743864518390577},
        {1, 0.99, 0.005012541823544286, 7.430129500280122},
        {2, 0.9, 0.35536151069866195, 6.295793621871989},
        {2, 0.99, 0.1034945467480911, 9.273792089255544},
        {5, 0.9, 1.97014956805953, 10.513034908741531},
        {5, 0.99, 1.0779282406523196, 14.149759411023012},
        {9, 0.9, 4.69522754034449, 15.70521642211546},
        {9, 0.99, 3.132402342253231, 19.998423156469322},
        {10, 0.9, 5.425405697091292, 16.962219235721896},
        {10, 0.99, 3.716922131467117, 21.397827499654266},
        {12, 0.9, 6.924212513585108, 19.442569329915017},
        {12, 0.99, 4.943116751120734, 24.144941166228417},
        {47, 0.9, 36.319883892942336, 59.935469649283576},
        {47, 0.99, 31.2184758123571, 67.71652437067301},
        {50, 0.9, 38.96473258250863, 63.287074095747165},
        {50, 0.99, 33.66378165273959, 71.26608847545107},
    };
    for (const Row& row : rows) {
        CAPTURE(row.count);
        CAPTURE(row.confidence);
        check_close(exact_poisson_interval(row.count, row.confidence), row.low, row.high, 1e-9);
    }
}

TEST_CASE("rate limits are exact below 10 events and Byar's from 10 on") {
    // Source: phe_rate of PHEindicatormethods 2.1.1 (R 4.2.2).
    struct Row {
        double count, denominator, multiplier, confidence, low, high;
    };
    constexpr Row rows[] = {
        {15, 812, 1000, 0.95, 10.331605927603505, 30.46998933896459},
        {12345, 1234567, 1000, 0.998, 9.723649231298829, 10.28070334346695},
        {9, 98231, 1000, 0.95, 0.04189485088595589, 0.1739247635819565},
        {2, 1000, 1000, 0.95, 0.242209278543965, 7.224687667723958},
        {8, 1000, 100000, 0.99, 257.11027215218473, 1857.8225728303373},
        {9, 1000, 100000, 0.998, 245.2424404363775, 2265.7373309062928},
        {3, 812, 1, 0.95, 0.0007619114813985241, 0.010797134322342763},
        {999, 37, 100000, 0.95, 2535144.5907872664, 2872761.0721183727},
        {10, 37, 100, 0.95, 12.939053821533959, 49.7066448804229},
        {0, 37, 1000, 0.95, 0, 99.69944470578204},
        {8, 1234567, 1000, 0.998, 0.0015963604419528192, 0.017136533023999492},
        {0, 1234567, 100000, 0.9, 0, 0.2426544912956518},
        {137, 37, 100, 0.95, 310.8620712636228, 437.7227846129704},
    };
    for (const Row& row : rows) {
        CAPTURE(row.count);
        CAPTURE(row.denominator);
        check_close(rate_interval(row.count, row.denominator, row.multiplier, row.confidence),
                    row.low, row.high, 1e-9);
    }
    CHECK(poisson_interval(9)->low == exact_poisson_interval(9)->low);
    CHECK(poisson_interval(10)->low == byar_interval(10)->low);
    CHECK(poisson_interval(10)->low != exact_poisson_interval(10)->low);
}

TEST_CASE("Byar's limits are within 0.2 per cent of the exact ones from 10 events on") {
    for (const double count : {10.0, 11.0, 15.0, 23.0, 50.0, 170.0, 1000.0, 4999.0}) {
        const Interval exact = *exact_poisson_interval(count);
        CAPTURE(count);
        CHECK(std::fabs(byar_interval(count)->low / exact.low - 1) < 2e-3);
        CHECK(std::fabs(byar_interval(count)->high / exact.high - 1) < 2e-3);
    }
}

TEST_CASE("where there is no interval the reason is given") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    CHECK(wilson_interval(0, 0).error() == NoInterval::ZeroDenominator);
    CHECK(wilson_interval(1, -5).error() == NoInterval::ZeroDenominator);
    CHECK(wilson_interval(-1, 5).error() == NoInterval::NegativeNumerator);
    CHECK(wilson_interval(6, 5).error() == NoInterval::NumeratorAboveDenominator);
    CHECK(wilson_interval(nan, 5).error() == NoInterval::NotEstimable);
    CHECK(wilson_interval(1, infinity).error() == NoInterval::NotEstimable);
    CHECK(poisson_interval(-1).error() == NoInterval::NegativeNumerator);
    CHECK(poisson_interval(nan).error() == NoInterval::NotEstimable);
    CHECK(poisson_interval(infinity).error() == NoInterval::NotEstimable);
    CHECK(poisson_interval(5, 0.89).error() == NoInterval::NotEstimable);
    CHECK(poisson_interval(5, 1).error() == NoInterval::NotEstimable);
    CHECK(byar_interval(0).error() == NoInterval::NotEstimable);
    CHECK(byar_interval(1, 0.9999).error() == NoInterval::NotEstimable);
    CHECK(rate_interval(1, 0, 1000).error() == NoInterval::ZeroDenominator);
    CHECK(rate_interval(1, nan, 1000).error() == NoInterval::NotEstimable);
    CHECK(rate_interval(5, 2, 1000).has_value());
}

}  // namespace sinergi::methods
