// SPDX-License-Identifier: Apache-2.0
// spreadsheet: the table of a file as an office sends it: a workbook or CSV, whatever its name
// says.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "exchange/table.h"

namespace sinergi::exchange {

struct TableOptions {
    std::string file_name;                    // For messages.
    std::string sheet;                        // Of a workbook; empty: the one that fits.
    std::optional<std::uint32_t> header_row;  // As the spreadsheet numbers it; none: found.
    std::vector<std::string> titles;          // Titles that the sender has given a role.
};

struct DecodedTable {
    Table table;
    std::string format;  // "xlsx" or "csv"
    std::string sheet;
    std::uint32_t header_row = 1;
    std::vector<std::string> notes;  // What was left out or taken for something; Indonesian.
};

// Errors: InvalidArgument or TooLarge, an Indonesian sentence that says what to do: an old .xls, an
// encrypted or damaged workbook, a web page named .xls, several sheets that could be meant.
[[nodiscard]] Result<DecodedTable> decode_table(std::string_view bytes,
                                                const TableOptions& options = {});

}  // namespace sinergi::exchange
