// SPDX-License-Identifier: Apache-2.0
// Dates in workbooks: day numbers whose format says that they are dates.
#include <cmath>

#include <fmt/format.h>

#include "base/text.h"
#include "exchange/xlsx_book.h"
#include "model/period.h"

namespace sinergi::exchange {

namespace {

// The format without "quoted text", escaped characters and [conditions].
std::string bare_format(std::string_view format) {
    std::string bare;
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] == '"') {
            const std::size_t end = format.find('"', i + 1);
            if (end == std::string_view::npos) break;
            i = end;
        } else if (format[i] == '[') {
            const std::size_t end = format.find(']', i + 1);
            if (end == std::string_view::npos) break;
            i = end;
        } else if (format[i] == '\\' || format[i] == '_' || format[i] == '*') {
            ++i;
        } else {
            bare += format[i];
        }
    }
    return to_lower_ascii(bare.substr(0, bare.find(';')));
}

}  // namespace

DateParts date_parts(std::string_view number_format) {
    const std::string bare = bare_format(number_format);
    if (bare.find("general") != std::string::npos) return DateParts::None;
    const bool year = bare.find('y') != std::string::npos;
    if (bare.find('d') != std::string::npos) return DateParts::Day;
    // "m" beside hours or seconds means minutes.
    const bool clock = bare.find_first_of("hs") != std::string::npos;
    if (!clock && bare.find('m') != std::string::npos) return DateParts::Month;
    return year ? DateParts::Year : DateParts::None;
}

std::string date_text(double serial, DateParts parts, bool from_1904) {
    if (!(serial >= 1) || serial > 2'958'465 || parts == DateParts::None) return {};
    auto days = static_cast<int>(std::floor(serial));
    if (!from_1904 && days < 60) ++days;
    using std::chrono::January, std::chrono::December;
    const Date base = from_1904 ? Date(std::chrono::year(1904) / January / 1)
                                : Date(std::chrono::year(1899) / December / 30);
    const std::chrono::year_month_day day{base + std::chrono::days(days)};
    const int y = static_cast<int>(day.year());
    const unsigned m = static_cast<unsigned>(day.month());
    if (parts == DateParts::Year) return fmt::format("{:04}", y);
    if (parts == DateParts::Month) return fmt::format("{:04}{:02}", y, m);
    return fmt::format("{:04}-{:02}-{:02}", y, m, static_cast<unsigned>(day.day()));
}

}  // namespace sinergi::exchange
