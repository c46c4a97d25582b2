// SPDX-License-Identifier: Apache-2.0
// Number text: numbers as Indonesian offices type them ("1.234,5"), and back.
//
// A cell that could be read in two ways is never guessed: "1,234" and "1.234" are Ambiguous and
// carry both readings, until a saved answer (NumberStyle) decides. Blank, "TB" and "*" are not
// numbers and not zero.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sinergi {

// Which mark separates the decimals: comma in Indonesian, point in English.
enum class NumberStyle : std::uint8_t { Ask, Indonesian, English };

enum class NumberKind : std::uint8_t {
    Number,
    Ambiguous,      // "1.234": see as_thousands and as_decimal.
    Blank,          // Nothing but white space.
    NotApplicable,  // "TB" (tidak berlaku), in any case.
    Suppressed,     // "*"
    NotANumber,
};

struct ParsedNumber {
    NumberKind kind = NumberKind::NotANumber;
    double value = 0;         // If Number.
    double as_thousands = 0;  // If Ambiguous: 1234
    double as_decimal = 0;    // If Ambiguous: 1.234
};

// Accepts digits with an optional sign ("-" or U+2212), groups of three digits, and decimals.
// `style` only decides what would be Ambiguous: "12.5" and "1,234.5" have one meaning in any style.
// Not numbers: percent signs, exponents, digits of other scripts, wrong grouping ("1.23.456"),
// bare marks (".5", "5."), more than 64 bytes.
[[nodiscard]] ParsedNumber parse_number(std::string_view text,
                                        NumberStyle style = NumberStyle::Ask);

// "-1234.50": `decimals` digits (0..17) after a point, no grouping. Rounds half away from zero on
// the shortest decimal text of the number, as DHIS2 does: 12.345 is 12.35 although its double lies
// below. Never "-0.00". Infinities and NaN: empty.
[[nodiscard]] std::string fixed_text(double value, int decimals);

// For people: "1.234,5" or "1,234.5" (English), with U+2212 as the minus sign; Ask means
// Indonesian. Rounds as fixed_text does. Infinities and NaN: an en dash.
[[nodiscard]] std::string format_number(double value, int decimals, NumberStyle style);

// For JSON and CSV: the shortest text that reads back as the same double. Below 1e21 without an
// exponent ("100000", not "1e+05"), as JavaScript writes it. Infinities and NaN: "null".
[[nodiscard]] std::string json_number(double value);

}  // namespace sinergi
