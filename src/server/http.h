// SPDX-License-Identifier: Apache-2.0
// What a handler sees of HTTP: a request, a viewer, and a response to return.
//
// No socket and no framework: a handler is a plain function from Request to Result<Response>, runs
// to completion on a worker thread, and can be called from a test without a server.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace sinergi::server {

// Who asks. A public viewer has no username and sees small cells suppressed.
struct Viewer {
    std::string username;
    std::string name;
    std::string unit_uid;  // Rights hold for this unit and below.
    bool can_view = false, can_enter = false, can_operate = false;
    bool is_local = false;   // A command on this computer that can read the data folder.
    bool by_cookie = false;  // A browser session: writes need the X-Requested-With header.

    [[nodiscard]] bool is_public() const { return username.empty(); }
};

struct Request {
    std::string method;
    std::string path;  // Decoded, without the query; "/api/42/x" arrives as "/api/x".
    std::map<std::string, std::string> path_values;          // Values of {names} in the route.
    std::vector<std::pair<std::string, std::string>> query;  // In order, decoded.
    std::map<std::string, std::string> headers;              // Names in lower case.
    std::string body;
    std::string remote;  // The peer's address, for the log and the login limit.
    Viewer viewer;

    // The first value, or nothing.
    [[nodiscard]] std::optional<std::string> find(std::string_view name) const;
    [[nodiscard]] std::string get(std::string_view name, std::string_view otherwise) const;
    [[nodiscard]] bool flag(std::string_view name) const;  // "true" or "1"; absent: false.
    [[nodiscard]] std::vector<std::string> all(std::string_view name) const;
    // Errors: InvalidArgument naming the parameter.
    [[nodiscard]] Result<std::string> require(std::string_view name) const;
    [[nodiscard]] std::string header(std::string_view lower_case_name) const;
};

struct Response {
    int status = 200;
    std::string content_type = "application/json; charset=utf-8";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    bool event_stream = false;  // Keep the connection and send the office's changes.
};

[[nodiscard]] Response json_response(std::string body, int status = 200);
[[nodiscard]] Response text_response(std::string body, int status = 200);

// The one place where an error code becomes a status.
[[nodiscard]] int http_status(ErrorCode code);
[[nodiscard]] std::string_view code_name(ErrorCode code);
[[nodiscard]] std::string_view reason_phrase(int status);

// {"code","message","detail"} as /v1 answers. /api has its own wrapper, see dhis2/web_message.
[[nodiscard]] Response error_response(const Error& error);

[[nodiscard]] std::string percent_decode(std::string_view text, bool plus_is_space);
[[nodiscard]] std::vector<std::pair<std::string, std::string>> parse_query(std::string_view text);

}  // namespace sinergi::server
