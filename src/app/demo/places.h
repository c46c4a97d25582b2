// SPDX-License-Identifier: Apache-2.0
// Places of the demonstration: units with names, codes and borders; facilities; groups.
#pragma once

#include <cstdint>

#include "app/demo/demo.h"

namespace sinergi::app {

inline constexpr int kSplitYear = 2024;

// District indices the story needs.
inline constexpr std::uint32_t kUnderMeasuredDistrict = 1;
inline constexpr std::uint32_t kLateDistrict = 2;
inline constexpr std::uint32_t kWithholdingDistrict = 6;

// Fills units, groups, group_sets, facilities, districts and the anomaly of the split.
void make_places(DemoProvince& province, std::uint64_t seed);

}  // namespace sinergi::app
