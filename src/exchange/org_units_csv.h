// SPDX-License-Identifier: Apache-2.0
// org_units_csv: organisation units from a table, columns in any order.
//
// The uid is the file's, else that of a known unit with the same code, else made from the code (or
// from parent and name), so that importing a file twice changes the same units.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "exchange/staged_values.h"
#include "exchange/table.h"
#include "exchange/values_csv.h"
#include "model/metadata.h"

namespace sinergi::exchange {

// "type" or "ownership" of a unit as the file calls it; the caller makes groups of them.
struct UnitGroupText {
    std::string unit_uid, group_set, group;
};

struct StagedUnits {
    std::vector<OrgUnit> units;  // Parents known here or before; ids are not set.
    std::vector<UnitGroupText> groups;
    std::vector<Problem> problems;
};

// `mapping` names the column of a field, before what the titles say: uid, code, kemendagri, bps,
// kemenkes, name, short_name, parent, opening_date, closed_date, latitude, longitude, type,
// ownership, ignore. The parent is a uid, code or name, of this file or of `known`; without one the
// Kemendagri code says it (36.02 -> 36). Errors: InvalidArgument if there is no name column or a
// mapped column does not exist. Rows that cannot be used are problems.
[[nodiscard]] Result<StagedUnits> stage_org_units(const Table& table,
                                                  const std::vector<ColumnRole>& mapping = {},
                                                  std::span<const OrgUnit> known = {});

// The uid of a unit known by its code; the same in every installation.
[[nodiscard]] std::string uid_of_unit_code(std::string_view code);

// "36.02.01" -> "36.02"; empty for a province or what is no Kemendagri code.
[[nodiscard]] std::string_view parent_code(std::string_view kemendagri);

}  // namespace sinergi::exchange
