// SPDX-License-Identifier: Apache-2.0
// The routes: one table says every address Sinergi answers, who may call it and what serves it.
#pragma once

#include <chrono>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "server/access.h"
#include "server/http.h"
#include "server/http_server.h"
#include "server/office.h"

namespace sinergi::server {

// What handlers work with. Built once in app/, outlives every request.
struct Services {
    Office& office;
    Access& access;
    std::string version;
    std::string web_folder;      // The built browser client.
    bool demonstration = false;  // Every screen and export says DATA CONTOH.
    std::function<HttpCounters()> counters;
    // Today in the office's time zone.
    std::function<std::chrono::sys_days()> today;
};

// Who may call a route at all; the handler checks the unit.
enum class Needs : std::uint8_t {
    Nothing,  // The public too.
    Login,    // Any account.
    Enter,    // An account with the right to enter data.
    Operate,  // An account with the right to operate the system.
};

using Handler = Result<Response> (*)(const Request&, Services&);

struct Route {
    std::string_view method;
    std::string_view pattern;  // "/v1/units/{unit}"; a name matches one segment.
    Needs needs = Needs::Nothing;
    Handler handler = nullptr;
    std::string_view summary;
};

[[nodiscard]] std::span<const Route> v1_routes();
[[nodiscard]] std::span<const Route> dhis2_routes();

// Finds the route, identifies the viewer, checks the right, calls the handler, turns errors into
// replies. Addresses outside /v1 and /api serve the browser client. Nothing escapes.
[[nodiscard]] Response dispatch(Request& request, Services& services);

}  // namespace sinergi::server
