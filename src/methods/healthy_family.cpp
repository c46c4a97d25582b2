// SPDX-License-Identifier: Apache-2.0
#include "methods/healthy_family.h"

#include <algorithm>

namespace sinergi::methods {

std::optional<double> healthy_family_index(const FamilyAnswers& answers) {
    const auto count = [&](FamilyAnswer answer) {
        return static_cast<int>(std::count(answers.begin(), answers.end(), answer));
    };
    const int applicable = static_cast<int>(answers.size()) - count(FamilyAnswer::NotApplicable);
    if (applicable == 0) return std::nullopt;
    return static_cast<double>(count(FamilyAnswer::Yes)) / applicable;
}

}  // namespace sinergi::methods
