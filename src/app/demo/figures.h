// SPDX-License-Identifier: Apache-2.0
// Targets and published figures of the demonstration.
#pragma once

#include "app/demo/demo.h"
#include "app/demo/reports.h"

namespace sinergi::app {

void make_targets(DemoProvince& province, const Catalogue& catalogue, int first_year,
                  int last_year);

// A survey of stunting, life expectancy and human development, for years that are over.
void make_figures(DemoProvince& province, const Reporter& reporter, std::uint64_t seed,
                  int first_year, int last_year);

}  // namespace sinergi::app
