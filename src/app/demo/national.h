// SPDX-License-Identifier: Apache-2.0
// National scale for benches: a nation of puskesmas whose numbers are hashes, made on the fly.
#pragma once

#include <cstdint>
#include <vector>

#include "model/metadata.h"

namespace sinergi::app {

struct NationalScale {
    std::uint32_t provinces = 38, districts = 514, puskesmas = 10300;
    std::uint32_t months = 60, series = 500;
};

// Root, provinces, districts, puskesmas, in this order; parents before children. Puskesmas i is
// unit 1 + provinces + districts + i.
[[nodiscard]] std::vector<OrgUnit> national_units(const NationalScale& scale = {});

inline constexpr std::uint32_t kNationalMissing = 0xFFFFFFFF;

// What puskesmas `unit_index` (0-based) reports; kNationalMissing for about 6 in 100 reports, whole
// reports at a time. Most values are small, few large.
[[nodiscard]] std::uint32_t national_value(std::uint32_t series, std::uint32_t unit_index,
                                           std::uint32_t month);

}  // namespace sinergi::app
