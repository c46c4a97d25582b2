// SPDX-License-Identifier: Apache-2.0
#include "app/demo/random.h"

#include <algorithm>
#include <cmath>

namespace sinergi::app {

std::uint64_t mix(std::uint64_t value) {
    value += 0x9E3779B97F4A7C15U;
    value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
    value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
    return value ^ (value >> 31U);
}

std::uint64_t mix(std::uint64_t a, std::uint64_t b) { return mix(mix(a) ^ b); }

std::uint64_t mix(std::uint64_t a, std::string_view text) {
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (const char letter : text) {
        hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001B3U;
    }
    return mix(a, hash);
}

double unit_interval(std::uint64_t hash) {
    return static_cast<double>(hash >> 11U) * (1.0 / 9007199254740992.0);
}

std::uint64_t Random::next() {
    state_ += 0x9E3779B97F4A7C15U;
    return mix(state_);
}

double Random::uniform() { return unit_interval(next()); }

double Random::uniform(double from, double to) { return from + (to - from) * uniform(); }

std::uint32_t Random::below(std::uint32_t count) {
    return static_cast<std::uint32_t>(uniform() * count);
}

double Random::normal() {
    double sum = -6;  // Irwin-Hall: the sum of twelve uniforms has variance 1.
    for (int i = 0; i < 12; ++i) sum += uniform();
    return sum;
}

double Random::poisson(double mean) {
    if (!(mean > 0)) return 0;
    if (mean > 30) return std::max(0.0, std::round(mean + normal() * std::sqrt(mean)));
    const double limit = std::exp(-mean);  // Knuth's product method.
    double product = uniform();
    int count = 0;
    while (product > limit) {
        product *= uniform();
        ++count;
    }
    return count;
}

double Random::binomial(double trials, double chance) {
    chance = std::clamp(chance, 0.0, 1.0);
    if (trials <= 60) {
        double hits = 0;
        for (int i = 0; i < static_cast<int>(trials); ++i) hits += uniform() < chance ? 1 : 0;
        return hits;
    }
    const double mean = trials * chance;
    if (mean < 15) return std::min(trials, poisson(mean));
    if (trials - mean < 15) return trials - std::min(trials, poisson(trials - mean));
    const double drawn = std::round(mean + normal() * std::sqrt(mean * (1 - chance)));
    return std::clamp(drawn, 0.0, trials);
}

}  // namespace sinergi::app
