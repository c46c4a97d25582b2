// SPDX-License-Identifier: Apache-2.0
#include "app/demo/reports.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "app/demo/places.h"
#include "app/demo/random.h"

namespace sinergi::app {
namespace {

constexpr int kFirstYear = 2022;  // The year the rules' levels speak of.

unsigned reporter_of(FacilityKind kind) {
    switch (kind) {
        case FacilityKind::Puskesmas: return kPuskesmas;
        case FacilityKind::Hospital: return kHospital;
        case FacilityKind::Clinic: return kClinic;
    }
    return 0;
}

int days_in(int month) {
    const std::chrono::year_month_day_last last{
        std::chrono::year(month / 12),
        std::chrono::month_day_last(std::chrono::month(static_cast<unsigned>(month % 12 + 1)))};
    return static_cast<int>(static_cast<unsigned>(last.day()));
}

// Epidemiological weeks run from Sunday to Saturday: Saturdays of the month.
int weeks_in(int month) {
    const std::chrono::sys_days first = std::chrono::year(month / 12) /
                                        std::chrono::month(static_cast<unsigned>(month % 12 + 1)) /
                                        1;
    const int to_saturday =
        static_cast<int>((std::chrono::Saturday - std::chrono::weekday(first)).count());
    return (days_in(month) - to_saturday - 1) / 7 + 1;
}

// In 2024 dengue more than doubles in three districts.
double outbreak(const NumberRule& rule, const DemoFacility& facility, int year) {
    constexpr std::array<std::uint32_t, 3> kDistricts = {0, 5, 7};
    const bool hit =
        std::find(kDistricts.begin(), kDistricts.end(), facility.district) != kDistricts.end();
    return rule.code == "DBD_KASUS" && year == 2024 && hit ? 2.2 : 1;
}

// Few children come to be weighed, and those who come are the better off.
double under_measurement(const NumberRule& rule, const DemoFacility& facility) {
    if (facility.district != kUnderMeasuredDistrict) return 1;
    if (rule.code == "GIZI_D") return 0.58;
    if (rule.code == "STUNTING") return 0.3;
    return 1;
}

double lateness(const NumberRule& rule, const DemoFacility& facility) {
    return rule.code == "SKDR_TEPAT" && facility.district == kLateDistrict ? 0.62 : 1;
}

}  // namespace

Result<int> parse_month(std::string_view text) {
    int number = 0;
    for (const char digit : text) {
        if (digit < '0' || digit > '9' || number > 999999) number = 0;
        number = number * 10 + (digit - '0');
    }
    const int year = number / 100, month = number % 100;
    if (text.size() != 6 || year < 1900 || year > 2199 || month < 1 || month > 12) {
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("\"{}\" is not a month; \"202403\" is expected", text));
    }
    return year * 12 + month - 1;
}

std::string month_text(int month) { return fmt::format("{}{:02}", month / 12, month % 12 + 1); }

Reporter::Reporter(const DemoProvince& province, std::uint64_t seed)
    : province_(province), seed_(mix(seed, "reports")) {
    const auto& rules = number_rules();
    base_.resize(rules.size());
    for (std::size_t i = 0; i < rules.size(); ++i) {
        base_[i] = rules[i].base.empty() ? i : rule_index(rules[i].base);
        VERIFY(base_[i] <= i);
    }
}

std::size_t Reporter::rule_index(std::string_view code) const {
    const auto& rules = number_rules();
    const auto found = std::find_if(rules.begin(), rules.end(),
                                    [&](const NumberRule& rule) { return rule.code == code; });
    VERIFY(found != rules.end());
    return static_cast<std::size_t>(found - rules.begin());
}

double Reporter::district_strength(std::uint32_t district, std::string_view element) const {
    // Cities stronger, the islands weaker, each with its own good and bad sides.
    constexpr std::array<double, 8> kCommon = {0.1, -0.35, -0.1, 0.3, -0.7, 0.75, 0.35, 0.55};
    const double own = 2 * unit_interval(mix(mix(seed_, element), district)) - 1;
    return 0.62 * kCommon[district] + 0.38 * own;
}

double Reporter::coverage(const NumberRule& rule, const DemoFacility& facility,
                          double years) const {
    const std::string& uid = province_.units[facility.unit].uid;
    const double common = 2 * unit_interval(mix(mix(seed_, uid), "common")) - 1;
    const double own = 2 * unit_interval(mix(mix(seed_, uid), rule.code)) - 1;
    const double strength =
        1.7 * district_strength(facility.district, rule.code) + 0.3 * common + 0.15 * own;
    // A falling trend is an improvement: there the strong have less.
    const double sign = rule.slope < 0 ? -1 : 1;
    const double value = rule.level + rule.slope * years + sign * rule.spread * strength;
    return std::max(0.0, value * under_measurement(rule, facility) * lateness(rule, facility));
}

double Reporter::population(const DemoFacility& facility, int year) const {
    const std::string& uid = province_.units[facility.unit].uid;
    const double growth = 1.007 + 0.011 * unit_interval(mix(mix(seed_, uid), "growth"));
    double people = facility.population;
    for (int y = kFirstYear; y < year; ++y) people *= growth;
    for (const DemoFacility& other : province_.facilities) {
        // Before the split the catchment of the new puskesmas was its parent's.
        if (other.parent_facility < 0 || year >= other.opened_year) continue;
        const auto& parent = province_.facilities[static_cast<std::size_t>(other.parent_facility)];
        if (parent.unit == facility.unit) people += other.population;
    }
    return std::round(people);
}

std::uint64_t Reporter::seed_of(const DemoFacility& facility, std::size_t rule, int period) const {
    return mix(mix(mix(seed_, province_.units[facility.unit].uid), number_rules()[rule].code),
               static_cast<std::uint64_t>(period));
}

void Reporter::fill_year(const DemoFacility& facility, int year, Numbers& numbers) const {
    const auto& rules = number_rules();
    numbers.value.assign(rules.size(), 0);
    numbers.due.assign(rules.size(), false);
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const NumberRule& rule = rules[i];
        const double base = numbers.value[base_[i]];
        double& value = numbers.value[i];
        if (!is_yearly(rule.kind)) continue;
        numbers.due[i] = (rule.reporters & reporter_of(facility.kind)) != 0;
        Random random(seed_of(facility, i, year));
        if (rule.kind == NumberKind::Population) {
            value = population(facility, year);
        } else if (rule.kind == NumberKind::YearShare) {
            value = std::round(rule.level * base);
        } else if (rule.kind == NumberKind::Rest) {
            value = numbers.value[rule_index("PENDUDUK")] - base;
        } else if (rule.kind == NumberKind::Respondents) {
            // Nearly the same people answer every question.
            const std::uint64_t people = mix(seed_of(facility, 0, year), "respondents");
            value = std::floor(rule.level + rule.spread * unit_interval(people)) -
                    static_cast<double>(random.below(4));
        } else if (rule.kind == NumberKind::Scores) {
            const double mean = coverage(rule, facility, year - kFirstYear);
            const double scores = base * mean + random.normal() * 0.6 * std::sqrt(base);
            value = std::clamp(std::round(scores), base, 4 * base);
        } else if (rule.kind == NumberKind::Items) {
            value = rule.level;
        } else if (rule.kind == NumberKind::ItemShares) {
            const double mean = coverage(rule, facility, year - kFirstYear);
            const double shares = base * mean + random.normal() * 9 * std::sqrt(base);
            value = std::clamp(std::round(shares), 0.0, 100 * base);
        }
    }
}

Reporter::Numbers Reporter::yearly(const DemoFacility& facility, int year) const {
    Numbers numbers;
    fill_year(facility, year, numbers);
    return numbers;
}

Reporter::Numbers Reporter::statistics(std::uint32_t district, int year) const {
    const auto& rules = number_rules();
    Numbers numbers;
    numbers.value.assign(rules.size(), 0);
    numbers.due.assign(rules.size(), false);
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const NumberRule& rule = rules[i];
        if (rule.kind != NumberKind::District) continue;
        const double step = rule.code == "PKP" ? 1000 : 0.01;
        const double value = rule.level + rule.slope * (year - kFirstYear) +
                             rule.spread * district_strength(district, rule.code);
        numbers.value[i] = std::round(value / step) * step;
        numbers.due[i] = true;
    }
    return numbers;
}

double Reporter::month_number(std::size_t i, const DemoFacility& facility, int month,
                              const Numbers& numbers) const {
    const NumberRule& rule = number_rules()[i];
    const double base = numbers.value[base_[i]];
    const int year = month / 12;
    const double years = year - kFirstYear + (month % 12) / 12.0;
    const double season = season_factor(rule.season, year, month % 12 + 1);
    const double part = coverage(rule, facility, years);
    const std::uint64_t own = mix(mix(seed_, province_.units[facility.unit].uid), rule.code);
    Random random(seed_of(facility, i, month));
    switch (rule.kind) {
        case NumberKind::Flow:
            return random.poisson(base / 12 * part * season * outbreak(rule, facility, year));
        case NumberKind::Share: return random.binomial(base, part);
        case NumberKind::Plus:
            return base + random.poisson(part * numbers.value[rule_index("KELAHIRAN_HIDUP")]);
        case NumberKind::Stock:
            return std::round(base * std::min(part, 1.02) * random.uniform(0.997, 1.003));
        case NumberKind::BedDays: return random.binomial(base * days_in(month), part);
        case NumberKind::YesNo: return unit_interval(own) < part ? 1 : 0;
        case NumberKind::Constant: {
            const double many = facility.kind == FacilityKind::Hospital ? 6 : 1;
            return std::floor(rule.level + (rule.spread > 0 ? many : 0) * (rule.spread + 1) *
                                               unit_interval(own));
        }
        case NumberKind::Weeks: return weeks_in(month);
        default: return 0;
    }
}

Reporter::Numbers Reporter::monthly(const DemoFacility& facility, int month) const {
    const auto& rules = number_rules();
    Numbers numbers;
    fill_year(facility, month / 12, numbers);
    for (std::size_t i = 0; i < rules.size(); ++i) {
        if (is_yearly(rules[i].kind)) {
            numbers.due[i] = false;
            continue;
        }
        const bool due = season_factor(rules[i].season, month / 12, month % 12 + 1) > 0;
        numbers.value[i] = due ? month_number(i, facility, month, numbers) : 0;
        numbers.due[i] = due && (rules[i].reporters & reporter_of(facility.kind)) != 0;
    }
    return numbers;
}

}  // namespace sinergi::app
