// SPDX-License-Identifier: Apache-2.0
#include "model/expression_item.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include <fmt/format.h>

#include "base/text.h"

namespace sinergi {

namespace {

constexpr std::array<std::string_view, 5> kMetrics = {"REPORTING_RATE", "REPORTING_RATE_ON_TIME",
                                                      "ACTUAL_REPORTS", "ACTUAL_REPORTS_ON_TIME",
                                                      "EXPECTED_REPORTS"};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_id(std::string_view text) {
    return !text.empty() && is_letter(text.front()) &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
           });
}

tl::unexpected<Error> expected(std::string_view what, std::string_view found) {
    return fail(ErrorCode::InvalidArgument,
                fmt::format("expected {}, found '{:.40}'", what, found));
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
    if (text.substr(0, prefix.size()) != prefix) return false;
    text.remove_prefix(prefix.size());
    return true;
}

// "#{...}": a data element with its combos, or a data element group.
Result<Item> parse_data_item(std::string_view body) {
    Item item;
    if (take_prefix(body, "deGroup:")) {
        if (!is_id(body)) return expected("the uid or code of a data element group", body);
        item.kind = ItemKind::DataElementGroup;
        item.id = body;
        return item;
    }
    const auto parts = split(body, '.');
    if (parts.size() > 3) {
        return expected("at most data element, option combo and attribute combo", body);
    }
    if (!is_id(parts[0])) return expected("the uid or code of a data element", parts[0]);
    item.id = parts[0];
    if (parts.size() > 1 && parts[1] != "*") {
        std::string_view combo = parts[1];
        if (take_prefix(combo, "coGroup:")) {
            return fail(ErrorCode::InvalidArgument, "coGroup: is not supported");
        }
        if (take_prefix(combo, "co:")) item.kind = ItemKind::CategoryOption;
        if (!is_id(combo)) return expected("the uid or code of an option combo, or *", parts[1]);
        item.option_combo = combo;
    }
    if (parts.size() > 2 && parts[2] != "*") {
        if (!is_id(parts[2])) {
            return expected("the uid or code of an attribute option combo, or *", parts[2]);
        }
        item.attribute_combo = parts[2];
    }
    return item;
}

Result<Item> parse_reporting_rate(std::string_view body) {
    const auto parts = split(body, '.');
    if (parts.size() != 2 || !is_id(parts[0])) {
        return expected("a data set, a dot and a metric", body);
    }
    if (std::find(kMetrics.begin(), kMetrics.end(), parts[1]) == kMetrics.end()) {
        return expected(fmt::format("one of {}", fmt::join(kMetrics, ", ")), parts[1]);
    }
    Item item;
    item.kind = ItemKind::ReportingRate;
    item.id = parts[0];
    item.metric = parts[1];
    return item;
}

}  // namespace

bool is_data_item(ItemKind kind) { return kind <= ItemKind::ReportingRate; }

Result<Item> parse_item(std::string_view prefix, std::string_view body) {
    if (prefix == "#") return parse_data_item(body);
    if (prefix == "R") return parse_reporting_rate(body);
    Item item;
    if (prefix == "N") {
        item.kind = ItemKind::Indicator;
    } else if (prefix == "C") {
        item.kind = ItemKind::Constant;
    } else if (prefix == "OUG") {
        item.kind = ItemKind::OrgUnitGroup;
    } else {
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("{}{{...}} is not an item of an indicator", prefix));
    }
    if (!is_id(body)) return expected("a uid or code", body);
    item.id = body;
    return item;
}

Result<std::string> parse_item_date(std::string_view text) {
    const auto parts = split(text, '-');
    std::array<int, 3> numbers{};
    bool well_formed = parts.size() == 3 && parts[0].size() == 4;
    for (std::size_t i = 0; well_formed && i < 3; ++i) {
        const char* const end = parts[i].data() + parts[i].size();
        const auto read = std::from_chars(parts[i].data(), end, numbers[i]);
        well_formed = read.ec == std::errc() && read.ptr == end && parts[i].size() <= 4;
    }
    const std::chrono::year_month_day date{std::chrono::year(numbers[0]),
                                           std::chrono::month(static_cast<unsigned>(numbers[1])),
                                           std::chrono::day(static_cast<unsigned>(numbers[2]))};
    if (!well_formed || !date.ok()) return expected("a date such as 2024-8-31", text);
    return fmt::format("{:04}-{:02}-{:02}", numbers[0], numbers[1], numbers[2]);
}

}  // namespace sinergi
