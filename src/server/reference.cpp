// SPDX-License-Identifier: Apache-2.0
#include "server/reference.h"

namespace sinergi::server {

std::string_view measured_thing(std::string_view indicator_code) {
    return indicator_code.substr(0, indicator_code.find('_'));
}

Reference::Reference(std::vector<store::PublishedFigure> figures,
                     std::vector<store::Target> targets)
    : figures_(std::move(figures)), targets_(std::move(targets)) {
    for (const store::PublishedFigure& figure : figures_) {
        about_[measured_thing(figure.indicator_code)].push_back(&figure);
    }
    for (const store::Target& target : targets_) {
        targets_of_[target.indicator_code][target.unit_uid].push_back(&target);
    }
}

std::span<const store::PublishedFigure* const> Reference::figures_about(
    std::string_view indicator_code) const {
    const auto found = about_.find(measured_thing(indicator_code));
    if (found == about_.end()) return {};
    return found->second;
}

const store::Target* Reference::target(const std::string& indicator_code,
                                       const std::string& unit_uid, std::string_view year) const {
    const auto of_indicator = targets_of_.find(indicator_code);
    if (of_indicator == targets_of_.end()) return nullptr;
    const auto of_unit = of_indicator->second.find(unit_uid);
    if (of_unit == of_indicator->second.end()) return nullptr;
    const store::Target* newest = nullptr;
    for (const store::Target* target : of_unit->second) {
        if (target->period == year) newest = target;
    }
    return newest;
}

}  // namespace sinergi::server
