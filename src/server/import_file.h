// SPDX-License-Identifier: Apache-2.0
// Importing one file: decode, stage, compare with what is stored, write once or only say what would
// be written. The command line and POST /v1/imports both go through here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/http.h"
#include "server/office.h"

namespace sinergi::server {

// "auto" looks at the file. "areas" are idn-area-data's administrative areas.
[[nodiscard]] bool is_import_kind(std::string_view kind);

struct ImportOptions {
    std::string kind = "auto";  // auto, values, units, boundaries, metadata, areas
    std::string file_name;      // For messages and the change's reason.
    bool dry_run = false;
    // "field=column title", for files whose titles say nothing; see exchange.
    std::vector<std::string> columns;
    // "unit:Serang=36.04": the answer to a question; remembered for the next file of this person.
    std::vector<std::string> answers;
    std::string sheet;                        // Of a workbook; empty: the one that fits.
    std::optional<std::uint32_t> header_row;  // Of a table; none: found.
    std::string period, element;              // For files without such a column.
    bool numbers_are_indonesian = false, numbers_are_english = false;  // The answer for "1.234".
    // "19,36": of administrative areas only what lies below these codes; empty: all.
    std::vector<std::string> only_below;
};

struct ImportProblem {
    std::uint32_t row = 0;  // 1-based; 0 if the whole file is meant.
    std::string column;
    std::string message;
};

struct ImportReport {
    std::string kind;
    bool dry_run = false;
    store::ChangeNumber change = 0;
    std::uint64_t created = 0, changed = 0, same = 0, removed = 0, rejected = 0;
    std::vector<std::string> dropped_columns;  // They looked like personal identifiers.
    std::vector<ImportProblem> problems;
    std::vector<std::string> questions;
    std::string format, sheet;       // What a table was read from: "xlsx" or "csv".
    std::vector<std::string> notes;  // What was left out or taken for something.
    std::string attribution;
};

// Errors: InvalidArgument if the file as a whole cannot be read; those of Office::write. Single bad
// rows are in the report, and the good ones are written.
[[nodiscard]] Result<ImportReport> import_file(Office& office, const Viewer& viewer,
                                               std::string_view bytes,
                                               const ImportOptions& options);

[[nodiscard]] std::string to_json(const ImportReport& report);
// What to_json wrote. Errors: Corrupt.
[[nodiscard]] Result<ImportReport> read_import_report(std::string_view json);

// Puts the catalogue's data elements into a folder that does not have them yet.
[[nodiscard]] Result<void> install_catalogue(Office& office, std::string_view actor);

}  // namespace sinergi::server
