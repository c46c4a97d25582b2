// SPDX-License-Identifier: Apache-2.0
// GET /v1/published: figures as others printed them, for one unit and those below it.
#include <unordered_set>

#include <fmt/format.h>

#include "server/v1/figure_table.h"
#include "server/v1/handlers.h"
#include "server/v1/v1_json.h"

namespace sinergi::server::v1 {

namespace {

constexpr std::size_t kPublishedMax = 2000;  // In one reply; `total` counts all.

}  // namespace

void write_published_figure(JsonWriter& json, const store::PublishedFigure& figure) {
    json.object([&] {
        json.member("indicator", figure.indicator_code);
        json.member("unit", figure.unit_uid);
        json.member("period", figure.period);
        json.member("value", figure.value);
        json.member("low", figure.low);
        json.member("high", figure.high);
        json.member("source", figure.source);
        json.member("basis", figure.basis);
        json.member("kind", figure.kind);
        json.member("measure", figure.measure);
        json.member("question", figure.question);
    });
}

Result<Response> get_published(const Request& request, Services& services) {
    const auto snapshot = services.office.snapshot();
    const auto reference = services.office.reference();
    const OrgUnitTree& tree = snapshot->tree();
    const Row unit = TRY(tree.find(TRY(request.require("unit"))));
    const int below = TRY(parse_below(request, "0"));
    const std::string indicator = request.get("indicator", "");
    const std::string period = request.get("period", "");
    const std::vector<Row> rows = rows_below(tree, unit, below);
    std::unordered_set<std::string_view> uids;
    for (const Row row : rows) uids.insert(tree.unit(row).uid);

    std::vector<const store::PublishedFigure*> found;
    std::unordered_set<std::string_view> named;
    for (const store::PublishedFigure& figure : reference->figures()) {
        if (!uids.contains(figure.unit_uid)) continue;
        if (!indicator.empty() && figure.indicator_code != indicator) continue;
        if (!period.empty() && !figure.period.starts_with(period)) continue;
        found.push_back(&figure);
    }
    const std::size_t total = found.size();
    if (total > kPublishedMax) found.resize(kPublishedMax);
    for (const store::PublishedFigure* figure : found) named.insert(figure->unit_uid);

    JsonWriter json;
    json.object([&] {
        json.member("change", snapshot->change);
        json.member("total", total);
        json.array("units", [&] {
            for (const Row row : rows) {
                if (!named.contains(tree.unit(row).uid)) continue;
                json.object([&] { write_unit_name(json, tree.unit(row)); });
            }
        });
        json.array("figures", [&] {
            for (const store::PublishedFigure* figure : found) {
                write_published_figure(json, *figure);
            }
        });
    });
    return json_response(json.take());
}

}  // namespace sinergi::server::v1
