// SPDX-License-Identifier: Apache-2.0
#include "engine/indicator_query.h"

#include <algorithm>

#include <fmt/format.h>

namespace sinergi::engine {

namespace {

constexpr int kNestedIndicatorsMax = 8;

// The units one evaluation is for, with their subtrees.
struct Scope {
    const Snapshot& snapshot;
    std::span<const RowRange> ranges;
    const RowMask* mask;
    int depth;                     // Of indicators inside indicators.
    std::optional<Window> window;  // Instead of the period's own, see evaluate_window.

    [[nodiscard]] std::size_t size() const { return ranges.size(); }
    [[nodiscard]] Scope part(std::size_t first, std::size_t count) const {
        return {snapshot, ranges.subspan(first, count), mask, depth, window};
    }
};

// Numerator or denominator of each unit.
struct Sides {
    std::vector<Aggregate> units;
    std::vector<char> incomplete;  // Per unit; empty: a unit is incomplete if it has no value.
    ObjectId first_element = kNoObject;

    [[nodiscard]] bool is_incomplete(std::size_t unit) const {
        return incomplete.empty() ? !units[unit].value : incomplete[unit] != 0;
    }
};

// The cells of one period in a table that is kept unit by unit.
struct PeriodCells {
    Cell* first;
    std::size_t step;

    [[nodiscard]] Cell& operator[](std::size_t unit) const { return first[unit * step]; }
};

void evaluate_at(const Scope& scope, const IndicatorFormula& formula, Period period,
                 PeriodCells cells);

const DataElement* element_of(const Snapshot& snapshot, const Item& item) {
    return item.kind == ItemKind::DataElement ? snapshot.metadata->data_element(item.id) : nullptr;
}

Window item_window(const Item& item, Window window, Period period) {
    if (item.period_offset != 0) window = window_of(period + item.period_offset);
    return item.year_to_date ? year_to_date(window) : window;
}

std::vector<Aggregate> nothing(const Scope& scope) { return std::vector<Aggregate>(scope.size()); }

std::vector<Aggregate> data_item(const Scope& scope, const Item& item, Window window,
                                 Period period) {
    const DataElement* element = element_of(scope.snapshot, item);
    if (element == nullptr) return nothing(scope);
    Selector selector{element->id, kNoObject, kNoObject, element->aggregation};
    const auto resolve = [&](const std::string& text, ObjectId& into) {
        if (text.empty() || text == "*") return true;
        const auto* combo = scope.snapshot.metadata->option_combo(text);
        if (combo != nullptr) into = combo->id;
        return combo != nullptr;
    };
    if (!resolve(item.option_combo, selector.category_option_combo) ||
        !resolve(item.attribute_combo, selector.attribute_option_combo)) {
        return nothing(scope);
    }
    if (!item.aggregation.empty()) selector.type = parse_aggregation_type(item.aggregation);
    if (!is_supported(selector.type)) return nothing(scope);
    return aggregate(scope.snapshot, selector, item_window(item, window, period), scope.ranges,
                     scope.mask);
}

std::vector<Aggregate> indicator_item(const Scope& scope, const Item& item, Period period) {
    const Indicator* indicator = scope.snapshot.metadata->indicator(item.id);
    if (indicator == nullptr || scope.depth >= kNestedIndicatorsMax) return nothing(scope);
    const auto formula = compile(*indicator);
    if (!formula) return nothing(scope);
    Scope inner = scope;
    ++inner.depth;
    std::vector<Cell> cells(scope.size());
    evaluate_at(inner, *formula, period + item.period_offset, {cells.data(), 1});
    std::vector<Aggregate> answers;
    answers.reserve(scope.size());
    for (const Cell& cell : cells) {
        if (cell.has_value()) {
            answers.push_back({cell.value, Missing::No});
        } else {
            answers.push_back({std::nullopt, cell.missing});
        }
    }
    return answers;
}

double reporting_metric(const std::string& metric, const Reports& counts) {
    if (metric.starts_with("ACTUAL")) return counts.received;
    if (metric.starts_with("EXPECTED")) return counts.expected;
    return counts.expected == 0 ? 0 : std::min(100.0, 100.0 * counts.received / counts.expected);
}

// Received / expected reports of a data set; counted by its first element.
std::vector<Aggregate> reporting_item(const Scope& scope, const Item& item, Window window) {
    const DataSet* set = scope.snapshot.metadata->data_set(item.id);
    if (set == nullptr || set->data_element_uids.empty()) return nothing(scope);
    const DataElement* element =
        scope.snapshot.metadata->data_element(set->data_element_uids.front());
    if (element == nullptr) return nothing(scope);
    std::vector<Aggregate> answers;
    answers.reserve(scope.size());
    for (const Reports& counts :
         reports(scope.snapshot, element->id, window, scope.ranges, scope.mask)) {
        answers.push_back({reporting_metric(item.metric, counts), Missing::No});
    }
    return answers;
}

std::vector<Aggregate> units_of_group(const Scope& scope, const Item& item) {
    const OrgUnitGroup* group = scope.snapshot.metadata->org_unit_group(item.id);
    std::vector<Aggregate> answers(scope.size(), Aggregate{0.0, Missing::No});
    if (group == nullptr) return answers;
    const RowMask* rows = scope.snapshot.metadata->group_rows(group->uid);
    for (std::size_t i = 0; i < scope.size(); ++i) {
        answers[i].value = Column::count_bits(*rows, scope.ranges[i], scope.mask);
    }
    return answers;
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

std::vector<Aggregate> item_values(const Scope& scope, const Item& item, Window window,
                                   Period period) {
    const auto everywhere = [&](double number) {
        return std::vector<Aggregate>(scope.size(), Aggregate{number, Missing::No});
    };
    switch (item.kind) {
        case ItemKind::DataElement: return data_item(scope, item, window, period);
        case ItemKind::Indicator: return indicator_item(scope, item, period);
        case ItemKind::ReportingRate: return reporting_item(scope, item, window);
        case ItemKind::Constant: {
            const Constant* constant = scope.snapshot.metadata->constant(item.id);
            return constant == nullptr ? nothing(scope) : everywhere(constant->value);
        }
        case ItemKind::OrgUnitGroup: return units_of_group(scope, item);
        case ItemKind::Days: return everywhere(window.days());
        case ItemKind::PeriodInYear: return everywhere(period_in_year(period));
        case ItemKind::YearlyPeriodCount: return everywhere(periods_per_year(period));
        // Data element groups and single category options follow with the rest of DHIS2 6.3.
        case ItemKind::DataElementGroup:
        case ItemKind::CategoryOption: break;
    }
    return nothing(scope);
}

bool is_data(ItemKind kind) {
    return kind == ItemKind::DataElement || kind == ItemKind::Indicator ||
           kind == ItemKind::ReportingRate || kind == ItemKind::DataElementGroup ||
           kind == ItemKind::CategoryOption;
}

// The units one by one through an expression of several items.
void evaluate_units(const Expression& expression, const std::vector<std::vector<Aggregate>>& items,
                    bool propagate, Sides& sides) {
    const auto rule =
        propagate ? Expression::WhenMissing::Propagate : Expression::WhenMissing::Zero;
    sides.incomplete.resize(sides.units.size());
    std::vector<std::optional<double>> values(items.size());
    for (std::size_t i = 0; i < sides.units.size(); ++i) {
        Aggregate& side = sides.units[i];
        side.missing = Missing::No;
        for (std::size_t k = 0; k < items.size(); ++k) {
            values[k] = items[k][i].value;
            if (values[k] || !is_data(expression.items()[k].kind)) continue;
            sides.incomplete[i] = 1;
            side.missing = std::max(side.missing, items[k][i].missing);
        }
        side.value = expression.evaluate(values, rule);
        if (side.value) {
            side.missing = Missing::No;
        } else if (side.missing == Missing::No) {
            side.missing = Missing::ZeroDenominator;  // A division by zero inside the expression.
        }
    }
}

Sides evaluate_side(const Scope& scope, const Expression& expression, Window window, Period period,
                    bool propagate) {
    Sides sides;
    std::vector<std::vector<Aggregate>> items;
    items.reserve(expression.items().size());
    for (const Item& item : expression.items()) {
        items.push_back(item_values(scope, item, window, period));
        if (sides.first_element != kNoObject) continue;
        if (const DataElement* element = element_of(scope.snapshot, item)) {
            sides.first_element = element->id;
        }
    }
    if (expression.single_item() && is_data(expression.items().front().kind)) {
        sides.units = std::move(items.front());
    } else {
        sides.units.resize(scope.size());
        evaluate_units(expression, items, propagate, sides);
    }
    return sides;
}

// Where a formula looks for its numerator and its denominator in a given period.
struct Windows {
    Window numerator, denominator;

    friend bool operator==(const Windows&, const Windows&) = default;
};

bool counts_in(const IndicatorFormula& formula, Period month) {
    const std::chrono::year_month_day first{first_day(month)};
    const auto number = static_cast<int>(static_cast<unsigned>(first.month()));
    return formula.months.empty() ||
           std::find(formula.months.begin(), formula.months.end(), number) != formula.months.end();
}

// The newest month of `window` that the rule admits and in which the unit has a number for the
// numerator.
std::optional<Window> newest_month(const Scope& scope, std::size_t unit,
                                   const IndicatorFormula& formula, Window window) {
    for (Period month = period_of(PeriodKind::Monthly, window.end - std::chrono::days(1));
         first_day(month) >= window.first; month = month + -1) {
        if (!counts_in(formula, month)) continue;
        for (const Item& item : formula.numerator.items()) {
            const DataElement* element = element_of(scope.snapshot, item);
            if (element == nullptr) continue;
            if (newest_period(scope.snapshot, element->id, window_of(month), scope.ranges[unit],
                              scope.mask)) {
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

bool looks_at_units(const IndicatorFormula& formula) {
    return !formula.follows_dhis2 &&
           (formula.rule == PeriodRule::FixedMonths || formula.rule == PeriodRule::Latest);
}

// The windows of one unit; nullopt if it has nothing in any month that the rule admits. The same
// for all units unless looks_at_units().
std::optional<Windows> choose_windows(const Scope& scope, std::size_t unit,
                                      const IndicatorFormula& formula, Period period) {
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
            const auto month = newest_month(scope, unit, formula, within);
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

void count_reports(const Scope& scope, ObjectId element, Window window, PeriodCells cells) {
    if (element == kNoObject) return;
    const auto counts = reports(scope.snapshot, element, window, scope.ranges, scope.mask);
    for (std::size_t i = 0; i < counts.size(); ++i) {
        cells[i].reported = counts[i].received;
        cells[i].expected = counts[i].expected;
    }
}

ObjectId first_element(const Scope& scope, const Expression& expression) {
    for (const Item& item : expression.items()) {
        if (const DataElement* element = element_of(scope.snapshot, item)) return element->id;
    }
    return kNoObject;
}

// Units that share their windows.
void evaluate_in(const Scope& scope, const IndicatorFormula& formula, Period period,
                 const Windows& windows, PeriodCells cells) {
    const Sides above = evaluate_side(scope, formula.numerator, windows.numerator, period,
                                      formula.propagate_missing);
    Sides below;
    if (formula.denominator) {
        below = evaluate_side(scope, *formula.denominator, windows.denominator, period,
                              formula.propagate_missing);
    }
    const double days = formula.annualized ? windows.numerator.days() : 1;
    const double factor = formula.annualized ? formula.factor * 365 : formula.factor;
    for (std::size_t i = 0; i < scope.size(); ++i) {
        Cell& cell = cells[i];
        cell.numerator = above.units[i].value.value_or(0);
        cell.denominator = 1;
        cell.missing = above.units[i].missing;
        cell.incomplete = above.is_incomplete(i);
        if (formula.denominator) {
            const Aggregate& side = below.units[i];
            cell.denominator = side.value.value_or(0);
            cell.missing = std::max(cell.missing, side.missing);
            cell.incomplete |= below.is_incomplete(i);
            if (side.value && *side.value == 0) {
                cell.missing = std::max(cell.missing, Missing::ZeroDenominator);
            }
        }
        if (cell.has_value()) cell.value = cell.numerator * factor / (cell.denominator * days);
    }
    count_reports(scope, above.first_element, windows.numerator, cells);
}

void evaluate_at(const Scope& scope, const IndicatorFormula& formula, Period period,
                 PeriodCells cells) {
    for (std::size_t begin = 0; begin < scope.size();) {
        const auto windows = choose_windows(scope, begin, formula, period);
        std::size_t end = scope.size();
        if (looks_at_units(formula)) {
            end = begin + 1;
            while (end < scope.size() && choose_windows(scope, end, formula, period) == windows) {
                ++end;
            }
        }
        const Scope part = scope.part(begin, end - begin);
        const PeriodCells out{&cells[begin], cells.step};
        if (windows) {
            evaluate_in(part, formula, period, *windows, out);
        } else {
            for (std::size_t i = 0; i < part.size(); ++i) out[i] = no_value(Missing::NotReported);
            count_reports(part, first_element(part, formula.numerator), window_of(period), out);
        }
        begin = end;
    }
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

std::vector<Cell> evaluate(const Snapshot& snapshot, const IndicatorFormula& formula,
                           std::span<const Row> units, std::span<const Period> periods,
                           const RowMask* mask) {
    std::vector<RowRange> ranges;
    ranges.reserve(units.size());
    for (const Row unit : units) ranges.push_back(snapshot.tree().subtree(unit));
    std::vector<Cell> table(units.size() * periods.size());
    for (std::size_t p = 0; p < periods.size(); ++p) {
        evaluate_at({snapshot, ranges, mask, 0, std::nullopt}, formula, periods[p],
                    {table.data() + p, periods.size()});
    }
    return table;
}

Cell evaluate(const Snapshot& snapshot, const IndicatorFormula& formula, Row unit, Period period,
              const RowMask* mask) {
    const RowRange range = snapshot.tree().subtree(unit);
    Cell cell;
    evaluate_at({snapshot, {&range, 1}, mask, 0, std::nullopt}, formula, period, {&cell, 1});
    return cell;
}

Cell evaluate_window(const Snapshot& snapshot, const IndicatorFormula& formula, Row unit,
                     Period period, Window window, const RowMask* mask) {
    VERIFY(formula.follows_dhis2);
    const RowRange range = snapshot.tree().subtree(unit);
    Cell cell;
    evaluate_at({snapshot, {&range, 1}, mask, 0, window}, formula, period, {&cell, 1});
    return cell;
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
