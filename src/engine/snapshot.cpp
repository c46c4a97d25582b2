// SPDX-License-Identifier: Apache-2.0
#include "engine/snapshot.h"

#include <algorithm>

namespace sinergi::engine {

namespace {

bool before(const std::shared_ptr<const SeriesColumns>& columns, const Series& series) {
    return columns->series < series;
}

// Edits of one series, sorted by period then row, applied to the columns it had.
std::shared_ptr<const SeriesColumns> edit_series(const SeriesColumns* old,
                                                 std::span<const ValueEdit> edits, Row rows) {
    auto next = std::make_shared<SeriesColumns>();
    next->series = edits.front().series;
    if (old != nullptr) next->columns = old->columns;
    for (std::size_t begin = 0; begin < edits.size();) {
        const Period period = edits[begin].period;
        std::vector<Column::Edit> of_period;
        std::size_t end = begin;
        for (; end < edits.size() && edits[end].period == period; ++end) {
            if (!of_period.empty() && of_period.back().row == edits[end].row) of_period.pop_back();
            of_period.push_back({edits[end].row, edits[end].entry});
        }
        begin = end;
        auto place =
            std::lower_bound(next->columns.begin(), next->columns.end(), period,
                             [](const auto& column, Period p) { return column.first < p; });
        const bool known = place != next->columns.end() && place->first == period;
        const Column changed =
            known ? place->second->with(of_period) : Column::build(rows, {}).with(of_period);
        if (changed.size() == 0) {
            if (known) next->columns.erase(place);
        } else if (known) {
            place->second = std::make_shared<const Column>(changed);
        } else {
            next->columns.insert(place, {period, std::make_shared<const Column>(changed)});
        }
    }
    return next;
}

}  // namespace

const Column* SeriesColumns::find(Period period) const {
    const auto place =
        std::lower_bound(columns.begin(), columns.end(), period,
                         [](const auto& column, Period p) { return column.first < p; });
    return place != columns.end() && place->first == period ? place->second.get() : nullptr;
}

std::span<const std::shared_ptr<const SeriesColumns>> Columns::of_element(
    ObjectId data_element) const {
    const auto begin =
        std::lower_bound(series_.begin(), series_.end(), Series{data_element, 0, 0}, before);
    auto end = begin;
    while (end != series_.end() && (*end)->series.data_element == data_element) ++end;
    return {begin, end};
}

std::size_t Columns::cell_count() const {
    std::size_t count = 0;
    for (const auto& series : series_) {
        for (const auto& [period, column] : series->columns) count += column->size();
    }
    return count;
}

std::size_t Columns::memory_bytes() const {
    std::size_t bytes = 0;
    for (const auto& series : series_) {
        for (const auto& [period, column] : series->columns) bytes += column->memory_bytes();
    }
    return bytes;
}

Columns Columns::with(std::vector<ValueEdit> edits, Row rows) const {
    std::stable_sort(edits.begin(), edits.end(), [](const ValueEdit& a, const ValueEdit& b) {
        return std::tie(a.series, a.period, a.row) < std::tie(b.series, b.period, b.row);
    });
    Columns next;
    next.series_.reserve(series_.size() + 1);
    auto old = series_.begin();
    for (std::size_t begin = 0; begin < edits.size();) {
        const Series series = edits[begin].series;
        std::size_t end = begin;
        while (end < edits.size() && edits[end].series == series) ++end;
        while (old != series_.end() && (*old)->series < series) next.series_.push_back(*old++);
        const bool known = old != series_.end() && (*old)->series == series;
        auto changed = edit_series(known ? old->get() : nullptr,
                                   std::span(edits).subspan(begin, end - begin), rows);
        if (!changed->columns.empty()) next.series_.push_back(std::move(changed));
        if (known) ++old;
        begin = end;
    }
    next.series_.insert(next.series_.end(), old, series_.end());
    return next;
}

Columns Columns::moved(std::span<const Row> new_row, Row rows) const {
    Columns next;
    for (const auto& series : series_) {
        auto moved = std::make_shared<SeriesColumns>();
        moved->series = series->series;
        for (const auto& [period, column] : series->columns) {
            std::vector<ColumnEntry> entries;
            for (ColumnEntry entry : column->entries()) {
                entry.row = entry.row < new_row.size() ? new_row[entry.row] : kNoRow;
                if (entry.row != kNoRow) entries.push_back(entry);
            }
            std::sort(entries.begin(), entries.end(),
                      [](const ColumnEntry& a, const ColumnEntry& b) { return a.row < b.row; });
            if (entries.empty()) continue;
            moved->columns.emplace_back(
                period, std::make_shared<const Column>(Column::build(rows, entries)));
        }
        if (!moved->columns.empty()) next.series_.push_back(std::move(moved));
    }
    return next;
}

void Columns::append(std::shared_ptr<const SeriesColumns> series) {
    VERIFY(series_.empty() || series_.back()->series < series->series);
    series_.push_back(std::move(series));
}

}  // namespace sinergi::engine
