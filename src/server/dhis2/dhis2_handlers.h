// SPDX-License-Identifier: Apache-2.0
// The handlers behind /api; dhis2_routes.cpp puts them into the table of routes.
#pragma once

#include "server/routes.h"

namespace sinergi::server::dhis2 {

Result<Response> get_ping(const Request& request, Services& services);
Result<Response> get_system_info(const Request& request, Services& services);
Result<Response> get_system_ids(const Request& request, Services& services);
Result<Response> get_me(const Request& request, Services& services);
Result<Response> get_my_authorities(const Request& request, Services& services);
Result<Response> get_settings(const Request& request, Services& services);
Result<Response> get_period_types(const Request& request, Services& services);

Result<Response> get_objects(const Request& request, Services& services);
Result<Response> get_object(const Request& request, Services& services);
Result<Response> get_units_geojson(const Request& request, Services& services);
Result<Response> get_metadata(const Request& request, Services& services);
Result<Response> post_metadata(const Request& request, Services& services);

Result<Response> get_data_value_sets(const Request& request, Services& services);
Result<Response> post_data_value_sets(const Request& request, Services& services);

Result<Response> get_analytics(const Request& request, Services& services);

}  // namespace sinergi::server::dhis2
