// SPDX-License-Identifier: Apache-2.0
#include "engine/indicator_query.h"

#include <algorithm>

#include <fmt/format.h>

namespace sinergi::engine {

namespace {

constexpr int kNestedIndicatorsMax = 8;

struct Scope {
    const Snapshot& snapshot;
    Row unit;
    const RowMask* mask;
    int depth;                     // Of indicators inside indicators.
    std::optional<Window> window;  // Instead of the period's own, see evaluate_window.
};

struct Side {
    std::optional<double> value;
    Missing missing = Missing::NotReported;
    bool incomplete = false;
    ObjectId first_element = kNoObject;
};

Cell evaluate_at(const Scope& scope, const IndicatorFormula& formula, Period period);

const DataElement* element_of(const Snapshot& snapshot, const Item& item) {
    return item.kind == ItemKind::DataElement ? snapshot.metadata->data_element(item.id) : nullptr;
}

Window item_window(const Item& item, Window window, Period period) {
    if (item.period_offset != 0) window = window_of(period + item.period_offset);
    return item.year_to_date ? year_to_date(window) : window;
}

Aggregate data_item(const Scope& scope, const Item& item, Window window, Period period) {
    const DataElement* element = element_of(scope.snapshot, item);
    if (element == nullptr) return {};
    Selector selector{element->id, kNoObject, kNoObject, element->aggregation};
    const auto resolve = [&](const std::string& text, ObjectId& into) {
        if (text.empty() || text == "*") return true;
        const auto* combo = scope.snapshot.metadata->option_combo(text);
        if (combo != nullptr) into = combo->id;
        return combo != nullptr;
    };
    if (!resolve(item.option_combo, selector.category_option_combo) ||
        !resolve(item.attribute_combo, selector.attribute_option_combo)) {
        return {};
    }
    if (!item.aggregation.empty()) selector.type = parse_aggregation_type(item.aggregation);
    if (!is_supported(selector.type)) return {};
    return aggregate(scope.snapshot, selector, item_window(item, window, period),
                     scope.snapshot.tree().subtree(scope.unit), scope.mask);
}

Aggregate indicator_item(const Scope& scope, const Item& item, Period period) {
    const Indicator* indicator = scope.snapshot.metadata->indicator(item.id);
    if (indicator == nullptr || scope.depth >= kNestedIndicatorsMax) return {};
    const auto formula = compile(*indicator);
    if (!formula) return {};
    const Scope inner{scope.snapshot, scope.unit, scope.mask, scope.depth + 1, scope.window};
    const Cell cell = evaluate_at(inner, *formula, period + item.period_offset);
    if (!cell.has_value()) return {std::nullopt, cell.missing};
    return {cell.value, Missing::No};
}

// Received / expected reports of a data set; counted by its first element.
Aggregate reporting_item(const Scope& scope, const Item& item, Window window) {
    const DataSet* set = scope.snapshot.metadata->data_set(item.id);
    if (set == nullptr || set->data_element_uids.empty()) return {};
    const DataElement* element =
        scope.snapshot.metadata->data_element(set->data_element_uids.front());
    if (element == nullptr) return {};
    const Reports counts = reports(scope.snapshot, element->id, window,
                                   scope.snapshot.tree().subtree(scope.unit), scope.mask);
    if (item.metric.starts_with("ACTUAL")) return {counts.received, Missing::No};
    if (item.metric.starts_with("EXPECTED")) return {counts.expected, Missing::No};
    const double rate =
        counts.expected == 0 ? 0 : std::min(100.0, 100.0 * counts.received / counts.expected);
    return {rate, Missing::No};
}

double units_of_group(const Scope& scope, const Item& item) {
    const OrgUnitGroup* group = scope.snapshot.metadata->org_unit_group(item.id);
    if (group == nullptr) return 0;
    double count = 0;
    const RowMask* rows = scope.snapshot.metadata->group_rows(group->uid);
    Column::for_each_bit(*rows, scope.snapshot.tree().subtree(scope.unit), scope.mask,
                         [&](Row) { ++count; });
    return count;
}

double period_in_year(Period period) {
    const std::chrono::year_month_day first{first_day(period)};
    const Period january = period_of(period.kind, Date(first.year() / std::chrono::January / 4));
    return period.index - january.index + 1;
}

double periods_per_year(Period period) {
    const std::chrono::year_month_day first{first_day(period)};
    const Period year = period_of(PeriodKind::Yearly, first_day(period));
    return static_cast<double>(periods_within(period.kind, year).size());
}

Aggregate item_value(const Scope& scope, const Item& item, Window window, Period period) {
    switch (item.kind) {
        case ItemKind::DataElement: return data_item(scope, item, window, period);
        case ItemKind::Indicator: return indicator_item(scope, item, period);
        case ItemKind::ReportingRate: return reporting_item(scope, item, window);
        case ItemKind::Constant: {
            const Constant* constant = scope.snapshot.metadata->constant(item.id);
            if (constant == nullptr) return {};
            return {constant->value, Missing::No};
        }
        case ItemKind::OrgUnitGroup: return {units_of_group(scope, item), Missing::No};
        case ItemKind::Days: return {static_cast<double>(window.days()), Missing::No};
        case ItemKind::PeriodInYear: return {period_in_year(period), Missing::No};
        case ItemKind::YearlyPeriodCount: return {periods_per_year(period), Missing::No};
        // Data element groups and single category options follow with the rest of DHIS2 6.3.
        case ItemKind::DataElementGroup:
        case ItemKind::CategoryOption: return {};
    }
    return {};
}

bool is_data(ItemKind kind) {
    return kind == ItemKind::DataElement || kind == ItemKind::Indicator ||
           kind == ItemKind::ReportingRate || kind == ItemKind::DataElementGroup ||
           kind == ItemKind::CategoryOption;
}

Side evaluate_side(const Scope& scope, const Expression& expression, Window window, Period period,
                   bool propagate) {
    Side side;
    side.missing = Missing::No;
    std::vector<std::optional<double>> values;
    values.reserve(expression.items().size());
    for (const Item& item : expression.items()) {
        const Aggregate part = item_value(scope, item, window, period);
        values.push_back(part.value);
        if (const DataElement* element = element_of(scope.snapshot, item);
            element != nullptr && side.first_element == kNoObject) {
            side.first_element = element->id;
        }
        if (!part.value && is_data(item.kind)) {
            side.incomplete = true;
            side.missing = std::max(side.missing, part.missing);
        }
    }
    side.value = expression.evaluate(
        values, propagate ? Expression::WhenMissing::Propagate : Expression::WhenMissing::Zero);
    if (side.value) {
        side.missing = Missing::No;
    } else if (side.missing == Missing::No) {
        side.missing = Missing::ZeroDenominator;  // A division by zero inside the expression.
    }
    return side;
}

// Where a formula looks for its numerator and its denominator in a given period.
struct Windows {
    Window numerator, denominator;
};

bool counts_in(const IndicatorFormula& formula, Period month) {
    const std::chrono::year_month_day first{first_day(month)};
    const auto number = static_cast<int>(static_cast<unsigned>(first.month()));
    return formula.months.empty() ||
           std::find(formula.months.begin(), formula.months.end(), number) != formula.months.end();
}

// The newest month of `window` that the rule admits and in which the numerator has a number.
std::optional<Window> newest_month(const Scope& scope, const IndicatorFormula& formula,
                                   Window window) {
    for (Period month = period_of(PeriodKind::Monthly, window.end - std::chrono::days(1));
         first_day(month) >= window.first; month = month + -1) {
        if (!counts_in(formula, month)) continue;
        for (const Item& item : formula.numerator.items()) {
            const DataElement* element = element_of(scope.snapshot, item);
            if (element == nullptr) continue;
            if (newest_period(scope.snapshot, element->id, window_of(month),
                              scope.snapshot.tree().subtree(scope.unit), scope.mask)) {
                return window_of(month);
            }
        }
    }
    return std::nullopt;
}

bool takes_last(const Scope& scope, const Expression& expression) {
    for (const Item& item : expression.items()) {
        const DataElement* element = element_of(scope.snapshot, item);
        if (element != nullptr && element->aggregation != AggregationType::Last) return false;
    }
    return true;
}

std::optional<Windows> choose_windows(const Scope& scope, const IndicatorFormula& formula,
                                      Period period) {
    const Window own = scope.window.value_or(window_of(period));
    if (formula.follows_dhis2) return Windows{own, own};
    switch (formula.rule) {
        case PeriodRule::Monthly: return Windows{own, own};
        case PeriodRule::CumulativeYear:
            // A yearly denominator covers this window whole; a monthly one counts the same months.
            return Windows{year_to_date(own), year_to_date(own)};
        case PeriodRule::Yearly: return Windows{whole_year(own), whole_year(own)};
        case PeriodRule::FixedMonths:
        case PeriodRule::Latest: {
            const Window within = formula.rule == PeriodRule::Latest ? year_to_date(own) : own;
            const auto month = newest_month(scope, formula, within);
            if (!month) return std::nullopt;
            // LAST takes each unit's own newest value, so one late unit does not lower the total.
            if (formula.rule == PeriodRule::Latest && takes_last(scope, formula.numerator)) {
                return Windows{within, within};
            }
            return Windows{*month, *month};
        }
    }
    return std::nullopt;
}

void count_reports(const Scope& scope, ObjectId element, Window window, Cell& cell) {
    if (element == kNoObject) return;
    const Reports counts = reports(scope.snapshot, element, window,
                                   scope.snapshot.tree().subtree(scope.unit), scope.mask);
    cell.reported = counts.received;
    cell.expected = counts.expected;
}

ObjectId first_element(const Scope& scope, const Expression& expression) {
    for (const Item& item : expression.items()) {
        if (const DataElement* element = element_of(scope.snapshot, item)) return element->id;
    }
    return kNoObject;
}

Cell evaluate_at(const Scope& scope, const IndicatorFormula& formula, Period period) {
    Cell cell = no_value(Missing::NotReported);
    const auto windows = choose_windows(scope, formula, period);
    if (!windows) {
        count_reports(scope, first_element(scope, formula.numerator), window_of(period), cell);
        return cell;
    }
    const Side above = evaluate_side(scope, formula.numerator, windows->numerator, period,
                                     formula.propagate_missing);
    count_reports(scope, above.first_element, windows->numerator, cell);
    cell.incomplete = above.incomplete;
    cell.missing = above.missing;
    if (above.value) cell.numerator = *above.value;
    double below = 1;
    if (formula.denominator) {
        const Side side = evaluate_side(scope, *formula.denominator, windows->denominator, period,
                                        formula.propagate_missing);
        cell.incomplete |= side.incomplete;
        cell.missing = std::max(cell.missing, side.missing);
        below = side.value.value_or(0);
        if (side.value && *side.value == 0) {
            cell.missing = std::max(cell.missing, Missing::ZeroDenominator);
        }
    }
    cell.denominator = below;
    if (!cell.has_value()) return cell;
    const double days = formula.annualized ? windows->numerator.days() : 1;
    const double factor = formula.annualized ? formula.factor * 365 : formula.factor;
    cell.value = cell.numerator * factor / (below * days);
    return cell;
}

Result<Expression> parse_part(const std::string& text, const std::string& name,
                              std::string_view part) {
    auto parsed = Expression::parse(text);
    if (!parsed) {
        return fail(parsed.error().code,
                    fmt::format("indicator {}, {}: {}", name, part, parsed.error().message));
    }
    return std::move(*parsed);
}

}  // namespace

Result<IndicatorFormula> compile(const CatalogueIndicator& indicator) {
    IndicatorFormula formula;
    formula.numerator = TRY(parse_part(indicator.numerator, indicator.code, "numerator"));
    if (!indicator.denominator.empty()) {
        formula.denominator = TRY(parse_part(indicator.denominator, indicator.code, "denominator"));
    }
    formula.factor = indicator.factor;
    formula.rule = indicator.period_rule;
    formula.months = indicator.months;
    formula.propagate_missing = indicator.propagate_missing;
    return formula;
}

Result<IndicatorFormula> compile(const Indicator& indicator) {
    IndicatorFormula formula;
    formula.numerator = TRY(parse_part(indicator.numerator, indicator.uid, "numerator"));
    formula.denominator = TRY(parse_part(indicator.denominator, indicator.uid, "denominator"));
    formula.factor = indicator.factor;
    formula.annualized = indicator.annualized;
    formula.follows_dhis2 = true;
    return formula;
}

Cell evaluate(const Snapshot& snapshot, const IndicatorFormula& formula, Row unit, Period period,
              const RowMask* mask) {
    return evaluate_at({snapshot, unit, mask, 0, std::nullopt}, formula, period);
}

Cell evaluate_window(const Snapshot& snapshot, const IndicatorFormula& formula, Row unit,
                     Period period, Window window, const RowMask* mask) {
    VERIFY(formula.follows_dhis2);
    return evaluate_at({snapshot, unit, mask, 0, window}, formula, period);
}

Cell evaluate(const Snapshot& snapshot, const Selector& selector, Row unit, Period period,
              const RowMask* mask) {
    return evaluate_window(snapshot, selector, unit, window_of(period), mask);
}

Cell evaluate_window(const Snapshot& snapshot, const Selector& selector, Row unit, Window window,
                     const RowMask* mask) {
    const RowRange rows = snapshot.tree().subtree(unit);
    const Aggregate part = aggregate(snapshot, selector, window, rows, mask);
    Cell cell = no_value(part.missing);
    if (part.value) {
        cell.missing = Missing::No;
        cell.value = cell.numerator = *part.value;
        cell.denominator = 1;
    }
    const Reports counts = reports(snapshot, selector.data_element, window, rows, mask);
    cell.reported = counts.received;
    cell.expected = counts.expected;
    return cell;
}

}  // namespace sinergi::engine
