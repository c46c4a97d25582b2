// SPDX-License-Identifier: Apache-2.0
// Random: numbers that follow from a seed alone, the same on every machine.
//
// The standard library's distributions differ between implementations; these do not.
#pragma once

#include <cstdint>
#include <string_view>

namespace sinergi::app {

// Well mixed 64 bits of a number, two numbers, a text (splitmix64 and FNV-1a).
[[nodiscard]] std::uint64_t mix(std::uint64_t value);
[[nodiscard]] std::uint64_t mix(std::uint64_t a, std::uint64_t b);
[[nodiscard]] std::uint64_t mix(std::uint64_t a, std::string_view text);

// A hash as a number in [0, 1).
[[nodiscard]] double unit_interval(std::uint64_t hash);

class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    [[nodiscard]] std::uint64_t next();
    [[nodiscard]] double uniform();                          // [0, 1)
    [[nodiscard]] double uniform(double from, double to);    // [from, to)
    [[nodiscard]] std::uint32_t below(std::uint32_t count);  // Requires: count > 0.
    [[nodiscard]] double normal();                           // Mean 0, deviation 1, within +-6.
    [[nodiscard]] double poisson(double mean);
    [[nodiscard]] double binomial(double trials, double chance);  // Within [0, trials].

private:
    std::uint64_t state_;
};

}  // namespace sinergi::app
