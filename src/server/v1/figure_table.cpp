// SPDX-License-Identifier: Apache-2.0
#include "server/v1/figure_table.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <unordered_map>

#include <fmt/format.h>

#include "methods/interval.h"
#include "methods/local_area_monitoring.h"

namespace sinergi::server::v1 {

namespace {

int year_of(Period period) {
    const std::chrono::year_month_day last{end_day(period) - std::chrono::days(1)};
    return static_cast<int>(last.year());
}

int month_of_end(Period period) {
    const std::chrono::year_month_day last{end_day(period) - std::chrono::days(1)};
    return static_cast<int>(static_cast<unsigned>(last.month()));
}

void add_interval(const CatalogueIndicator& indicator, FigureCell& figure) {
    const Cell& cell = figure.cell;
    if (!cell.has_value() || cell.denominator <= 0 || cell.numerator < 0) return;
    if (indicator.denominator.empty() || !indicator.interval) return;
    // What is no whole number of events has no such interval.
    if (cell.numerator != std::floor(cell.numerator)) return;
    const auto interval = indicator.proportion
                              ? methods::wilson_interval(cell.numerator, cell.denominator)
                              : methods::rate_interval(cell.numerator, cell.denominator, 1);
    if (!interval) return;
    figure.low = interval->low * indicator.factor;
    figure.high = interval->high * indicator.factor;
}

// Whether a published figure speaks for the period: it is of just that period or, for a whole year
// (and for surveys, which are held once in a year), of any part of the year.
bool speaks_for(const store::PublishedFigure& published, Period period, bool survey) {
    if (published.period == to_string(period)) return true;
    const bool whole_year = survey || period.kind == PeriodKind::Yearly;
    return whole_year && published.period.starts_with(std::to_string(year_of(period)));
}

// The newest basis published for the unit; a cell without a value if there is none.
FigureCell published_cell(const CatalogueIndicator& indicator, const Reference& reference,
                          const std::string& unit_uid, Period period) {
    const bool survey = indicator.kind == FigureKind::Survey;
    FigureCell figure;
    figure.cell = no_value(Missing::NotReported);
    for (const store::PublishedFigure* about : reference.figures_about(indicator.code)) {
        const store::PublishedFigure& published = *about;
        if (published.indicator_code != indicator.code || published.unit_uid != unit_uid ||
            !speaks_for(published, period, survey)) {
            continue;
        }
        figure.cell.missing = Missing::No;
        figure.cell.value = published.value;
        figure.low = published.low;
        figure.high = published.high;
        figure.published = &published;
    }
    return figure;
}

// Puts published figures into a period of which nothing was reported. A blank, a TB or a zero
// denominator is a report.
void show_published(FigureTable& table, const engine::Snapshot& snapshot,
                    const Reference& reference, std::size_t period) {
    if (reference.figures_about(table.indicator->code).empty()) return;
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        if (table.at(r, period).cell.missing != Missing::NotReported) return;
    }
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        FigureCell figure =
            published_cell(*table.indicator, reference, snapshot.tree().unit(table.rows[r]).uid,
                           table.periods[period]);
        if (figure.published == nullptr) continue;
        FigureCell& shown = table.at(r, period);
        figure.cell.reported = shown.cell.reported;
        figure.cell.expected = shown.cell.expected;
        shown = figure;
    }
}

// An index or a survey's figure has no events behind it that could be few.
bool counts_events(const CatalogueIndicator& indicator) {
    return indicator.kind == FigureKind::Routine && indicator.interval;
}

bool is_small(const CatalogueIndicator& indicator, const Cell& cell) {
    return cell.has_value() && counts_events(indicator) && cell.numerator >= 1 &&
           cell.numerator <= kSmallCellMax && cell.numerator == std::floor(cell.numerator);
}

void hide(FigureCell& figure) {
    const auto reported = figure.cell.reported;
    const auto expected = figure.cell.expected;
    figure.cell = no_value(Missing::Suppressed);
    figure.cell.reported = reported;
    figure.cell.expected = expected;
    figure.low.reset();
    figure.high.reset();
}

// Which counts the public does not see, decided for the whole tree and not for one request: what is
// hidden in the parent's table must not stand on the unit's own page. Counts of 1 to 4 are hidden.
// Where a shown total would give a single hidden child back, the child with the smallest other
// count is hidden too; below a hidden total at least one child is, so that they do not add up to
// it.
class SmallCells {
public:
    SmallCells(const engine::Snapshot& snapshot, const CatalogueIndicator& indicator,
               const engine::IndicatorFormula& formula, Period period)
        : snapshot_(snapshot), indicator_(indicator), formula_(formula), period_(period) {}

    // What is known already need not be evaluated again.
    void know(Row unit, const Cell& cell) { cells_.emplace(unit, cell); }

    [[nodiscard]] bool hides(Row unit) {
        const Row parent = snapshot_.tree().parent(unit);
        if (parent == kNoRow) return is_small(indicator_, cell(unit));
        const auto& hidden = hidden_children(parent);
        return std::find(hidden.begin(), hidden.end(), unit) != hidden.end();
    }

private:
    const Cell& cell(Row unit) {
        const auto known = cells_.find(unit);
        if (known != cells_.end()) return known->second;
        return cells_[unit] = engine::evaluate(snapshot_, formula_, unit, period_);
    }

    void evaluate_children(Row parent) {
        std::vector<Row> unknown;
        for (const Row child : snapshot_.tree().children(parent)) {
            if (!cells_.contains(child)) unknown.push_back(child);
        }
        if (unknown.empty()) return;
        const auto cells = engine::evaluate(snapshot_, formula_, unknown, {&period_, 1});
        for (std::size_t i = 0; i < unknown.size(); ++i) know(unknown[i], cells[i]);
    }

    const std::vector<Row>& hidden_children(Row parent) {
        const auto known = hidden_.find(parent);
        if (known != hidden_.end()) return known->second;
        evaluate_children(parent);
        const bool total_is_hidden = hides(parent);
        std::vector<Row> hidden;
        Row smallest = kNoRow;
        for (const Row child : snapshot_.tree().children(parent)) {
            const Cell& own = cell(child);
            if (is_small(indicator_, own)) {
                hidden.push_back(child);
            } else if (own.has_value() && own.numerator > 0 &&
                       (smallest == kNoRow || own.numerator < cell(smallest).numerator)) {
                smallest = child;
            }
        }
        const bool given_back = total_is_hidden ? hidden.empty() : hidden.size() == 1;
        if (given_back && smallest != kNoRow) hidden.push_back(smallest);
        return hidden_[parent] = std::move(hidden);
    }

    const engine::Snapshot& snapshot_;
    const CatalogueIndicator& indicator_;
    const engine::IndicatorFormula& formula_;
    Period period_;
    std::unordered_map<Row, Cell> cells_;
    std::map<Row, std::vector<Row>> hidden_;
};

void suppress(const engine::Snapshot& snapshot, const engine::IndicatorFormula& formula,
              FigureTable& table) {
    if (!counts_events(*table.indicator)) return;
    for (std::size_t p = 0; p < table.periods.size(); ++p) {
        SmallCells small(snapshot, *table.indicator, formula, table.periods[p]);
        for (std::size_t r = 0; r < table.rows.size(); ++r) {
            small.know(table.rows[r], table.at(r, p).cell);
        }
        for (std::size_t r = 0; r < table.rows.size(); ++r) {
            if (!small.hides(table.rows[r])) continue;
            hide(table.at(r, p));
            table.suppressed = true;
        }
    }
}

void rank(FigureTable& table, std::size_t period) {
    const Direction direction = table.indicator->direction;
    if (direction != Direction::Higher && direction != Direction::Lower) return;
    std::vector<std::size_t> ranked;
    for (std::size_t r = 1; r < table.rows.size(); ++r) {
        const FigureCell& figure = table.at(r, period);
        if (!figure.cell.has_value() || figure.is_questioned()) continue;
        if (figure.published == nullptr && counts_events(*table.indicator) &&
            figure.cell.numerator < kRankEventsMin) {
            continue;
        }
        ranked.push_back(r);
    }
    if (ranked.size() < 2) return;
    table.rankable = true;
    const auto better = [&](std::size_t a, std::size_t b) {
        const double x = table.at(a, period).cell.value;
        const double y = table.at(b, period).cell.value;
        return direction == Direction::Higher ? x > y : x < y;
    };
    std::stable_sort(ranked.begin(), ranked.end(), better);
    for (std::size_t i = 0; i < ranked.size(); ++i) {
        const bool tie = i > 0 && !better(ranked[i - 1], ranked[i]);
        table.at(ranked[i], period).rank =
            tie ? table.at(ranked[i - 1], period).rank : static_cast<int>(i + 1);
    }
}

// 1, 2, 2.5 or 5 times a power of ten, not less than `step`.
double nice_step(double step) {
    if (!(step > 0)) return 1;
    const double power = std::pow(10.0, std::floor(std::log10(step)));
    for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
        if (factor * power >= step) return factor * power;
    }
    return 10 * power;
}

void choose_breaks(FigureTable& table, const std::optional<TargetValue>& target) {
    const CatalogueIndicator& indicator = *table.indicator;
    if (indicator.breaks.size() == 4) {
        table.breaks = indicator.breaks;
        table.breaks_from = "catalogue";
        return;
    }
    if (target && target->value > 0 && indicator.direction == Direction::Higher) {
        for (const double share : {0.7, 0.8, 0.9, 1.0})
            table.breaks.push_back(share * target->value);
        table.breaks_from = "target";
        return;
    }
    if (target && target->value > 0 && indicator.direction == Direction::Lower) {
        for (const double share : {1.0, 1.25, 1.5, 2.0})
            table.breaks.push_back(share * target->value);
        table.breaks_from = "target";
        return;
    }
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (std::size_t r = 1; r < table.rows.size(); ++r) {
        for (std::size_t p = 0; p < table.periods.size(); ++p) {
            const Cell& cell = table.at(r, p).cell;
            if (!cell.has_value()) continue;
            low = std::min(low, cell.value);
            high = std::max(high, cell.value);
        }
    }
    table.breaks_from = "equal";
    if (!(low <= high)) return;
    const double step = nice_step((high - low) / 5);
    const double first = std::floor(low / step) * step + step;
    for (int i = 0; i < 4; ++i) table.breaks.push_back(first + i * step);
}

}  // namespace

std::vector<Row> rows_below(const OrgUnitTree& tree, Row unit, int below) {
    std::vector<Row> rows{unit};
    std::vector<Row> level{unit};
    for (int depth = 0; depth < below; ++depth) {
        std::vector<Row> next;
        for (const Row row : level) {
            const auto children = tree.children(row);
            next.insert(next.end(), children.begin(), children.end());
        }
        level = std::move(next);
    }
    if (below > 0) rows.insert(rows.end(), level.begin(), level.end());
    return rows;
}

std::string_view to_string(Status status) {
    switch (status) {
        case Status::None: return "none";
        case Status::Achieved: return "achieved";
        case Status::Near: return "near";
        case Status::Below: return "below";
        case Status::Critical: return "critical";
    }
    return "none";
}

std::string_view to_string(Missing reason) {
    switch (reason) {
        case Missing::No: return "";
        case Missing::NotReported: return "not_reported";
        case Missing::Blank: return "blank";
        case Missing::NotApplicable: return "not_applicable";
        case Missing::ZeroDenominator: return "zero_denominator";
        case Missing::Suppressed: return "suppressed";
        case Missing::NoAccess: return "no_access";
    }
    return "not_reported";
}

std::optional<TargetValue> target_for(const CatalogueIndicator& indicator,
                                      const engine::Snapshot& snapshot, const Reference& reference,
                                      Row unit, Period period) {
    const std::string year = std::to_string(year_of(period));
    std::optional<TargetValue> target;
    for (Row row = unit; row != kNoRow && !target; row = snapshot.tree().parent(row)) {
        const auto* own = reference.target(indicator.code, snapshot.tree().unit(row).uid, year);
        if (own != nullptr) target = TargetValue{own->value, own->upper};
    }
    if (!target) {
        const TargetRule* newest = nullptr;
        for (const TargetRule& rule : indicator.targets) {
            if (!rule.year.empty() && rule.year > year) continue;
            if (newest == nullptr || rule.year > newest->year) newest = &rule;
        }
        if (newest == nullptr && !indicator.targets.empty()) newest = &indicator.targets.front();
        if (newest == nullptr) return std::nullopt;
        target = TargetValue{newest->value, newest->upper};
    }
    if (indicator.period_rule == PeriodRule::CumulativeYear &&
        indicator.direction == Direction::Higher && indicator.interval) {
        target->value = methods::target_until(target->value, month_of_end(period));
    }
    return target;
}

Status status_of(Direction direction, double value, const TargetValue& target) {
    constexpr double kNear = 0.85;
    constexpr double kBelow = 0.60;
    double ratio = 0;
    switch (direction) {
        case Direction::Context: return Status::None;
        case Direction::Higher:
            if (target.value <= 0) return Status::None;
            ratio = value / target.value;
            break;
        case Direction::Lower: ratio = value <= target.value ? 1 : target.value / value; break;
        case Direction::Range: {
            const double upper = target.upper.value_or(target.value);
            if (value < target.value) {
                ratio = target.value > 0 ? value / target.value : 0;
            } else {
                ratio = value <= upper ? 1 : upper / value;
            }
            break;
        }
    }
    if (ratio >= 1) return Status::Achieved;
    if (ratio >= kNear) return Status::Near;
    return ratio >= kBelow ? Status::Below : Status::Critical;
}

Result<FigureTable> make_figure_table(const Office& office, const engine::Snapshot& snapshot,
                                      const Reference& reference, const FigureQuery& query) {
    const OfficeIndicator* indicator = office.indicator(query.indicator_code);
    if (indicator == nullptr) {
        return fail(ErrorCode::NotFound,
                    fmt::format("the catalogue has no indicator '{}'", query.indicator_code));
    }
    FigureTable table;
    table.indicator = indicator->definition;
    table.rows = rows_below(snapshot.tree(), query.unit, query.below);
    table.periods = query.periods;
    if (table.rows.size() * table.periods.size() > kFigureCellsMax) {
        return fail(ErrorCode::TooLarge,
                    fmt::format("{} units x {} periods is more than {} cells; ask for fewer",
                                table.rows.size(), table.periods.size(), kFigureCellsMax));
    }
    table.cells.resize(table.rows.size() * table.periods.size());
    const CatalogueIndicator& definition = *table.indicator;
    const bool survey = definition.kind == FigureKind::Survey && definition.numerator.empty();
    std::optional<TargetValue> own_target;
    if (survey) {
        for (std::size_t r = 0; r < table.rows.size(); ++r) {
            for (std::size_t p = 0; p < table.periods.size(); ++p) {
                table.at(r, p) =
                    published_cell(definition, reference, snapshot.tree().unit(table.rows[r]).uid,
                                   table.periods[p]);
            }
        }
    } else {
        const auto cells =
            engine::evaluate(snapshot, indicator->formula, table.rows, table.periods);
        for (std::size_t i = 0; i < cells.size(); ++i) {
            table.cells[i].cell = cells[i];
            add_interval(definition, table.cells[i]);
        }
    }
    if (query.hide_small_cells && !survey) suppress(snapshot, indicator->formula, table);
    for (std::size_t p = 0; p < table.periods.size(); ++p) {
        if (!survey) show_published(table, snapshot, reference, p);
        for (std::size_t r = 0; r < table.rows.size(); ++r) {
            FigureCell& figure = table.at(r, p);
            const auto target =
                target_for(definition, snapshot, reference, table.rows[r], table.periods[p]);
            if (r == 0) own_target = target;
            if (!target) continue;
            figure.target = target->value;
            figure.target_upper = target->upper;
            if (figure.cell.has_value() && !figure.is_questioned()) {
                figure.status = status_of(definition.direction, figure.cell.value, *target);
            }
        }
        rank(table, p);
    }
    choose_breaks(table, own_target);
    return table;
}

}  // namespace sinergi::server::v1
