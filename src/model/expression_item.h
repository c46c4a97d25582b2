// SPDX-License-Identifier: Apache-2.0
// Expression items: the text between the braces of "#{...}", "N{...}", "R{...}", "C{...}" and
// "OUG{...}". Used by the expression parser only.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/expression.h"

namespace sinergi {

// Data have a period, can be missing and take dot methods; constants, [days] and the like do not.
[[nodiscard]] bool is_data_item(ItemKind kind);

// `prefix` is what stands before the brace ("#", "N", ...). An id is a uid or a catalogue code:
// [A-Za-z][A-Za-z0-9_-]*. Errors: InvalidArgument, a clause that says what was expected; the caller
// adds the position.
[[nodiscard]] Result<Item> parse_item(std::string_view prefix, std::string_view body);

// "2024-8-1" to "2024-08-01". Errors: as above.
[[nodiscard]] Result<std::string> parse_item_date(std::string_view text);

}  // namespace sinergi
