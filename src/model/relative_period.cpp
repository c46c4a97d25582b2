// SPDX-License-Identifier: Apache-2.0
#include <array>

#include <fmt/format.h>

#include "model/period.h"

namespace sinergi {
namespace {

enum class Within : std::uint8_t { Run, Year };

struct Relative {
    std::string_view name;
    PeriodKind kind;  // Weekly and FinancialOct stand for the kinds of the settings.
    int first;        // Run: from the period of today. Year: from the year of today.
    int count;        // Run only.
    Within within = Within::Run;
};

using K = PeriodKind;
constexpr std::array kRelative = {
    Relative{"TODAY", K::Daily, 0, 1},
    Relative{"YESTERDAY", K::Daily, -1, 1},
    Relative{"LAST_3_DAYS", K::Daily, -3, 3},
    Relative{"LAST_7_DAYS", K::Daily, -7, 7},
    Relative{"LAST_14_DAYS", K::Daily, -14, 14},
    Relative{"LAST_30_DAYS", K::Daily, -30, 30},
    Relative{"LAST_60_DAYS", K::Daily, -60, 60},
    Relative{"LAST_90_DAYS", K::Daily, -90, 90},
    Relative{"LAST_180_DAYS", K::Daily, -180, 180},
    Relative{"THIS_WEEK", K::Weekly, 0, 1},
    Relative{"LAST_WEEK", K::Weekly, -1, 1},
    Relative{"LAST_4_WEEKS", K::Weekly, -4, 4},
    Relative{"LAST_12_WEEKS", K::Weekly, -12, 12},
    Relative{"LAST_52_WEEKS", K::Weekly, -52, 52},
    Relative{"WEEKS_THIS_YEAR", K::Weekly, 0, 0, Within::Year},
    Relative{"THIS_BIWEEK", K::BiWeekly, 0, 1},
    Relative{"LAST_BIWEEK", K::BiWeekly, -1, 1},
    Relative{"LAST_4_BIWEEKS", K::BiWeekly, -4, 4},
    Relative{"THIS_MONTH", K::Monthly, 0, 1},
    Relative{"LAST_MONTH", K::Monthly, -1, 1},
    Relative{"LAST_3_MONTHS", K::Monthly, -3, 3},
    Relative{"LAST_6_MONTHS", K::Monthly, -6, 6},
    Relative{"LAST_12_MONTHS", K::Monthly, -12, 12},
    Relative{"MONTHS_THIS_YEAR", K::Monthly, 0, 0, Within::Year},
    Relative{"MONTHS_LAST_YEAR", K::Monthly, -1, 0, Within::Year},
    Relative{"THIS_BIMONTH", K::BiMonthly, 0, 1},
    Relative{"LAST_BIMONTH", K::BiMonthly, -1, 1},
    Relative{"LAST_6_BIMONTHS", K::BiMonthly, -6, 6},
    Relative{"BIMONTHS_THIS_YEAR", K::BiMonthly, 0, 0, Within::Year},
    Relative{"THIS_QUARTER", K::Quarterly, 0, 1},
    Relative{"LAST_QUARTER", K::Quarterly, -1, 1},
    Relative{"LAST_4_QUARTERS", K::Quarterly, -4, 4},
    Relative{"QUARTERS_THIS_YEAR", K::Quarterly, 0, 0, Within::Year},
    Relative{"QUARTERS_LAST_YEAR", K::Quarterly, -1, 0, Within::Year},
    Relative{"THIS_SIX_MONTH", K::SixMonthly, 0, 1},
    Relative{"LAST_SIX_MONTH", K::SixMonthly, -1, 1},
    Relative{"LAST_2_SIXMONTHS", K::SixMonthly, -2, 2},
    Relative{"THIS_YEAR", K::Yearly, 0, 1},
    Relative{"LAST_YEAR", K::Yearly, -1, 1},
    Relative{"LAST_5_YEARS", K::Yearly, -5, 5},
    Relative{"LAST_10_YEARS", K::Yearly, -10, 10},
    Relative{"THIS_FINANCIAL_YEAR", K::FinancialOct, 0, 1},
    Relative{"LAST_FINANCIAL_YEAR", K::FinancialOct, -1, 1},
    Relative{"LAST_5_FINANCIAL_YEARS", K::FinancialOct, -5, 5},
    Relative{"LAST_10_FINANCIAL_YEARS", K::FinancialOct, -10, 10},
};

const Relative* find(std::string_view name) {
    for (const Relative& relative : kRelative)
        if (relative.name == name) return &relative;
    return nullptr;
}

}  // namespace

bool is_relative_period(std::string_view name) { return find(name) != nullptr; }

const std::vector<std::string_view>& relative_period_names() {
    static const std::vector<std::string_view> names = [] {
        std::vector<std::string_view> all;
        all.reserve(std::size(kRelative));
        for (const Relative& relative : kRelative) all.push_back(relative.name);
        return all;
    }();
    return names;
}

Result<std::vector<Period>> expand_relative_period(std::string_view name, Date today,
                                                   const RelativePeriodSettings& settings) {
    const Relative* relative = find(name);
    if (relative == nullptr)
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("Period not valid: `{}`", name.substr(0, 60)), "E7611");
    PeriodKind kind = relative->kind;
    if (kind == K::Weekly) kind = settings.week;
    if (kind == K::FinancialOct) kind = settings.financial_year;
    if (relative->within == Within::Year)
        return periods_within(kind, period_of(K::Yearly, today) + relative->first);
    std::vector<Period> result;
    result.reserve(static_cast<std::size_t>(relative->count));
    const Period first = period_of(kind, today) + relative->first;
    for (int i = 0; i < relative->count; ++i) result.push_back(first + i);
    return result;
}

}  // namespace sinergi
