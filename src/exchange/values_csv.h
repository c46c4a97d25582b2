// SPDX-License-Identifier: Apache-2.0
// values_csv: data values from a table.
//
// Long form: columns for unit, data element, period and value, in any order, under Indonesian,
// English or DHIS2's names. Wide forms: unit and period with one column per data element, or unit
// (and data element) with one column per period. An empty cell is a blank, not nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "exchange/staged_values.h"
#include "exchange/table.h"

namespace sinergi::exchange {

// `field`: "unit", "element", "period", "month", "year", "option_combo", "attribute_combo",
// "value" or "ignore"; `column`: the column's title.
struct ColumnRole {
    std::string field, column;
};

struct StageOptions {
    std::vector<ColumnRole> roles;  // Before what the titles say.
    std::string element, period;    // For every row of a file without such a column; a period
                                    // given here counts before the column.
};

// Errors: InvalidArgument, an Indonesian sentence that names the missing column and the ones found.
[[nodiscard]] Result<StagedValues> stage_values(const Table& table,
                                                const StageOptions& options = {});

}  // namespace sinergi::exchange
