// SPDX-License-Identifier: Apache-2.0
// Expression: an indicator's arithmetic in DHIS2's language, e.g. "100 * #{abc} / (#{def} +
// #{ghi})".
//
// Parsed once, when the indicator is saved; evaluation is a loop over a short program and cannot
// fail: a missing item, a division by zero or a logarithm of nothing is "no value", not an error.
// Source of grammar and functions: DHIS2 Web API, expression language for indicators.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sinergi {

enum class ItemKind : std::uint8_t {
    DataElement,       // #{DE}, #{DE.COC}, #{DE.COC.AOC}, #{DE.*}, #{DE.*.AOC}
    DataElementGroup,  // #{deGroup:UID}
    CategoryOption,    // #{DE.co:OPT}
    Indicator,         // N{IND}
    ReportingRate,     // R{DS.METRIC}
    Constant,          // C{CONST}
    OrgUnitGroup,      // OUG{GROUP}: number of units
    Days,              // [days]
    PeriodInYear,      // [periodInYear]
    YearlyPeriodCount  // [yearlyPeriodCount]
};

// One thing whose value the caller looks up. Ids are as written: a uid, or a catalogue code.
struct Item {
    ItemKind kind = ItemKind::DataElement;
    std::string id;            // Data element, group, indicator, data set, constant.
    std::string option_combo;  // Empty: the total over all ("*" is stored as empty). The option of
                               // a CategoryOption item.
    std::string attribute_combo;
    std::string metric;     // ReportingRate only.
    int period_offset = 0;  // .periodOffset(n)
    bool year_to_date = false;
    std::string aggregation;  // .aggregationType(X), empty if none
    std::string min_date, max_date;

    friend bool operator==(const Item&, const Item&) = default;
};

class Expression {
public:
    static constexpr int kDepthMax = 64;              // Of nested parentheses and calls.
    static constexpr std::size_t kLengthMax = 20000;  // Bytes.

    // A default-constructed expression is the constant 1.
    Expression();

    // Errors: InvalidArgument with the position and what was expected; TooLarge beyond the limits.
    // subExpression and predictor functions are refused by name.
    [[nodiscard]] static Result<Expression> parse(std::string_view text);

    // Without repeats, in order of first use.
    [[nodiscard]] const std::vector<Item>& items() const { return items_; }

    // `values[i]` belongs to items()[i]; std::nullopt where an item has no value.
    // Missing items: `Zero` counts them as 0 unless all data items (not constants, [days], ...) are
    // missing, then the result is nullopt (DHIS2 6.5); `Propagate` makes the result nullopt when
    // any item the evaluation reads is missing. isNull, isNotNull and firstNonNull always see the
    // truth; items read inside them do not count towards either rule. A missing constant or other
    // item that is not data is no value, never 0. Comparisons and logic give 1 and 0, with SQL's
    // rules for what has no value.
    enum class WhenMissing : std::uint8_t { Zero, Propagate };
    [[nodiscard]] std::optional<double> evaluate(std::span<const std::optional<double>> values,
                                                 WhenMissing rule = WhenMissing::Zero) const;

    // Column-wise, for plain "one item" and "constant * item" shapes the caller may shortcut.
    // The index into items() if the whole expression is one item; else nullopt.
    [[nodiscard]] std::optional<std::size_t> single_item() const;

private:
    friend class ExpressionParser;
    struct Step {
        std::uint8_t op = 0;
        std::uint32_t arg = 0;
        double number = 0;
    };
    std::vector<Step> steps_;  // Postfix.
    std::vector<Item> items_;
    int depth_ = 1;  // Stack the evaluation needs.
};

}  // namespace sinergi
