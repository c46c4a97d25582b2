// SPDX-License-Identifier: Apache-2.0
// Serving one data folder until a signal asks to stop.
#pragma once

#include <functional>
#include <string>

#include "server/http_server.h"
#include "server/office.h"

namespace sinergi::app {

struct ServeOptions {
    server::HttpOptions http;
    std::string web_folder;
    bool demonstration = false;
    std::string store_url;  // Empty: the data folder's own store.
};

// Returns after SIGINT or SIGTERM: requests under way are finished and the checkpoint is written.
// `ready` is called with the address once it listens.
[[nodiscard]] Result<void> serve(server::Office& office, const ServeOptions& options,
                                 const std::function<void(const std::string&)>& ready);

// While a server owns a folder it keeps its address and a secret here (readable by the owner only),
// so that other commands go through it instead of failing on the lock.
struct RunningServer {
    std::string address;
    std::uint16_t port = 0;
    std::string secret;
    std::string store;  // store_mark() of what it serves.
};
// Says which store is meant without telling a password: "-" for the folder's own.
[[nodiscard]] std::string store_mark(const std::string& store_url);
[[nodiscard]] Result<RunningServer> find_running_server(const std::string& folder);

}  // namespace sinergi::app
