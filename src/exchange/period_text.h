// SPDX-License-Identifier: Apache-2.0
// period_text: periods as people write them in a file.
#pragma once

#include <string_view>

#include "base/result.h"
#include "model/period.h"

namespace sinergi::exchange {

// A DHIS2 identifier ("202412", "2024Q3"), or "2024-12", "12/2024", "Desember 2024", "Des-24",
// "December 2024", "Triwulan III 2024", "TW 3 2024", "Semester II 2024", "Tahun 2024". A remark in
// parentheses behind it is ignored. Five digits are a spreadsheet's day number since 1900 (45689,
// in February 2025), of the years 1990 to 2099: a date whose format was lost. Errors:
// InvalidArgument, an Indonesian half sentence.
[[nodiscard]] Result<Period> read_period(std::string_view text);

}  // namespace sinergi::exchange
