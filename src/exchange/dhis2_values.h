// SPDX-License-Identifier: Apache-2.0
// dhis2_values: DHIS2's dataValueSets, JSON and CSV, to staged values and back (as up to 2.42).
//
// StagedValue::row is the 0-based index in dataValues (CSV: of the data row), as DHIS2's conflicts
// count it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "exchange/staged_values.h"

namespace sinergi::exchange {

inline constexpr std::size_t kDhis2ValuesMax = 5'000'000;

// Header period, orgUnit and attributeOptionCombo are defaults of each value, wherever they stand.
// Errors: InvalidArgument naming the index and key; TooLarge beyond kDhis2ValuesMax.
[[nodiscard]] Result<StagedValues> decode_dhis2_json(std::string_view json);

// The first row is skipped and positions count: dataelement, period, orgunit,
// categoryoptioncombo, attributeoptioncombo, value, storedby, lastupdated, comment, followup,
// deleted. Errors: as decode_csv.
[[nodiscard]] Result<StagedValues> decode_dhis2_csv(std::string_view bytes);

// One value with its identifiers as they go out; empty optional texts are left out of JSON.
struct Dhis2Value {
    std::string_view data_element, period, org_unit, category_option_combo, attribute_option_combo;
    std::string value;
    std::string_view stored_by, created, last_updated, comment;
    bool followup = false;
    bool deleted = false;
};

[[nodiscard]] std::string encode_dhis2_json(const std::vector<Dhis2Value>& values);
[[nodiscard]] std::string encode_dhis2_csv(const std::vector<Dhis2Value>& values);

}  // namespace sinergi::exchange
