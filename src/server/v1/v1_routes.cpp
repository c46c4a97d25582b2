// SPDX-License-Identifier: Apache-2.0
#include "server/v1/handlers.h"

namespace sinergi::server {

std::span<const Route> v1_routes() {
    static constexpr Route routes[] = {
        {"GET", "/healthz", Needs::Nothing, v1::get_health, "Alive, and the newest change"},
        {"GET", "/metrics", Needs::Nothing, v1::get_metrics, "Prometheus metrics"},
        {"GET", "/v1/session", Needs::Nothing, v1::get_session,
         "Who asks, and what this server is"},
        {"POST", "/v1/session", Needs::Nothing, v1::post_session, "Log in"},
        {"DELETE", "/v1/session", Needs::Nothing, v1::delete_session, "Log out"},
        {"GET", "/v1/catalogue", Needs::Nothing, v1::get_catalogue, "Indicators and pillars"},
        {"GET", "/v1/units", Needs::Nothing, v1::find_units, "Search units by name or code"},
        {"GET", "/v1/units/{unit}", Needs::Nothing, v1::get_unit, "A unit and its surroundings"},
        {"GET", "/v1/units/{unit}/map", Needs::Nothing, v1::get_map, "Boundaries below a unit"},
        {"GET", "/v1/figures", Needs::Nothing, v1::get_figures, "One indicator, units x periods"},
        {"GET", "/v1/published", Needs::Nothing, v1::get_published, "Published figures of units"},
        {"GET", "/v1/gates", Needs::Nothing, v1::get_gates,
         "Which status a unit has reached, by dated rules"},
        {"GET", "/v1/pws", Needs::Nothing, v1::get_pws,
         "Local area monitoring: standing and course of the months"},
        {"GET", "/v1/reporting", Needs::Nothing, v1::get_reporting, "Reports by unit and month"},
        {"GET", "/v1/changes", Needs::Nothing, v1::get_changes, "The newest changes"},
        {"GET", "/v1/events", Needs::Nothing, v1::get_events, "Server-sent events of changes"},
        {"GET", "/v1/values", Needs::Login, v1::get_values, "Values of one unit and period"},
        {"POST", "/v1/values", Needs::Enter, v1::post_value, "Set one value"},
        {"GET", "/v1/values/history", Needs::Login, v1::get_value_history, "Versions of a value"},
        {"GET", "/v1/check", Needs::Operate, v1::get_check, "Verify store and columns"},
        {"POST", "/v1/backup", Needs::Operate, v1::post_backup, "Copy the database to a file"},
        {"POST", "/v1/imports", Needs::Enter, v1::post_import, "Import a file, or try it"},
        {"POST", "/v1/changes/{change}/undo", Needs::Enter, v1::post_undo,
         "Put back what held before a change"},
        {"GET", "/v1/imports/memory", Needs::Enter, v1::get_import_memory,
         "What you have told about your files"},
        {"DELETE", "/v1/imports/memory", Needs::Enter, v1::delete_import_memory,
         "Forget one thing you told"},
    };
    return routes;
}

}  // namespace sinergi::server
