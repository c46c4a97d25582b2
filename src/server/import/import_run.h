// SPDX-License-Identifier: Apache-2.0
// One import under way; what its steps share. Used inside server/import only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/org_units_csv.h"
#include "exchange/spreadsheet.h"
#include "exchange/staged_values.h"
#include "exchange/values_csv.h"
#include "server/import/import_file.h"
#include "server/import/sender_memory.h"

namespace sinergi::server {

struct Import {
    Office& office;
    const Viewer& viewer;
    std::string_view bytes;
    const ImportOptions& options;
    engine::SnapshotPtr snapshot;
    SenderMemory memory;
    ImportReport report;
    std::optional<exchange::DecodedTable> decoded;

    // The file as a table, decoded once, without columns that look like personal identifiers.
    [[nodiscard]] Result<exchange::Table*> table();
    // The roles the sender gives the columns now, else those of the last file with these titles.
    [[nodiscard]] std::vector<exchange::ColumnRole> column_roles() const;
    // Why the change is made, for the list of changes.
    [[nodiscard]] std::string reason() const;
    void add_problems(const std::vector<exchange::Problem>& problems);
};

[[nodiscard]] bool looks_like_json(std::string_view bytes);

[[nodiscard]] Result<void> import_values(Import& import);
[[nodiscard]] Result<void> import_figures(Import& import);
[[nodiscard]] Result<void> import_units(Import& import);
[[nodiscard]] Result<void> import_areas(Import& import);
[[nodiscard]] Result<void> import_boundaries(Import& import);
[[nodiscard]] Result<void> import_metadata(Import& import);

// One object as it would be stored.
struct NewObject {
    std::string collection, uid, json;
};
// Writes those that differ from what is stored, counting new, changed and same.
[[nodiscard]] Result<void> write_objects(Import& import, const std::vector<NewObject>& objects);

}  // namespace sinergi::server
