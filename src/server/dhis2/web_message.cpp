// SPDX-License-Identifier: Apache-2.0
#include "server/dhis2/web_message.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "server/json_writer.h"

namespace sinergi::server::dhis2 {

namespace {

constexpr std::pair<std::string_view, std::string_view> kTexts[] = {
    {"E2001", "At least one data element, data set or data element group must be specified"},
    {"E2002",
     "At least one period, start/end dates, last updated or last updated duration must be "
     "specified"},
    {"E2003", "Both periods and start/end date cannot be specified"},
    {"E2004", "Start date must be before end date"},
    {"E2005", "Duration is not valid: `{0}`"},
    {"E2006", "At least one organisation unit or organisation unit group must be specified"},
    {"E2007", "Organisation unit children cannot be included for organisation unit groups"},
    {"E2009", "Limit cannot be less than zero: `{0}`"},
    {"E4000", "Missing required property `{0}`"},
    {"E5002", "Invalid reference {0} on object {1} for association `{2}`"},
    {"E7101", "At least one dimension must be specified"},
    {"E7102",
     "At least one data dimension item or data element group set dimension item must be "
     "specified"},
    {"E7103", "Dimensions cannot be specified as dimension and filter simultaneously: `{0}`"},
    {"E7104", "At least one period as dimension or filter, or start and dates, must be specified"},
    {"E7105", "Periods and start and end dates cannot be specified simultaneously"},
    {"E7106", "Start date cannot be after end date"},
    {"E7107", "Start and end dates cannot be specified for reporting rates"},
    {"E7108", "Only a single indicator can be specified as filter"},
    {"E7109", "Only a single reporting rate can be specified as filter"},
    {"E7110", "Category option combos cannot be specified as filter"},
    {"E7111", "Dimensions cannot be specified more than once: `{0}`"},
    {"E7112", "Reporting rates can only be specified together with dimensions of type: `{0}`"},
    {"E7113", "Assigned categories cannot be specified when data elements are not specified"},
    {"E7114", "Assigned categories can only be specified together with data elements"},
    {"E7115",
     "Data elements must be of a value and aggregation type that allow aggregation: `{0}`"},
    {"E7124", "Dimension is present in query without any valid dimension options: `{0}`"},
    {"E7125", "Dimension identifier does not reference any dimension: `{0}`"},
    {"E7128", "Query result set exceeded max limit: `{0}`"},
    {"E7134", "Cannot retrieve total value for data elements with skip total category combination"},
    {"E7143", "Organisation unit or organisation unit level is not valid"},
    {"E7149", "Invalid measure filter operator: `{0}`"},
    {"E7152", "Periods as filter not supported with Indicator with period offset"},
    {"E7611", "Period not valid: `{0}`"},
    {"E7617", "Organisation unit: `{0}` not in hierarchy of current user: `{1}`"},
    {"E7650", "Not a valid path: `{0}`"},
    {"E7652", "Illegal filter expression `{0}`: {1}"},
    {"E7653", "Illegal filter `{0}`: {1}"},
};

bool is_dhis2_code(std::string_view text) {
    return text.size() == 5 && text[0] == 'E' &&
           std::all_of(text.begin() + 1, text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int status_of(const Error& error) {
    return error.code == ErrorCode::InvalidArgument ? 409 : http_status(error.code);
}

}  // namespace

Response web_message(const WebMessage& message) {
    JsonWriter json;
    json.object([&] {
        json.member("httpStatus", reason_phrase(message.status));
        json.member("httpStatusCode", message.status);
        json.member("status", message.severity);
        json.member("message", message.message);
        if (!message.error_code.empty()) json.member("errorCode", message.error_code);
        if (!message.response.empty()) {
            json.name("response");
            json.raw(message.response);
        }
    });
    return json_response(json.take(), message.status);
}

Response dhis2_error(const Error& error) {
    WebMessage message{status_of(error), "ERROR", error.message, {}, {}};
    if (error.code == ErrorCode::Unauthorized) message.message = "Unauthorized";
    if (is_dhis2_code(error.detail)) {
        message.error_code = error.detail;
    } else if (error.code == ErrorCode::NotFound) {
        message.error_code = "E1005";
    } else if (error.code == ErrorCode::Forbidden) {
        message.error_code = "E1006";
    }
    return web_message(message);
}

std::string error_text(std::string_view code, std::initializer_list<std::string_view> arguments) {
    const auto found = std::find_if(std::begin(kTexts), std::end(kTexts),
                                    [&](const auto& entry) { return entry.first == code; });
    VERIFY(found != std::end(kTexts));
    std::string text;
    std::string_view rest = found->second;
    while (!rest.empty()) {
        if (rest.size() >= 3 && rest[0] == '{' && rest[2] == '}') {
            const auto index = static_cast<std::size_t>(rest[1] - '0');
            if (index < arguments.size()) text += arguments.begin()[index];
            rest.remove_prefix(3);
        } else {
            text += rest.front();
            rest.remove_prefix(1);
        }
    }
    return text;
}

tl::unexpected<Error> refuse(std::string_view code,
                             std::initializer_list<std::string_view> arguments) {
    return fail(ErrorCode::InvalidArgument, error_text(code, arguments), std::string(code));
}

tl::unexpected<Error> not_found(std::string_view type, std::string_view uid) {
    return fail(ErrorCode::NotFound, fmt::format("{} with id {} could not be found.", type, uid),
                "E1005");
}

Response broken_body(std::string_view reason) {
    return web_message({400, "ERROR", std::string(reason), {}, {}});
}

}  // namespace sinergi::server::dhis2
