// SPDX-License-Identifier: Apache-2.0
#include "server/http.h"

#include <fmt/format.h>

#include "server/json_writer.h"

namespace sinergi::server {

std::optional<std::string> Request::find(std::string_view name) const {
    for (const auto& [key, value] : query) {
        if (key == name) return value;
    }
    return std::nullopt;
}

std::string Request::get(std::string_view name, std::string_view otherwise) const {
    return find(name).value_or(std::string(otherwise));
}

bool Request::flag(std::string_view name) const {
    const std::string value = get(name, "");
    return value == "true" || value == "1";
}

std::vector<std::string> Request::all(std::string_view name) const {
    std::vector<std::string> values;
    for (const auto& [key, value] : query) {
        if (key == name) values.push_back(value);
    }
    return values;
}

Result<std::string> Request::require(std::string_view name) const {
    auto value = find(name);
    if (!value || value->empty()) {
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("parameter '{}' is missing: add ?{}=… to the address", name, name));
    }
    return std::move(*value);
}

std::string Request::header(std::string_view lower_case_name) const {
    const auto found = headers.find(std::string(lower_case_name));
    return found == headers.end() ? std::string() : found->second;
}

Response json_response(std::string body, int status) {
    Response response;
    response.status = status;
    response.body = std::move(body);
    return response;
}

Response text_response(std::string body, int status) {
    Response response = json_response(std::move(body), status);
    response.content_type = "text/plain; charset=utf-8";
    return response;
}

int http_status(ErrorCode code) {
    switch (code) {
        case ErrorCode::InvalidArgument: return 400;
        case ErrorCode::Unauthorized: return 401;
        case ErrorCode::Forbidden: return 403;
        case ErrorCode::NotFound: return 404;
        case ErrorCode::Conflict: return 409;
        case ErrorCode::TooLarge: return 413;
        case ErrorCode::Corrupt: return 500;
        case ErrorCode::Unavailable: return 503;
    }
    return 500;
}

std::string_view code_name(ErrorCode code) {
    switch (code) {
        case ErrorCode::InvalidArgument: return "InvalidArgument";
        case ErrorCode::Unauthorized: return "Unauthorized";
        case ErrorCode::Forbidden: return "Forbidden";
        case ErrorCode::NotFound: return "NotFound";
        case ErrorCode::Conflict: return "Conflict";
        case ErrorCode::TooLarge: return "TooLarge";
        case ErrorCode::Corrupt: return "Corrupt";
        case ErrorCode::Unavailable: return "Unavailable";
    }
    return "Unavailable";
}

std::string_view reason_phrase(int status) {
    switch (status) {
        case 200: return "OK";
        case 201: return "Created";
        case 204: return "No Content";
        case 304: return "Not Modified";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 408: return "Request Timeout";
        case 409: return "Conflict";
        case 413: return "Payload Too Large";
        case 415: return "Unsupported Media Type";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 503: return "Service Unavailable";
        default: return "Unknown";
    }
}

Response error_response(const Error& error) {
    JsonWriter json;
    json.object([&] {
        json.member("code", code_name(error.code));
        json.member("message", error.message);
        if (!error.detail.empty()) json.member("detail", error.detail);
    });
    return json_response(json.take(), http_status(error.code));
}

std::string percent_decode(std::string_view text, bool plus_is_space) {
    const auto hex = [](char c) {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        return -1;
    };
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) >= 0 &&
            hex(text[i + 2]) >= 0) {
            decoded.push_back(static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2])));
            i += 2;
        } else if (text[i] == '+' && plus_is_space) {
            decoded.push_back(' ');
        } else {
            decoded.push_back(text[i]);
        }
    }
    return decoded;
}

std::vector<std::pair<std::string, std::string>> parse_query(std::string_view text) {
    std::vector<std::pair<std::string, std::string>> query;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('&'), text.size());
        const std::string_view part = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (part.empty()) continue;
        const std::size_t equals = std::min(part.find('='), part.size());
        query.emplace_back(
            percent_decode(part.substr(0, equals), true),
            equals < part.size() ? percent_decode(part.substr(equals + 1), true) : std::string());
    }
    return query;
}

}  // namespace sinergi::server
