// SPDX-License-Identifier: Apache-2.0
// What clients ask before anything else: version, the account, settings, period types.
#include <charconv>

#include <fmt/format.h>
#include <sodium.h>

#include "base/text.h"
#include "server/dhis2/dhis2_handlers.h"
#include "server/json_writer.h"

namespace sinergi::server::dhis2 {

namespace {

// The release whose behaviour is followed: what ministries run.
constexpr std::string_view kDhis2Version = "2.42.5";
constexpr std::size_t kIdsMax = 10'000;

// "2026-11-25T03:05:21Z" as DHIS2 writes it.
std::string dhis2_now() {
    std::string time = to_iso_time(std::chrono::system_clock::now());
    time.pop_back();
    return time + ".000";
}

std::vector<std::string_view> authorities_of(const Viewer& viewer) {
    std::vector<std::string_view> all{"M_dhis-web-dashboard", "F_VIEW_EVENT_ANALYTICS"};
    if (viewer.can_enter) all.push_back("F_DATAVALUE_ADD");
    if (viewer.can_operate) all = {"ALL"};
    return all;
}

std::string random_uid() {
    constexpr std::string_view kLetters =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    std::string uid;
    for (int i = 0; i < 11; ++i) {
        uid += kLetters[randombytes_uniform(i == 0 ? 52 : 62)];
    }
    return uid;
}

}  // namespace

Result<Response> get_ping(const Request&, Services&) { return text_response("pong"); }

Result<Response> get_system_info(const Request& request, Services& services) {
    JsonWriter json;
    json.object([&] {
        json.member("contextPath", "http://" + request.header("host"));
        json.member("userAgent", request.header("user-agent"));
        json.member("calendar", "iso8601");
        json.member("dateFormat", "yyyy-mm-dd");
        json.member("serverDate", dhis2_now());
        json.member("serverTimeZoneId", "Etc/UTC");
        json.member("serverTimeZoneDisplayName", "Coordinated Universal Time");
        json.member("lastAnalyticsTableSuccess", dhis2_now());
        json.member("intervalSinceLastAnalyticsTableSuccess", "0 s");
        json.member("version", kDhis2Version);
        json.member("revision", "sinergi " + services.version);
        json.member("systemId", uid_from("sinergi:" + services.office.folder()));
        json.member("systemName", "Sinergi");
        json.member("emailConfigured", false);
        json.member("isMetadataVersionEnabled", false);
        json.member("isMetadataSyncEnabled", false);
    });
    return json_response(json.take());
}

Result<Response> get_system_ids(const Request& request, Services&) {
    const std::string text = request.get("limit", "1");
    std::size_t count = 1;
    std::from_chars(text.data(), text.data() + text.size(), count);
    JsonWriter json;
    json.object([&] {
        json.array("codes", [&] {
            for (std::size_t i = 0; i < std::min(count, kIdsMax); ++i) json.put(random_uid());
        });
    });
    return json_response(json.take());
}

Result<Response> get_me(const Request& request, Services& services) {
    const Viewer& viewer = request.viewer;
    JsonWriter json;
    const auto units = [&](std::string_view key) {
        json.array(key, [&] {
            if (!viewer.unit_uid.empty()) {
                json.object([&] { json.member("id", viewer.unit_uid); });
            }
        });
    };
    json.object([&] {
        json.member("id", uid_from("user:" + viewer.username));
        json.member("username", viewer.username);
        json.member("firstName", viewer.name);
        json.member("surname", "");
        json.member("name", viewer.name);
        json.member("displayName", viewer.name);
        json.array("userRoles", [] {});
        json.array("userGroups", [] {});
        units("organisationUnits");
        units("dataViewOrganisationUnits");
        units("teiSearchOrganisationUnits");
        json.object("settings", [&] {
            json.member("keyUiLocale", "id");
            json.member("keyDbLocale", "id");
            json.member("keyAnalysisDisplayProperty", "name");
        });
        json.array("programs", [] {});
        json.array("dataSets", [&] {
            for (const DataSet& set : services.office.snapshot()->metadata->metadata().data_sets) {
                json.put(set.uid);
            }
        });
        json.array("authorities", [&] {
            for (const std::string_view authority : authorities_of(viewer)) json.put(authority);
        });
        json.array("attributeValues", [] {});
    });
    return json_response(json.take());
}

Result<Response> get_my_authorities(const Request& request, Services&) {
    JsonWriter json;
    json.array([&] {
        for (const std::string_view authority : authorities_of(request.viewer)) json.put(authority);
    });
    return json_response(json.take());
}

Result<Response> get_settings(const Request&, Services&) {
    JsonWriter json;
    json.object([&] {
        json.member("keyUiLocale", "id");
        json.member("keyAnalysisDisplayProperty", "name");
        json.member("analyticsFinancialYearStart", "FINANCIAL_YEAR_OCTOBER");
        json.member("analyticsWeeklyStart", "WEEKLY");
        json.member("keyAnalysisRelativePeriod", "LAST_12_MONTHS");
        json.member("keyDateFormat", "yyyy-MM-dd");
        json.member("keyCalendar", "iso8601");
        json.member("applicationTitle", "Sinergi");
    });
    return json_response(json.take());
}

Result<Response> get_period_types(const Request&, Services&) {
    JsonWriter json;
    json.object([&] {
        json.array("periodTypes", [&] {
            for (int kind = 0; kind < kPeriodKindCount; ++kind) {
                json.object([&] {
                    json.member("name", period_type_name(static_cast<PeriodKind>(kind)));
                    json.member("frequencyOrder", frequency_order(static_cast<PeriodKind>(kind)));
                });
            }
        });
    });
    return json_response(json.take());
}

}  // namespace sinergi::server::dhis2
