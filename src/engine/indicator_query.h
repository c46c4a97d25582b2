// SPDX-License-Identifier: Apache-2.0
// Indicators over the columns: numerator and denominator evaluated for one unit and period.
//
// Follows DHIS2 6.5: every referenced item is aggregated for the same cell; a missing item counts
// as 0 unless all items of the expression are missing, and the cell says that it is incomplete.
// A catalogue indicator adds its period rule and may propagate what is missing instead.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/aggregate.h"
#include "model/catalogue.h"
#include "model/expression.h"

namespace sinergi::engine {

struct IndicatorFormula {
    Expression numerator;
    std::optional<Expression> denominator;  // Absent: a count.
    double factor = 1;
    bool annualized = false;
    PeriodRule rule = PeriodRule::Monthly;
    std::vector<int> months;  // PeriodRule::FixedMonths, 1..12.
    bool propagate_missing = false;
    bool follows_dhis2 = false;  // No period rule: the window is the period, whatever it is.
};

// Errors: those of Expression::parse, naming the indicator.
[[nodiscard]] Result<IndicatorFormula> compile(const CatalogueIndicator& indicator);
[[nodiscard]] Result<IndicatorFormula> compile(const Indicator& indicator);

// `value` = numerator x factor / denominator; the cell's reports are those of the numerator's
// first data element. Never fails: an unknown item is missing.
[[nodiscard]] Cell evaluate(const Snapshot& snapshot, const IndicatorFormula& formula, Row unit,
                            Period period, const RowMask* mask = nullptr);

// The same for units x periods, unit by unit: what a map, a table or a trend is drawn from. Walks
// each column once for all units.
[[nodiscard]] std::vector<Cell> evaluate(const Snapshot& snapshot, const IndicatorFormula& formula,
                                         std::span<const Row> units,
                                         std::span<const Period> periods,
                                         const RowMask* mask = nullptr);

// The same over a stretch of time that is no period of its own ("the last twelve months" together).
// `period` stands for it where a formula shifts or counts periods. Requires: follows_dhis2.
[[nodiscard]] Cell evaluate_window(const Snapshot& snapshot, const IndicatorFormula& formula,
                                   Row unit, Period period, Window window,
                                   const RowMask* mask = nullptr);
[[nodiscard]] Cell evaluate_window(const Snapshot& snapshot, const Selector& selector, Row unit,
                                   Window window, const RowMask* mask = nullptr);

// One data element as a cell (numerator = value, denominator = 1).
[[nodiscard]] Cell evaluate(const Snapshot& snapshot, const Selector& selector, Row unit,
                            Period period, const RowMask* mask = nullptr);

}  // namespace sinergi::engine
