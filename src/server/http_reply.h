// SPDX-License-Identifier: Apache-2.0
// A Response as the bytes that go out: HTTP/1.1 head, compression where the client accepts it.
#pragma once

#include <string>

#include "server/http.h"

namespace sinergi::server {

// Status line and headers, with the empty line that ends them.
[[nodiscard]] std::string head_of(const Response& response, bool keep_alive);

// Compresses the body of a long text for a client that accepts gzip; else leaves it.
void compress_for(const Request& request, Response& response);

}  // namespace sinergi::server
