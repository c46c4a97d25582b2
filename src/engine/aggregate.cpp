// SPDX-License-Identifier: Apache-2.0
#include "engine/aggregate.h"

#include <algorithm>
#include <map>

namespace sinergi::engine {

namespace {

using SeriesSpan = std::span<const std::shared_ptr<const SeriesColumns>>;
using Ranges = std::span<const RowRange>;

bool selected(const Series& series, const Selector& selector) {
    return (selector.category_option_combo == kNoObject ||
            selector.category_option_combo == series.category_option_combo) &&
           (selector.attribute_option_combo == kNoObject ||
            selector.attribute_option_combo == series.attribute_option_combo);
}

bool is_week(PeriodKind kind) { return kind >= PeriodKind::Weekly && kind <= PeriodKind::BiWeekly; }

// The first column that can lie in or after the window's kind group; columns sort by kind, index.
template <class Visit>
void each_column(SeriesSpan all, const Selector& selector, Visit&& visit) {
    for (const auto& series : all) {
        if (!selected(series->series, selector)) continue;
        for (const auto& [period, column] : series->columns) visit(period, *column);
    }
}

// Periods of one kind, both ends included.
struct PeriodRun {
    Period first, last;
};

PeriodRun overlapping(PeriodKind kind, Window window) {
    return {period_of(kind, window.first), period_of(kind, window.end - std::chrono::days(1))};
}

// Those that can contribute; weeks at the ends still have to be asked.
PeriodRun inside(PeriodKind kind, Window window) {
    PeriodRun run = overlapping(kind, window);
    if (is_week(kind)) return run;
    if (first_day(run.first) < window.first) run.first = run.first + 1;
    if (end_day(run.last) > window.end) run.last = run.last + -1;
    return run;
}

// Columns sort by (kind, index), so the columns of each kind's run are found by a search.
template <class RunOf, class Visit>
void each_in_runs(const SeriesColumns& series, RunOf&& run_of, Visit&& visit) {
    const auto& columns = series.columns;
    for (auto place = columns.begin(); place != columns.end();) {
        const PeriodKind kind = place->first.kind;
        const PeriodRun run = run_of(kind);
        place = std::lower_bound(place, columns.end(), run.first,
                                 [](const auto& c, Period p) { return c.first < p; });
        for (; place != columns.end() && place->first <= run.last; ++place) {
            visit(place->first, *place->second);
        }
        place = std::partition_point(place, columns.end(),
                                     [&](const auto& c) { return c.first.kind <= kind; });
    }
}

// Columns of a series whose period contributes to the window.
template <class Visit>
void each_contributing(const SeriesColumns& series, Window window, Visit&& visit) {
    each_in_runs(
        series, [&](PeriodKind kind) { return inside(kind, window); },
        [&](Period period, const Column& column) {
            if (!is_week(period.kind) || contributes(period, window)) visit(period, column);
        });
}

// The worst reason among states other than a number.
Missing reason_of(Column::States states) {
    if (states.suppressed) return Missing::Suppressed;
    if (states.not_applicable) return Missing::NotApplicable;
    if (states.blank) return Missing::Blank;
    return Missing::NotReported;
}

struct Seen {
    bool number = false;
    Missing reason = Missing::NotReported;

    void add(Column::States states) { reason = std::max(reason, reason_of(states)); }
};

Aggregate finish(const Seen& seen, double value) {
    if (!seen.number) return {std::nullopt, seen.reason};
    return {value, Missing::No};
}

// Sums under way, one per range.
struct Running {
    double sum = 0;
    double count = 0;
    Missing reason = Missing::NotReported;
};

void add(const Column& column, double weight, Ranges ranges, const RowMask* mask,
         std::span<Running> running) {
    column.sums(ranges, mask, [&](std::size_t i, Column::Sum part) {
        Running& of = running[i];
        of.sum += part.total * weight;
        of.count += part.numbers;
        if (part.numbers == 0) {
            of.reason = std::max(of.reason, reason_of(column.states(ranges[i], mask)));
        }
    });
}

std::vector<Aggregate> finish(const std::vector<Running>& running, bool is_mean) {
    std::vector<Aggregate> answers(running.size());
    for (std::size_t i = 0; i < running.size(); ++i) {
        const Running& of = running[i];
        if (of.count > 0) {
            answers[i].value = is_mean ? of.sum / of.count : of.sum;
            answers[i].missing = Missing::No;
        } else {
            answers[i].missing = of.reason;
        }
    }
    return answers;
}

std::vector<Aggregate> total(SeriesSpan all, const Selector& selector, Window window, Ranges ranges,
                             const RowMask* mask) {
    std::vector<Running> running(ranges.size());
    for (const auto& series : all) {
        if (!selected(series->series, selector)) continue;
        each_contributing(*series, window, [&](Period, const Column& column) {
            add(column, 1, ranges, mask, running);
        });
    }
    return finish(running, false);
}

// MIN, MAX and COUNT over the stored values.
Aggregate extreme(SeriesSpan all, const Selector& selector, Window window, RowRange rows,
                  const RowMask* mask) {
    Seen seen;
    double best = 0;
    double count = 0;
    for (const auto& series : all) {
        if (!selected(series->series, selector)) continue;
        each_contributing(*series, window, [&](Period, const Column& column) {
            seen.add(column.states(rows, mask));
            column.each_number(rows, mask, [&](Row, double number) {
                const bool better =
                    selector.type == AggregationType::Min ? number < best : number > best;
                if (!seen.number || better) best = number;
                seen.number = true;
                ++count;
            });
        });
    }
    return finish(seen, selector.type == AggregationType::Count ? count : best);
}

bool covers(Period stored, Window window) {
    return first_day(stored) <= window.first && end_day(stored) >= window.end;
}

std::vector<Aggregate> average(SeriesSpan all, const Selector& selector, Window window,
                               Ranges ranges, const RowMask* mask) {
    std::vector<Running> running(ranges.size());
    for (const auto& series : all) {
        if (!selected(series->series, selector)) continue;
        each_contributing(*series, window, [&](Period, const Column& column) {
            add(column, 1, ranges, mask, running);
        });
    }
    // A value collected less often serves every period inside its own.
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        if (running[i].count > 0) continue;
        each_column(all, selector, [&](Period period, const Column& column) {
            if (!covers(period, window)) return;
            add(column, 1, ranges.subspan(i, 1), mask, std::span(running).subspan(i, 1));
        });
    }
    return finish(running, true);
}

// Sum over units of the day-weighted average: each stored value weighs by the days of its period
// that lie in the window. A yearly value serves every month of its year; a financial year takes the
// mean of its two calendar years by days.
std::vector<Aggregate> average_sum_org_unit(SeriesSpan all, const Selector& selector, Window window,
                                            Ranges ranges, const RowMask* mask) {
    std::vector<Running> running(ranges.size());
    for (const auto& series : all) {
        if (!selected(series->series, selector)) continue;
        each_in_runs(
            *series, [&](PeriodKind kind) { return overlapping(kind, window); },
            [&](Period period, const Column& column) {
                const Date first = std::max(first_day(period), window.first);
                const Date end = std::min(end_day(period), window.end);
                const double weight = static_cast<double>((end - first).count()) / window.days();
                add(column, weight, ranges, mask, running);
            });
    }
    return finish(running, false);
}

// LAST: per series and unit the newest number whose period ends by the window's end, at most ten
// years back, summed over units.
Aggregate last(SeriesSpan all, const Selector& selector, Window window, RowRange rows,
               const RowMask* mask) {
    const Date oldest = window.end - std::chrono::days(3653);
    Seen seen;
    double sum = 0;
    for (const auto& series : all) {
        if (!selected(series->series, selector)) continue;
        std::vector<std::pair<Date, const Column*>> newest_first;
        for (const auto& [period, column] : series->columns) {
            const Date end = end_day(period);
            if (end <= window.end && end > oldest) newest_first.emplace_back(end, column.get());
        }
        std::stable_sort(newest_first.begin(), newest_first.end(),
                         [](const auto& a, const auto& b) { return a.first > b.first; });
        RowMask taken((rows.end + Column::kBlock - 1) / Column::kBlock, 0);
        for (const auto& [end, column] : newest_first) {
            seen.add(column->states(rows, mask));
            column->each_number(rows, mask, [&](Row row, double number) {
                std::uint64_t& word = taken[row / Column::kBlock];
                const std::uint64_t bit = std::uint64_t{1} << (row % Column::kBlock);
                if ((word & bit) != 0) return;
                word |= bit;
                sum += number;
                seen.number = true;
            });
        }
    }
    return finish(seen, sum);
}

}  // namespace

Window window_of(Period period) { return {first_day(period), end_day(period)}; }

Window year_to_date(Window window) {
    const std::chrono::year_month_day last{window.end - std::chrono::days(1)};
    return {Date(last.year() / std::chrono::January / 1), window.end};
}

Window whole_year(Window window) {
    const std::chrono::year_month_day last{window.end - std::chrono::days(1)};
    return {Date(last.year() / std::chrono::January / 1),
            Date((last.year() + std::chrono::years(1)) / std::chrono::January / 1)};
}

bool contributes(Period stored, Window window) {
    const Date first = first_day(stored);
    const Date end = end_day(stored);
    if (is_week(stored.kind) && (end - first) <= (window.end - window.first)) {
        const Date middle = first + (end - first) / 2;
        return window.first <= middle && middle < window.end;
    }
    return window.first <= first && end <= window.end;
}

bool is_supported(AggregationType type) {
    switch (type) {
        case AggregationType::Sum:
        case AggregationType::Average:
        case AggregationType::AverageSumOrgUnit:
        case AggregationType::Last:
        case AggregationType::Min:
        case AggregationType::Max:
        case AggregationType::Count: return true;
        default: return false;
    }
}

std::vector<Aggregate> aggregate(const Snapshot& snapshot, const Selector& selector, Window window,
                                 std::span<const RowRange> ranges, const RowMask* mask) {
    VERIFY(is_supported(selector.type));
    const SeriesSpan all = snapshot.columns.of_element(selector.data_element);
    switch (selector.type) {
        case AggregationType::Sum: return total(all, selector, window, ranges, mask);
        case AggregationType::Average: return average(all, selector, window, ranges, mask);
        case AggregationType::AverageSumOrgUnit:
            return average_sum_org_unit(all, selector, window, ranges, mask);
        default: break;  // FIRST, STDDEV and the other types of DHIS2 6.3 get their case here.
    }
    std::vector<Aggregate> answers;  // Those that are no totals scan each range.
    answers.reserve(ranges.size());
    for (const RowRange rows : ranges) {
        answers.push_back(selector.type == AggregationType::Last
                              ? last(all, selector, window, rows, mask)
                              : extreme(all, selector, window, rows, mask));
    }
    return answers;
}

Aggregate aggregate(const Snapshot& snapshot, const Selector& selector, Window window,
                    RowRange rows, const RowMask* mask) {
    return aggregate(snapshot, selector, window, {&rows, 1}, mask).front();
}

std::vector<Reports> reports(const Snapshot& snapshot, ObjectId data_element, Window window,
                             std::span<const RowRange> ranges, const RowMask* mask) {
    std::vector<Reports> counts(ranges.size());
    std::map<Period, std::vector<const Column*>> of_period;
    for (const auto& series : snapshot.columns.of_element(data_element)) {
        each_contributing(*series, window, [&](Period period, const Column& column) {
            of_period[period].push_back(&column);
        });
    }
    for (const auto& [period, columns] : of_period) {
        if (columns.size() == 1) {
            for (std::size_t i = 0; i < ranges.size(); ++i) {
                counts[i].received += columns.front()->reported(ranges[i], mask);
            }
            continue;
        }
        RowMask bits((snapshot.tree().size() + Column::kBlock - 1) / Column::kBlock, 0);
        for (const Column* column : columns) column->add_reported(bits);
        for (std::size_t i = 0; i < ranges.size(); ++i) {
            counts[i].received += Column::count_bits(bits, ranges[i], mask);
        }
    }
    const auto* expectation = snapshot.metadata->expectation(data_element);
    if (expectation == nullptr) return counts;
    for (Period period = period_of(expectation->kind, window.first); first_day(period) < window.end;
         period = period + 1) {
        if (!contributes(period, window)) continue;
        for (std::size_t i = 0; i < ranges.size(); ++i) {
            counts[i].expected +=
                snapshot.metadata->expected(*expectation, period, ranges[i], mask);
        }
    }
    return counts;
}

Reports reports(const Snapshot& snapshot, ObjectId data_element, Window window, RowRange rows,
                const RowMask* mask) {
    return reports(snapshot, data_element, window, {&rows, 1}, mask).front();
}

std::optional<Period> newest_period(const Snapshot& snapshot, ObjectId data_element, Window window,
                                    RowRange rows, const RowMask* mask) {
    std::optional<Period> newest;
    for (const auto& series : snapshot.columns.of_element(data_element)) {
        each_contributing(*series, window, [&](Period period, const Column& column) {
            if (newest && end_day(period) <= end_day(*newest)) return;
            if (column.sum(rows, mask).numbers > 0) newest = period;
        });
    }
    return newest;
}

}  // namespace sinergi::engine
