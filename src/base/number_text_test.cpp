// SPDX-License-Identifier: Apache-2.0
#include "base/number_text.h"

#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>

#include <doctest/doctest.h>

namespace sinergi {

namespace {

void check_number(std::string_view text, double expected) {
    for (const auto style : {NumberStyle::Ask, NumberStyle::Indonesian, NumberStyle::English}) {
        CAPTURE(text);
        const ParsedNumber parsed = parse_number(text, style);
        CHECK(parsed.kind == NumberKind::Number);
        CHECK(parsed.value == expected);
    }
}

void check_kind(std::string_view text, NumberKind kind) {
    for (const auto style : {NumberStyle::Ask, NumberStyle::Indonesian, NumberStyle::English}) {
        CAPTURE(text);
        CHECK(parse_number(text, style).kind == kind);
    }
}

}  // namespace

TEST_CASE("a number with one possible meaning is read the same in every style") {
    check_number("1234", 1234);
    check_number("0", 0);
    check_number("007", 7);
    check_number("-12", -12);
    check_number(
        "\xE2\x88\x92"
        "12,5",
        -12.5);
    check_number("1.234,5", 1234.5);
    check_number("1,234.5", 1234.5);
    check_number("1.234,567", 1234.567);
    check_number("1234,5", 1234.5);
    check_number("1234.5", 1234.5);
    check_number("12.5", 12.5);
    check_number("1,25", 1.25);
    check_number("1.2345", 1.2345);
    check_number("1234.567", 1234.567);
    check_number("0.123", 0.123);
    check_number("0,123", 0.123);
    check_number("1.234.567", 1234567);
    check_number("1,234,567", 1234567);
    check_number("1.234.567,25", 1234567.25);
    check_number("-1.234.567", -1234567);
    check_number(
        " \xC2\xA0"
        "42\xE2\x80\x89\t",
        42);
    CHECK_FALSE(std::signbit(parse_number("-0").value));
}

TEST_CASE("one mark before exactly three digits is asked about, never guessed") {
    for (const std::string_view text : {"1.234", "1,234"}) {
        const ParsedNumber asked = parse_number(text);
        CHECK(asked.kind == NumberKind::Ambiguous);
        CHECK(asked.as_thousands == 1234);
        CHECK(asked.as_decimal == 1.234);
    }
    CHECK(parse_number("123.456").kind == NumberKind::Ambiguous);
    CHECK(parse_number("-12,000").kind == NumberKind::Ambiguous);
    CHECK(parse_number("-12,000").as_thousands == -12000);
    CHECK(parse_number("-12,000").as_decimal == -12);
}

TEST_CASE("a saved answer decides what was ambiguous") {
    CHECK(parse_number("1.234", NumberStyle::Indonesian).value == 1234);
    CHECK(parse_number("1,234", NumberStyle::Indonesian).value == 1.234);
    CHECK(parse_number("1.234", NumberStyle::English).value == 1.234);
    CHECK(parse_number("1,234", NumberStyle::English).value == 1234);
    CHECK(parse_number("1,234", NumberStyle::English).kind == NumberKind::Number);
}

TEST_CASE("blank, not applicable and suppressed are three things and none of them a number") {
    check_kind("", NumberKind::Blank);
    check_kind(" \xC2\xA0\t", NumberKind::Blank);
    check_kind("TB", NumberKind::NotApplicable);
    check_kind(" tb ", NumberKind::NotApplicable);
    check_kind("Tb", NumberKind::NotApplicable);
    check_kind("*", NumberKind::Suppressed);
}

TEST_CASE("whatever is not plainly a number is refused") {
    for (const std::string_view text :
         {"#REF!",      "1e5",       "\xD9\xA3", "--",      "--1",
          "-",          "1,2,3",     "1.23.456", "12%",     "5.",
          ".5",         ",",         "1..2",     "1,.2",    "1.234,567,890",
          "1234.567,8", "0.123.456", "0.123,4",  "1.234.5", "+5",
          "1 234",      "12-",       "N/A",      "nan",     "inf",
          "0x10",       "**",        "TBC",      "-*",      "1,234.567.8"}) {
        check_kind(text, NumberKind::NotANumber);
    }
    check_kind(std::string(65, '1'), NumberKind::NotANumber);
    check_number(std::string(20, '9'), 99999999999999999999.0);
}

TEST_CASE("rounding is half away from zero on the shortest decimal text") {
    CHECK(fixed_text(12.345, 2) == "12.35");
    CHECK(fixed_text(-12.345, 2) == "-12.35");
    CHECK(fixed_text(1.005, 2) == "1.01");
    CHECK(fixed_text(2.5, 0) == "3");
    CHECK(fixed_text(0.5, 0) == "1");
    CHECK(fixed_text(0.4999, 0) == "0");
    CHECK(fixed_text(-0.04, 1) == "0.0");
    CHECK(fixed_text(-0.05, 1) == "-0.1");
    CHECK(fixed_text(9.995, 2) == "10.00");
    CHECK(fixed_text(99.95, 1) == "100.0");
    CHECK(fixed_text(0.95, 1) == "1.0");
    CHECK(fixed_text(0.0049, 2) == "0.00");
    CHECK(fixed_text(0.005, 2) == "0.01");
    CHECK(fixed_text(0.00001, 2) == "0.00");
    CHECK(fixed_text(5e-324, 3) == "0.000");
    CHECK(fixed_text(1e21, 1) == "1000000000000000000000.0");
    CHECK(fixed_text(0, 2) == "0.00");
    CHECK(fixed_text(46, 0) == "46");
    CHECK(fixed_text(std::numeric_limits<double>::infinity(), 0).empty());
}

TEST_CASE("numbers for people are grouped, with the style's marks and a true minus sign") {
    CHECK(format_number(1234.5, 1, NumberStyle::Indonesian) == "1.234,5");
    CHECK(format_number(1234.5, 1, NumberStyle::English) == "1,234.5");
    CHECK(format_number(1234.5, 1, NumberStyle::Ask) == "1.234,5");
    CHECK(format_number(-1549562, 0, NumberStyle::Indonesian) ==
          "\xE2\x88\x92"
          "1.549.562");
    CHECK(format_number(12.345, 2, NumberStyle::Indonesian) == "12,35");
    CHECK(format_number(999, 0, NumberStyle::English) == "999");
    CHECK(format_number(999.5, 0, NumberStyle::English) == "1,000");
    CHECK(format_number(-0.001, 1, NumberStyle::Indonesian) == "0,0");
    CHECK(format_number(100000, 2, NumberStyle::Indonesian) == "100.000,00");
    CHECK(format_number(std::nan(""), 2, NumberStyle::English) == "\xE2\x80\x93");
}

TEST_CASE("what is formatted for people reads back in its style") {
    std::mt19937_64 random(7);
    for (int i = 0; i < 2000; ++i) {
        const auto whole = static_cast<double>(random() % 20000000) - 10000000;
        const int decimals = static_cast<int>(random() % 4);
        const double value = whole / 1000;
        CAPTURE(value);
        for (const auto style : {NumberStyle::Indonesian, NumberStyle::English}) {
            const ParsedNumber parsed = parse_number(format_number(value, decimals, style), style);
            REQUIRE(parsed.kind == NumberKind::Number);
            CHECK(std::fabs(parsed.value - value) <= 0.5 * std::pow(10, -decimals) + 1e-9);
        }
    }
}

TEST_CASE("JSON numbers have no exponent where a person would not expect one") {
    CHECK(json_number(100000) == "100000");
    CHECK(json_number(1e20) == "100000000000000000000");
    CHECK(json_number(-0.0) == "0");
    CHECK(json_number(0.1) == "0.1");
    CHECK(json_number(-12.5) == "-12.5");
    CHECK(json_number(0.00001) == "0.00001");
    CHECK(json_number(1e21) == "1e+21");
    CHECK(json_number(std::numeric_limits<double>::infinity()) == "null");
}

TEST_CASE("a JSON number reads back as the same double, for any bits") {
    std::mt19937_64 random(11);
    for (int i = 0; i < 5000; ++i) {
        const std::uint64_t bits = random();
        double value = 0;
        std::memcpy(&value, &bits, sizeof value);
        if (i % 2 == 0) value = std::ldexp(static_cast<double>(bits >> 11U), i % 70 - 60);
        if (!std::isfinite(value)) continue;
        const std::string text = json_number(value);
        CAPTURE(text);
        double back = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), back);
        CHECK(read.ptr == text.data() + text.size());
        CHECK(back == value);
    }
}

}  // namespace sinergi
