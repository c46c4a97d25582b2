// SPDX-License-Identifier: Apache-2.0
#include "server/import/import_file.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "exchange/catalogue_toml.h"
#include "exchange/dhis2_metadata.h"
#include "exchange/figures_csv.h"
#include "exchange/idn_area.h"
#include "exchange/personal_columns.h"
#include "server/access.h"
#include "server/import/import_run.h"

namespace sinergi::server {

namespace {

std::vector<exchange::ColumnRole> roles_of(const std::vector<std::string>& columns) {
    std::vector<exchange::ColumnRole> roles;
    for (const std::string& text : columns) {
        const std::size_t equals = text.find('=');
        if (equals == std::string::npos) continue;
        roles.push_back({text.substr(0, equals), text.substr(equals + 1)});
    }
    return roles;
}

}  // namespace

std::string Import::reason() const {
    return fmt::format("impor {} ({})", options.file_name.empty() ? "berkas" : options.file_name,
                       report.kind);
}

void Import::add_problems(const std::vector<exchange::Problem>& problems) {
    for (const exchange::Problem& problem : problems) {
        if (report.problems.size() >= ImportReport::kProblemsShown) return;
        report.problems.push_back({problem.row, problem.column, problem.message});
    }
}

std::vector<exchange::ColumnRole> Import::column_roles() const {
    if (!options.columns.empty() || !decoded) return roles_of(options.columns);
    return roles_of(memory.columns(decoded->table.header()));
}

Result<exchange::Table*> Import::table() {
    if (decoded) return &decoded->table;
    exchange::TableOptions read;
    read.file_name = options.file_name;
    read.sheet = options.sheet;
    read.header_row = options.header_row;
    for (const exchange::ColumnRole& role : roles_of(options.columns)) {
        read.titles.push_back(role.column);
    }
    decoded = TRY(exchange::decode_table(bytes, read));
    report.format = decoded->format;
    report.sheet = decoded->sheet;
    report.notes = decoded->notes;
    report.dropped_columns = exchange::drop_personal_columns(decoded->table);
    const exchange::Table& table = decoded->table;
    if (!options.columns.empty()) {
        memory.set_columns(table.header(), options.columns);
    } else if (!memory.columns(table.header()).empty()) {
        report.notes.emplace_back(
            "Arti kolom diambil dari berkas terakhir dengan judul yang sama.");
    }
    const auto roles = column_roles();
    for (std::size_t column = 0; column < table.columns(); ++column) {
        ImportColumn shown{exchange::column_letter(table.source_column(column)),
                           table.header()[column], ""};
        for (const exchange::ColumnRole& role : roles) {
            if (role.column == shown.title) shown.role = role.field;
        }
        report.columns.push_back(std::move(shown));
    }
    return &decoded->table;
}

bool looks_like_json(std::string_view bytes) {
    const std::string_view text = trim(bytes.substr(0, std::min<std::size_t>(bytes.size(), 64)));
    return !text.empty() && (text.front() == '{' || text.front() == '[');
}

namespace {

Result<std::string> guess_kind(Import& import) {
    if (looks_like_json(import.bytes)) {
        const std::string_view head = import.bytes.substr(0, 4096);
        if (head.find("\"FeatureCollection\"") != std::string_view::npos) return "boundaries";
        if (head.find("\"dataValues\"") != std::string_view::npos) return "values";
        return "metadata";
    }
    const exchange::Table& table = *TRY(import.table());
    if (exchange::is_idn_area(table)) return "areas";
    if (exchange::is_figures(table)) return "figures";
    if (exchange::stage_values(table)) return "values";
    return exchange::stage_org_units(table) ? "units" : "values";
}

}  // namespace

bool is_import_kind(std::string_view kind) {
    return kind == "auto" || kind == "values" || kind == "units" || kind == "boundaries" ||
           kind == "metadata" || kind == "areas" || kind == "figures";
}

Result<ImportReport> import_file(Office& office, const Viewer& viewer, std::string_view bytes,
                                 const ImportOptions& options) {
    SenderMemory memory = TRY(SenderMemory::load(office, viewer.username));
    Import import{office, viewer,      bytes, options, office.snapshot(), std::move(memory),
                  {},     std::nullopt};
    import.report.dry_run = options.dry_run;
    import.report.compared_at = import.snapshot->change;
    for (const std::string& text : options.answers) {
        TRY(import.memory.answer(*import.snapshot, text));
    }
    if (options.numbers_are_indonesian) import.memory.set_numbers("id");
    if (options.numbers_are_english) import.memory.set_numbers("en");
    if (trim(bytes.substr(0, std::min<std::size_t>(bytes.size(), 4096))).empty()) {
        return fail(ErrorCode::InvalidArgument, "Berkas kosong; tidak ada yang diimpor.");
    }
    import.report.kind = options.kind == "auto" ? TRY(guess_kind(import)) : options.kind;
    if (import.report.kind == "values") {
        TRY(import_values(import));
        return std::move(import.report);
    }
    TRY(require_operate(viewer));
    if (import.report.kind == "figures") TRY(import_figures(import));
    if (import.report.kind == "units") TRY(import_units(import));
    if (import.report.kind == "areas") TRY(import_areas(import));
    if (import.report.kind == "boundaries") TRY(import_boundaries(import));
    if (import.report.kind == "metadata") TRY(import_metadata(import));
    return std::move(import.report);
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
