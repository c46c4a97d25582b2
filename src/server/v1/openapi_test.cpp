// SPDX-License-Identifier: Apache-2.0
// Holds docs/api/v1.openapi.json against the table of routes.
#include <map>
#include <string>
#include <utility>

#include <doctest/doctest.h>
#include <simdjson.h>

#include "base/text.h"
#include "server/routes.h"

namespace sinergi::server {

namespace {

using Operations = std::map<std::pair<std::string, std::string>, std::string>;  // To the summary.

bool is_method(std::string_view key) {
    return key == "get" || key == "post" || key == "put" || key == "patch" || key == "delete";
}

Operations described() {
    Operations all;
    simdjson::dom::parser parser;
    simdjson::dom::object paths;
    REQUIRE(parser.load(SINERGI_SOURCE_DIR "/docs/api/v1.openapi.json")["paths"].get(paths) ==
            simdjson::SUCCESS);
    for (const auto& [pattern, item] : paths) {
        simdjson::dom::object operations;
        REQUIRE(item.get(operations) == simdjson::SUCCESS);
        for (const auto& [method, operation] : operations) {
            if (!is_method(method)) continue;
            std::string_view summary;
            REQUIRE(operation["summary"].get(summary) == simdjson::SUCCESS);
            all[{std::string(method), std::string(pattern)}] = std::string(summary);
        }
    }
    return all;
}

Operations served() {
    Operations all;
    for (const Route& route : v1_routes()) {
        all[{to_lower_ascii(route.method), std::string(route.pattern)}] =
            std::string(route.summary);
    }
    return all;
}

}  // namespace

TEST_CASE("the OpenAPI file describes every route of /v1 with the table's summary") {
    const Operations file = described();
    for (const auto& entry : served()) {
        CAPTURE(entry.first.first);
        CAPTURE(entry.first.second);
        const auto found = file.find(entry.first);
        REQUIRE(found != file.end());
        CHECK(found->second == entry.second);
    }
}

TEST_CASE("the OpenAPI file describes no route that the server does not have") {
    const Operations table = served();
    for (const auto& entry : described()) {
        CAPTURE(entry.first.first);
        CAPTURE(entry.first.second);
        CHECK(table.contains(entry.first));
    }
}

}  // namespace sinergi::server
