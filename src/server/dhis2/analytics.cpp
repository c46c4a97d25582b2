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
    std::string text = json_number(value);
    if (text.find('.') == std::string::npos) text += ".0";
    return text;
}

// One position in each dimension; a filter's positions are combined into one value.
struct Place {
    const DataItem* item = nullptr;
    Period period;
    Row unit = 0;
    const engine::RowMask* mask = nullptr;
};

Cell evaluate_place(const engine::Snapshot& snapshot, const Place& place) {
    if (place.item->formula) {
        return engine::evaluate(snapshot, *place.item->formula, place.unit, place.period,
                                place.mask);
    }
    return engine::evaluate(snapshot, *place.item->selector, place.unit, place.period, place.mask);
}

class Evaluation {
public:
    Evaluation(const AnalyticsQuery& query, const engine::Snapshot& snapshot)
        : query_(query), snapshot_(snapshot) {}

    // Errors: E7128 beyond kRowsMax.
    Result<std::vector<AnalyticsRow>> rows() {
        std::vector<std::vector<const GroupItem*>> combinations = group_combinations();
        for (const DataItem& item : query_.data) {
            for (const Period period : periods()) {
                for (const UnitItem& unit : units()) {
                    for (const auto& groups : combinations) TRY(add(item, period, unit, groups));
                }
            }
        }
        return std::move(rows_);
    }

private:
    // With periods or units as a filter one pass stands for all of them.
    [[nodiscard]] std::vector<Period> periods() const {
        if (query_.periods_are_filter) return {query_.periods.front()};
        return query_.periods;
    }
    [[nodiscard]] std::vector<UnitItem> units() const {
        if (query_.units_are_filter) return {query_.units.front()};
        return query_.units;
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
        for (const GroupItem* group : groups) intersect(*group->rows);
        for (const GroupSetDimension& set : query_.group_sets) {
            if (!set.is_filter) continue;
            engine::RowMask any(set.groups.front().rows->size(), 0);
            for (const GroupItem& group : set.groups) {
                for (std::size_t i = 0; i < any.size(); ++i) any[i] |= (*group.rows)[i];
            }
            intersect(any);
        }
        return mask;
    }

    // Sums the filter's periods and units; an indicator's parts are summed before dividing.
    [[nodiscard]] Cell combined(Place place) const {
        if (!query_.periods_are_filter && !query_.units_are_filter) {
            return evaluate_place(snapshot_, place);
        }
        Cell sum = no_value(Missing::NotReported);
        const auto& all_periods = query_.periods_are_filter ? query_.periods : one(place.period);
        std::vector<Row> all_rows{place.unit};
        if (query_.units_are_filter) {
            all_rows.clear();
            for (const UnitItem& unit : query_.units) all_rows.push_back(unit.row);
        }
        for (const Period period : all_periods) {
            for (const Row row : all_rows) {
                place.period = period;
                place.unit = row;
                const Cell cell = evaluate_place(snapshot_, place);
                if (!cell.has_value()) continue;
                sum.missing = Missing::No;
                sum.value += cell.value;
                sum.numerator += cell.numerator;
                sum.denominator += cell.denominator;
            }
        }
        if (sum.has_value() && place.item->formula && sum.denominator != 0) {
            sum.value = sum.numerator * place.item->formula->factor / sum.denominator;
        }
        return sum;
    }

    [[nodiscard]] static std::vector<Period> one(Period period) { return {period}; }

    Result<void> add(const DataItem& item, Period period, const UnitItem& unit,
                     const std::vector<const GroupItem*>& groups) {
        const engine::RowMask mask = mask_of(groups);
        const Cell cell = combined({&item, period, unit.row, mask.empty() ? nullptr : &mask});
        if (!cell.has_value() || (!item.zero_counts && cell.value == 0)) return {};
        if (rows_.size() >= kRowsMax) return refuse("E7128", {std::to_string(kRowsMax)});
        AnalyticsRow row;
        std::size_t next_group = 0;
        for (const std::string& column : query_.columns) {
            if (column == "dx") {
                row.push_back(item.id);
            } else if (column == "pe") {
                row.push_back(to_string(period));
            } else if (column == "ou") {
                row.push_back(query_.by_code ? code_of(unit.row) : unit.id);
            } else {
                row.push_back(groups[next_group++]->id);
            }
        }
        row.push_back(number_text(cell.value, item, query_.skip_rounding));
        if (query_.with_parts) add_parts(item, cell, row);
        rows_.push_back(std::move(row));
        return {};
    }

    [[nodiscard]] std::string code_of(Row unit) const {
        const std::string& code = snapshot_.tree().unit(unit).code(CodeSystem::Dhis2);
        return code.empty() ? snapshot_.tree().unit(unit).uid : code;
    }

    static void add_parts(const DataItem& item, const Cell& cell, AnalyticsRow& row) {
        if (!item.formula || item.is_rate) {
            row.insert(row.end(), 5, "");
            return;
        }
        row.push_back(part_text(cell.numerator));
        row.push_back(part_text(cell.denominator));
        row.push_back(part_text(item.formula->factor));
        row.push_back(json_number(item.formula->factor));
        row.push_back("1");
    }

    const AnalyticsQuery& query_;
    const engine::Snapshot& snapshot_;
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
        for (std::string name : value_columns(query)) {
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
                path = tree.unit(row).uid + (path.empty() ? "" : "/" + path);
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
