// SPDX-License-Identifier: Apache-2.0
// The `filter` and `order` parameters; declared in metadata_fields.h.
#include <algorithm>
#include <cstdlib>

#include "base/text.h"
#include "server/dhis2/metadata_fields.h"
#include "server/dhis2/web_message.h"

namespace sinergi::server::dhis2 {

namespace {

constexpr std::string_view kOperators[] = {
    "eq",    "!eq",    "ne",    "neq",    "ieq",        "like",    "!like",  "$like",   "!$like",
    "like$", "!like$", "ilike", "!ilike", "$ilike",     "!$ilike", "ilike$", "!ilike$", "gt",
    "ge",    "gte",    "lt",    "le",     "lte",        "null",    "!null",  "empty",   "!empty",
    "token", "!token", "in",    "!in",    "startsWith", "endsWith"};

bool needs_no_value(std::string_view op) {
    return op == "null" || op == "!null" || op == "empty" || op == "!empty";
}

// A number's decimal text, as filters compare it.
std::string scalar_text(const Json& value) {
    if (value.IsString()) return std::string(text_of(value));
    if (value.IsBool()) return value.GetBool() ? "true" : "false";
    if (value.IsInt64()) return std::to_string(value.GetInt64());
    if (value.IsDouble()) {
        std::string text = std::to_string(value.GetDouble());
        while (text.ends_with('0')) text.pop_back();
        if (text.ends_with('.')) text.pop_back();
        return text;
    }
    return {};
}

bool to_number(std::string_view text, double& number) {
    if (text.empty() || text.size() > 64) return false;
    const std::string copy(text);
    char* end = nullptr;
    number = std::strtod(copy.c_str(), &end);
    return end == copy.c_str() + copy.size();
}

int compare(const std::string& left, const std::string& right) {
    double a = 0;
    double b = 0;
    if (to_number(left, a) && to_number(right, b)) return a < b ? -1 : (a > b ? 1 : 0);
    return left.compare(right);
}

// The pieces of "[a,b]".
std::vector<std::string_view> list_items(std::string_view text) {
    if (text.starts_with('[')) text.remove_prefix(1);
    if (text.ends_with(']')) text.remove_suffix(1);
    return split(text, ',');
}

bool has_tokens(std::string_view text, std::string_view tokens) {
    const std::string lower = to_lower_ascii(text);
    for (const auto token : split(tokens, ' ')) {
        if (lower.find(to_lower_ascii(token)) == std::string::npos) return false;
    }
    return true;
}

bool text_matches(const std::string& text, std::string_view op, const std::string& value) {
    if (op == "eq") return compare(text, value) == 0;
    if (op == "ieq") return to_lower_ascii(text) == to_lower_ascii(value);
    if (op == "gt") return compare(text, value) > 0;
    if (op == "ge" || op == "gte") return compare(text, value) >= 0;
    if (op == "lt") return compare(text, value) < 0;
    if (op == "le" || op == "lte") return compare(text, value) <= 0;
    if (op == "like") return text.find(value) != std::string::npos;
    if (op == "$like") return text.starts_with(value);
    if (op == "like$") return text.ends_with(value);
    const std::string lower = to_lower_ascii(text);
    const std::string wanted = to_lower_ascii(value);
    if (op == "ilike") return lower.find(wanted) != std::string::npos;
    if (op == "$ilike" || op == "startsWith") return lower.starts_with(wanted);
    if (op == "ilike$" || op == "endsWith") return lower.ends_with(wanted);
    if (op == "token") return has_tokens(text, value);
    if (op == "in") {
        const auto items = list_items(value);
        return std::any_of(items.begin(), items.end(),
                           [&](std::string_view item) { return trim(item) == text; });
    }
    return false;
}

// Calls visit for each value at the end of the dotted path; true as soon as one visit is.
template <class Visit>
bool any_at(const ObjectBook& book, const Json& object, std::string_view path, Visit&& visit) {
    if (object.IsArray()) {
        for (const Json& each : object.GetArray()) {
            if (any_at(book, each, path, visit)) return true;
        }
        return false;
    }
    const Json* target = &object;
    if (const Json* id = member_of(object, "id"); id != nullptr) {
        if (const Json* full = book.find(text_of(*id)); full != nullptr) target = full;
    }
    const std::size_t dot = path.find('.');
    const Json* value = member_of(*target, path.substr(0, dot));
    if (dot == std::string_view::npos) return visit(value);
    return value != nullptr && any_at(book, *value, path.substr(dot + 1), visit);
}

bool value_matches(const Json* value, std::string_view op, const std::string& wanted) {
    const bool missing = value == nullptr || value->IsNull();
    if (op == "null") return missing;
    if (op == "empty") {
        return missing || (value->IsArray() && value->Empty()) ||
               (value->IsString() && value->GetStringLength() == 0);
    }
    if (missing) return false;
    if (value->IsArray()) return text_matches(std::to_string(value->Size()), op, wanted);
    if (value->IsObject()) {
        const Json* id = member_of(*value, "id");
        return id != nullptr && text_matches(scalar_text(*id), op, wanted);
    }
    return text_matches(scalar_text(*value), op, wanted);
}

}  // namespace

// The grammar is [a-zA-Z0-9.]+:[!$a-zA-Z]{2,10}(:(\[[^]]*]|[^,\n\r]+))?, repeated between commas.
Result<std::vector<Filter>> parse_filters(std::string_view text) {
    std::vector<Filter> filters;
    while (!text.empty()) {
        if (text.front() == ',') {
            text.remove_prefix(1);
            continue;
        }
        const std::size_t colon = text.find(':');
        if (colon == std::string_view::npos || colon == 0) {
            return refuse("E7652", {text.substr(0, 100), "expected property:operator[:value]"});
        }
        Filter filter;
        filter.property = text.substr(0, colon);
        text.remove_prefix(colon + 1);
        const std::size_t op_end = std::min(text.find_first_of(":,"), text.size());
        filter.op = text.substr(0, op_end);
        text.remove_prefix(op_end);
        if (!text.empty() && text.front() == ':') {
            text.remove_prefix(1);
            std::size_t end = std::string_view::npos;
            if (text.starts_with('[')) {
                end = text.find(']');
                if (end != std::string_view::npos) ++end;
            } else {
                end = text.find_first_of(",\r\n");
            }
            end = std::min(end, text.size());
            filter.value = text.substr(0, end);
            text.remove_prefix(end);
        }
        const bool known = std::find(std::begin(kOperators), std::end(kOperators), filter.op) !=
                           std::end(kOperators);
        if (!known) return refuse("E7653", {filter.property + ":" + filter.op, "unknown operator"});
        if (filter.value.empty() && !needs_no_value(filter.op)) {
            return refuse("E7653", {filter.property + ":" + filter.op, "a value is missing"});
        }
        filters.push_back(std::move(filter));
    }
    return filters;
}

bool matches(const ObjectBook& book, const Json& object, const Filter& filter) {
    std::string_view op = filter.op;
    bool negate = op.starts_with('!');
    if (negate) op.remove_prefix(1);
    if (op == "ne" || op == "neq") {
        negate = true;
        op = "eq";
    }
    if (filter.property == "identifiable") {
        std::string all;
        for (const std::string_view name : {"id", "code", "name", "shortName"}) {
            const Json* value = member_of(object, name);
            if (value == nullptr) continue;
            if (op == "token") {
                all += scalar_text(*value) + " ";
            } else if (value_matches(value, op, filter.value)) {
                return !negate;
            }
        }
        return (op == "token" && has_tokens(all, filter.value)) != negate;
    }
    bool seen = false;
    const bool found = any_at(book, object, filter.property, [&](const Json* value) {
        seen = true;
        return value_matches(value, op, filter.value);
    });
    if (!seen && (op == "null" || op == "empty")) return !negate;
    return found != negate;
}

void sort_objects(std::vector<const Json*>& objects, std::string_view order) {
    struct Key {
        std::string property;
        bool descending, ignore_case;
    };
    std::vector<Key> keys;
    for (const std::string_view part : split(order, ',')) {
        if (part.empty()) continue;
        const auto pieces = split(part, ':');
        const std::string_view way = pieces.size() > 1 ? pieces[1] : std::string_view("asc");
        keys.push_back({std::string(pieces[0]), way.ends_with("desc"), way.starts_with('i')});
    }
    if (keys.empty()) keys.push_back({"displayName", false, false});
    keys.push_back({"id", false, false});
    std::stable_sort(objects.begin(), objects.end(), [&](const Json* a, const Json* b) {
        for (const Key& key : keys) {
            const Json* left = member_of(*a, key.property);
            const Json* right = member_of(*b, key.property);
            std::string x = left == nullptr ? std::string() : scalar_text(*left);
            std::string y = right == nullptr ? std::string() : scalar_text(*right);
            if (key.ignore_case) {
                x = to_lower_ascii(x);
                y = to_lower_ascii(y);
            }
            const int way = compare(x, y);
            if (way != 0) return key.descending ? way > 0 : way < 0;
        }
        return false;
    });
}

}  // namespace sinergi::server::dhis2
