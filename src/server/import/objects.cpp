// SPDX-License-Identifier: Apache-2.0
// Importing objects: organisation units, administrative areas, boundaries, metadata.
#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <simdjson.h>

#include "base/text.h"
#include "exchange/catalogue_toml.h"
#include "exchange/dhis2_metadata.h"
#include "exchange/geojson.h"
#include "exchange/idn_area.h"
#include "server/import/import_run.h"

namespace sinergi::server {

namespace {

// For the list of changes; empty if the object has no name.
std::string name_in(const std::string& json) {
    simdjson::dom::parser parser;
    std::string_view name;
    const auto parsed = parser.parse(json);
    if (parsed.error() != simdjson::SUCCESS) return {};
    if (parsed["name"].get(name) != simdjson::SUCCESS) return {};
    return std::string(name);
}

// A unit that is known already keeps what the file does not say: its geometry and dates.
OrgUnit merged(const OrgUnit& known, OrgUnit fresh) {
    if (fresh.geometry.empty()) fresh.geometry = known.geometry;
    if (fresh.opening_date.empty()) fresh.opening_date = known.opening_date;
    if (fresh.closed_date.empty()) fresh.closed_date = known.closed_date;
    if (fresh.predecessor_uid.empty()) {
        fresh.predecessor_uid = known.predecessor_uid;
        fresh.predecessor_year = known.predecessor_year;
    }
    for (std::size_t i = 0; i < fresh.codes.size(); ++i) {
        if (fresh.codes[i].empty()) fresh.codes[i] = known.codes[i];
    }
    return fresh;
}

void add_groups(const Import& import, const exchange::StagedUnits& staged,
                std::vector<NewObject>& objects) {
    std::map<std::string, OrgUnitGroup> groups;
    std::map<std::string, OrgUnitGroupSet> sets;
    for (const auto& text : staged.groups) {
        const std::string set_code = text.group_set == "type" ? "FACILITY_TYPE" : "OWNERSHIP";
        OrgUnitGroupSet& set = sets[set_code];
        if (set.uid.empty()) {
            const auto* known = import.snapshot->metadata->org_unit_group_set(set_code);
            if (known != nullptr) set = *known;
            set.uid = known != nullptr ? known->uid : uid_from("group set:" + set_code);
            set.code = set.name = set_code;
        }
        const std::string uid = uid_from("group:" + set_code + ":" + to_lower_ascii(text.group));
        OrgUnitGroup& group = groups[uid];
        if (group.uid.empty()) {
            const auto* known = import.snapshot->metadata->org_unit_group(uid);
            if (known != nullptr) group = *known;
            group.uid = uid;
            group.code = group.name = text.group;
        }
        if (std::find(group.unit_uids.begin(), group.unit_uids.end(), text.unit_uid) ==
            group.unit_uids.end()) {
            group.unit_uids.push_back(text.unit_uid);
        }
        if (std::find(set.group_uids.begin(), set.group_uids.end(), uid) == set.group_uids.end()) {
            set.group_uids.push_back(uid);
        }
    }
    for (const auto& [uid, group] : groups) {
        objects.push_back({"organisationUnitGroups", uid, exchange::to_json(group)});
    }
    for (const auto& [code, set] : sets) {
        objects.push_back({"organisationUnitGroupSets", set.uid, exchange::to_json(set)});
    }
}

Result<void> write_units(Import& import, exchange::StagedUnits staged) {
    import.add_problems(staged.problems);
    import.report.rejected = staged.problems.size();
    const OrgUnitTree& tree = import.snapshot->tree();
    std::vector<NewObject> objects;
    for (OrgUnit& unit : staged.units) {
        const Row known = tree.find_uid(unit.uid);
        if (known != kNoRow) unit = merged(tree.unit(known), std::move(unit));
        objects.push_back({"organisationUnits", unit.uid, exchange::to_json(unit)});
    }
    add_groups(import, staged, objects);
    return write_objects(import, objects);
}

exchange::BoundaryContext context_of(const OrgUnitTree& tree, Row unit) {
    exchange::BoundaryContext context;
    context.previous = tree.unit(unit).geometry;
    const Row parent = tree.parent(unit);
    if (parent == kNoRow) return context;
    context.parent = tree.unit(parent).geometry;
    for (const Row sibling : tree.children(parent)) {
        if (sibling == unit || tree.unit(sibling).geometry.empty()) continue;
        context.neighbours.push_back({tree.unit(sibling).name, tree.unit(sibling).geometry});
    }
    return context;
}

}  // namespace

Result<void> write_objects(Import& import, const std::vector<NewObject>& objects) {
    std::vector<const NewObject*> different;
    const auto list = [&](const NewObject& object, bool is_new, std::uint64_t& count) {
        if (++count > ImportReport::kChangesShown || !import.options.dry_run) return;
        ImportChange change;
        change.is_new = is_new;
        change.unit = name_in(object.json);
        change.element = object.collection;
        import.report.changes.push_back(std::move(change));
    };
    for (const NewObject& object : objects) {
        const auto known = TRY(import.office.store().object(object.collection, object.uid));
        if (!known) {
            list(object, true, import.report.created);
        } else if (known->json == object.json) {
            ++import.report.same;
            continue;
        } else {
            list(object, false, import.report.changed);
        }
        different.push_back(&object);
    }
    if (different.empty()) return {};
    std::vector<Office::ObjectChange> changes;
    changes.reserve(different.size());
    for (const NewObject* object : different) {
        changes.push_back({object->collection, object->uid, object->json});
    }
    TRY(import.office.check_metadata(changes));
    const auto change = TRY(import.office.write(
        import.viewer.username, import.reason(),
        [&](store::Draft& draft) -> Result<void> {
            for (const NewObject* object : different) {
                TRY(draft.put_object(object->collection, object->uid, object->json));
            }
            if (import.report.attribution.empty()) return {};
            std::string lines = TRY(import.office.store().setting("attributions")).value_or("");
            if (lines.find(import.report.attribution) == std::string::npos) {
                lines += import.report.attribution + '\n';
                TRY(draft.put_setting("attributions", lines));
            }
            return {};
        },
        import.options.dry_run));
    import.report.change = change.number;
    return {};
}

Result<void> import_units(Import& import) {
    const exchange::Table& table = *TRY(import.table());
    return write_units(
        import, TRY(exchange::stage_org_units(table, import.column_roles(),
                                              import.snapshot->metadata->metadata().org_units)));
}

Result<void> import_areas(Import& import) {
    const exchange::Table& table = *TRY(import.table());
    exchange::AreaOptions areas;
    areas.within = import.options.only_below;
    import.report.attribution = exchange::kIdnAreaAttribution;
    return write_units(import,
                       TRY(exchange::stage_areas({&table, 1}, areas,
                                                 import.snapshot->metadata->metadata().org_units)));
}

Result<void> import_boundaries(Import& import) {
    const auto decoded = TRY(exchange::decode_boundaries(import.bytes));
    const OrgUnitTree& tree = import.snapshot->tree();
    std::vector<OrgUnit> units;
    for (Row row = 0; row < tree.size(); ++row) units.push_back(tree.unit(row));
    const auto matches = exchange::match_boundaries(decoded.boundaries, units);
    import.add_problems(decoded.problems);
    import.add_problems(matches.problems);
    import.report.rejected = decoded.problems.size() + matches.problems.size();
    std::vector<NewObject> objects;
    for (const auto& match : matches.matches) {
        OrgUnit unit = units[match.unit];
        const exchange::Boundary& boundary = decoded.boundaries[match.boundary];
        const auto check =
            exchange::check_boundary(unit.name, boundary.geometry, context_of(tree, match.unit));
        const auto say = [&](const std::string& sentence) {
            import.report.problems.push_back({boundary.index + 1, "", sentence});
        };
        for (const std::string& warning : check.warnings) say(warning);
        if (!check.refusal.empty()) {
            say(check.refusal);
            ++import.report.rejected;
            continue;
        }
        if (!boundary.repair.empty()) say(unit.name + ": " + boundary.repair);
        unit.geometry = boundary.geometry;
        objects.push_back({"organisationUnits", unit.uid, exchange::to_json(unit)});
    }
    return write_objects(import, objects);
}

Result<void> import_metadata(Import& import) {
    const auto bundle = TRY(exchange::split_bundle(import.bytes));
    if (bundle.empty()) {
        return fail(ErrorCode::InvalidArgument,
                    "Berkas ini tidak berisi objek metadata (unit, elemen data, …). Periksa apakah "
                    "berkasnya benar dan utuh.");
    }
    std::vector<NewObject> objects;
    objects.reserve(bundle.size());
    for (const auto& object : bundle) {
        objects.push_back({object.collection, object.uid, object.json});
    }
    return write_objects(import, objects);
}

}  // namespace sinergi::server
