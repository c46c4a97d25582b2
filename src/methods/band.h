// SPDX-License-Identifier: Apache-2.0
// Bands: the class a value falls into, after the dated sets of catalogue/bands.toml.
#pragma once

#include "model/catalogue.h"

namespace sinergi::methods {

// The set's class of `value`, in the indicator's unit; nullptr below the lowest class and for NaN.
// Sets that round (the satisfaction index is classed by its two printed decimals, Permenpan-RB
// 14/2017) leave no gap between "64.99" and "65.00"; all others class the unrounded value, so that
// 99.6 of 100 is not the full class. Source: BandSet::source.
[[nodiscard]] const Band* band_of(const BandSet& set, double value);

}  // namespace sinergi::methods
