// SPDX-License-Identifier: Apache-2.0
// DataValue: one stored figure of one unit and period, with the keys DHIS2 gives it.
#pragma once

#include <compare>
#include <string>

#include "model/cell.h"
#include "model/metadata.h"
#include "model/period.h"

namespace sinergi {

// One data element x category option combo x attribute option combo.
struct Series {
    ObjectId data_element = kNoObject;
    ObjectId category_option_combo = kNoObject;
    ObjectId attribute_option_combo = kNoObject;

    friend auto operator<=>(const Series&, const Series&) = default;
};

struct DataValueKey {
    Series series;
    Period period;
    ObjectId org_unit = kNoObject;

    friend auto operator<=>(const DataValueKey&, const DataValueKey&) = default;
};

struct DataValue {
    DataValueKey key;
    ValueState state = ValueState::Number;
    double number = 0;  // 0 unless state == Number.
    // The text it arrived with where that differs from the plain number ("1.234,5", "TB"), or the
    // value of a text data element (then state == Blank).
    std::string text;
};

}  // namespace sinergi
