// SPDX-License-Identifier: Apache-2.0
// idn_area: Indonesia's administrative areas from the npm package idn-area-data.
//
// Read at a path the user gives; the data are never built into the program. Names become units
// with Kemendagri codes: "Kabupaten Serang", short "Kab. Serang". Villages and islands are left
// out.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "exchange/org_units_csv.h"
#include "exchange/table.h"
#include "model/metadata.h"

namespace sinergi::exchange {

// Shown wherever units from it are shown.
inline constexpr std::string_view kIdnAreaAttribution = "idn-area-data 4.0.1, ODbL 1.0";

struct AreaOptions {
    // Codes whose areas are wanted, with all above and below them; empty: everything.
    std::vector<std::string> within;
    int code_depth = 3;    // 1 provinces, 2 regencies and cities, 3 districts.
    std::string root_uid;  // Parent of the provinces; empty: they are roots.
};

// The unpacked package's folder (also its data folder), or one of provinces.csv, regencies.csv and
// districts.csv alone, whose parents must then be among `known`. Errors: NotFound if there is no
// such file; otherwise as stage_areas.
[[nodiscard]] Result<StagedUnits> read_idn_area(const std::filesystem::path& path,
                                                const AreaOptions& options = {},
                                                std::span<const OrgUnit> known = {});

// From tables with the columns code, name. Errors: InvalidArgument if a table has others.
[[nodiscard]] Result<StagedUnits> stage_areas(std::span<const Table> tables,
                                              const AreaOptions& options = {},
                                              std::span<const OrgUnit> known = {});

// True if the table has idn-area-data's columns: code, name and perhaps the code of the parent.
[[nodiscard]] bool is_idn_area(const Table& table);

}  // namespace sinergi::exchange
