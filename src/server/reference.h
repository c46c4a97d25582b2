// SPDX-License-Identifier: Apache-2.0
// Reference: what stands beside the columns: published figures and the office's own targets.
//
// Immutable; replaced whole when a change touches either. Safe to share between threads.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/store.h"

namespace sinergi::server {

// "STUNTING_SURVEI" and "STUNTING_EPPGBM" measure the same thing in two ways: codes of the
// catalogue name the thing first, then the source.
[[nodiscard]] std::string_view measured_thing(std::string_view indicator_code);

class Reference {
public:
    Reference() = default;
    Reference(std::vector<store::PublishedFigure> figures, std::vector<store::Target> targets);
    Reference(const Reference&) = delete;  // The indexes point into the vectors.
    Reference& operator=(const Reference&) = delete;
    Reference(Reference&&) = delete;
    Reference& operator=(Reference&&) = delete;
    ~Reference() = default;

    [[nodiscard]] const std::vector<store::PublishedFigure>& figures() const { return figures_; }
    // Figures about the same thing as the indicator, whatever their source, in stored order.
    [[nodiscard]] std::span<const store::PublishedFigure* const> figures_about(
        std::string_view indicator_code) const;
    // The office's own target of exactly this unit and year; nullptr if there is none.
    [[nodiscard]] const store::Target* target(const std::string& indicator_code,
                                              const std::string& unit_uid,
                                              std::string_view year) const;

private:
    using TargetsOfUnit = std::unordered_map<std::string_view, std::vector<const store::Target*>>;

    std::vector<store::PublishedFigure> figures_;
    std::vector<store::Target> targets_;
    std::unordered_map<std::string_view, std::vector<const store::PublishedFigure*>> about_;
    std::unordered_map<std::string_view, TargetsOfUnit> targets_of_;  // By indicator.
};

}  // namespace sinergi::server
