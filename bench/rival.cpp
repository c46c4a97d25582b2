// SPDX-License-Identifier: Apache-2.0
#include "rival.h"

#include <fmt/format.h>

namespace sinergi::bench {

namespace {

constexpr std::string_view kSums =
    "CAST(sum(value) FILTER (WHERE series = $1) AS BIGINT), "
    "CAST(sum(value) FILTER (WHERE series = $2) AS BIGINT)";
constexpr std::string_view kWhere = "series IN ($1, $2) AND month BETWEEN $3 AND $4";

}  // namespace

std::string map_sql(const std::string& table) {
    return fmt::format("SELECT district, month, {} FROM {} WHERE {} GROUP BY district, month",
                       kSums, table, kWhere);
}

std::string map_of_totals_sql(const std::string& table) {
    return fmt::format(
        "SELECT district, month, CAST(n.value AS BIGINT), CAST(d.value AS BIGINT) "
        "FROM {0} n JOIN {0} d USING (district, month) WHERE n.series = $1 AND d.series = $2 "
        "AND n.month BETWEEN $3 AND $4 AND d.month BETWEEN $3 AND $4",
        table);
}

std::string year_sql(const std::string& table) {
    return fmt::format("SELECT {} FROM {} WHERE {} AND district = $5", kSums, table, kWhere);
}

}  // namespace sinergi::bench
