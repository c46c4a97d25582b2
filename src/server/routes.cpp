// SPDX-License-Identifier: Apache-2.0
#include "server/routes.h"

#include <charconv>
#include <exception>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "server/dhis2/web_message.h"
#include "server/static_files.h"

namespace sinergi::server {

namespace {

bool is_api(std::string_view path) { return path == "/api" || path.starts_with("/api/"); }

// "/api/42/me" is "/api/me": DHIS2 clients put their version into the address.
std::string without_api_version(const std::string& path) {
    if (!path.starts_with("/api/")) return path;
    std::size_t end = 5;
    while (end < path.size() && path[end] >= '0' && path[end] <= '9') ++end;
    if (end == 5 || end > 7 || (end < path.size() && path[end] != '/')) return path;
    return "/api" + path.substr(end);
}

// True and the {names} filled if the path fits the pattern, segment by segment.
bool fits(std::string_view pattern, std::string_view path,
          std::map<std::string, std::string>& values) {
    while (!pattern.empty() && !path.empty()) {
        if (pattern.front() == '{') {
            const std::size_t close = pattern.find('}');
            const std::string_view name = pattern.substr(1, close - 1);
            pattern.remove_prefix(close + 1);
            const std::size_t end = pattern.empty() || pattern.front() == '/'
                                        ? path.find('/')
                                        : path.find(pattern.front());
            const std::string_view value = path.substr(0, end);
            if (value.empty()) return false;
            values[std::string(name)] = std::string(value);
            path.remove_prefix(value.size());
        } else if (pattern.front() == path.front()) {
            pattern.remove_prefix(1);
            path.remove_prefix(1);
        } else {
            return false;
        }
    }
    return pattern.empty() && path.empty();
}

struct Found {
    const Route* route = nullptr;
    bool other_method = false;
};

Found find_route(std::span<const Route> routes, Request& request) {
    Found found;
    for (const Route& route : routes) {
        std::map<std::string, std::string> values;
        if (!fits(route.pattern, request.path, values)) continue;
        if (route.method == request.method) {
            request.path_values = std::move(values);
            found.route = &route;
            return found;
        }
        found.other_method = true;
    }
    return found;
}

Result<void> check_right(const Route& route, const Request& request) {
    const Viewer& viewer = request.viewer;
    if (route.needs == Needs::Nothing) return {};
    if (viewer.is_public()) {
        return fail(ErrorCode::Unauthorized, "log in first; this address needs an account");
    }
    if (route.needs == Needs::Enter && !viewer.can_enter && !viewer.can_operate) {
        return fail(ErrorCode::Forbidden,
                    fmt::format("{} does not have the right to enter data", viewer.username));
    }
    if (route.needs == Needs::Operate) return require_operate(viewer);
    return {};
}

// A page of another site can make a browser send our cookie, but not this header.
Result<void> check_origin(const Request& request) {
    if (!request.viewer.by_cookie || request.method == "GET") return {};
    if (request.header("x-requested-with") == "XMLHttpRequest") return {};
    return fail(ErrorCode::Forbidden,
                "a write from a browser session needs the header X-Requested-With: XMLHttpRequest");
}

// A client that has seen a change here or on another server of the same store never reads behind
// it.
Result<void> wait_for_seen(const Request& request, Office& office) {
    constexpr std::chrono::seconds kWait{5};
    const std::string text = request.header("x-sinergi-seen");
    if (text.empty()) return {};
    store::ChangeNumber seen = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seen);
    if (error != std::errc() || end != text.data() + text.size()) {
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("X-Sinergi-Seen must be a change number, not '{}'", text));
    }
    return office.reach(seen, kWait);
}

Result<Response> serve(Request& request, Services& services) {
    const auto routes = is_api(request.path) ? dhis2_routes() : v1_routes();
    const Found found = find_route(routes, request);
    if (found.route == nullptr) {
        if (found.other_method) {
            return fail(ErrorCode::InvalidArgument,
                        fmt::format("{} does not accept {}", request.path, request.method));
        }
        if (request.path.starts_with("/v1/") || is_api(request.path)) {
            return fail(ErrorCode::NotFound, fmt::format("no address {}", request.path));
        }
        return serve_client(request, services.web_folder);
    }
    TRY(wait_for_seen(request, services.office));
    request.viewer = TRY(services.access.identify(request));
    TRY(check_origin(request));
    TRY(check_right(*found.route, request));
    return found.route->handler(request, services);
}

Response reply_for(const Error& error, const Request& request) {
    Response response = is_api(request.path) ? dhis2::dhis2_error(error) : error_response(error);
    if (response.status == 401 && is_api(request.path) &&
        request.header("x-requested-with") != "XMLHttpRequest") {
        response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"DHIS2\"");
    }
    return response;
}

}  // namespace

Response dispatch(Request& request, Services& services) {
    const auto begin = std::chrono::steady_clock::now();
    request.path = without_api_version(request.path);
    Response response;
    try {
        auto result = serve(request, services);
        response = result ? std::move(*result) : reply_for(result.error(), request);
    } catch (const std::exception& error) {
        spdlog::error("{} {}: {}", request.method, request.path, error.what());
        response =
            reply_for({ErrorCode::Corrupt, "an unexpected fault; it has been logged"}, request);
    }
    if (request.path.starts_with("/v1/") || is_api(request.path)) {
        response.headers.emplace_back("X-Sinergi-Change",
                                      std::to_string(services.office.snapshot()->change));
    }
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - begin);
    spdlog::info(R"({{"method":"{}","path":"{}","status":{},"us":{},"bytes":{},"user":"{}"}})",
                 request.method, request.path, response.status, took.count(), response.body.size(),
                 request.viewer.username);
    return response;
}

}  // namespace sinergi::server
