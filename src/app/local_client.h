// SPDX-License-Identifier: Apache-2.0
// One request to the server that owns a data folder on this computer.
#pragma once

#include <string>
#include <string_view>

#include "app/serve.h"

namespace sinergi::app {

struct LocalReply {
    int status = 0;
    std::string body;
};

// Errors: Unavailable if nothing answers there.
[[nodiscard]] Result<LocalReply> ask_running_server(const RunningServer& running,
                                                    std::string_view method,
                                                    std::string_view target, std::string_view body);

// For query strings.
[[nodiscard]] std::string percent_encode(std::string_view text);

}  // namespace sinergi::app
