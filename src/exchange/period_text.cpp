// SPDX-License-Identifier: Apache-2.0
#include "exchange/period_text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "exchange/xlsx_book.h"

namespace sinergi::exchange {

namespace {

constexpr std::array<std::string_view, 12> kMonths = {
    "januari", "februari", "maret",     "april",   "mei",      "juni",
    "juli",    "agustus",  "september", "oktober", "november", "desember"};
constexpr std::array<std::string_view, 12> kEnglishMonths = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};

constexpr int kFirstDayNumber = 32'874;  // 1 January 1990.
constexpr int kLastDayNumber = 73'050;   // 31 December 2099.

bool is_number(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int to_number(std::string_view digits) {
    int number = 0;
    for (const char c : digits.substr(0, 6)) number = number * 10 + (c - '0');
    return number;
}

// Letters and digits in runs, lower case: "TW3 2024" -> tw, 3, 2024.
std::vector<std::string> tokens_of(std::string_view text) {
    std::vector<std::string> tokens;
    char last = ' ';  // 'a' in a word, '0' in a number
    for (const char c : to_lower_ascii(text)) {
        const char sort = (c >= 'a' && c <= 'z') ? 'a' : (c >= '0' && c <= '9') ? '0' : ' ';
        if (sort != ' ' && sort != last) tokens.emplace_back();
        if (sort != ' ') tokens.back() += c;
        last = sort;
    }
    return tokens;
}

// 1..12: a month's name, or at least its first three letters ("des", "agu", "agt", "dec").
std::optional<int> month_of(std::string_view word) {
    if (word == "agt") return 8;
    if (word == "nop" || word == "nopember") return 11;
    if (word.size() < 3) return std::nullopt;
    for (const auto& names : {kMonths, kEnglishMonths}) {
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (names[i].substr(0, word.size()) == word) return static_cast<int>(i) + 1;
        }
    }
    return std::nullopt;
}

std::optional<int> ordinal_of(std::string_view word) {
    constexpr std::array<std::string_view, 4> roman = {"i", "ii", "iii", "iv"};
    for (std::size_t i = 0; i < roman.size(); ++i) {
        if (word == roman[i]) return static_cast<int>(i) + 1;
    }
    if (is_number(word) && word.size() == 1) return word[0] - '0';
    return std::nullopt;
}

std::optional<int> year_of(std::string_view word) {
    if (!is_number(word) || (word.size() != 4 && word.size() != 2)) return std::nullopt;
    return word.size() == 4 ? to_number(word) : 2000 + to_number(word);
}

std::optional<std::string> identifier_of(const std::vector<std::string>& tokens) {
    if (tokens.size() == 2) {
        const auto year_last = year_of(tokens[1]);
        if (tokens[0] == "tahun" && tokens[1].size() == 4) return tokens[1];
        if (const auto month = month_of(tokens[0]); month && year_last) {
            return fmt::format("{:04}{:02}", *year_last, *month);
        }
        if (!is_number(tokens[0]) || !is_number(tokens[1])) return std::nullopt;
        const bool year_first = tokens[0].size() == 4 && tokens[1].size() <= 2;
        const bool year_second = tokens[1].size() == 4 && tokens[0].size() <= 2;
        if (year_first == year_second) return std::nullopt;
        const int month = to_number(tokens[year_first ? 1 : 0]);
        if (month < 1 || month > 12) return std::nullopt;
        return fmt::format("{}{:02}", tokens[year_first ? 0 : 1], month);
    }
    std::size_t at = 0;
    if (tokens.size() == 4 && (tokens[2] == "tahun" || tokens[2] == "th")) at = 1;
    if (tokens.size() != 3 + at) return std::nullopt;
    const auto ordinal = ordinal_of(tokens[1]);
    const auto year = year_of(tokens[2 + at]);
    if (!ordinal || !year) return std::nullopt;
    const std::string& word = tokens[0];
    if (word == "triwulan" || word == "tw" || word == "kuartal") {
        if (*ordinal > 4) return std::nullopt;
        return fmt::format("{:04}Q{}", *year, *ordinal);
    }
    if (word == "semester" || word == "smt" || word == "sem") {
        if (*ordinal > 2) return std::nullopt;
        return fmt::format("{:04}S{}", *year, *ordinal);
    }
    return std::nullopt;
}

// Programs that drop a cell's format leave a date as its day number: 45689 is in February 2025.
std::optional<std::string> month_of_day_number(std::string_view text) {
    if (text.size() != 5 || !is_number(text)) return std::nullopt;
    const int number = to_number(text);
    if (number < kFirstDayNumber || number > kLastDayNumber) return std::nullopt;
    return date_text(number, DateParts::Month, false);
}

}  // namespace

Result<Period> read_period(std::string_view text) {
    text = trim(text);
    if (const auto bracket = text.find('('); bracket != std::string_view::npos && bracket > 0) {
        text = trim(text.substr(0, bracket));
    }
    auto identifier = parse_period(text);
    if (identifier) return identifier;
    if (const auto month = month_of_day_number(text)) return parse_period(*month);
    if (text.size() <= 40) {
        if (const auto written = identifier_of(tokens_of(text))) {
            if (auto period = parse_period(*written)) return period;
        }
    }
    return fail(ErrorCode::InvalidArgument,
                fmt::format("‘{}’ bukan periode; tulis misalnya 202412, 2024Q4 atau 2024",
                            text.substr(0, 40)),
                "E7611");
}

}  // namespace sinergi::exchange
