// SPDX-License-Identifier: Apache-2.0
#include "methods/human_development_index.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sinergi::methods {

double human_development_index(const HumanDevelopment& parts) {
    const double health = (parts.life_expectancy - 20) / (85 - 20);
    const double education = (std::min(parts.expected_schooling, 18.0) / 18 +
                              std::min(parts.mean_schooling, 15.0) / 15) /
                             2;
    const double low = std::log(1'007'436);
    const double standard = (std::log(parts.expenditure) - low) / (std::log(26'572'352) - low);
    if (!(health > 0) || !(education > 0) || !(standard > 0)) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    return 100 * std::cbrt(health * education * standard);
}

}  // namespace sinergi::methods
