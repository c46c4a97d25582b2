// SPDX-License-Identifier: Apache-2.0
// Catalogue: the indicators, pillars and bands of the office, as dated and sourced master data.
//
// Read from catalogue/*.toml by exchange/catalogue_toml. A catalogue indicator is more than a DHIS2
// indicator: it also says over which months it may be summed, when it may be shown or ranked, what
// is a good direction, and where each target comes from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/expression.h"
#include "model/metadata.h"

namespace sinergi {

enum class Direction : std::uint8_t { Higher, Lower, Range, Context };  // What is good.

// How an indicator takes its values in a period (architecture: "its period rule").
enum class PeriodRule : std::uint8_t {
    Monthly,         // Sum of the months in the period over the denominator of those months.
    CumulativeYear,  // Sum from January to the period's end over the yearly denominator.
    Latest,          // The newest value within the period's year, not after its end.
    FixedMonths,     // Only `months` (February, August) count; other months have no value.
    Yearly,          // Yearly values; a period inside the year shows the year's.
};

enum class FigureKind : std::uint8_t { Routine, Survey };

struct TargetRule {
    std::string year;  // "2024"
    double value = 0;
    std::optional<double> upper;
    std::string source;
    bool unverified = false;
};

struct LocalizedText {
    std::string id, en;
};

struct CatalogueIndicator {
    std::string code;  // "SPM-K01"
    LocalizedText name, short_name, unit, numerator_text, denominator_text, note;
    int pillar = 1;
    std::string group;        // "spm", "iku", "kia", "gizi", ...
    std::string numerator;    // Expression over data element codes: "#{SPM_K01_LAYAN}".
    std::string denominator;  // Empty: a count, denominator 1.
    double factor = 100;
    int decimals = 1;
    Direction direction = Direction::Higher;
    PeriodRule period_rule = PeriodRule::Monthly;
    std::vector<int> months;  // For FixedMonths, 1..12.
    FigureKind kind = FigureKind::Routine;
    bool proportion = true;     // True proportion: Wilson; false: Byar/exact Poisson.
    bool interval = true;       // False: an index or a mean, which has no count behind it.
    bool events_small = false;  // Deaths and the like: counts first, no rank below 10 events.
    bool propagate_missing = false;
    std::string basis_rule;  // "kind" of denominator: projection, register, survey
    std::string level;       // lowest level it is shown at: "puskesmas", "kab", "prov"
    std::string source, system;
    bool unverified = false;  // Shown on screen.
    std::vector<TargetRule> targets;
    std::vector<double> breaks;  // Four class limits for the map; empty: from the target.
};

struct CatalogueElement {
    std::string code;
    LocalizedText name;
    std::string aggregation = "SUM";
    std::string period_type = "Monthly";
    std::string value_type = "NUMBER";
    std::string group;
};

struct Pillar {
    int number = 0;
    LocalizedText name;
    std::string color;
};

struct Band {
    LocalizedText name;
    double from = 0;
    bool above = false;  // From just above `from`; otherwise `from` itself belongs to the band.
};

struct BandSet {
    std::string code;
    LocalizedText name;
    std::string valid_from, source;
    std::optional<int> round_to;  // Decimals that a value is rounded to before it is classed.
    std::vector<Band> bands;      // Descending.
};

// A status that is given to whoever reaches several indicators at once, while its rules hold.
struct Gate {
    struct Condition {
        std::string indicator;
        double at_least = 0;  // In the indicator's unit, on the unrounded value.
    };
    struct Level {
        LocalizedText name;
        // Reached where every condition of at least one of them holds.
        std::vector<std::vector<Condition>> any;
    };
    std::string code;
    LocalizedText name, note;
    std::string valid_from, valid_to;  // ISO dates, both included; empty: no source gives one.
    std::string source;
    bool unverified = false;
    std::vector<Level> levels;  // Highest first.
};

// Stands in where an office has no figure of its own; whoever uses it says so.
struct Assumption {
    double value = 0;  // 0: none is given.
    std::string year, source;
};

struct Catalogue {
    std::vector<Pillar> pillars;
    std::vector<CatalogueElement> elements;
    std::vector<CatalogueIndicator> indicators;
    std::vector<BandSet> band_sets;
    std::vector<Gate> gates;
    Assumption crude_birth_rate;  // Live births per 1,000 people and year.
};

}  // namespace sinergi
