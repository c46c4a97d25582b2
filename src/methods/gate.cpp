// SPDX-License-Identifier: Apache-2.0
#include "methods/gate.h"

#include <algorithm>

namespace sinergi::methods {

namespace {

enum class Answer { No, Unknown, Yes };

// Adds what is missing where nothing that is known fails.
Answer all_hold(const std::vector<Gate::Condition>& conditions, const IndicatorValues& values,
                std::vector<std::string>& missing) {
    std::vector<std::string> unknown;
    for (const Gate::Condition& condition : conditions) {
        const auto value = values.find(condition.indicator);
        if (value == values.end()) {
            unknown.push_back(condition.indicator);
        } else if (!(value->second >= condition.at_least)) {
            return Answer::No;
        }
    }
    for (const std::string& code : unknown) {
        if (std::find(missing.begin(), missing.end(), code) == missing.end()) {
            missing.push_back(code);
        }
    }
    return unknown.empty() ? Answer::Yes : Answer::Unknown;
}

}  // namespace

bool holds_on(const Gate& gate, std::string_view iso_date) {
    return (gate.valid_from.empty() || gate.valid_from <= iso_date) &&
           (gate.valid_to.empty() || gate.valid_to >= iso_date);
}

GateAnswer answer_gate(const Gate& gate, const IndicatorValues& values) {
    GateAnswer answer;
    for (const Gate::Level& level : gate.levels) {
        std::vector<std::string> missing;
        Answer best = Answer::No;
        for (const auto& conditions : level.any) {
            best = std::max(best, all_hold(conditions, values, missing));
        }
        if (best == Answer::Yes) {
            answer.level = &level;
            return answer;
        }
        for (const std::string& code : missing) {
            if (std::find(answer.missing.begin(), answer.missing.end(), code) ==
                answer.missing.end()) {
                answer.missing.push_back(code);
            }
        }
    }
    return answer;
}

}  // namespace sinergi::methods
