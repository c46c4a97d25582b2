// SPDX-License-Identifier: Apache-2.0
// GET /v1/gates: which status a unit has reached, after the dated rules that hold at the period's
// end.
#include <chrono>

#include "methods/gate.h"
#include "server/v1/figure_table.h"
#include "server/v1/handlers.h"
#include "server/v1/v1_json.h"

namespace sinergi::server::v1 {

namespace {

// A cell per indicator, in the order of the rules.
using Cells = std::vector<std::pair<std::string, FigureCell>>;

const FigureCell* find(const Cells& cells, std::string_view code) {
    for (const auto& [each, cell] : cells) {
        if (each == code) return &cell;
    }
    return nullptr;
}

void collect_codes(const Gate& gate, Cells& cells) {
    for (const Gate::Level& level : gate.levels) {
        for (const auto& conditions : level.any) {
            for (const Gate::Condition& condition : conditions) {
                if (find(cells, condition.indicator) == nullptr) {
                    cells.emplace_back(condition.indicator, FigureCell{});
                }
            }
        }
    }
}

void write_conditions(JsonWriter& json, const std::vector<Gate::Condition>& conditions,
                      const methods::IndicatorValues& values) {
    json.array([&] {
        for (const Gate::Condition& condition : conditions) {
            const auto value = values.find(condition.indicator);
            json.object([&] {
                json.member("indicator", condition.indicator);
                json.member("at_least", condition.at_least);
                json.member("reached", value == values.end()
                                           ? std::nullopt
                                           : std::optional(value->second >= condition.at_least));
            });
        }
    });
}

void write_gate(JsonWriter& json, const Gate& gate, const methods::IndicatorValues& values) {
    const methods::GateAnswer answer = methods::answer_gate(gate, values);
    json.object([&] {
        json.member("code", gate.code);
        write_text(json, "name", gate.name);
        write_text(json, "note", gate.note);
        json.member("valid_from", gate.valid_from);
        json.member("valid_to", gate.valid_to);
        json.member("source", gate.source);
        json.member("unverified", gate.unverified);
        if (answer.level != nullptr) {
            write_text(json, "reached", answer.level->name);
        } else {
            json.name("reached");
            json.null();
        }
        json.array("missing", [&] {
            for (const std::string& code : answer.missing) json.put(code);
        });
        json.array("levels", [&] {
            for (const Gate::Level& level : gate.levels) {
                json.object([&] {
                    write_text(json, "name", level.name);
                    json.array("any", [&] {
                        for (const auto& conditions : level.any) {
                            write_conditions(json, conditions, values);
                        }
                    });
                });
            }
        });
    });
}

}  // namespace

Result<Response> get_gates(const Request& request, Services& services) {
    const Office& office = services.office;
    const auto snapshot = office.snapshot();
    const auto reference = office.reference();
    FigureQuery query;
    query.unit = TRY(snapshot->tree().find(TRY(request.require("unit"))));
    query.periods = {TRY(parse_period(TRY(request.require("period"))))};
    query.below = 0;
    query.hide_small_cells = !request.viewer.can_view;
    const std::string day = to_iso_date(end_day(query.periods[0]) - std::chrono::days(1));

    std::vector<const Gate*> gates;
    Cells cells;
    for (const Gate& gate : office.catalogue().gates) {
        if (!methods::holds_on(gate, day)) continue;
        gates.push_back(&gate);
        collect_codes(gate, cells);
    }
    methods::IndicatorValues values;
    for (auto& [code, figure] : cells) {
        query.indicator_code = code;
        figure = TRY(make_figure_table(office, *snapshot, *reference, query)).at(0, 0);
        if (figure.cell.has_value() && !figure.is_questioned()) values[code] = figure.cell.value;
    }

    JsonWriter json;
    json.object([&] {
        json.object("unit", [&] { write_unit_name(json, snapshot->tree().unit(query.unit)); });
        json.name("period");
        write_period(json, query.periods[0]);
        json.member("day", day);
        json.member("change", snapshot->change);
        json.array("values", [&] {
            for (const auto& each : cells) {
                const Cell& cell = each.second.cell;
                json.object([&] {
                    json.member("indicator", each.first);
                    json.member("value",
                                cell.has_value() ? std::optional(cell.value) : std::nullopt);
                    json.member("reason", to_string(cell.missing));
                });
            }
        });
        json.array("gates", [&] {
            for (const Gate* gate : gates) write_gate(json, *gate, values);
        });
    });
    return json_response(json.take());
}

}  // namespace sinergi::server::v1
