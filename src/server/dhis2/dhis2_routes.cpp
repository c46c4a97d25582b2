// SPDX-License-Identifier: Apache-2.0
#include "server/dhis2/dhis2_handlers.h"

namespace sinergi::server {

// More exact patterns stand before the general ones: the first that fits is taken.
std::span<const Route> dhis2_routes() {
    static constexpr Route routes[] = {
        {"GET", "/api/ping", Needs::Login, dhis2::get_ping, "Alive"},
        {"GET", "/api/system/info", Needs::Login, dhis2::get_system_info, "Version and calendar"},
        {"GET", "/api/system/info.json", Needs::Login, dhis2::get_system_info, "Version"},
        {"GET", "/api/system/id", Needs::Login, dhis2::get_system_ids, "New identifiers"},
        {"GET", "/api/system/uid", Needs::Login, dhis2::get_system_ids, "New identifiers"},
        {"GET", "/api/me", Needs::Login, dhis2::get_me, "The account that asks"},
        {"GET", "/api/me.json", Needs::Login, dhis2::get_me, "The account that asks"},
        {"GET", "/api/me/authorization", Needs::Login, dhis2::get_my_authorities, "Authorities"},
        {"GET", "/api/me/authorities", Needs::Login, dhis2::get_my_authorities, "Authorities"},
        {"GET", "/api/userSettings", Needs::Login, dhis2::get_settings, "Settings of the account"},
        {"GET", "/api/systemSettings", Needs::Login, dhis2::get_settings, "Settings of the system"},
        {"GET", "/api/periodTypes", Needs::Login, dhis2::get_period_types, "Period types"},
        {"GET", "/api/metadata", Needs::Login, dhis2::get_metadata, "Metadata bundle"},
        {"GET", "/api/metadata.json", Needs::Login, dhis2::get_metadata, "Metadata bundle"},
        {"POST", "/api/metadata", Needs::Operate, dhis2::post_metadata, "Import metadata"},
        {"POST", "/api/metadata.json", Needs::Operate, dhis2::post_metadata, "Import metadata"},
        {"GET", "/api/dataValueSets", Needs::Login, dhis2::get_data_value_sets, "Stored values"},
        {"GET", "/api/dataValueSets.json", Needs::Login, dhis2::get_data_value_sets, "As JSON"},
        {"GET", "/api/dataValueSets.csv", Needs::Login, dhis2::get_data_value_sets, "As CSV"},
        {"POST", "/api/dataValueSets", Needs::Enter, dhis2::post_data_value_sets, "Import values"},
        {"POST", "/api/dataValueSets.json", Needs::Enter, dhis2::post_data_value_sets, "As JSON"},
        {"POST", "/api/dataValueSets.csv", Needs::Enter, dhis2::post_data_value_sets, "As CSV"},
        {"GET", "/api/analytics", Needs::Login, dhis2::get_analytics, "Aggregated values"},
        {"GET", "/api/analytics.json", Needs::Login, dhis2::get_analytics, "As JSON"},
        {"GET", "/api/analytics.csv", Needs::Login, dhis2::get_analytics, "As CSV"},
        {"GET", "/api/organisationUnits.geojson", Needs::Login, dhis2::get_units_geojson,
         "Units with geometry"},
        {"GET", "/api/{collection}", Needs::Login, dhis2::get_objects, "Objects of a collection"},
        {"GET", "/api/{collection}/{uid}", Needs::Login, dhis2::get_object, "One object"},
    };
    return routes;
}

}  // namespace sinergi::server
