// SPDX-License-Identifier: Apache-2.0
// The built browser client: files under one folder, read once and kept, with their compressed form.
#pragma once

#include <string>

#include "server/http.h"

namespace sinergi::server {

// The file of the request's path; any address without a file extension is the client's own page
// and gets index.html. Files under /assets carry their hash in the name and are cached for a year.
// Errors: NotFound.
[[nodiscard]] Result<Response> serve_client(const Request& request, const std::string& folder);

}  // namespace sinergi::server
