// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <doctest/doctest.h>

namespace sinergi {

TEST_CASE("trim takes off every kind of space an office's file contains, at the ends only") {
    CHECK(trim("  a b\t\r\n") == "a b");
    CHECK(trim("\xC2\xA0\xE2\x80\xAF 1\xE2\x80\x89"
               "2 \xE2\x80\x87") ==
          "1\xE2\x80\x89"
          "2");
    CHECK(trim("\xEF\xBB\xBFkode") == "kode");
    CHECK(trim(" \t ").empty());
    CHECK(trim("").empty());
    // The last byte of a no-break space alone is not a space.
    CHECK(trim("\xC3\xA0") == "\xC3\xA0");
}

TEST_CASE("lower case touches ASCII letters only") {
    CHECK(to_lower_ascii("TB-Åz Ü[@`{") == "tb-Åz Ü[@`{");
}

TEST_CASE("split keeps empty pieces") {
    CHECK(split("a,,b", ',') == std::vector<std::string_view>{"a", "", "b"});
    CHECK(split("", ',') == std::vector<std::string_view>{""});
    CHECK(split(",", ',') == std::vector<std::string_view>{"", ""});
    CHECK(split("abc", ';') == std::vector<std::string_view>{"abc"});
}

TEST_CASE("UTF-8 is well formed only without overlong forms, surrogates and cut sequences") {
    CHECK(is_valid_utf8(""));
    CHECK(is_valid_utf8("Kabupaten Serang, \xE2\x88\x92 12, \xC3\xA9, \xF0\x9F\x98\x80"));
    CHECK(is_valid_utf8("\xF4\x8F\xBF\xBF"));
    CHECK_FALSE(is_valid_utf8("\xC0\xAF"));
    CHECK_FALSE(is_valid_utf8("\xE0\x9F\xBF"));
    CHECK_FALSE(is_valid_utf8("\xF0\x8F\xBF\xBF"));
    CHECK_FALSE(is_valid_utf8("\xED\xA0\x80"));
    CHECK_FALSE(is_valid_utf8("\xF4\x90\x80\x80"));
    CHECK_FALSE(is_valid_utf8("\xF5\x80\x80\x80"));
    CHECK_FALSE(is_valid_utf8("\x80"));
    CHECK_FALSE(is_valid_utf8("caf\xE9"));
    CHECK_FALSE(is_valid_utf8("\xE2\x88"));
    CHECK_FALSE(is_valid_utf8("\xE2\x88 "));
}

TEST_CASE("Windows-1252 becomes UTF-8, its own range included") {
    CHECK(utf8_from_windows_1252("caf\xE9 \x80 \x96 \x93x\x94 \x8A") ==
          "caf\xC3\xA9 \xE2\x82\xAC \xE2\x80\x93 \xE2\x80\x9Cx\xE2\x80\x9D \xC5\xA0");
    CHECK(utf8_from_windows_1252("\x81") == "\xEF\xBF\xBD");
    std::string all;
    for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
    CHECK(is_valid_utf8(utf8_from_windows_1252(all)));
}

TEST_CASE("a time is written in UTC to the second") {
    using std::chrono::system_clock;
    CHECK(to_iso_time(system_clock::time_point{}) == "1970-01-01T00:00:00Z");
    const auto leap_day = std::chrono::sys_days(std::chrono::year(2024) / 2 / 29);
    CHECK(to_iso_time(leap_day + std::chrono::hours(23) + std::chrono::minutes(59) +
                      std::chrono::milliseconds(59999)) == "2024-02-29T23:59:59Z");
    CHECK(to_iso_time(system_clock::time_point{} - std::chrono::milliseconds(1)) ==
          "1969-12-31T23:59:59Z");
}

}  // namespace sinergi
