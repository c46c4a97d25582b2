// SPDX-License-Identifier: Apache-2.0
// WebMessage: the wrapper of every write and error under /api.
//
// An Error whose detail is a DHIS2 code carries that code and, unless it says that something is
// missing or forbidden, is a conflict: DHIS2 answers bad queries with 409.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "server/http.h"

namespace sinergi::server::dhis2 {

[[nodiscard]] Response dhis2_error(const Error& error);

struct WebMessage {
    int status = 200;
    std::string_view severity = "OK";  // OK, WARNING or ERROR.
    std::string message;
    std::string error_code;
    std::string response;  // JSON, empty if there is none.
};
[[nodiscard]] Response web_message(const WebMessage& message);

// DHIS2's text of the code with {0}, {1}, … filled in. Requires: the code is in the table.
[[nodiscard]] std::string error_text(std::string_view code,
                                     std::initializer_list<std::string_view> arguments = {});

// InvalidArgument with DHIS2's code and text.
[[nodiscard]] tl::unexpected<Error> refuse(std::string_view code,
                                           std::initializer_list<std::string_view> arguments = {});

// "DataElement with id X could not be found.", E1005.
[[nodiscard]] tl::unexpected<Error> not_found(std::string_view type, std::string_view uid);

// 400, for a body that is not JSON.
[[nodiscard]] Response broken_body(std::string_view reason);

}  // namespace sinergi::server::dhis2
