// SPDX-License-Identifier: Apache-2.0
// Text: the few string functions the standard library lacks. No locale is ever consulted.
//
// Text inside the program is UTF-8; bytes from outside are checked or converted where they arrive.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace sinergi {

// Without white space at both ends: ASCII, no-break, narrow no-break, thin and figure spaces, and
// the byte order mark.
[[nodiscard]] std::string_view trim(std::string_view text);

// Changes A-Z only; other bytes stay.
[[nodiscard]] std::string to_lower_ascii(std::string_view text);

// Pieces between separators, empty ones included: "a,,b" is three, "" is one. The pieces point
// into `text`.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);

// Well-formed by Unicode's table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF.
[[nodiscard]] bool is_valid_utf8(std::string_view text);

// Any bytes have a meaning; the five that Windows-1252 leaves open become U+FFFD.
[[nodiscard]] std::string utf8_from_windows_1252(std::string_view bytes);

// UTC, to the second: "2026-11-25T03:05:21Z". Years 0000..9999.
[[nodiscard]] std::string to_iso_time(std::chrono::system_clock::time_point time);

}  // namespace sinergi
