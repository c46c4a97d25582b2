// SPDX-License-Identifier: Apache-2.0
// Gates: which status a unit has reached, after the dated rules of catalogue/gates.toml.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/catalogue.h"

namespace sinergi::methods {

// Values of indicators by code, unrounded, in their units. What is not there is not known.
using IndicatorValues = std::map<std::string, double, std::less<>>;

struct GateAnswer {
    const Gate::Level* level = nullptr;  // The highest that is certain; nullptr: none is.
    // Indicators without a value that could raise it, in the order of the rules. Empty: the level
    // is final.
    std::vector<std::string> missing;
};

// Held on the day `iso_date` ("2025-06-30")?
[[nodiscard]] bool holds_on(const Gate& gate, std::string_view iso_date);

// What is not known never counts as reached and never as failed. Source: Gate::source.
[[nodiscard]] GateAnswer answer_gate(const Gate& gate, const IndicatorValues& values);

}  // namespace sinergi::methods
