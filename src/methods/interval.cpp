// SPDX-License-Identifier: Apache-2.0
#include "methods/interval.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>

namespace sinergi::methods {

namespace {

namespace math = boost::math;

constexpr double kExactBelow = 10;

// Boost reports problems as infinities and NaN instead of exceptions.
using Quiet =
    math::policies::policy<math::policies::domain_error<math::policies::ignore_error>,
                           math::policies::overflow_error<math::policies::ignore_error>,
                           math::policies::pole_error<math::policies::ignore_error>,
                           math::policies::evaluation_error<math::policies::ignore_error>>;

double chi_squared_quantile(double probability, double degrees) {
    return math::quantile(math::chi_squared_distribution<double, Quiet>(degrees), probability);
}

double normal_quantile(double probability) {
    return math::quantile(math::normal_distribution<double, Quiet>(), probability);
}

std::optional<NoInterval> poisson_problem(double count, double confidence) {
    if (!std::isfinite(count) || !(confidence >= 0.9 && confidence < 1)) {
        return NoInterval::NotEstimable;
    }
    if (count < 0) return NoInterval::NegativeNumerator;
    return std::nullopt;
}

IntervalResult checked(Interval interval) {
    if (!std::isfinite(interval.low) || !std::isfinite(interval.high) || interval.low < 0) {
        return tl::unexpected(NoInterval::NotEstimable);
    }
    return interval;
}

}  // namespace

IntervalResult wilson_interval(double count, double total, double z) {
    VERIFY(z > 0);
    if (!std::isfinite(count) || !std::isfinite(total)) {
        return tl::unexpected(NoInterval::NotEstimable);
    }
    if (total <= 0) return tl::unexpected(NoInterval::ZeroDenominator);
    if (count < 0) return tl::unexpected(NoInterval::NegativeNumerator);
    if (count > total) return tl::unexpected(NoInterval::NumeratorAboveDenominator);

    const double middle = 2 * count + z * z;
    const double reach = z * std::sqrt(z * z + 4 * count * (1 - count / total));
    const double scale = 2 * (total + z * z);
    return checked({count == 0 ? 0 : std::max(0.0, (middle - reach) / scale),
                    count == total ? 1 : std::min(1.0, (middle + reach) / scale)});
}

IntervalResult exact_poisson_interval(double count, double confidence) {
    if (const auto problem = poisson_problem(count, confidence)) return tl::unexpected(*problem);
    const double tail = (1 - confidence) / 2;
    return checked({count == 0 ? 0 : chi_squared_quantile(tail, 2 * count) / 2,
                    chi_squared_quantile(1 - tail, 2 * count + 2) / 2});
}

IntervalResult byar_interval(double count, double confidence) {
    if (const auto problem = poisson_problem(count, confidence)) return tl::unexpected(*problem);
    if (count == 0) return tl::unexpected(NoInterval::NotEstimable);
    const double z = normal_quantile((1 + confidence) / 2);
    const double next = count + 1;
    const double low = 1 - 1 / (9 * count) - z / (3 * std::sqrt(count));
    const double high = 1 - 1 / (9 * next) + z / (3 * std::sqrt(next));
    return checked({count * low * low * low, next * high * high * high});
}

IntervalResult poisson_interval(double count, double confidence) {
    return count < kExactBelow ? exact_poisson_interval(count, confidence)
                               : byar_interval(count, confidence);
}

IntervalResult rate_interval(double count, double denominator, double multiplier,
                             double confidence) {
    if (!std::isfinite(denominator) || !std::isfinite(multiplier)) {
        return tl::unexpected(NoInterval::NotEstimable);
    }
    if (denominator <= 0) return tl::unexpected(NoInterval::ZeroDenominator);
    const IntervalResult of_count = poisson_interval(count, confidence);
    if (!of_count) return of_count;
    return checked(
        {of_count->low / denominator * multiplier, of_count->high / denominator * multiplier});
}

}  // namespace sinergi::methods
