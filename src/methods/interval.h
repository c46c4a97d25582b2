// SPDX-License-Identifier: Apache-2.0
// Interval: how far chance alone could move a proportion or a rate.
//
// Pure functions. Counts are doubles because cells are; they need not be whole. Where there is no
// interval the reason is the result, never a made-up limit.
#pragma once

#include <cstdint>

#include "base/result.h"

namespace sinergi::methods {

struct Interval {
    double low = 0;
    double high = 0;
};

enum class NoInterval : std::uint8_t {
    ZeroDenominator,  // Or a negative one.
    NegativeNumerator,
    NumeratorAboveDenominator,  // Of a true proportion: a data error worth showing.
    NotEstimable,               // An input is not finite, or the confidence out of range.
};

using IntervalResult = tl::expected<Interval, NoInterval>;

inline constexpr double kZ95 = 1.959963984540054;
inline constexpr double kConfidence95 = 0.95;

// Of the proportion count/total, within 0..1; exactly 0 below at count 0 and 1 above at count
// total. Requires: z > 0. Source: Wilson EB (1927), J Am Stat Assoc 22:209-212; method 3 in
// Newcombe RG (1998), Stat Med 17:857-872.
[[nodiscard]] IntervalResult wilson_interval(double count, double total, double z = kZ95);

// Of a Poisson count. Confidence in [0.9, 1).
// Source: Garwood F (1936), Biometrika 28:437-442.
[[nodiscard]] IntervalResult exact_poisson_interval(double count,
                                                    double confidence = kConfidence95);
// Source: Breslow NE, Day NE (1987), Statistical Methods in Cancer Research II, IARC, p. 69.
// NotEstimable if the lower limit would be negative.
[[nodiscard]] IntervalResult byar_interval(double count, double confidence = kConfidence95);

// Exact below 10 events, Byar from 10 on: the rule of England's public health profiles
// (Fingertips), which stays within 0.2 % of the exact limits.
[[nodiscard]] IntervalResult poisson_interval(double count, double confidence = kConfidence95);

// Of the rate count / denominator * multiplier, by poisson_interval. The count may exceed the
// denominator.
[[nodiscard]] IntervalResult rate_interval(double count, double denominator, double multiplier,
                                           double confidence = kConfidence95);

}  // namespace sinergi::methods
