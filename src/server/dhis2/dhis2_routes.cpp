// SPDX-License-Identifier: Apache-2.0
#include "server/routes.h"

namespace sinergi::server {

std::span<const Route> dhis2_routes() { return {}; }

}  // namespace sinergi::server
