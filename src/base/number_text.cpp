// SPDX-License-Identifier: Apache-2.0
#include "base/number_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <vector>

#include "base/result.h"
#include "base/text.h"

namespace sinergi {

namespace {

constexpr std::size_t kTextMax = 64;
constexpr int kDecimalsMax = 17;
constexpr std::string_view kMinus = "\xE2\x88\x92";  // U+2212
constexpr std::string_view kEnDash = "\xE2\x80\x93";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Digits with separators, taken apart: "1.234,5" is groups 1 234 5 and marks . ,
struct Digits {
    std::vector<std::string_view> groups;  // None empty.
    std::string marks;                     // One fewer than groups.
};

std::optional<Digits> take_apart(std::string_view text) {
    Digits digits;
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        if (i < text.size() && is_digit(text[i])) continue;
        if (i == begin) return std::nullopt;
        digits.groups.push_back(text.substr(begin, i - begin));
        begin = i + 1;
        if (i == text.size()) break;
        if (text[i] != '.' && text[i] != ',') return std::nullopt;
        digits.marks += text[i];
    }
    return digits;
}

// Are the first `count` groups the thousands of one number: 1 to 3 digits, then threes?
bool grouped(const Digits& digits, std::size_t count) {
    const std::string_view first = digits.groups.front();
    return first.size() <= 3 && first.front() != '0' &&
           std::all_of(digits.groups.begin() + 1,
                       digits.groups.begin() + static_cast<std::ptrdiff_t>(count),
                       [](std::string_view group) { return group.size() == 3; });
}

// The number whose last `decimal_groups` (0 or 1) groups are decimals.
std::optional<double> read(const Digits& digits, bool negative, std::size_t decimal_groups) {
    std::string plain;
    for (std::size_t i = 0; i < digits.groups.size(); ++i) {
        if (decimal_groups == 1 && i + 1 == digits.groups.size()) plain += '.';
        plain += digits.groups[i];
    }
    double value = 0;
    const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
    if (error != std::errc() || end != plain.data() + plain.size()) return std::nullopt;
    return negative && value != 0 ? -value : value;
}

ParsedNumber number(std::optional<double> value) {
    if (!value) return {};
    return {NumberKind::Number, *value, 0, 0};
}

ParsedNumber read_one_mark(const Digits& digits, bool negative, NumberStyle style) {
    const bool could_be_thousands = grouped(digits, 2);
    if (!could_be_thousands) return number(read(digits, negative, 1));
    if (style != NumberStyle::Ask) {
        const char decimal_mark = style == NumberStyle::Indonesian ? ',' : '.';
        return number(read(digits, negative, digits.marks.front() == decimal_mark ? 1 : 0));
    }
    return {NumberKind::Ambiguous, 0, read(digits, negative, 0).value_or(0),
            read(digits, negative, 1).value_or(0)};
}

// The shortest decimal digits that read back as |value|, and the place of the point before them:
// 0.0125 is "125" with exponent -1. Zero is "0" with exponent 1.
struct Shortest {
    std::string digits;
    int exponent = 0;
};

Shortest shortest_digits(double value) {
    std::array<char, 64> buffer{};
    const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(),
                                       std::fabs(value), std::chars_format::scientific);
    const std::string_view text(buffer.data(),
                                static_cast<std::size_t>(written.ptr - buffer.data()));
    const auto e = text.find('e');
    Shortest shortest;
    for (const char c : text.substr(0, e)) {
        if (is_digit(c)) shortest.digits += c;
    }
    std::string_view exponent = text.substr(e + 1);
    if (exponent.front() == '+') exponent.remove_prefix(1);
    std::from_chars(exponent.data(), exponent.data() + exponent.size(), shortest.exponent);
    ++shortest.exponent;
    return shortest;
}

// Adds one to the last digit; true if the number grew by a digit ("999" to "1000").
bool increment(std::string& digits) {
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
        if (*digit != '9') {
            ++*digit;
            return false;
        }
        *digit = '0';
    }
    digits.insert(digits.begin(), '1');
    return true;
}

}  // namespace

ParsedNumber parse_number(std::string_view text, NumberStyle style) {
    text = trim(text);
    if (text.empty()) return {NumberKind::Blank, 0, 0, 0};
    if (text.size() > kTextMax) return {};
    if (text == "*") return {NumberKind::Suppressed, 0, 0, 0};
    if (to_lower_ascii(text) == "tb") return {NumberKind::NotApplicable, 0, 0, 0};

    bool negative = false;
    for (const std::string_view minus : {std::string_view("-"), kMinus}) {
        if (!negative && text.substr(0, minus.size()) == minus) {
            text.remove_prefix(minus.size());
            negative = true;
        }
    }
    const auto digits = take_apart(text);
    if (!digits) return {};
    const std::string& marks = digits->marks;
    if (marks.empty()) return number(read(*digits, negative, 0));
    if (marks.size() == 1) return read_one_mark(*digits, negative, style);

    // Several marks: all but the last separate thousands; the last does too if it is the same one.
    const auto other = marks.find_first_not_of(marks.front());
    if (other == std::string::npos) {
        return grouped(*digits, digits->groups.size()) ? number(read(*digits, negative, 0))
                                                       : ParsedNumber{};
    }
    if (other + 1 != marks.size() || !grouped(*digits, digits->groups.size() - 1)) return {};
    return number(read(*digits, negative, 1));
}

std::string fixed_text(double value, int decimals) {
    VERIFY(decimals >= 0 && decimals <= kDecimalsMax);
    if (!std::isfinite(value)) return {};
    auto [digits, exponent] = shortest_digits(value);
    if (exponent <= 0) {  // A leading zero before the point, so that rounding has a place to go.
        digits.insert(0, static_cast<std::size_t>(1 - exponent), '0');
        exponent = 1;
    }
    const auto kept = static_cast<std::size_t>(exponent) + static_cast<std::size_t>(decimals);
    const bool up = kept < digits.size() && digits[kept] >= '5';
    digits.resize(kept, '0');
    if (up && increment(digits)) ++exponent;

    std::string text = digits;
    if (decimals > 0) text.insert(static_cast<std::size_t>(exponent), 1, '.');
    const bool is_zero = digits.find_first_not_of('0') == std::string::npos;
    return value < 0 && !is_zero ? '-' + text : text;
}

std::string format_number(double value, int decimals, NumberStyle style) {
    if (!std::isfinite(value)) return std::string(kEnDash);
    const char decimal_mark = style == NumberStyle::English ? '.' : ',';
    const char thousands_mark = style == NumberStyle::English ? ',' : '.';
    std::string text = fixed_text(value, decimals);
    const bool negative = text.front() == '-';
    if (negative) text.erase(0, 1);
    const auto point = text.find('.');
    if (point != std::string::npos) text[point] = decimal_mark;
    for (std::size_t at = std::min(point, text.size()); at > 3;) {
        at -= 3;
        text.insert(at, 1, thousands_mark);
    }
    return negative ? std::string(kMinus) + text : text;
}

std::string json_number(double value) {
    if (!std::isfinite(value)) return "null";
    if (value == 0) return "0";
    const double magnitude = std::fabs(value);
    const auto format = magnitude >= 1e-6 && magnitude < 1e21 ? std::chars_format::fixed
                                                              : std::chars_format::scientific;
    std::array<char, 64> buffer{};
    const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format);
    VERIFY(written.ec == std::errc());
    return {buffer.data(), written.ptr};
}

}  // namespace sinergi
