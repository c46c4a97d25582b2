// SPDX-License-Identifier: Apache-2.0
// Human development index (Indeks Pembangunan Manusia, IPM), as BPS computes it since 2014.
#pragma once

namespace sinergi::methods {

struct HumanDevelopment {
    double life_expectancy = 0;     // At birth, years (UHH).
    double expected_schooling = 0;  // Years (HLS).
    double mean_schooling = 0;      // Years (RLS).
    double expenditure = 0;         // Adjusted, rupiah per person and year (PKP).
};

// 0..100: the geometric mean of health (20 to 85 years), education (the mean of 18 and 15 years,
// not above 1 each) and expenditure (logarithm, Rp1.007.436 to Rp26.572.352). NaN unless every part
// is positive. Source: BPS, Indeks Pembangunan Manusia Metode Baru.
[[nodiscard]] double human_development_index(const HumanDevelopment& parts);

}  // namespace sinergi::methods
