// SPDX-License-Identifier: Apache-2.0
// GET /v1/pws: local area monitoring (PWS-KIA): where a unit and those below it stand against the
// part of the year's target that is due, and whether the month fell behind the one before.
#include <array>

#include <fmt/format.h>

#include "methods/local_area_monitoring.h"
#include "server/v1/figure_table.h"
#include "server/v1/handlers.h"
#include "server/v1/v1_json.h"

namespace sinergi::server::v1 {

namespace {

std::string_view to_string(methods::AreaStatus status) {
    switch (status) {
        case methods::AreaStatus::Good: return "good";
        case methods::AreaStatus::Slipping: return "slipping";
        case methods::AreaStatus::Rising: return "rising";
        case methods::AreaStatus::Poor: return "poor";
    }
    return "none";
}

Result<FigureQuery> read_query(const Request& request, const OrgUnitTree& tree) {
    FigureQuery query;
    query.indicator_code = TRY(request.require("indicator"));
    query.unit = TRY(tree.find(TRY(request.require("unit"))));
    query.periods = {TRY(parse_period(TRY(request.require("period"))))};
    if (query.periods[0].kind != PeriodKind::Monthly) {
        return fail(ErrorCode::InvalidArgument,
                    "parameter 'period': monitoring goes by months, such as 202510");
    }
    query.below = TRY(parse_below(request, "1"));
    query.hide_small_cells = !request.viewer.can_view;
    return query;
}

// The numerator of the months alone: rows x (last month, this month).
std::vector<Cell> months_of(const engine::Snapshot& snapshot, engine::IndicatorFormula formula,
                            const FigureTable& table) {
    formula.rule = PeriodRule::Monthly;
    formula.denominator.reset();
    const Period month = table.periods[0];
    const std::array<Period, 2> months = {month + -1, month};
    return engine::evaluate(snapshot, formula, table.rows, months);
}

struct Area {
    const FigureCell& figure;
    const Cell& last_month;
    const Cell& this_month;

    // "none" where a number is not there to be compared.
    [[nodiscard]] std::string_view status() const {
        if (!figure.cell.has_value() || !figure.target || !last_month.has_value() ||
            !this_month.has_value()) {
            return "none";
        }
        return to_string(methods::area_status(
            {figure.cell.value, *figure.target, this_month.numerator, last_month.numerator}));
    }
};

void write_areas(JsonWriter& json, const engine::Snapshot& snapshot, const FigureTable& table,
                 const std::vector<Cell>& months, bool with_months) {
    json.array("areas", [&] {
        for (std::size_t r = 0; r < table.rows.size(); ++r) {
            const Area area{table.at(r, 0), months[2 * r], months[2 * r + 1]};
            // A reader who may not see small cells sees no month alone: its counts are the small
            // ones.
            const auto number = [&](const Cell& cell) {
                return cell.has_value() && with_months ? std::optional(cell.numerator)
                                                       : std::nullopt;
            };
            json.object([&] {
                write_unit_name(json, snapshot.tree().unit(table.rows[r]));
                json.member("value", area.figure.cell.has_value()
                                         ? std::optional(area.figure.cell.value)
                                         : std::nullopt);
                json.member("reason", v1::to_string(area.figure.cell.missing));
                json.member("target", area.figure.target);
                json.member("this_month", number(area.this_month));
                json.member("last_month", number(area.last_month));
                // Fewer reports than last month make fewer events: a fall of the month may be
                // theirs.
                json.member("reported_this_month", area.this_month.reported);
                json.member("reported_last_month", area.last_month.reported);
                json.member("expected", area.this_month.expected);
                json.member("status", area.status());
            });
        }
    });
}

}  // namespace

Result<Response> get_pws(const Request& request, Services& services) {
    const auto snapshot = services.office.snapshot();
    const auto reference = services.office.reference();
    const FigureQuery query = TRY(read_query(request, snapshot->tree()));
    const FigureTable table = TRY(make_figure_table(services.office, *snapshot, *reference, query));
    const CatalogueIndicator& indicator = *table.indicator;
    if (indicator.period_rule != PeriodRule::CumulativeYear ||
        indicator.direction != Direction::Higher || !indicator.interval) {
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("'{}' does not grow from January on towards a target of the year",
                                indicator.code));
    }
    const auto months =
        months_of(*snapshot, services.office.indicator(indicator.code)->formula, table);
    JsonWriter json;
    json.object([&] {
        json.member("indicator", indicator.code);
        json.name("period");
        write_period(json, query.periods[0]);
        json.member("change", snapshot->change);
        write_areas(json, *snapshot, table, months, request.viewer.can_view);
    });
    return json_response(json.take());
}

}  // namespace sinergi::server::v1
