// SPDX-License-Identifier: Apache-2.0
// Importing one file: decode, stage, compare with what is stored, write once or only say what would
// be written. Every kind of file, the command line and POST /v1/imports go through here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/http.h"
#include "server/import/report.h"
#include "server/office.h"

namespace sinergi::server {

// "auto" looks at the file. "areas" are idn-area-data's administrative areas.
[[nodiscard]] bool is_import_kind(std::string_view kind);

struct ImportOptions {
    std::string kind = "auto";  // auto, values, figures, units, boundaries, metadata, areas
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
    // The change at which the sender saw the comparison; none: not asked. If a cell of this file
    // was changed since, nothing is written.
    std::optional<store::ChangeNumber> compared_at;
};

// Errors: InvalidArgument if the file as a whole cannot be read; those of Office::write. Single bad
// rows are in the report, and the good ones are written.
[[nodiscard]] Result<ImportReport> import_file(Office& office, const Viewer& viewer,
                                               std::string_view bytes,
                                               const ImportOptions& options);

// Puts the catalogue's data elements into a folder that does not have them yet.
[[nodiscard]] Result<void> install_catalogue(Office& office, std::string_view actor);

}  // namespace sinergi::server
