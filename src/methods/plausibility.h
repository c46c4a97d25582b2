// SPDX-License-Identifier: Apache-2.0
// Plausibility: which published figures look wrong, and why.
//
// General rules, no list of known errors: a figure is held against what it says of itself, against
// the figures around it and against the people it would count. A doubt is a question to the person
// who sent the figure, never a correction. Pure; the figures of one call are judged together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sinergi::methods {

// What a printed unit of measurement ("%", "per 1.000 KH", "kasus") says.
struct Measure {
    enum class Kind : std::uint8_t { Unknown, Rate, Count, Index };
    Kind kind = Kind::Unknown;
    double per = 0;          // Rate: 100, 1,000, 10,000 or 100,000.
    bool of_births = false;  // "KH", kelahiran hidup.
    friend bool operator==(const Measure&, const Measure&) = default;
};
[[nodiscard]] Measure parse_measure(std::string_view text);

struct Figure {
    std::string indicator;
    std::uint32_t unit = 0;
    std::optional<std::uint32_t> parent;  // The unit's, if there is one.
    int year = 0;
    double value = 0;
    int decimals = 0;  // As printed.
    std::optional<double> numerator, denominator;
    Measure measure;
    std::string basis, source;
    bool is_part_of_year = false;
};

// What the catalogue says of an indicator.
struct IndicatorNature {
    std::string indicator;
    Measure measure;
    bool is_proportion = false;  // Of people counted in both: not above 100 %.
};

struct Surroundings {
    std::vector<IndicatorNature> natures;
    double crude_birth_rate = 0;  // Live births per 1,000 people and year, where none is published.
    std::string crude_birth_rate_source;
    // Units below each unit, all of them: sums are compared where every one has a figure.
    std::vector<std::pair<std::uint32_t, std::vector<std::uint32_t>>> children;
};

enum class Rule : std::uint8_t {
    OtherMeasure,   // Printed per cent for what is per 1,000; a count printed as a rate.
    LessThanOne,    // A rate that stands for less than one event.
    OutOfRange,     // Above 100 % of a proportion, below 0, a count that is not whole.
    Quotient,       // Not numerator / denominator.
    ImpliedBirths,  // The events printed beside the rate need other births than its neighbours do.
    Components,     // An index that its own components do not give.
    Jump,           // Far from the same unit's other years.
    Sum,            // Parts do not add up to the whole.
    SourcesDisagree,  // Two sources, one figure, two numbers.
};
[[nodiscard]] std::string_view to_string(Rule rule);

struct Doubt {
    std::size_t figure = 0;  // Index into the figures.
    Rule rule = Rule::OutOfRange;
    std::string sentence;  // Indonesian, names the numbers that do not fit.
};

// At most one doubt per figure and rule, in the order of the figures.
[[nodiscard]] std::vector<Doubt> find_doubts(const std::vector<Figure>& figures,
                                             const Surroundings& surroundings);

}  // namespace sinergi::methods
