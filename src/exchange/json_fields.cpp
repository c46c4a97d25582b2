// SPDX-License-Identifier: Apache-2.0
#include "exchange/json_fields.h"

#include <cctype>
#include <limits>

#include <fmt/format.h>

namespace sinergi::exchange {

namespace dom = simdjson::dom;

Result<dom::element> parse_json(dom::parser& parser, std::string_view json, std::string_view label,
                                Padding padding) {
    if (parser.max_depth() != kJsonDepthMax &&
        parser.allocate(json.size() + 1, kJsonDepthMax) != simdjson::SUCCESS) {
        return fail(ErrorCode::TooLarge, fmt::format("{}: too large to read", label));
    }
    dom::element root;
    const auto error = parser.parse(json.data(), json.size(), padding == Padding::No).get(root);
    if (error == simdjson::DEPTH_ERROR) {
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("{}: nested deeper than {} levels", label, kJsonDepthMax));
    }
    if (error != simdjson::SUCCESS) {
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("{}: not valid JSON ({})", label, simdjson::error_message(error)));
    }
    return root;
}

std::optional<dom::element> JsonFields::find(std::string_view key) const {
    dom::element value;
    if (object_.at_key(key).get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
    return value;
}

void JsonFields::refuse(std::string_view key, std::string_view expected) {
    if (error_) return;
    error_ = Error{ErrorCode::InvalidArgument,
                   fmt::format("{}: '{}' must be {}", label_, key, expected)};
}

Result<void> JsonFields::check() const {
    if (error_) return tl::unexpected(*error_);
    return {};
}

void JsonFields::text(std::string_view key, std::string& target) {
    const auto value = find(key);
    if (!value) return;
    std::string_view view;
    if (value->get(view) != simdjson::SUCCESS) return refuse(key, "text");
    target = view;
}

void JsonFields::day(std::string_view key, std::string& target) {
    std::string whole;
    text(key, whole);
    if (whole.empty()) return;
    constexpr std::string_view shape = "0000-00-00";
    bool good = whole.size() >= shape.size() &&
                (whole.size() == shape.size() || whole[shape.size()] == 'T');
    for (std::size_t i = 0; good && i < shape.size(); ++i) {
        good = shape[i] == '0' ? std::isdigit(static_cast<unsigned char>(whole[i])) != 0
                               : whole[i] == shape[i];
    }
    if (!good) return refuse(key, "a date, yyyy-mm-dd");
    target = whole.substr(0, shape.size());
}

void JsonFields::number(std::string_view key, double& target) {
    const auto value = find(key);
    if (!value) return;
    double number = 0;
    if (value->get(number) != simdjson::SUCCESS) return refuse(key, "a number");
    target = number;
}

void JsonFields::integer(std::string_view key, int& target) {
    std::optional<int> read;
    integer(key, read);
    if (read) target = *read;
}

void JsonFields::integer(std::string_view key, std::optional<int>& target) {
    const auto value = find(key);
    if (!value) return;
    std::int64_t number = 0;
    if (value->get(number) != simdjson::SUCCESS || number < std::numeric_limits<int>::min() ||
        number > std::numeric_limits<int>::max()) {
        return refuse(key, "a whole number");
    }
    target = static_cast<int>(number);
}

void JsonFields::flag(std::string_view key, bool& target) {
    const auto value = find(key);
    if (!value) return;
    bool read = false;
    if (value->get(read) != simdjson::SUCCESS) return refuse(key, "true or false");
    target = read;
}

std::optional<dom::object> JsonFields::object(std::string_view key) {
    const auto value = find(key);
    if (!value) return std::nullopt;
    dom::object read;
    if (value->get(read) == simdjson::SUCCESS) return read;
    refuse(key, "an object");
    return std::nullopt;
}

std::optional<dom::array> JsonFields::array(std::string_view key) {
    const auto value = find(key);
    if (!value) return std::nullopt;
    dom::array read;
    if (value->get(read) == simdjson::SUCCESS) return read;
    refuse(key, "a list");
    return std::nullopt;
}

void JsonFields::reference(std::string_view key, std::string& target) {
    const auto value = object(key);
    if (!value) return;
    std::string_view id;
    if (value->at_key("id").get(id) != simdjson::SUCCESS) {
        return refuse(key, "a reference, {\"id\":\"…\"}");
    }
    target = id;
}

void JsonFields::references(std::string_view key, std::vector<std::string>& target,
                            std::string_view inner) {
    const auto list = array(key);
    if (!list) return;
    for (const dom::element element : *list) {
        dom::element holder = element;
        std::string_view id;
        if ((!inner.empty() && element.at_key(inner).get(holder) != simdjson::SUCCESS) ||
            holder.at_key("id").get(id) != simdjson::SUCCESS) {
            return refuse(key, "a list of references, [{\"id\":\"…\"}]");
        }
        target.emplace_back(id);
    }
}

}  // namespace sinergi::exchange
