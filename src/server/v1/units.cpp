// SPDX-License-Identifier: Apache-2.0
// /v1/units: one unit with its surroundings, search, and the boundaries below a unit.
#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/text.h"
#include "exchange/topojson.h"
#include "server/v1/handlers.h"
#include "server/v1/v1_json.h"

namespace sinergi::server::v1 {

namespace {

constexpr std::size_t kFoundMax = 100;

std::size_t limit_of(const Request& request, std::size_t otherwise) {
    const std::string text = request.get("limit", "");
    std::size_t limit = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), limit);
    return std::clamp<std::size_t>(limit, 1, kFoundMax);
}

Result<Row> unit_in_path(const Request& request, const OrgUnitTree& tree) {
    return tree.find(request.path_values.at("unit"));
}

}  // namespace

Result<Response> get_unit(const Request& request, Services& services) {
    const auto snapshot = services.office.snapshot();
    const OrgUnitTree& tree = snapshot->tree();
    const Row unit = TRY(unit_in_path(request, tree));
    std::vector<Row> ancestors;
    for (Row row = tree.parent(unit); row != kNoRow; row = tree.parent(row)) {
        ancestors.insert(ancestors.begin(), row);
    }
    JsonWriter json;
    json.object([&] {
        json.name("unit");
        write_unit(json, *snapshot->metadata, unit);
        json.array("ancestors", [&] {
            for (const Row row : ancestors) write_unit(json, *snapshot->metadata, row);
        });
        json.array("children", [&] {
            for (const Row row : tree.children(unit)) write_unit(json, *snapshot->metadata, row);
        });
    });
    return json_response(json.take());
}

Result<Response> find_units(const Request& request, Services& services) {
    const auto snapshot = services.office.snapshot();
    const OrgUnitTree& tree = snapshot->tree();
    const std::string wanted = to_lower_ascii(trim(request.get("q", "")));
    const std::size_t limit = limit_of(request, 20);
    std::vector<std::pair<int, Row>> found;  // Higher units first: they are what people mean.
    for (Row row = 0; row < tree.size(); ++row) {
        const OrgUnit& unit = tree.unit(row);
        const bool by_name = to_lower_ascii(unit.name).find(wanted) != std::string::npos ||
                             to_lower_ascii(unit.short_name).find(wanted) != std::string::npos;
        if (by_name || unit_code(unit).starts_with(wanted))
            found.emplace_back(tree.level(row), row);
    }
    std::stable_sort(found.begin(), found.end());
    if (found.size() > limit) found.resize(limit);
    JsonWriter json;
    json.object([&] {
        json.array("units", [&] {
            for (const auto& [level, row] : found) write_unit(json, *snapshot->metadata, row);
        });
    });
    return json_response(json.take());
}

Result<Response> get_map(const Request& request, Services& services) {
    const auto snapshot = services.office.snapshot();
    const OrgUnitTree& tree = snapshot->tree();
    const Row unit = TRY(unit_in_path(request, tree));
    const bool two_levels = request.get("below", "1") == "2";
    const std::string tag =
        fmt::format("\"{}-{}-{}\"", snapshot->generation, unit, two_levels ? 2 : 1);
    if (request.header("if-none-match") == tag) {
        Response unchanged = json_response("", 304);
        unchanged.headers.emplace_back("ETag", tag);
        return unchanged;
    }
    std::vector<exchange::TopoUnit> units;
    std::vector<Row> rows = tree.children(unit);
    if (two_levels) {
        std::vector<Row> grandchildren;
        for (const Row row : rows) {
            const auto below = tree.children(row);
            grandchildren.insert(grandchildren.end(), below.begin(), below.end());
        }
        rows = std::move(grandchildren);
    }
    for (const Row row : rows) {
        const OrgUnit& child = tree.unit(row);
        if (child.geometry.find("olygon") == std::string::npos) continue;
        units.push_back({child.uid, unit_code(child), short_name(child), child.geometry});
    }
    Response response = json_response(exchange::to_topojson(units));
    response.headers.emplace_back("ETag", tag);
    return response;
}

}  // namespace sinergi::server::v1
