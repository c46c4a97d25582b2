// SPDX-License-Identifier: Apache-2.0
// ImportReport: what an import found, would do, or did.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/store.h"

namespace sinergi::server {

class JsonWriter;

struct ImportProblem {
    std::uint32_t row = 0;  // 1-based; 0 if the whole file is meant.
    std::string column;
    std::string message;
};

// A text with several meanings; answered once and remembered for the sender.
struct ImportQuestion {
    std::string kind;  // "unit", "element" or "option_combo"
    std::string text;
    std::string sentence;
    struct Choice {
        std::string uid, label;
    };
    std::vector<Choice> choices;
    std::uint32_t rows = 0;  // Values that wait for the answer.
};

// One cell or object that would become new or different.
struct ImportChange {
    bool is_new = false;
    std::uint32_t row = 0;
    std::string column;                 // Empty for objects.
    std::string unit, element, period;  // Of an object: its name, its collection, empty.
    std::string before, after;          // As people write values: "12,5", "TB", "*", empty.
};

struct ImportColumn {
    std::string letter, title, role;  // The role the sender gave, else empty.
};

struct ImportReport {
    static constexpr std::size_t kProblemsShown = 500;
    static constexpr std::size_t kChangesShown = 300;  // Of the new and of the changed each.

    std::string kind;
    bool dry_run = false;
    store::ChangeNumber change = 0;
    // The newest change when the file was compared; a later confirmation names it.
    store::ChangeNumber compared_at = 0;
    std::uint64_t created = 0, changed = 0, same = 0, removed = 0, rejected = 0;
    std::uint64_t ambiguous_numbers = 0;       // Rejected because "1.234" has two meanings.
    std::vector<std::string> dropped_columns;  // They looked like personal identifiers.
    std::vector<ImportColumn> columns;
    std::uint64_t questioned = 0;  // Published figures that were taken and look wrong.
    std::vector<ImportProblem> doubts;
    std::vector<ImportProblem> problems;
    std::vector<ImportQuestion> questions;
    std::vector<ImportChange> changes;
    std::string format, sheet;       // What a table was read from: "xlsx" or "csv".
    std::vector<std::string> notes;  // What was left out or taken for something.
    std::string attribution;
};

void write(JsonWriter& json, const ImportChange& change);
[[nodiscard]] std::string to_json(const ImportReport& report);
// What the command line shows of a running server's answer: everything but columns and changes.
// Errors: Corrupt if it is no such reply.
[[nodiscard]] Result<ImportReport> read_import_report(std::string_view json);

}  // namespace sinergi::server
