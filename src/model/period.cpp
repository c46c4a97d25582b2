// SPDX-License-Identifier: Apache-2.0
#include "model/period.h"

#include <array>
#include <optional>

#include <fmt/format.h>

namespace sinergi {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::month;
using std::chrono::year;
using std::chrono::year_month_day;

enum class Step : std::uint8_t { Day, Week, BiWeek, Months };

struct Rule {
    std::string_view name;
    Step step;
    int size;    // Months in a period; for weeks, the days from Monday 1969-12-29 to the start day.
    int offset;  // Months from January of the named year to the start of its first period.
    std::string_view infix;  // Between the year and the number.
    int order;
};

// In the order of PeriodKind.
constexpr std::array<Rule, kPeriodKindCount> kRules = {{
    {"Daily", Step::Day, 1, 0, "", 1},
    {"Weekly", Step::Week, 0, 0, "W", 7},
    {"WeeklyWednesday", Step::Week, 2, 0, "WedW", 7},
    {"WeeklyThursday", Step::Week, 3, 0, "ThuW", 7},
    {"WeeklyFriday", Step::Week, 4, 0, "FriW", 7},
    {"WeeklySaturday", Step::Week, 5, 0, "SatW", 7},
    {"WeeklySunday", Step::Week, 6, 0, "SunW", 7},
    {"BiWeekly", Step::BiWeek, 0, 0, "BiW", 14},
    {"Monthly", Step::Months, 1, 0, "", 30},
    {"BiMonthly", Step::Months, 2, 0, "", 61},
    {"Quarterly", Step::Months, 3, 0, "Q", 91},
    {"QuarterlyNov", Step::Months, 3, -2, "NovQ", 91},
    {"SixMonthly", Step::Months, 6, 0, "S", 182},
    {"SixMonthlyApril", Step::Months, 6, 3, "AprilS", 182},
    {"SixMonthlyNov", Step::Months, 6, -2, "NovS", 182},
    {"Yearly", Step::Months, 12, 0, "", 365},
    {"FinancialFeb", Step::Months, 12, 1, "Feb", 365},
    {"FinancialApril", Step::Months, 12, 3, "April", 365},
    {"FinancialJuly", Step::Months, 12, 6, "July", 365},
    {"FinancialAug", Step::Months, 12, 7, "Aug", 365},
    {"FinancialSep", Step::Months, 12, 8, "Sep", 365},
    {"FinancialOct", Step::Months, 12, 9, "Oct", 365},
    {"FinancialNov", Step::Months, 12, -2, "Nov", 365},
}};

constexpr int kFirstYear = 1900;
constexpr int kLastYear = 2199;
constexpr Date kMonday{days{-3}};  // 1969-12-29, start of ISO week 1 of 1970.

const Rule& rule_of(PeriodKind kind) { return kRules[static_cast<std::size_t>(kind)]; }

constexpr int floor_div(int a, int b) { return a / b - (a % b < 0 ? 1 : 0); }

int days_since(Date from, Date to) { return static_cast<int>((to - from).count()); }

int year_number(Date date) { return static_cast<int>(year_month_day{date}.year()); }

Date make_date(int y, unsigned m, unsigned d) {
    return Date{year_month_day{year{y}, month{m}, day{d}}};
}

Date month_start(int months) {
    const int y = floor_div(months, 12);
    return make_date(y, static_cast<unsigned>(months - y * 12 + 1), 1);
}

// The week that holds 4 January is the first of its year, whatever day weeks start on.
int first_week(int start, int y) {
    return floor_div(days_since(kMonday + days{start}, make_date(y, 1, 4)), 7);
}

// Biweeks count anew each ISO year. A year of 53 weeks ends with a biweek of one week.
int first_biweek(int y) { return first_week(0, y) - 26 * (y - 1970); }

int biweek_year(int index) {
    int y = 1970 + floor_div(index, 26);
    while (first_biweek(y) > index) --y;
    while (first_biweek(y + 1) <= index) ++y;
    return y;
}

struct Numbered {
    int year;
    int number;
};

// What the identifier says: the year and the number in it, counted from 1.
Numbered numbered(Period period) {
    const Rule& rule = rule_of(period.kind);
    if (rule.step == Step::Months) {
        const int per_year = 12 / rule.size;
        const int y = floor_div(period.index, per_year);
        return {y, period.index - y * per_year + 1};
    }
    if (rule.step == Step::BiWeek) {
        const int y = biweek_year(period.index);
        return {y, period.index - first_biweek(y) + 1};
    }
    const int y = year_number(first_day(period) + days{rule.step == Step::Week ? 3 : 0});
    return {y, rule.step == Step::Week ? period.index - first_week(rule.size, y) + 1 : 1};
}

std::optional<Period> from_number(PeriodKind kind, int y, int number) {
    if (number < 1) return std::nullopt;
    const Rule& rule = rule_of(kind);
    int first = 0;
    int next = 0;
    if (rule.step == Step::Months) {
        first = y * (12 / rule.size);
        next = first + 12 / rule.size;
    } else if (rule.step == Step::BiWeek) {
        first = first_biweek(y);
        next = first_biweek(y + 1);
    } else {
        first = first_week(rule.size, y);
        next = first_week(rule.size, y + 1);
    }
    if (number > next - first) return std::nullopt;
    return Period{kind, first + number - 1};
}

std::optional<int> digits(std::string_view text) {
    if (text.empty() || text.size() > 4) return std::nullopt;
    int value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

std::optional<Date> date_of(int y, std::string_view m, std::string_view d) {
    const auto mm = digits(m);
    const auto dd = digits(d);
    if (!mm || !dd) return std::nullopt;
    const year_month_day ymd{year{y}, month{static_cast<unsigned>(*mm)},
                             day{static_cast<unsigned>(*dd)}};
    if (!ymd.ok()) return std::nullopt;
    return Date{ymd};
}

std::optional<Period> parse_named(int y, std::string_view rest) {
    for (int i = 0; i < kPeriodKindCount; ++i) {
        const auto kind = static_cast<PeriodKind>(i);
        const Rule& rule = rule_of(kind);
        if (rule.infix.empty() || !rest.starts_with(rule.infix)) continue;
        const std::string_view tail = rest.substr(rule.infix.size());
        if (rule.size == 12) {
            if (tail.empty()) return from_number(kind, y, 1);
            continue;
        }
        const auto number = digits(tail);
        if (!number || tail.size() > 2 || tail.front() == '0') continue;
        return from_number(kind, y, *number);
    }
    return std::nullopt;
}

std::optional<Period> parse(std::string_view text) {
    if (text.size() < 4 || text.size() > 12) return std::nullopt;
    const auto y = digits(text.substr(0, 4));
    if (!y || *y < kFirstYear || *y > kLastYear) return std::nullopt;
    std::string_view rest = text.substr(4);
    if (rest.empty()) return from_number(PeriodKind::Yearly, *y, 1);
    const bool dashed = rest.front() == '-';
    if (dashed) rest.remove_prefix(1);
    if (rest.size() == 2) {
        if (const auto m = digits(rest)) return from_number(PeriodKind::Monthly, *y, *m);
    }
    std::optional<Date> date;
    if (dashed) {
        if (rest.size() == 5 && rest[2] == '-')
            date = date_of(*y, rest.substr(0, 2), rest.substr(3));
        if (!date) return std::nullopt;
    } else if (rest.size() == 4) {
        date = date_of(*y, rest.substr(0, 2), rest.substr(2));
    }
    if (date) return period_of(PeriodKind::Daily, *date);
    if (rest.size() == 3 && rest.back() == 'B') {
        const auto n = digits(rest.substr(0, 2));
        return n ? from_number(PeriodKind::BiMonthly, *y, *n) : std::nullopt;
    }
    return parse_named(*y, rest);
}

}  // namespace

Result<Period> parse_period(std::string_view text) {
    if (const auto period = parse(text)) return *period;
    return fail(ErrorCode::InvalidArgument,
                fmt::format("Period not valid: `{}`", text.substr(0, 60)), "E7611");
}

std::string to_string(Period period) {
    const Rule& rule = rule_of(period.kind);
    const auto [y, number] = numbered(period);
    if (rule.step == Step::Day) {
        const year_month_day ymd{first_day(period)};
        return fmt::format("{:04}{:02}{:02}", y, static_cast<unsigned>(ymd.month()),
                           static_cast<unsigned>(ymd.day()));
    }
    if (period.kind == PeriodKind::Monthly) return fmt::format("{:04}{:02}", y, number);
    if (period.kind == PeriodKind::BiMonthly) return fmt::format("{:04}{:02}B", y, number);
    if (rule.size == 12) return fmt::format("{:04}{}", y, rule.infix);
    return fmt::format("{:04}{}{}", y, rule.infix, number);
}

std::string_view period_type_name(PeriodKind kind) { return rule_of(kind).name; }

Result<PeriodKind> parse_period_type(std::string_view name) {
    for (int i = 0; i < kPeriodKindCount; ++i) {
        const auto kind = static_cast<PeriodKind>(i);
        if (rule_of(kind).name == name) return kind;
    }
    return fail(ErrorCode::InvalidArgument,
                fmt::format("Period type not known: `{}`", name.substr(0, 60)));
}

int frequency_order(PeriodKind kind) { return rule_of(kind).order; }

Date first_day(Period period) {
    const Rule& rule = rule_of(period.kind);
    switch (rule.step) {
        case Step::Day: return Date{days{period.index}};
        case Step::Week: return kMonday + days{rule.size + 7 * period.index};
        case Step::BiWeek: {
            const int y = biweek_year(period.index);
            return kMonday + days{7 * (first_week(0, y) + 2 * (period.index - first_biweek(y)))};
        }
        case Step::Months: break;
    }
    return month_start(period.index * rule.size + rule.offset);
}

Date end_day(Period period) { return first_day(period + 1); }

int day_count(Period period) { return days_since(first_day(period), end_day(period)); }

Period period_of(PeriodKind kind, Date date) {
    const Rule& rule = rule_of(kind);
    if (rule.step == Step::Day) return {kind, days_since(Date{}, date)};
    if (rule.step == Step::Months) {
        const year_month_day ymd{date};
        const int months = static_cast<int>(ymd.year()) * 12 +
                           static_cast<int>(static_cast<unsigned>(ymd.month())) - 1;
        return {kind, floor_div(months - rule.offset, rule.size)};
    }
    const int week = floor_div(days_since(kMonday + days{rule.size}, date), 7);
    if (rule.step == Step::Week) return {kind, week};
    const int y = year_number(kMonday + days{7 * week + 3});
    return {kind, first_biweek(y) + (week - first_week(0, y)) / 2};
}

bool belongs_to(Period inner, Period outer) {
    if (inner.kind == outer.kind) return inner == outer;
    if (frequency_order(inner.kind) >= frequency_order(outer.kind)) return false;
    const Date first = first_day(inner);
    if (rule_of(inner.kind).step != Step::Months)
        return period_of(outer.kind, first + days{day_count(inner) / 2}) == outer;
    return first >= first_day(outer) && end_day(inner) <= end_day(outer);
}

std::vector<Period> periods_within(PeriodKind kind, Period outer) {
    std::vector<Period> result;
    if (frequency_order(kind) > frequency_order(outer.kind)) return result;
    const Date end = end_day(outer);
    for (Period p = period_of(kind, first_day(outer)); first_day(p) < end; p = p + 1)
        if (belongs_to(p, outer)) result.push_back(p);
    return result;
}

Result<Date> parse_date(std::string_view text) {
    if (text.size() == 10 && text[4] == '-' && text[7] == '-') {
        if (const auto y = digits(text.substr(0, 4)))
            if (const auto date = date_of(*y, text.substr(5, 2), text.substr(8))) return *date;
    }
    return fail(ErrorCode::InvalidArgument,
                fmt::format("Date not valid, expected yyyy-mm-dd: `{}`", text.substr(0, 60)));
}

std::string to_iso_date(Date date) {
    const year_month_day ymd{date};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(ymd.year()),
                       static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()));
}

}  // namespace sinergi
