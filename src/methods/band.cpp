// SPDX-License-Identifier: Apache-2.0
#include "methods/band.h"

#include <cmath>

namespace sinergi::methods {

const Band* band_of(const BandSet& set, double value) {
    if (set.round_to) {
        const double step = std::pow(10.0, *set.round_to);
        value = std::round(value * step) / step;
    }
    for (const Band& band : set.bands) {
        if (band.above ? value > band.from : value >= band.from) return &band;
    }
    return nullptr;
}

}  // namespace sinergi::methods
