// SPDX-License-Identifier: Apache-2.0
// /v1/session: who is asking, what this server is, logging in and out. And the two addresses that
// machines watch: /healthz and /metrics.
#include <fmt/format.h>
#include <simdjson.h>

#include "base/text.h"
#include "server/v1/handlers.h"
#include "server/v1/v1_json.h"

namespace sinergi::server::v1 {

namespace {

constexpr std::string_view kCookieAttributes = "; Path=/; HttpOnly; SameSite=Lax";

// The newest month that holds routine data; empty if there is none.
std::string newest_month(const engine::Snapshot& snapshot) {
    std::optional<Period> newest;
    for (const auto& series : snapshot.columns.all()) {
        for (const auto& [period, column] : series->columns) {
            if (period.kind == PeriodKind::Monthly && (!newest || period.index > newest->index)) {
                newest = period;
            }
        }
    }
    return newest ? to_string(*newest) : std::string();
}

// The newest year somebody published a figure for: where a server with no reports opens. What is
// only projected has not happened yet.
std::string newest_published_year(const Reference& reference) {
    std::string newest;
    for (const store::PublishedFigure& figure : reference.figures()) {
        if (figure.kind == "projection") continue;
        if (std::string year = figure.period.substr(0, 4); year > newest) newest = std::move(year);
    }
    return newest;
}

// A fresh session opens on the account's unit, else on the first root with something below it.
Row first_unit(const OrgUnitTree& tree, const Viewer& viewer) {
    const Row own = tree.find_uid(viewer.unit_uid);
    if (own != kNoRow) return own;
    const auto roots = tree.roots();
    for (const Row root : roots) {
        if (!tree.children(root).empty()) return root;
    }
    return roots.empty() ? kNoRow : roots.front();
}

std::string session_json(const Viewer& viewer, Services& services) {
    const auto snapshot = services.office.snapshot();
    const OrgUnitTree& tree = snapshot->tree();
    const auto setting = [&](std::string_view key) {
        const auto value = services.office.store().setting(key);
        return value && *value ? **value : std::string();
    };
    JsonWriter json;
    json.object([&] {
        if (viewer.is_public()) {
            json.name("user");
            json.null();
        } else {
            json.object("user", [&] {
                json.member("username", viewer.username);
                json.member("name", viewer.name);
                const Row row = tree.find_uid(viewer.unit_uid);
                if (row != kNoRow) {
                    json.object("unit", [&] { write_unit_name(json, tree.unit(row)); });
                }
                json.array("rights", [&] {
                    if (viewer.can_view) json.put("view");
                    if (viewer.can_enter) json.put("enter");
                    if (viewer.can_operate) json.put("operate");
                });
            });
        }
        json.member("office", setting("office_name"));
        json.member("demo", services.demonstration);
        json.member("change", snapshot->change);
        json.member("version", services.version);
        json.array("attributions", [&] {
            const std::string kept = setting("attributions");
            for (const std::string_view line : split(kept, '\n')) {
                if (!line.empty()) json.put(line);
            }
        });
        const Row first = first_unit(tree, viewer);
        json.member("default_unit", first == kNoRow ? std::string() : unit_code(tree.unit(first)));
        std::string newest = newest_month(*snapshot);
        if (newest.empty()) newest = newest_published_year(*services.office.reference());
        json.member("default_period", newest);
        json.member("today", to_iso_date(services.today()));
    });
    return json.take();
}

}  // namespace

std::string utc_now() { return to_iso_time(std::chrono::system_clock::now()); }

Result<Response> get_session(const Request& request, Services& services) {
    return json_response(session_json(request.viewer, services));
}

Result<Response> post_session(const Request& request, Services& services) {
    std::string username;
    std::string password;
    try {
        simdjson::dom::parser parser;
        const simdjson::dom::element body = parser.parse(request.body);
        username = std::string(std::string_view(body["username"]));
        password = std::string(std::string_view(body["password"]));
    } catch (const simdjson::simdjson_error&) {
        return fail(ErrorCode::InvalidArgument, R"(send {"username":"…","password":"…"} as JSON)");
    }
    const std::string secret = TRY(services.access.log_in(username, password, request.remote));
    Request logged_in = request;
    logged_in.headers["cookie"] = "sinergi_session=" + secret;
    logged_in.headers.erase("authorization");
    const Viewer viewer = TRY(services.access.identify(logged_in));
    Response response = json_response(session_json(viewer, services));
    response.headers.emplace_back("Set-Cookie",
                                  fmt::format("sinergi_session={}{}", secret, kCookieAttributes));
    return response;
}

Result<Response> delete_session(const Request& request, Services& services) {
    services.access.log_out(request);
    Response response = json_response("", 204);
    response.headers.emplace_back("Set-Cookie",
                                  fmt::format("sinergi_session=; Max-Age=0{}", kCookieAttributes));
    return response;
}

Result<Response> get_health(const Request&, Services& services) {
    const auto last = services.office.store().last_change();
    if (!last) return tl::unexpected(last.error());
    return json_response(fmt::format(R"({{"status":"ok","change":{}}})", *last));
}

Result<Response> get_metrics(const Request&, Services& services) {
    const HttpCounters http = services.counters ? services.counters() : HttpCounters{};
    const auto snapshot = services.office.snapshot();
    std::string text;
    const auto metric = [&](std::string_view name, std::string_view type, std::string_view help,
                            double value) {
        text += fmt::format("# HELP sinergi_{0} {1}\n# TYPE sinergi_{0} {2}\nsinergi_{0} {3}\n",
                            name, help, type, value);
    };
    const auto count = [](std::uint64_t value) { return static_cast<double>(value); };
    metric("http_requests_total", "counter", "Requests read whole.", count(http.requests));
    metric("http_replies_ok_total", "counter", "Replies below 400.", count(http.replies_2xx));
    metric("http_replies_refused_total", "counter", "Replies 400 to 499.", count(http.replies_4xx));
    metric("http_replies_failed_total", "counter", "Replies from 500.", count(http.replies_5xx));
    metric("http_handling_seconds_total", "counter", "Time spent in handlers.",
           http.handling_seconds);
    metric("http_connections_open", "gauge", "Open connections.", count(http.open_connections));
    metric("event_listeners", "gauge", "Browsers that listen for changes.", count(http.listeners));
    metric("change_number", "gauge", "The newest published change.", count(snapshot->change));
    metric("org_units", "gauge", "Organisation units.", snapshot->tree().size());
    metric("cells", "gauge", "Values held in the columns.", count(snapshot->columns.cell_count()));
    metric("columns_bytes", "gauge", "Memory of the columns.",
           count(snapshot->columns.memory_bytes()));
    Response response = text_response(std::move(text));
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    return response;
}

}  // namespace sinergi::server::v1
