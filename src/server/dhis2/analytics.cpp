// SPDX-License-Identifier: Apache-2.0
// GET /api/analytics: every asked combination evaluated on one snapshot, only cells with data.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/number_text.h"
#include "exchange/csv_table.h"
#include "server/dhis2/analytics_query.h"
#include "server/dhis2/dhis2_handlers.h"
#include "server/dhis2/web_message.h"
#include "server/json_writer.h"

namespace sinergi::server::dhis2 {

namespace {

constexpr std::size_t kRowsMax = 100'000;

using AnalyticsRow = std::vector<std::string>;

// Numbers as DHIS2 prints them: two decimals, half up on the shortest text, trailing zeros cut; an
// indicator keeps one decimal ("90.0").
std::string number_text(double value, const DataItem& item, bool skip_rounding) {
    const int decimals = skip_rounding ? 10 : item.decimals.value_or(2);
    std::string text = fixed_text(value, decimals);
    if (item.decimals == 0) return text;
    if (text.find('.') != std::string::npos) {
        while (text.back() == '0') text.pop_back();
        if (text.back() == '.') text.pop_back();
    }
    const bool keeps_decimal = item.formula && !item.is_rate;
    if (keeps_decimal && text.find('.') == std::string::npos) text += ".0";
    return text;
}

std::string part_text(double value) {
    std::string text = fixed_text(value, 2);
    while (text.back() == '0') text.pop_back();
    return text.back() == '.' ? text + '0' : text;
}

// One position in each dimension. Filters narrow it: their periods are one stretch of time, their
// units and groups one set of rows.
struct Place {
    const DataItem* item = nullptr;
    Period period;
    engine::Window window;
    Row unit = 0;
    const engine::RowMask* mask = nullptr;
};

Cell evaluate_place(const engine::Snapshot& snapshot, const Place& place) {
    if (place.item->formula) {
        return engine::evaluate_window(snapshot, *place.item->formula, place.unit, place.period,
                                       place.window, place.mask);
    }
    return engine::evaluate_window(snapshot, *place.item->selector, place.unit, place.window,
                                   place.mask);
}

// DHIS2 does not count a stored "0" of an element whose zeros say nothing: a total of zeros alone
// is no data, a total of +5 and -5 is.
bool is_only_zeros(const engine::Snapshot& snapshot, const Place& place, const Cell& cell) {
    if (place.item->zero_counts || cell.value != 0 || !place.item->selector) return false;
    engine::Selector selector = *place.item->selector;
    const RowRange rows = snapshot.tree().subtree(place.unit);
    selector.type = AggregationType::Min;
    const auto least = engine::aggregate(snapshot, selector, place.window, rows, place.mask);
    selector.type = AggregationType::Max;
    const auto most = engine::aggregate(snapshot, selector, place.window, rows, place.mask);
    return least.value == 0 && most.value == 0;
}

class Evaluation {
public:
    Evaluation(const AnalyticsQuery& query, const engine::Snapshot& snapshot)
        : query_(query), snapshot_(snapshot) {}

    // Errors: E7128 beyond kRowsMax; InvalidArgument if filter units have no common unit above.
    Result<std::vector<AnalyticsRow>> rows() {
        TRY(prepare_units());
        for (const DataItem* item : items()) {
            for (const Period period : periods()) {
                for (const Row unit : units_) {
                    for (const auto& groups : group_combinations()) {
                        TRY(add(*item, period, unit, groups));
                    }
                }
            }
        }
        return std::move(rows_);
    }

private:
    // With a filter on data one pass stands for all items.
    [[nodiscard]] std::vector<const DataItem*> items() const {
        std::vector<const DataItem*> all;
        for (const DataItem& item : query_.data) all.push_back(&item);
        if (query_.data_is_filter) all.resize(1);
        return all;
    }
    [[nodiscard]] std::vector<Period> periods() const {
        if (query_.periods_are_filter) return {query_.periods.front()};
        return query_.periods;
    }
    [[nodiscard]] engine::Window window_of(Period period) const {
        if (!query_.periods_are_filter) return engine::window_of(period);
        return {first_day(query_.periods.front()), end_day(query_.periods.back())};
    }

    // The units of rows; with a filter the lowest unit above all of them, its rows masked.
    Result<void> prepare_units() {
        if (!query_.units_are_filter) {
            for (const UnitItem& unit : query_.units) units_.push_back(unit.row);
            return {};
        }
        const OrgUnitTree& tree = snapshot_.tree();
        Row above = query_.units.front().row;
        unit_filter_.assign((tree.size() + 63) / 64, 0);
        for (const UnitItem& unit : query_.units) {
            while (above != kNoRow && !tree.subtree(above).contains(unit.row)) {
                above = tree.parent(above);
            }
            for (Row row = unit.row; row < tree.subtree(unit.row).end; ++row) {
                unit_filter_[row / 64] |= std::uint64_t{1} << (row % 64);
            }
        }
        if (above == kNoRow) {
            return fail(ErrorCode::InvalidArgument,
                        "Organisation units of a filter need one unit above them all");
        }
        units_ = {above};
        return {};
    }

    [[nodiscard]] std::vector<std::vector<const GroupItem*>> group_combinations() const {
        std::vector<std::vector<const GroupItem*>> all{{}};
        for (const GroupSetDimension& set : query_.group_sets) {
            if (set.is_filter) continue;
            std::vector<std::vector<const GroupItem*>> next;
            for (const auto& prefix : all) {
                for (const GroupItem& group : set.groups) {
                    next.push_back(prefix);
                    next.back().push_back(&group);
                }
            }
            all = std::move(next);
        }
        return all;
    }

    // The units of all chosen groups and of the filters; empty: no restriction.
    [[nodiscard]] engine::RowMask mask_of(const std::vector<const GroupItem*>& groups) const {
        engine::RowMask mask;
        const auto intersect = [&](const engine::RowMask& with) {
            if (mask.empty()) {
                mask = with;
                return;
            }
            for (std::size_t i = 0; i < mask.size(); ++i) mask[i] &= with[i];
        };
        if (!unit_filter_.empty()) intersect(unit_filter_);
        for (const GroupItem* group : groups) intersect(group->rows);
        for (const GroupSetDimension& set : query_.group_sets) {
            if (!set.is_filter) continue;
            engine::RowMask any(set.groups.front().rows.size(), 0);
            for (const GroupItem& group : set.groups) {
                for (std::size_t i = 0; i < any.size(); ++i) any[i] |= group.rows[i];
            }
            intersect(any);
        }
        return mask;
    }

    // Items of a data filter are taken together; elsewhere there is one.
    [[nodiscard]] Cell cell_of(Place place) const {
        Cell sum = no_value(Missing::NotReported);
        const std::size_t count = query_.data_is_filter ? query_.data.size() : 1;
        for (std::size_t i = 0; i < count; ++i) {
            if (query_.data_is_filter) place.item = &query_.data[i];
            const Cell cell = evaluate_place(snapshot_, place);
            if (!cell.has_value() || is_only_zeros(snapshot_, place, cell)) continue;
            if (!sum.has_value()) {
                sum = cell;
            } else {
                sum.value += cell.value;
            }
        }
        return sum;
    }

    Result<void> add(const DataItem& item, Period period, Row unit,
                     const std::vector<const GroupItem*>& groups) {
        const engine::RowMask mask = mask_of(groups);
        const engine::Window window = window_of(period);
        const Cell cell = cell_of({&item, period, window, unit, mask.empty() ? nullptr : &mask});
        if (!cell.has_value()) return {};
        if (rows_.size() >= kRowsMax) return refuse("E7128", {std::to_string(kRowsMax)});
        AnalyticsRow row;
        std::size_t next_group = 0;
        for (const std::string& column : query_.columns) {
            if (column == "dx") {
                row.push_back(item.id);
            } else if (column == "pe") {
                row.push_back(to_string(period));
            } else if (column == "ou") {
                row.push_back(query_.by_code ? code_of(unit) : snapshot_.tree().unit(unit).uid);
            } else {
                row.push_back(groups[next_group++]->id);
            }
        }
        row.push_back(number_text(cell.value, item, query_.skip_rounding));
        if (query_.with_parts) add_parts(item, cell, window, row);
        rows_.push_back(std::move(row));
        return {};
    }

    [[nodiscard]] std::string code_of(Row unit) const {
        const std::string& code = snapshot_.tree().unit(unit).code(CodeSystem::Dhis2);
        return code.empty() ? snapshot_.tree().unit(unit).uid : code;
    }

    static void add_parts(const DataItem& item, const Cell& cell, engine::Window window,
                          AnalyticsRow& row) {
        if (!item.formula || item.is_rate) {
            row.insert(row.end(), 5, "");
            return;
        }
        const double multiplier = item.formula->factor * (item.formula->annualized ? 365 : 1);
        const double divisor = item.formula->annualized ? window.days() : 1;
        row.push_back(part_text(cell.numerator));
        row.push_back(part_text(cell.denominator));
        row.push_back(part_text(multiplier / divisor));
        row.push_back(json_number(multiplier));
        row.push_back(json_number(divisor));
    }

    const AnalyticsQuery& query_;
    const engine::Snapshot& snapshot_;
    std::vector<Row> units_;
    engine::RowMask unit_filter_;
    std::vector<AnalyticsRow> rows_;
};

std::string column_title(const AnalyticsQuery& query, const std::string& column) {
    if (column == "dx") return "Data";
    if (column == "pe") return "Period";
    if (column == "ou") return "Organisation unit";
    for (const GroupSetDimension& set : query.group_sets) {
        if (set.id == column) return set.name;
    }
    return column;
}

std::vector<std::string> value_columns(const AnalyticsQuery& query) {
    if (!query.with_parts) return {"value"};
    return {"value", "numerator", "denominator", "factor", "multiplier", "divisor"};
}

void write_headers(JsonWriter& json, const AnalyticsQuery& query) {
    const auto header = [&](std::string_view name, std::string_view title, bool meta) {
        json.object([&] {
            json.member("name", name);
            json.member("column", title);
            json.member("valueType", meta ? "TEXT" : "NUMBER");
            json.member("type", meta ? "java.lang.String" : "java.lang.Double");
            json.member("hidden", false);
            json.member("meta", meta);
        });
    };
    json.array("headers", [&] {
        if (query.skip_data) return;
        for (const std::string& column : query.columns) {
            header(column, column_title(query, column), true);
        }
        for (const std::string& name : value_columns(query)) {
            std::string title = name;
            title.front() = static_cast<char>(title.front() - 'a' + 'A');
            header(name, title, false);
        }
    });
}

void write_metadata(JsonWriter& json, const AnalyticsQuery& query, const OrgUnitTree& tree) {
    const auto item = [&](const std::string& id, const std::string& name) {
        json.object(id, [&] { json.member("name", name); });
    };
    json.object("items", [&] {
        for (const DataItem& data : query.data) item(data.id, data.name);
        for (const Period period : query.periods) {
            item(to_string(period), display_name(period, Language::English));
        }
        for (const UnitItem& unit : query.units) item(unit.id, unit.name);
        for (const GroupSetDimension& set : query.group_sets) {
            item(set.id, set.name);
            for (const GroupItem& group : set.groups) item(group.id, group.name);
        }
        for (const DimensionItem& keyword : query.keywords) item(keyword.id, keyword.name);
        if (!query.user_units.empty()) {
            json.object("USER_ORGUNIT", [&] {
                json.array("organisationUnits", [&] {
                    for (const std::string& uid : query.user_units) json.put(uid);
                });
            });
        }
        item("dx", "Data");
        item("pe", "Period");
        item("ou", "Organisation unit");
    });
    json.object("dimensions", [&] {
        const auto list = [&](std::string_view name, const auto& items, auto&& id_of) {
            json.array(name, [&] {
                for (const auto& one : items) json.put(id_of(one));
            });
        };
        list("dx", query.data, [](const DataItem& one) { return one.id; });
        list("pe", query.periods, [](Period one) { return to_string(one); });
        list("ou", query.units, [](const UnitItem& one) { return one.id; });
        for (const GroupSetDimension& set : query.group_sets) {
            list(set.id, set.groups, [](const GroupItem& one) { return one.id; });
        }
        json.array("co", [] {});
    });
    if (!query.with_hierarchy) return;
    json.object("ouHierarchy", [&] {
        for (const UnitItem& unit : query.units) {
            std::string path;
            for (Row row = tree.parent(unit.row); row != kNoRow; row = tree.parent(row)) {
                if (!path.empty()) path.insert(0, 1, '/');
                path.insert(0, tree.unit(row).uid);
            }
            json.member(unit.id, path);
        }
    });
}

std::string analytics_json(const AnalyticsQuery& query, const std::vector<AnalyticsRow>& rows,
                           const OrgUnitTree& tree) {
    const std::size_t width =
        query.skip_data ? 0 : query.columns.size() + value_columns(query).size();
    JsonWriter json;
    json.object([&] {
        write_headers(json, query);
        json.object("metaData", [&] {
            if (!query.skip_meta) write_metadata(json, query, tree);
        });
        json.object("rowContext", [] {});
        json.array("rows", [&] {
            for (const AnalyticsRow& row : rows) {
                json.array([&] {
                    for (const std::string& text : row) json.put(text);
                });
            }
        });
        json.member("width", rows.empty() ? 0 : width);
        json.member("height", rows.size());
        json.member("headerWidth", width);
    });
    return json.take();
}

std::string analytics_csv(const AnalyticsQuery& query, const std::vector<AnalyticsRow>& rows) {
    exchange::CsvWriter csv;
    for (const std::string& column : query.columns) csv.cell(column_title(query, column));
    for (std::string name : value_columns(query)) {
        name.front() = static_cast<char>(name.front() - 'a' + 'A');
        csv.cell(name);
    }
    csv.end_row();
    for (const AnalyticsRow& row : rows) {
        for (const std::string& text : row) csv.cell(text);
        csv.end_row();
    }
    return csv.take();
}

}  // namespace

Result<Response> get_analytics(const Request& request, Services& services) {
    const auto snapshot = services.office.snapshot();
    const AnalyticsQuery query = TRY(parse_analytics(request, *snapshot, services.today()));
    std::vector<AnalyticsRow> rows;
    if (!query.skip_data) rows = TRY(Evaluation(query, *snapshot).rows());
    if (request.path.ends_with(".csv")) {
        Response response = text_response(analytics_csv(query, rows));
        response.content_type = "application/csv; charset=utf-8";
        response.headers.emplace_back("Content-Disposition", "attachment; filename=data.csv");
        return response;
    }
    return json_response(analytics_json(query, rows, snapshot->tree()));
}

}  // namespace sinergi::server::dhis2
