// SPDX-License-Identifier: Apache-2.0
#include "server/import_file.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <simdjson.h>

#include "base/text.h"
#include "exchange/catalogue_toml.h"
#include "exchange/dhis2_metadata.h"
#include "exchange/dhis2_values.h"
#include "exchange/geojson.h"
#include "exchange/idn_area.h"
#include "exchange/org_units_csv.h"
#include "exchange/personal_columns.h"
#include "exchange/spreadsheet.h"
#include "exchange/values_csv.h"
#include "server/access.h"
#include "server/json_writer.h"

namespace sinergi::server {

namespace {

constexpr std::size_t kProblemsShown = 500;

// One import under way: what is read, what is compared, what is reported.
struct Import {
    Office& office;
    const Viewer& viewer;
    std::string_view bytes;
    const ImportOptions& options;
    engine::SnapshotPtr snapshot;
    ImportReport report;
    std::optional<exchange::DecodedTable> decoded;

    // The file as a table, decoded once.
    Result<exchange::Table*> table();

    [[nodiscard]] std::string reason() const {
        return fmt::format("impor {} ({})",
                           options.file_name.empty() ? "berkas" : options.file_name, report.kind);
    }
};

std::vector<exchange::ColumnRole> column_roles(const ImportOptions& options) {
    std::vector<exchange::ColumnRole> roles;
    for (const std::string& text : options.columns) {
        const std::size_t equals = text.find('=');
        if (equals == std::string::npos) continue;
        roles.push_back({text.substr(0, equals), text.substr(equals + 1)});
    }
    return roles;
}

Result<exchange::Table*> Import::table() {
    if (!decoded) {
        exchange::TableOptions read;
        read.file_name = options.file_name;
        read.sheet = options.sheet;
        read.header_row = options.header_row;
        for (const exchange::ColumnRole& role : column_roles(options)) {
            read.titles.push_back(role.column);
        }
        decoded = TRY(exchange::decode_table(bytes, read));
        report.format = decoded->format;
        report.sheet = decoded->sheet;
        report.notes = decoded->notes;
        report.dropped_columns = exchange::drop_personal_columns(decoded->table);
    }
    return &decoded->table;
}

void add_problems(ImportReport& report, const std::vector<exchange::Problem>& problems) {
    for (const exchange::Problem& problem : problems) {
        if (report.problems.size() >= kProblemsShown) return;
        report.problems.push_back({problem.row, problem.column, problem.message});
    }
}

// --- answers -------------------------------------------------------------------------------------

// "unit:Serang=36.04" names the unit by code or uid; kept per person as "key\tuid" lines.
Result<exchange::Answers> answers_of(const Import& import) {
    exchange::Answers answers;
    const auto kept = TRY(import.office.store().document("answers", import.viewer.username));
    const std::string lines = kept.value_or("");
    for (const std::string_view line : split(lines, '\n')) {
        const std::size_t tab = line.find('\t');
        if (tab == std::string_view::npos) continue;
        answers[std::string(line.substr(0, tab))] = std::string(line.substr(tab + 1));
    }
    for (const std::string& text : import.options.answers) {
        const std::size_t colon = text.find(':');
        const std::size_t equals = text.rfind('=');
        if (colon == std::string::npos || equals == std::string::npos || equals < colon) {
            return fail(
                ErrorCode::InvalidArgument,
                fmt::format("answer '{}': write unit:TEXT=CODE or element:TEXT=CODE", text));
        }
        const std::string kind = text.substr(0, colon);
        const std::string asked = text.substr(colon + 1, equals - colon - 1);
        const std::string meant = text.substr(equals + 1);
        if (kind == "unit") {
            const Row row = TRY(import.snapshot->tree().find(meant));
            answers[exchange::question_key(exchange::NameKind::Unit, asked)] =
                import.snapshot->tree().unit(row).uid;
        } else {
            const DataElement* element = import.snapshot->metadata->data_element(meant);
            if (element == nullptr) {
                return fail(ErrorCode::NotFound, fmt::format("no data element '{}'", meant));
            }
            answers[exchange::question_key(exchange::NameKind::Element, asked)] = element->uid;
        }
    }
    return answers;
}

std::string to_lines(const exchange::Answers& answers) {
    std::string lines;
    for (const auto& [key, uid] : answers) lines += fmt::format("{}\t{}\n", key, uid);
    return lines;
}

// --- values --------------------------------------------------------------------------------------

bool looks_like_json(std::string_view bytes) {
    const std::string_view text = trim(bytes.substr(0, std::min<std::size_t>(bytes.size(), 64)));
    return !text.empty() && (text.front() == '{' || text.front() == '[');
}

Result<exchange::StagedValues> stage_values(Import& import) {
    if (looks_like_json(import.bytes)) {
        exchange::StagedValues staged = TRY(exchange::decode_dhis2_json(import.bytes));
        if (!staged.rows.empty()) return staged;
        return fail(
            ErrorCode::InvalidArgument,
            "Berkas ini tidak berisi nilai (dataValues). Periksa apakah berkasnya benar dan "
            "utuh.");
    }
    const exchange::Table& table = *TRY(import.table());
    exchange::StageOptions stage;
    stage.roles = column_roles(import.options);
    stage.period = import.options.period;
    stage.element = import.options.element;
    return exchange::stage_values(table, stage);
}

// Drops what lies outside the viewer's own units, each with a sentence.
void keep_own_units(Import& import, exchange::ResolvedValues& resolved) {
    const OrgUnitTree& tree = import.snapshot->tree();
    std::vector<DataValue> kept;
    for (std::size_t i = 0; i < resolved.values.size(); ++i) {
        const Row row = tree.find_object(resolved.values[i].key.org_unit);
        if (row != kNoRow && may_enter(import.viewer, tree, row)) {
            kept.push_back(std::move(resolved.values[i]));
            continue;
        }
        ++resolved.rejected;
        if (import.report.problems.size() >= kProblemsShown) continue;
        const std::string name = row == kNoRow ? std::string("unit") : tree.unit(row).name;
        import.report.problems.push_back(
            {resolved.value_rows[i], "",
             fmt::format("Baris {}: {} di luar wilayah kerja {}.", resolved.value_rows[i], name,
                         import.viewer.username)});
    }
    resolved.values = std::move(kept);
    std::erase_if(resolved.deletions, [&](const DataValueKey& key) {
        const Row row = tree.find_object(key.org_unit);
        const bool own = row != kNoRow && may_enter(import.viewer, tree, row);
        if (!own) ++resolved.rejected;
        return !own;
    });
}

Result<void> import_values(Import& import) {
    const exchange::StagedValues staged = TRY(stage_values(import));
    const exchange::Answers answers = TRY(answers_of(import));
    const exchange::NameBook names(import.snapshot->metadata->metadata(), answers);
    exchange::ResolveOptions resolve;
    if (import.options.numbers_are_indonesian) resolve.numbers = NumberStyle::Indonesian;
    if (import.options.numbers_are_english) resolve.numbers = NumberStyle::English;
    exchange::ResolvedValues resolved = exchange::resolve(staged, names, resolve);
    add_problems(import.report, resolved.problems);
    for (const exchange::Question& question : resolved.questions) {
        import.report.questions.push_back(question.sentence);
    }
    keep_own_units(import, resolved);
    import.report.rejected = resolved.rejected;
    if (resolved.values.empty() && resolved.deletions.empty()) return {};
    store::WriteCounts counts;
    const auto change = TRY(import.office.write(
        import.viewer.username, import.reason(),
        [&](store::Draft& draft) -> Result<void> {
            counts = TRY(draft.put_values(std::move(resolved.values)));
            if (!resolved.deletions.empty()) {
                counts.deleted = TRY(draft.remove_values(resolved.deletions)).deleted;
            }
            if (!import.options.answers.empty()) {
                TRY(draft.put_document("answers", import.viewer.username, to_lines(answers)));
            }
            return {};
        },
        import.options.dry_run));
    import.report.change = change.number;
    import.report.created = counts.created;
    import.report.changed = counts.updated;
    import.report.same = counts.same;
    import.report.removed = counts.deleted;
    return {};
}

// --- objects: units, boundaries, metadata --------------------------------------------------------

struct NewObject {
    std::string collection, uid, json;
};

// Writes those that differ from what is stored, counting new, changed and same.
Result<void> write_objects(Import& import, const std::vector<NewObject>& objects) {
    std::vector<const NewObject*> different;
    for (const NewObject& object : objects) {
        const auto known = TRY(import.office.store().object(object.collection, object.uid));
        if (!known) {
            ++import.report.created;
        } else if (known->json == object.json) {
            ++import.report.same;
            continue;
        } else {
            ++import.report.changed;
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
    add_problems(import.report, staged.problems);
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

Result<void> import_units(Import& import) {
    const exchange::Table& table = *TRY(import.table());
    return write_units(
        import, TRY(exchange::stage_org_units(table, column_roles(import.options),
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

Result<void> import_boundaries(Import& import) {
    const auto decoded = TRY(exchange::decode_boundaries(import.bytes));
    const OrgUnitTree& tree = import.snapshot->tree();
    std::vector<OrgUnit> units;
    for (Row row = 0; row < tree.size(); ++row) units.push_back(tree.unit(row));
    const auto matches = exchange::match_boundaries(decoded.boundaries, units);
    add_problems(import.report, decoded.problems);
    add_problems(import.report, matches.problems);
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

Result<std::string> guess_kind(Import& import) {
    if (looks_like_json(import.bytes)) {
        const std::string_view head = import.bytes.substr(0, 4096);
        if (head.find("\"FeatureCollection\"") != std::string_view::npos) return "boundaries";
        if (head.find("\"dataValues\"") != std::string_view::npos) return "values";
        return "metadata";
    }
    const exchange::Table& table = *TRY(import.table());
    if (exchange::is_idn_area(table)) return "areas";
    if (exchange::stage_values(table)) return "values";
    return exchange::stage_org_units(table) ? "units" : "values";
}

}  // namespace

bool is_import_kind(std::string_view kind) {
    return kind == "auto" || kind == "values" || kind == "units" || kind == "boundaries" ||
           kind == "metadata" || kind == "areas";
}

Result<ImportReport> import_file(Office& office, const Viewer& viewer, std::string_view bytes,
                                 const ImportOptions& options) {
    Import import{office, viewer, bytes, options, office.snapshot(), {}, std::nullopt};
    import.report.dry_run = options.dry_run;
    if (trim(bytes.substr(0, std::min<std::size_t>(bytes.size(), 4096))).empty()) {
        return fail(ErrorCode::InvalidArgument, "Berkas kosong; tidak ada yang diimpor.");
    }
    import.report.kind = options.kind == "auto" ? TRY(guess_kind(import)) : options.kind;
    if (import.report.kind == "values") {
        TRY(import_values(import));
        return std::move(import.report);
    }
    TRY(require_operate(viewer));
    if (import.report.kind == "units") TRY(import_units(import));
    if (import.report.kind == "areas") TRY(import_areas(import));
    if (import.report.kind == "boundaries") TRY(import_boundaries(import));
    if (import.report.kind == "metadata") TRY(import_metadata(import));
    return std::move(import.report);
}

std::string to_json(const ImportReport& report) {
    JsonWriter json;
    json.object([&] {
        json.member("kind", report.kind);
        json.member("dry_run", report.dry_run);
        json.member("change", report.change);
        json.member("new", report.created);
        json.member("changed", report.changed);
        json.member("same", report.same);
        json.member("removed", report.removed);
        json.member("rejected", report.rejected);
        json.array("dropped_columns", [&] {
            for (const std::string& column : report.dropped_columns) json.put(column);
        });
        json.array("problems", [&] {
            for (const ImportProblem& problem : report.problems) {
                json.object([&] {
                    json.member("row", problem.row);
                    json.member("column", problem.column);
                    json.member("message", problem.message);
                });
            }
        });
        json.array("questions", [&] {
            for (const std::string& question : report.questions) {
                json.object([&] { json.member("text", question); });
            }
        });
        json.member("format", report.format);
        json.member("sheet", report.sheet);
        json.array("notes", [&] {
            for (const std::string& note : report.notes) json.put(note);
        });
        if (!report.attribution.empty()) json.member("attribution", report.attribution);
    });
    return json.take();
}

Result<ImportReport> read_import_report(std::string_view json) {
    try {
        simdjson::dom::parser parser;
        const simdjson::dom::element body = parser.parse(json.data(), json.size());
        ImportReport report;
        report.kind = std::string_view(body["kind"]);
        report.dry_run = bool(body["dry_run"]);
        report.change = std::uint64_t(body["change"]);
        report.created = std::uint64_t(body["new"]);
        report.changed = std::uint64_t(body["changed"]);
        report.same = std::uint64_t(body["same"]);
        report.removed = std::uint64_t(body["removed"]);
        report.rejected = std::uint64_t(body["rejected"]);
        for (const std::string_view column : body["dropped_columns"]) {
            report.dropped_columns.emplace_back(column);
        }
        for (const simdjson::dom::element problem : body["problems"]) {
            report.problems.push_back({static_cast<std::uint32_t>(std::uint64_t(problem["row"])),
                                       std::string(std::string_view(problem["column"])),
                                       std::string(std::string_view(problem["message"]))});
        }
        for (const simdjson::dom::element question : body["questions"]) {
            report.questions.emplace_back(std::string_view(question["text"]));
        }
        report.format = std::string_view(body["format"]);
        report.sheet = std::string_view(body["sheet"]);
        for (const std::string_view note : body["notes"]) report.notes.emplace_back(note);
        std::string_view attribution;
        if (body["attribution"].get(attribution) == simdjson::SUCCESS) {
            report.attribution = attribution;
        }
        return report;
    } catch (const simdjson::simdjson_error& error) {
        return fail(ErrorCode::Corrupt, fmt::format("an import's report: {}", error.what()));
    }
}

Result<void> install_catalogue(Office& office, std::string_view actor) {
    TRY(office.write(actor, "elemen data katalog", [&](store::Draft& draft) -> Result<void> {
        for (const CatalogueElement& element : office.catalogue().elements) {
            DataElement stored;
            stored.uid = exchange::catalogue_element_uid(element.code);
            stored.code = element.code;
            stored.name = element.name.id;
            stored.short_name = element.name.id;
            stored.description = element.name.en;
            stored.value_type = element.value_type;
            stored.aggregation = parse_aggregation_type(element.aggregation);
            stored.category_combo_uid = kDefaultCategoryComboUid;
            stored.zero_is_significant = true;
            TRY(draft.put_object("dataElements", stored.uid, exchange::to_json(stored)));
        }
        return {};
    }));
    return {};
}

}  // namespace sinergi::server
