// SPDX-License-Identifier: Apache-2.0
// value_text: one cell's text to a value of its data element's type.
#pragma once

#include <string>
#include <string_view>

#include "base/number_text.h"
#include "exchange/staged_values.h"
#include "model/data_value.h"

namespace sinergi::exchange {

struct ReadValue {
    ValueState state = ValueState::Number;
    double number = 0;
    std::string text;           // As DataValue::text.
    std::string fault;          // Not empty: why there is no value, an Indonesian half sentence.
    bool is_ambiguous = false;  // The fault is that a number has two meanings.
};

// Zero, blank, "TB" and "*" come out as four different states.
[[nodiscard]] ReadValue read_value(std::string_view text, std::string_view value_type,
                                   Dialect dialect, NumberStyle numbers);

// True for DHIS2's numeric, BOOLEAN and TRUE_ONLY types.
[[nodiscard]] bool holds_number(std::string_view value_type);

// The text that read_value takes for the value again: "12.5", "", "TB", "*", "true".
[[nodiscard]] std::string value_text(const DataValue& value, std::string_view value_type);

}  // namespace sinergi::exchange
