// SPDX-License-Identifier: Apache-2.0
// /v1/values: the stored values of one unit and period, setting one of them, and its history.
#include <fmt/format.h>
#include <simdjson.h>

#include "base/number_text.h"
#include "base/text.h"
#include "server/v1/handlers.h"
#include "server/v1/v1_json.h"

namespace sinergi::server::v1 {

namespace {

std::string_view name_of(ValueState state) {
    switch (state) {
        case ValueState::Number: return "number";
        case ValueState::Blank: return "blank";
        case ValueState::NotApplicable: return "not_applicable";
        case ValueState::Suppressed: return "suppressed";
    }
    return "blank";
}

Series default_series(const engine::Snapshot& snapshot, const DataElement& element) {
    const auto* combo = snapshot.metadata->option_combo(kDefaultOptionComboUid);
    VERIFY(combo != nullptr);
    return {element.id, combo->id, combo->id};
}

std::optional<engine::ColumnEntry> entry_at(const engine::Snapshot& snapshot, const Series& series,
                                            Period period, Row unit) {
    for (const auto& columns : snapshot.columns.of_element(series.data_element)) {
        if (columns->series != series) continue;
        const engine::Column* column = columns->find(period);
        return column == nullptr ? std::nullopt : column->at(unit);
    }
    return std::nullopt;
}

void write_state(JsonWriter& json, const std::optional<engine::ColumnEntry>& entry) {
    json.member("state", entry ? name_of(entry->state) : "missing");
    json.member("value", entry && entry->state == ValueState::Number
                             ? std::optional<double>(entry->number)
                             : std::nullopt);
}

struct Typed {
    ValueState state = ValueState::Blank;
    double number = 0;
};

Result<Typed> read_typed(const std::string& text, const std::string& cell) {
    const ParsedNumber parsed = parse_number(text, NumberStyle::Ask);
    switch (parsed.kind) {
        case NumberKind::Number: return Typed{ValueState::Number, parsed.value};
        case NumberKind::Blank: return Typed{ValueState::Blank, 0};
        case NumberKind::NotApplicable: return Typed{ValueState::NotApplicable, 0};
        case NumberKind::Suppressed: return Typed{ValueState::Suppressed, 0};
        case NumberKind::Ambiguous:
            return fail(ErrorCode::InvalidArgument,
                        fmt::format("{}: '{}' dapat dibaca dengan dua cara; tulis tanpa pemisah "
                                    "ribuan",
                                    cell, text),
                        "ambiguous");
        case NumberKind::NotANumber: break;
    }
    return fail(ErrorCode::InvalidArgument,
                fmt::format("{}: '{}' bukan angka; tulis angka, kosong, TB, atau *", cell, text),
                "not_a_number");
}

struct ValueRequest {
    Row unit = 0;
    Period period;
    const DataElement* element = nullptr;
};

Result<ValueRequest> find_cell(const engine::Snapshot& snapshot, const std::string& unit,
                               const std::string& period, const std::string& element) {
    ValueRequest cell;
    cell.unit = TRY(snapshot.tree().find(unit));
    cell.period = TRY(parse_period(period));
    cell.element = snapshot.metadata->data_element(element);
    if (cell.element == nullptr) {
        return fail(ErrorCode::NotFound, fmt::format("no data element '{}'", element));
    }
    return cell;
}

}  // namespace

Result<Response> get_values(const Request& request, Services& services) {
    const auto snapshot = services.office.snapshot();
    const Row unit = TRY(snapshot->tree().find(TRY(request.require("unit"))));
    const Period period = TRY(parse_period(TRY(request.require("period"))));
    if (!request.viewer.can_view) {
        return fail(ErrorCode::Unauthorized, "log in to see the values a facility reported");
    }
    JsonWriter json;
    json.object([&] {
        json.member("unit", snapshot->tree().unit(unit).uid);
        json.member("period", to_string(period));
        json.member("may_enter", may_enter(request.viewer, snapshot->tree(), unit));
        json.array("rows", [&] {
            for (const DataElement& element : snapshot->metadata->metadata().data_elements) {
                const Series series = default_series(*snapshot, element);
                const auto now = entry_at(*snapshot, series, period, unit);
                const auto before = entry_at(*snapshot, series, period + -1, unit);
                const auto* expectation = snapshot->metadata->expectation(element.id);
                const bool asked =
                    expectation != nullptr && expectation->kind == period.kind &&
                    std::binary_search(expectation->rows.begin(), expectation->rows.end(), unit);
                if (!asked && !now) continue;
                json.object([&] {
                    json.object("data_element", [&] {
                        json.member("uid", element.uid);
                        json.member("code", element.code);
                        json.member("name", element.name);
                    });
                    write_state(json, now);
                    json.object("previous", [&] { write_state(json, before); });
                });
            }
        });
    });
    return json_response(json.take());
}

Result<Response> post_value(const Request& request, Services& services) {
    std::string unit_text;
    std::string period_text;
    std::string element_text;
    std::string value_text;
    std::string reason;
    try {
        simdjson::dom::parser parser;
        const simdjson::dom::element body = parser.parse(request.body);
        unit_text = std::string(std::string_view(body["unit"]));
        period_text = std::string(std::string_view(body["period"]));
        element_text = std::string(std::string_view(body["data_element"]));
        value_text = std::string(std::string_view(body["value"]));
        std::string_view given;
        if (body["reason"].get(given) == simdjson::SUCCESS) reason = std::string(given);
    } catch (const simdjson::simdjson_error&) {
        return fail(ErrorCode::InvalidArgument,
                    R"(send {"unit","period","data_element","value"} as JSON texts)");
    }
    const auto snapshot = services.office.snapshot();
    const ValueRequest cell = TRY(find_cell(*snapshot, unit_text, period_text, element_text));
    TRY(require_enter(request.viewer, snapshot->tree(), cell.unit));
    const OrgUnit& unit = snapshot->tree().unit(cell.unit);
    const std::string name = fmt::format("{}, {}, {}", unit.name, cell.element->name,
                                         display_name(cell.period, Language::Indonesian));
    const Typed typed = TRY(read_typed(value_text, name));
    DataValue value;
    value.key = {default_series(*snapshot, *cell.element), cell.period, unit.id};
    value.state = typed.state;
    value.number = typed.number;
    if (typed.state == ValueState::Number && value_text != json_number(typed.number)) {
        value.text = value_text;
    }
    if (trim(reason).empty()) reason = "mengisi " + name;
    const auto change = TRY(services.office.write(request.viewer.username, reason,
                                                  [&](store::Draft& draft) -> Result<void> {
                                                      TRY(draft.put_values({value}));
                                                      return {};
                                                  }));
    JsonWriter json;
    json.object([&] {
        json.member("change", change.number);
        write_state(json, engine::ColumnEntry{cell.unit, typed.state, typed.number});
    });
    return json_response(json.take());
}

Result<Response> get_value_history(const Request& request, Services& services) {
    const auto snapshot = services.office.snapshot();
    if (!request.viewer.can_view) {
        return fail(ErrorCode::Unauthorized, "log in to see the history of a value");
    }
    const std::string unit = TRY(request.require("unit"));
    const std::string period = TRY(request.require("period"));
    const std::string element = TRY(request.require("data_element"));
    const ValueRequest cell = TRY(find_cell(*snapshot, unit, period, element));
    const DataValueKey key{default_series(*snapshot, *cell.element), cell.period,
                           snapshot->tree().unit(cell.unit).id};
    const auto versions = TRY(services.office.store().history(key));
    JsonWriter json;
    json.object([&] {
        json.array("versions", [&] {
            for (const store::ValueVersion& version : versions) {
                json.object([&] {
                    std::optional<engine::ColumnEntry> entry;
                    if (!version.deleted) {
                        entry = engine::ColumnEntry{cell.unit, version.value.state,
                                                    version.value.number};
                    }
                    write_state(json, entry);
                    json.member("from", version.from);
                    json.member("to", version.to);
                    const auto changes = services.office.store().changes(version.from - 1, 1 << 20);
                    if (changes && !changes->empty() && changes->back().number == version.from) {
                        json.member("actor", changes->back().actor);
                        json.member("time", changes->back().time);
                        json.member("reason", changes->back().reason);
                    }
                });
            }
        });
    });
    return json_response(json.take());
}

}  // namespace sinergi::server::v1
