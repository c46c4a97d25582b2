// SPDX-License-Identifier: Apache-2.0
// Undoing a change: its values and published figures as they were before it, as a new change.
//
// Nothing is rolled back: the history keeps both. A value that was changed again since is left as
// it is and named. Undoing an undo brings the first change back.
#pragma once

#include <string>
#include <vector>

#include "server/http.h"
#include "server/import/report.h"
#include "server/office.h"

namespace sinergi::server {

struct UndoReport {
    bool dry_run = false;
    store::ChangeNumber undone = 0, change = 0;
    std::uint64_t restored = 0, removed = 0;
    std::uint64_t left = 0;             // Changed again since, or outside the viewer's units.
    std::vector<std::string> kept;      // The first of these, a sentence each.
    std::vector<ImportChange> changes;  // The first of what would change.
};

// Errors: NotFound if there is no such change; Conflict if it made no values and no published
// figures (metadata and accounts cannot be taken back here) or nothing of it is left to undo.
[[nodiscard]] Result<UndoReport> undo_change(Office& office, const Viewer& viewer,
                                             store::ChangeNumber change, bool dry_run);

[[nodiscard]] std::string to_json(const UndoReport& report);

}  // namespace sinergi::server
