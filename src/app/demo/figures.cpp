// SPDX-License-Identifier: Apache-2.0
#include "app/demo/figures.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "app/demo/random.h"

namespace sinergi::app {
namespace {

// Where the catalogue has no target, the fictional province sets its own.
struct LocalTarget {
    std::string_view code;
    double value;
};
constexpr LocalTarget kLocalTargets[] = {
    {"GIZI_BURUK", 0.3}, {"STUNTING_EPPGBM", 5}, {"KB_AKTIF", 72},  {"POSYANDU_AKTIF", 80},
    {"OBAT_ES", 96},     {"RME", 100},           {"JKN_AKTIF", 80}, {"I_SEHAT", 77},
    {"IPM", 72},         {"N_AKI", 0},           {"K6", 85},        {"KNL", 95},
    {"BBLR", 5},         {"BUMIL_ANEMIA", 20},   {"WASTING", 5},
};

std::string_view direction_text(Direction direction) {
    switch (direction) {
        case Direction::Higher: return "higher";
        case Direction::Lower: return "lower";
        case Direction::Range: return "range";
        case Direction::Context: return "";
    }
    return "";
}

// That of the year, else the next later one, else the last there is.
const TargetRule* rule_for(const CatalogueIndicator& indicator, const std::string& year) {
    const TargetRule* later = nullptr;
    const TargetRule* earlier = nullptr;
    for (const TargetRule& rule : indicator.targets) {
        const TargetRule*& best = rule.year >= year ? later : earlier;
        const bool nearer = best == nullptr ||
                            (rule.year >= year ? rule.year < best->year : rule.year > best->year);
        if (nearer) best = &rule;
    }
    return later != nullptr ? later : earlier;
}

std::optional<store::Target> target_for(const CatalogueIndicator& indicator, int year) {
    store::Target target;
    target.indicator_code = indicator.code;
    target.period = fmt::format("{}", year);
    target.direction = std::string(direction_text(indicator.direction));
    if (target.direction.empty()) return std::nullopt;
    if (const TargetRule* rule = rule_for(indicator, target.period)) {
        target.value = rule->value;
        target.upper = rule->upper;
        target.source = "Contoh, menurut " + rule->source;
        return target;
    }
    for (const LocalTarget& local : kLocalTargets) {
        if (local.code != indicator.code) continue;
        target.value = local.value;
        target.source = "Contoh: rencana strategis Nusa Tenun";
        return target;
    }
    return std::nullopt;
}

struct Development {
    double life, expected_school, mean_school, spending;
};

// Human development index of the statistics office's method of 2014: cube root of the indices of
// health, schooling and spending.
double human_development(const Development& d) {
    const double health = (d.life - 20) / 65;
    const double school =
        (std::min(d.expected_school, 18.0) / 18 + std::min(d.mean_school, 15.0) / 15) / 2;
    const double spending =
        (std::log(d.spending) - std::log(1007436.0)) / (std::log(26572352.0) - std::log(1007436.0));
    return 100 * std::cbrt(health * school * spending);
}

double rounded(double value, double steps) { return std::round(value * steps) / steps; }

class FigureWriter {
public:
    FigureWriter(DemoProvince& province, std::string source, std::string kind, std::string basis)
        : province_(province),
          source_(std::move(source)),
          kind_(std::move(kind)),
          basis_(std::move(basis)) {}

    void add(std::string_view indicator, std::uint32_t unit, int year, double value,
             double margin = 0) {
        store::PublishedFigure figure;
        figure.indicator_code = std::string(indicator);
        figure.unit_uid = province_.units[unit].uid;
        figure.period = fmt::format("{}", year);
        figure.source = fmt::format("{} {}", source_, year);
        figure.kind = kind_;
        figure.basis = basis_;
        figure.value = value;
        if (margin > 0) {
            figure.low = rounded(value - margin, 10);
            figure.high = rounded(value + margin, 10);
        }
        figure.note = "Angka contoh";
        province_.figures.push_back(std::move(figure));
    }

private:
    DemoProvince& province_;
    std::string source_, kind_, basis_;
};

std::vector<double> district_people(const DemoProvince& province) {
    std::vector<double> people(province.districts.size(), 0);
    for (const DemoFacility& facility : province.facilities) {
        if (facility.kind == FacilityKind::Puskesmas) {
            people[facility.district] += facility.population;
        }
    }
    return people;
}

}  // namespace

void make_targets(DemoProvince& province, const Catalogue& catalogue, int first_year,
                  int last_year) {
    std::vector<std::uint32_t> units{0};
    units.insert(units.end(), province.districts.begin(), province.districts.end());
    for (const CatalogueIndicator& indicator : catalogue.indicators) {
        for (int year = first_year; year <= last_year; ++year) {
            auto target = target_for(indicator, year);
            if (!target) continue;
            for (const std::uint32_t unit : units) {
                target->unit_uid = province.units[unit].uid;
                province.targets.push_back(*target);
            }
        }
    }
}

void make_figures(DemoProvince& province, const Reporter& reporter, std::uint64_t seed,
                  int first_year, int last_year) {
    FigureWriter survey(province, "Survei Gizi Contoh", "survey", "survei rumah tangga contoh");
    FigureWriter office(province, "Statistik Contoh", "projection", "SP2020 contoh");
    const std::vector<double> people = district_people(province);
    for (int year = first_year; year <= last_year; ++year) {
        double all = 0, stunted = 0;
        Development mean{0, 0, 0, 0};
        for (std::uint32_t d = 0; d < province.districts.size(); ++d) {
            const std::uint32_t unit = province.districts[d];
            Random random(mix(mix(mix(seed, "survey"), d), static_cast<std::uint64_t>(year)));
            const double prevalence = rounded(
                24.5 - 1.4 * (year - first_year) -
                    6 * reporter.district_strength(d, "STUNTING_SURVEI") + 0.9 * random.normal(),
                10);
            survey.add("STUNTING_SURVEI", unit, year, prevalence,
                       rounded(random.uniform(2.4, 3.9), 10));
            const auto numbers = reporter.statistics(d, year).value;
            const Development own{
                numbers[reporter.rule_index("UHH")], numbers[reporter.rule_index("HLS")],
                numbers[reporter.rule_index("RLS")], numbers[reporter.rule_index("PKP")]};
            office.add("UHH", unit, year, own.life);
            office.add("IPM", unit, year, rounded(human_development(own), 100));
            all += people[d];
            stunted += prevalence * people[d];
            mean.life += own.life * people[d];
            mean.expected_school += own.expected_school * people[d];
            mean.mean_school += own.mean_school * people[d];
            mean.spending += own.spending * people[d];
        }
        mean = {mean.life / all, mean.expected_school / all, mean.mean_school / all,
                mean.spending / all};
        survey.add("STUNTING_SURVEI", 0, year, rounded(stunted / all, 10), 1.1);
        office.add("UHH", 0, year, rounded(mean.life, 100));
        office.add("IPM", 0, year, rounded(human_development(mean), 100));
    }
}

}  // namespace sinergi::app
