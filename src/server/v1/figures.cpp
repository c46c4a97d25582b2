// SPDX-License-Identifier: Apache-2.0
// GET /v1/figures: what the map, the ranked list, the table and the trend are drawn from.
#include <algorithm>

#include <fmt/format.h>

#include "server/v1/figure_table.h"
#include "server/v1/handlers.h"
#include "server/v1/v1_json.h"

namespace sinergi::server::v1 {

namespace {

Result<std::vector<Period>> parse_periods(const std::string& text) {
    std::vector<Period> periods;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(';', begin), text.size());
        periods.push_back(TRY(parse_period(std::string_view(text).substr(begin, end - begin))));
        begin = end + 1;
    }
    return periods;
}

template <class Get>
void write_column(JsonWriter& json, std::string_view key, const FigureTable& table, Get&& get) {
    json.array(key, [&] {
        for (const FigureCell& figure : table.cells) json.put(get(figure));
    });
}

void write_cells(JsonWriter& json, const FigureTable& table) {
    const auto if_value = [](const FigureCell& figure, double number) {
        return figure.cell.has_value() ? std::optional<double>(number) : std::nullopt;
    };
    json.object("cells", [&] {
        write_column(json, "value", table,
                     [&](const FigureCell& f) { return if_value(f, f.cell.value); });
        write_column(json, "numerator", table, [&](const FigureCell& f) {
            return f.published != nullptr ? f.published->numerator : if_value(f, f.cell.numerator);
        });
        write_column(json, "denominator", table, [&](const FigureCell& f) {
            return f.published != nullptr ? f.published->denominator
                                          : if_value(f, f.cell.denominator);
        });
        write_column(json, "low", table, [](const FigureCell& f) { return f.low; });
        write_column(json, "high", table, [](const FigureCell& f) { return f.high; });
        write_column(json, "reported", table, [](const FigureCell& f) { return f.cell.reported; });
        write_column(json, "expected", table, [](const FigureCell& f) { return f.cell.expected; });
        write_column(json, "reason", table,
                     [](const FigureCell& f) { return to_string(f.cell.missing); });
        write_column(json, "incomplete", table,
                     [](const FigureCell& f) { return f.cell.incomplete; });
        write_column(json, "status", table,
                     [](const FigureCell& f) { return to_string(f.status); });
        write_column(json, "rank", table, [](const FigureCell& f) { return f.rank; });
        const auto is_published = [](const FigureCell& f) { return f.published != nullptr; };
        if (std::ranges::any_of(table.cells, is_published)) {
            write_column(json, "published", table, is_published);
        }
    });
    write_column(json, "target", table, [](const FigureCell& f) { return f.target; });
    write_column(json, "target_upper", table, [](const FigureCell& f) { return f.target_upper; });
}

// Survey figures beside the routine ones: those of the indicator itself and of its other source.
void write_published(JsonWriter& json, const Office& office, const Reference& reference,
                     const engine::Snapshot& snapshot, const FigureTable& table) {
    json.array("published", [&] {
        for (const store::PublishedFigure* published :
             reference.figures_about(table.indicator->code)) {
            const store::PublishedFigure& figure = *published;
            const OfficeIndicator* indicator = office.indicator(figure.indicator_code);
            const bool same = figure.indicator_code == table.indicator->code;
            const bool related =
                indicator != nullptr && indicator->definition->kind != table.indicator->kind;
            if (!same && !related) continue;
            const Row row = snapshot.tree().find_uid(figure.unit_uid);
            if (std::find(table.rows.begin(), table.rows.end(), row) == table.rows.end()) continue;
            write_published_figure(json, figure);
        }
    });
}

std::string_view interval_name(const CatalogueIndicator& indicator) {
    if (indicator.denominator.empty() || !indicator.interval) return "none";
    return indicator.proportion ? "wilson" : "byar";
}

std::string figures_json(const FigureTable& table, const Office& office, const Reference& reference,
                         const engine::Snapshot& snapshot) {
    const CatalogueIndicator& indicator = *table.indicator;
    JsonWriter json;
    json.object([&] {
        json.member("indicator", indicator.code);
        json.member("change", snapshot.change);
        json.member("pulled", utc_now());
        json.member("suppressed", table.suppressed);
        json.array("periods", [&] {
            for (const Period period : table.periods) write_period(json, period);
        });
        json.array("units", [&] {
            for (std::size_t r = 0; r < table.rows.size(); ++r) {
                json.object([&] {
                    write_unit_name(json, snapshot.tree().unit(table.rows[r]));
                    if (r == 0) json.member("self", true);
                });
            }
        });
        write_cells(json, table);
        json.array("breaks", [&] {
            for (const double limit : table.breaks) json.put(limit);
        });
        json.member("breaks_from", table.breaks_from);
        json.member("ramp", indicator.direction == Direction::Lower ? "burden" : "coverage");
        json.member("interval", interval_name(indicator));
        json.member("events_small", indicator.events_small);
        json.member("rankable", table.rankable);
        write_text(json, "note", indicator.note);
        write_published(json, office, reference, snapshot, table);
    });
    return json.take();
}

}  // namespace

Result<int> parse_below(const Request& request, const std::string& otherwise) {
    const std::string below = request.get("below", otherwise);
    if (below != "0" && below != "1" && below != "2") {
        return fail(ErrorCode::InvalidArgument, "parameter 'below' is 0, 1 or 2");
    }
    return below.front() - '0';
}

Result<Response> get_figures(const Request& request, Services& services) {
    const auto snapshot = services.office.snapshot();
    const auto reference = services.office.reference();
    FigureQuery query;
    query.indicator_code = TRY(request.require("indicator"));
    query.unit = TRY(snapshot->tree().find(TRY(request.require("unit"))));
    query.periods = TRY(parse_periods(TRY(request.require("period"))));
    query.below = TRY(parse_below(request, "1"));
    query.hide_small_cells = !request.viewer.can_view;
    const FigureTable table = TRY(make_figure_table(services.office, *snapshot, *reference, query));
    return json_response(figures_json(table, services.office, *reference, *snapshot));
}

}  // namespace sinergi::server::v1
