// SPDX-License-Identifier: Apache-2.0
// The handlers behind /v1; v1_routes.cpp puts them into the table of routes.
#pragma once

#include <string>

#include "server/routes.h"

namespace sinergi::server::v1 {

[[nodiscard]] std::string utc_now();
// How far below a unit a question reaches: the parameter `below`, 0 to 2. Errors: InvalidArgument.
[[nodiscard]] Result<int> parse_below(const Request& request, const std::string& otherwise);

Result<Response> get_session(const Request& request, Services& services);
Result<Response> post_session(const Request& request, Services& services);
Result<Response> delete_session(const Request& request, Services& services);
Result<Response> get_catalogue(const Request& request, Services& services);
Result<Response> get_unit(const Request& request, Services& services);
Result<Response> find_units(const Request& request, Services& services);
Result<Response> get_map(const Request& request, Services& services);
Result<Response> get_figures(const Request& request, Services& services);
Result<Response> get_published(const Request& request, Services& services);
Result<Response> get_gates(const Request& request, Services& services);
Result<Response> get_pws(const Request& request, Services& services);
Result<Response> get_reporting(const Request& request, Services& services);
Result<Response> get_changes(const Request& request, Services& services);
Result<Response> get_events(const Request& request, Services& services);
Result<Response> get_values(const Request& request, Services& services);
Result<Response> post_value(const Request& request, Services& services);
Result<Response> get_value_history(const Request& request, Services& services);
Result<Response> post_import(const Request& request, Services& services);
Result<Response> post_undo(const Request& request, Services& services);
Result<Response> get_import_memory(const Request& request, Services& services);
Result<Response> delete_import_memory(const Request& request, Services& services);
Result<Response> get_health(const Request& request, Services& services);
Result<Response> get_check(const Request& request, Services& services);
Result<Response> post_backup(const Request& request, Services& services);
Result<Response> get_metrics(const Request& request, Services& services);

}  // namespace sinergi::server::v1
