// SPDX-License-Identifier: Apache-2.0
#include "model/metadata.h"

#include <algorithm>

namespace sinergi {

namespace {

// In the order of ObjectKind; Other has no name of its own.
constexpr std::array<std::string_view, kObjectKindCount> kPlurals = {
    "organisationUnitLevels",
    "organisationUnits",
    "organisationUnitGroups",
    "organisationUnitGroupSets",
    "optionSets",
    "options",
    "categoryOptions",
    "categories",
    "categoryCombos",
    "categoryOptionCombos",
    "legendSets",
    "dataElements",
    "dataElementGroups",
    "dataElementGroupSets",
    "indicatorTypes",
    "indicators",
    "indicatorGroups",
    "dataSets",
    "sections",
    "constants",
    "attributes",
    "",
};

// In the order of AggregationType.
constexpr std::array<std::string_view, static_cast<std::size_t>(AggregationType::Other) + 1>
    kAggregationTypes = {
        "SUM",
        "AVERAGE",
        "AVERAGE_SUM_ORG_UNIT",
        "LAST",
        "MIN",
        "MAX",
        "COUNT",
        "LAST_AVERAGE_ORG_UNIT",
        "FIRST",
        "FIRST_AVERAGE_ORG_UNIT",
        "STDDEV",
        "VARIANCE",
        "NONE",
        "OTHER",
};

constexpr std::string_view kLettersThenDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::size_t kUidLength = 11;
constexpr std::size_t kLetterCount = 52;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// FNV-1a, 64 bit, finished with the mixing step of splitmix64: FNV alone leaves the high bits of
// short texts close together.
std::uint64_t hash_text(std::string_view text, std::uint64_t basis) {
    std::uint64_t hash = basis;
    for (const char c : text) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001B3U;
    }
    hash = (hash ^ (hash >> 30U)) * 0xBF58476D1CE4E5B9U;
    hash = (hash ^ (hash >> 27U)) * 0x94D049BB133111EBU;
    return hash ^ (hash >> 31U);
}

}  // namespace

std::string_view plural_name(ObjectKind kind) { return kPlurals[static_cast<std::size_t>(kind)]; }

ObjectKind kind_of_plural(std::string_view plural) {
    const auto* const found = std::find(kPlurals.begin(), kPlurals.end() - 1, plural);
    return static_cast<ObjectKind>(found - kPlurals.begin());
}

std::string_view to_string(AggregationType type) {
    return kAggregationTypes[static_cast<std::size_t>(type)];
}

AggregationType parse_aggregation_type(std::string_view text) {
    const auto* const found =
        std::find(kAggregationTypes.begin(), kAggregationTypes.end() - 1, text);
    return static_cast<AggregationType>(found - kAggregationTypes.begin());
}

std::string uid_from(std::string_view text) {
    // Two independent hashes: 64 bits are fewer than a uid holds.
    std::uint64_t first = hash_text(text, 0xCBF29CE484222325U);
    std::uint64_t second = hash_text(text, 0x9E3779B97F4A7C15U);
    std::string uid(1, kLettersThenDigits[first % kLetterCount]);
    first /= kLetterCount;
    while (uid.size() < kUidLength) {
        std::uint64_t& source = uid.size() % 2 == 1 ? second : first;
        uid += kLettersThenDigits[source % kLettersThenDigits.size()];
        source /= kLettersThenDigits.size();
    }
    return uid;
}

bool is_uid(std::string_view text) {
    return text.size() == kUidLength && is_letter(text.front()) &&
           std::all_of(text.begin(), text.end(),
                       [](char c) { return is_letter(c) || is_digit(c); });
}

}  // namespace sinergi
