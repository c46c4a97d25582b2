// SPDX-License-Identifier: Apache-2.0
// GET /v1/catalogue: the indicators with their definitions, and the six pillars.
#include "server/v1/handlers.h"
#include "server/v1/v1_json.h"

namespace sinergi::server::v1 {

namespace {

std::string_view name_of(Direction direction) {
    switch (direction) {
        case Direction::Higher: return "higher";
        case Direction::Lower: return "lower";
        case Direction::Range: return "range";
        case Direction::Context: return "context";
    }
    return "context";
}

std::string_view name_of(PeriodRule rule) {
    switch (rule) {
        case PeriodRule::Monthly: return "monthly";
        case PeriodRule::CumulativeYear: return "cumulative";
        case PeriodRule::Latest: return "latest";
        case PeriodRule::FixedMonths: return "fixed";
        case PeriodRule::Yearly: return "yearly";
    }
    return "monthly";
}

void write_targets(JsonWriter& json, const CatalogueIndicator& indicator) {
    json.array("targets", [&] {
        for (const TargetRule& target : indicator.targets) {
            json.object([&] {
                json.member("year", target.year);
                json.member("value", target.value);
                if (target.upper) json.member("upper", *target.upper);
                json.member("source", target.source);
                json.member("unverified", target.unverified);
            });
        }
    });
}

void write_indicator(JsonWriter& json, const CatalogueIndicator& indicator) {
    json.object([&] {
        json.member("code", indicator.code);
        write_text(json, "name", indicator.name);
        write_text(json, "short_name",
                   indicator.short_name.id.empty() ? indicator.name : indicator.short_name);
        write_text(json, "unit", indicator.unit);
        write_text(json, "numerator_text", indicator.numerator_text);
        write_text(json, "denominator_text", indicator.denominator_text);
        json.member("numerator", indicator.numerator);
        json.member("denominator", indicator.denominator);
        write_text(json, "note", indicator.note);
        json.member("pillar", indicator.pillar);
        json.member("group", indicator.group);
        json.member("factor", indicator.factor);
        json.member("decimals", indicator.decimals);
        json.member("direction", name_of(indicator.direction));
        json.member("period_rule", name_of(indicator.period_rule));
        json.array("months", [&] {
            for (const int month : indicator.months) json.put(month);
        });
        json.member("kind", indicator.kind == FigureKind::Survey ? "survey" : "routine");
        json.member("events_small", indicator.events_small);
        json.member("proportion", indicator.proportion);
        json.member("level", indicator.level);
        json.member("source", indicator.source);
        json.member("system", indicator.system);
        json.member("unverified", indicator.unverified);
        json.member("basis_rule", indicator.basis_rule);
        write_targets(json, indicator);
    });
}

}  // namespace

Result<Response> get_catalogue(const Request&, Services& services) {
    const Catalogue& catalogue = services.office.catalogue();
    JsonWriter json;
    json.object([&] {
        json.array("pillars", [&] {
            for (const Pillar& pillar : catalogue.pillars) {
                json.object([&] {
                    json.member("number", pillar.number);
                    write_text(json, "name", pillar.name);
                    json.member("color", pillar.color);
                });
            }
        });
        json.array("indicators", [&] {
            for (const CatalogueIndicator& indicator : catalogue.indicators) {
                write_indicator(json, indicator);
            }
        });
        json.member("change", services.office.snapshot()->change);
    });
    return json_response(json.take());
}

}  // namespace sinergi::server::v1
