// SPDX-License-Identifier: Apache-2.0
#include "server/v1/v1_json.h"

#include <algorithm>

namespace sinergi::server::v1 {

namespace {

// The group sets a demonstration or an office names FACILITY_TYPE and OWNERSHIP.
std::string group_in_set(const engine::MetadataView& metadata, std::string_view set_code, Row row) {
    const OrgUnitGroupSet* set = metadata.org_unit_group_set(set_code);
    if (set == nullptr) return {};
    for (const std::string& uid : set->group_uids) {
        const OrgUnitGroup* group = metadata.org_unit_group(uid);
        const auto* rows = metadata.group_rows(uid);
        if (group == nullptr || rows == nullptr) continue;
        if ((((*rows)[row / 64] >> (row % 64)) & 1) == 0) continue;
        std::string code = group->code.empty() ? group->name : group->code;
        for (char& c : code) {
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        }
        return code;
    }
    return {};
}

}  // namespace

std::string_view unit_type(const OrgUnitTree& tree, Row row) {
    const std::string& code = tree.unit(row).code(CodeSystem::Kemendagri);
    const auto digits =
        std::count_if(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; });
    switch (digits) {
        case 2: return "province";
        case 4: return "district";
        case 6: return "subdistrict";
        case 10: return "village";
        default: break;
    }
    return tree.parent(row) == kNoRow && tree.subtree(row).end > row + 1 ? "nation" : "facility";
}

const std::string& unit_code(const OrgUnit& unit) {
    if (!unit.code(CodeSystem::Kemendagri).empty()) return unit.code(CodeSystem::Kemendagri);
    if (!unit.code(CodeSystem::Dhis2).empty()) return unit.code(CodeSystem::Dhis2);
    return unit.uid;
}

const std::string& short_name(const OrgUnit& unit) {
    return unit.short_name.empty() ? unit.name : unit.short_name;
}

void write_unit_name(JsonWriter& json, const OrgUnit& unit) {
    json.member("uid", unit.uid);
    json.member("code", unit_code(unit));
    json.member("name", unit.name);
    json.member("short_name", short_name(unit));
}

void write_unit(JsonWriter& json, const engine::MetadataView& metadata, Row row) {
    const OrgUnitTree& tree = metadata.tree();
    const OrgUnit& unit = tree.unit(row);
    json.object([&] {
        write_unit_name(json, unit);
        json.member("level", tree.level(row));
        json.member("type", unit_type(tree, row));
        json.member("kind", group_in_set(metadata, "FACILITY_TYPE", row));
        json.member("ownership", group_in_set(metadata, "OWNERSHIP", row));
        json.member("has_geometry", !unit.geometry.empty());
        json.member("children", tree.children(row).size());
        json.member("opened", unit.opening_date);
        json.member("closed", unit.closed_date);
        const Row before = tree.find_uid(unit.predecessor_uid);
        if (before != kNoRow) {
            json.object("predecessor", [&] {
                json.member("uid", unit.predecessor_uid);
                json.member("name", tree.unit(before).name);
                json.member("year", unit.predecessor_year);
            });
        }
    });
}

void write_text(JsonWriter& json, std::string_view key, const LocalizedText& text) {
    json.object(key, [&] {
        json.member("id", text.id);
        json.member("en", text.en.empty() ? text.id : text.en);
    });
}

void write_period(JsonWriter& json, Period period) {
    json.object([&] {
        json.member("id", to_string(period));
        write_text(
            json, "name",
            {display_name(period, Language::Indonesian), display_name(period, Language::English)});
    });
}

}  // namespace sinergi::server::v1
