// SPDX-License-Identifier: Apache-2.0
#include <array>

#include <fmt/format.h>

#include "model/period.h"

namespace sinergi {
namespace {

using Names = std::array<std::string_view, 12>;
constexpr Names kIndonesian = {"Januari",   "Februari", "Maret",    "April",
                               "Mei",       "Juni",     "Juli",     "Agustus",
                               "September", "Oktober",  "November", "Desember"};
constexpr Names kEnglish = {"January", "February", "March",     "April",   "May",      "June",
                            "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 4> kRoman = {"I", "II", "III", "IV"};

std::string month_range(Period period, Language language) {
    const bool indonesian = language == Language::Indonesian;
    const Names& names = indonesian ? kIndonesian : kEnglish;
    const std::chrono::year_month_day first{first_day(period)};
    const std::chrono::year_month_day last{end_day(period) - std::chrono::days{1}};
    const int y1 = static_cast<int>(first.year());
    const int y2 = static_cast<int>(last.year());
    const std::string_view m1 = names[static_cast<unsigned>(first.month()) - 1];
    const std::string_view m2 = names[static_cast<unsigned>(last.month()) - 1];
    const std::string_view dash = indonesian ? "–" : "-";
    if (y1 != y2) return fmt::format("{} {} {} {} {}", m1, y1, dash, m2, y2);
    if (first.month() == last.month()) return fmt::format("{} {}", m1, y1);
    return fmt::format("{} {} {} {}", m1, dash, m2, y1);
}

}  // namespace

std::string display_name(Period period, Language language) {
    const bool indonesian = language == Language::Indonesian;
    const std::string id = to_string(period);
    std::string y = id.substr(0, 4);
    const int order = frequency_order(period.kind);
    if (period.kind == PeriodKind::Yearly) return y;
    if (order == 1) {
        if (!indonesian) return to_iso_date(first_day(period));
        const std::chrono::year_month_day day{first_day(period)};
        return fmt::format("{} {} {}", static_cast<unsigned>(day.day()),
                           kIndonesian[static_cast<unsigned>(day.month()) - 1], y);
    }
    if (order == 7 || order == 14) {
        const std::string number = id.substr(id.rfind('W') + 1);
        if (!indonesian)
            return fmt::format("{} {} - {} - {}", order == 7 ? "Week" : "BiWeek", number,
                               to_iso_date(first_day(period)),
                               to_iso_date(end_day(period) - std::chrono::days{1}));
        const std::string_view word = order == 14                               ? "Dua minggu"
                                      : period.kind == PeriodKind::WeeklySunday ? "Minggu epid."
                                                                                : "Minggu";
        return fmt::format("{} ke-{} {}", word, number, y);
    }
    if (!indonesian) return month_range(period, language);
    const auto roman = [&] { return kRoman[static_cast<std::size_t>(id.back() - '1')]; };
    if (period.kind == PeriodKind::Quarterly) return fmt::format("Triwulan {} {}", roman(), y);
    if (period.kind == PeriodKind::SixMonthly) return fmt::format("Semester {} {}", roman(), y);
    if (order == 365) return "Tahun anggaran " + month_range(period, language);
    return month_range(period, language);
}

std::string fiscal_year_name(Period yearly, Language language) {
    VERIFY(yearly.kind == PeriodKind::Yearly);
    return (language == Language::Indonesian ? "TA " : "FY ") + to_string(yearly);
}

}  // namespace sinergi
