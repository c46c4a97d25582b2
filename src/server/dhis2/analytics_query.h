// SPDX-License-Identifier: Apache-2.0
// AnalyticsQuery: a request to /api/analytics, parsed and checked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/indicator_query.h"
#include "server/http.h"
#include "server/office.h"

namespace sinergi::server::dhis2 {

// One thing asked for: a data element, an operand, an indicator or a reporting rate.
struct DataItem {
    std::string id;  // As it stands in rows: "UID", "DE.COC", "DS.REPORTING_RATE".
    std::string name;
    std::optional<engine::Selector> selector;
    std::optional<engine::IndicatorFormula> formula;
    std::optional<int> decimals;  // Of an indicator that says so.
    bool is_rate = false;
    bool zero_counts = true;  // False: DHIS2 leaves out values of 0 of such an element.
};

struct DimensionItem {
    std::string id, name;
};

struct UnitItem : DimensionItem {
    Row row = 0;
};

// A group of an organisation unit group set: the units that belong to it.
struct GroupItem : DimensionItem {
    engine::RowMask rows;
};

struct GroupSetDimension {
    std::string id, name;
    std::vector<GroupItem> groups;
    bool is_filter = false;
};

struct AnalyticsQuery {
    std::vector<DataItem> data;
    std::vector<Period> periods;
    std::vector<UnitItem> units;
    std::vector<GroupSetDimension> group_sets;
    std::vector<std::string> columns;  // Dimensions of the rows: "dx" first, then as asked.
    bool data_is_filter = false, periods_are_filter = false, units_are_filter = false;
    // Metadata of what stands behind keywords: "LAST_12_MONTHS", "LEVEL-2", a boundary.
    std::vector<DimensionItem> keywords;
    std::vector<std::string> user_units;

    bool skip_meta = false, skip_data = false, skip_rounding = false, with_parts = false;
    bool with_hierarchy = false;
    bool by_code = false;  // outputIdScheme=CODE
};

// Errors: InvalidArgument with DHIS2's code (E71xx).
[[nodiscard]] Result<AnalyticsQuery> parse_analytics(const Request& request,
                                                     const engine::Snapshot& snapshot,
                                                     std::chrono::sys_days today);

}  // namespace sinergi::server::dhis2
