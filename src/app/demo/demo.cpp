// SPDX-License-Identifier: Apache-2.0
#include "app/demo/demo.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "app/demo/figures.h"
#include "app/demo/places.h"
#include "app/demo/random.h"
#include "app/demo/reports.h"
#include "exchange/catalogue_toml.h"

namespace sinergi::app {
namespace {

constexpr int kSilentMonths = 3;
constexpr double kBlankShare = 0.006;
constexpr std::array<double, 3> kMissingShare = {0.05, 0.03, 0.11};  // Per FacilityKind.

struct Months {
    int first = 0, last = 0;
};

Result<Months> months_of(const DemoOptions& options) {
    const Months months{TRY(parse_month(options.first_month)),
                        TRY(parse_month(options.last_month))};
    if (months.last < months.first) {
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("the last month {} lies before the first month {}",
                                options.last_month, options.first_month));
    }
    return months;
}

struct DataSetPlan {
    std::string_view code, name;
    unsigned reporter;
    bool yearly, satisfaction;
};
constexpr DataSetPlan kDataSets[] = {
    {"PKM_BULANAN", "Laporan bulanan puskesmas", kPuskesmas, false, false},
    {"RS_BULANAN", "Laporan bulanan rumah sakit", kHospital, false, false},
    {"KLINIK_BULANAN", "Laporan bulanan klinik", kClinic, false, false},
    {"PKM_TAHUNAN", "Penduduk dan sasaran puskesmas", kPuskesmas, true, false},
    {"SKM_TAHUNAN", "Survei kepuasan masyarakat", kPuskesmas | kHospital, true, true},
    {"BPS_TAHUNAN", "Pembangunan manusia", kDistrict, true, false},
};

bool belongs(const DataSetPlan& plan, const NumberRule& rule) {
    const bool satisfaction =
        rule.kind == NumberKind::Respondents || rule.kind == NumberKind::Scores;
    return (rule.reporters & plan.reporter) != 0 && is_yearly(rule.kind) == plan.yearly &&
           satisfaction == plan.satisfaction;
}

void make_data_sets(DemoProvince& province) {
    constexpr std::array<unsigned, 3> kReporters = {kPuskesmas, kHospital, kClinic};
    for (const DataSetPlan& plan : kDataSets) {
        DataSet set;
        set.code = std::string(plan.code);
        set.uid = uid_from(fmt::format("demo:dataset:{}", plan.code));
        set.name = std::string(plan.name);
        set.period_type = plan.yearly ? "Yearly" : "Monthly";
        for (const NumberRule& rule : number_rules()) {
            if (belongs(plan, rule)) {
                set.data_element_uids.push_back(exchange::catalogue_element_uid(rule.code));
            }
        }
        for (const DemoFacility& facility : province.facilities) {
            if ((plan.reporter & kReporters[static_cast<std::size_t>(facility.kind)]) != 0) {
                set.unit_uids.push_back(province.units[facility.unit].uid);
            }
        }
        if (plan.reporter == kDistrict) {
            for (const std::uint32_t unit : province.districts) {
                set.unit_uids.push_back(province.units[unit].uid);
            }
        }
        province.data_sets.push_back(std::move(set));
    }
}

// The nth facility of a kind that has reported since the beginning and lies in `district`.
const DemoFacility& pick(const DemoProvince& province, FacilityKind kind, std::uint32_t district,
                         std::size_t nth) {
    std::vector<const DemoFacility*> found;
    for (const DemoFacility& each : province.facilities) {
        if (each.kind == kind && each.district == district && each.opened_year == 0) {
            found.push_back(&each);
        }
    }
    VERIFY(!found.empty());
    return *found[nth % found.size()];
}

void plan_faults(DemoProvince& province, const DemoOptions& options, Months months) {
    Random random(mix(options.seed, "faults"));
    const auto uid = [&](const DemoFacility& facility) {
        return province.units[facility.unit].uid;
    };
    const auto nth = [&] { return static_cast<std::size_t>(random.below(1000)); };
    auto& list = province.anomalies;
    const DemoFacility& silent = pick(province, FacilityKind::Puskesmas, 3, nth());
    list.push_back({DemoFault::SilentFacility, uid(silent), "",
                    month_text(std::max(months.first, months.last - kSilentMonths + 1))});
    list.push_back({DemoFault::LateDistrict, province.units[province.districts[kLateDistrict]].uid,
                    "", month_text(months.last)});
    for (const std::string_view element : {"GIZI_D", "STUNTING"}) {
        list.push_back({DemoFault::UnderMeasurement,
                        province.units[province.districts[kUnderMeasuredDistrict]].uid,
                        std::string(element), ""});
    }
    struct CellFault {
        DemoFault kind;
        FacilityKind facility;
        std::uint32_t district;
        std::string_view element, period;
    };
    constexpr CellFault kCells[] = {
        {DemoFault::TenTimes, FacilityKind::Puskesmas, 0, "SPM_K06_LAYAN", "202403"},
        {DemoFault::TenTimes, FacilityKind::Puskesmas, 4, "KUNJUNGAN", "202305"},
        {DemoFault::TenTimes, FacilityKind::Puskesmas, 7, "GIZI_D", "202409"},
        {DemoFault::TenTimes, FacilityKind::Puskesmas, 5, "K1", "202506"},
        {DemoFault::WrongUnit, FacilityKind::Puskesmas, 6, "JKN_PESERTA", "202502"},
        {DemoFault::WrongUnit, FacilityKind::Hospital, 0, "RS_LAMA", "202411"},
    };
    for (const CellFault& cell : kCells) {
        const std::size_t which = nth();
        if (!options.faults || cell.period < options.first_month ||
            cell.period > options.last_month) {
            continue;
        }
        list.push_back({cell.kind, uid(pick(province, cell.facility, cell.district, which)),
                        std::string(cell.element), std::string(cell.period)});
    }
}

class Stream {
public:
    Stream(const DemoProvince& province, const DemoOptions& options, Months months)
        : province_(province),
          seed_(mix(options.seed, "gaps")),
          months_(months),
          reporter_(province, options.seed) {
        for (const NumberRule& rule : number_rules()) {
            const auto found =
                std::find(province.element_codes.begin(), province.element_codes.end(), rule.code);
            VERIFY(found != province.element_codes.end());
            element_.push_back(static_cast<std::uint32_t>(found - province.element_codes.begin()));
        }
    }

    [[nodiscard]] DemoBatch year(int year) const {
        DemoBatch batch;
        batch.period = fmt::format("{}", year);
        for (const DemoFacility& facility : province_.facilities) {
            if (year < facility.opened_year) continue;
            add(facility.unit, reporter_.yearly(facility, year), batch);
        }
        // The statistics office publishes a year when it is over.
        if (year * 12 + 11 < months_.last) {
            for (std::uint32_t d = 0; d < province_.districts.size(); ++d) {
                add(province_.districts[d], reporter_.statistics(d, year), batch);
            }
        }
        return batch;
    }

    [[nodiscard]] DemoBatch month(int month) const {
        DemoBatch batch;
        batch.period = month_text(month);
        for (const DemoFacility& facility : province_.facilities) {
            if (month / 12 < facility.opened_year || !reports(facility, month)) continue;
            const std::size_t from = batch.values.size();
            add(facility.unit, reporter_.monthly(facility, month), batch);
            for (std::size_t i = from; i < batch.values.size(); ++i) {
                spoil(facility, batch.period, batch.values[i]);
            }
        }
        return batch;
    }

private:
    void add(std::uint32_t unit, const Reporter::Numbers& numbers, DemoBatch& batch) const {
        for (std::size_t i = 0; i < element_.size(); ++i) {
            if (!numbers.due[i]) continue;
            batch.values.push_back({unit, element_[i], ValueState::Number, numbers.value[i]});
        }
    }

    [[nodiscard]] bool reports(const DemoFacility& facility, int month) const {
        const std::string& uid = province_.units[facility.unit].uid;
        const std::string period = month_text(month);
        for (const DemoAnomaly& each : province_.anomalies) {
            if (each.unit_uid != uid) continue;
            if (each.kind == DemoFault::SilentFacility && period >= each.period) return false;
            if (!each.element.empty() && period == each.period) return true;
        }
        double missing = kMissingShare[static_cast<std::size_t>(facility.kind)];
        if (facility.district == kLateDistrict && facility.kind == FacilityKind::Puskesmas) {
            const int age = months_.last - month;
            missing = age == 0 ? 0.7 : age == 1 ? 0.35 : 0.07;
        }
        const auto draw = mix(mix(seed_, uid), static_cast<std::uint64_t>(month));
        return unit_interval(draw) >= missing;
    }

    // What happens to a number between the register and the report.
    void spoil(const DemoFacility& facility, const std::string& period, DemoValue& value) const {
        const std::string& uid = province_.units[value.unit].uid;
        const std::string& element = province_.element_codes[value.element];
        for (const DemoAnomaly& each : province_.anomalies) {
            if (each.unit_uid != uid || each.element != element || each.period != period) continue;
            if (each.kind == DemoFault::TenTimes) value.number *= 10;
            if (each.kind == DemoFault::WrongUnit) {
                value.number = element == "RS_LAMA" ? value.number * 24  // Hours, not days.
                                                    : std::round(value.number / 1000);
            }
            return;
        }
        const auto state = [&](ValueState why) {
            value.state = why;
            value.number = 0;
        };
        const auto draw = mix(mix(mix(seed_, uid), element), std::string_view(period));
        if (element == "MALARIA" && facility.urban) {
            state(ValueState::NotApplicable);  // No transmission in the cities.
        } else if (element == "HIV_POSITIF" && facility.district == kWithholdingDistrict &&
                   value.number >= 1 && value.number <= 4) {
            state(ValueState::Suppressed);
        } else if (unit_interval(draw) < kBlankShare) {
            state(ValueState::Blank);
        }
    }

    const DemoProvince& province_;
    std::uint64_t seed_;
    Months months_;
    Reporter reporter_;
    std::vector<std::uint32_t> element_;  // Of each rule, in the catalogue.
};

}  // namespace

Result<DemoProvince> make_demo_province(const Catalogue& catalogue, const DemoOptions& options) {
    const Months months = TRY(months_of(options));
    DemoProvince province;
    for (const CatalogueElement& element : catalogue.elements) {
        province.element_codes.push_back(element.code);
        province.element_uids.push_back(exchange::catalogue_element_uid(element.code));
    }
    for (const NumberRule& rule : number_rules()) {
        if (std::find(province.element_codes.begin(), province.element_codes.end(), rule.code) ==
            province.element_codes.end()) {
            return fail(ErrorCode::InvalidArgument,
                        fmt::format("the catalogue has no data element \"{}\", which the "
                                    "demonstration reports",
                                    rule.code));
        }
    }
    make_places(province, options.seed);
    make_data_sets(province);
    plan_faults(province, options, months);
    const int first_year = months.first / 12, last_year = months.last / 12;
    make_targets(province, catalogue, first_year, last_year);
    // Figures of a year come out in the next one.
    make_figures(province, Reporter(province, options.seed), options.seed, first_year,
                 last_year - 1);
    return province;
}

Result<void> stream_demo_values(const DemoProvince& province, const DemoOptions& options,
                                const KeepBatch& keep, const ShowProgress& progress) {
    const Months months = TRY(months_of(options));
    const Stream stream(province, options, months);
    const int years = months.last / 12 - months.first / 12 + 1;
    const auto total = static_cast<std::size_t>(months.last) -
                       static_cast<std::size_t>(months.first) + 1 + static_cast<std::size_t>(years);
    std::size_t done = 0;
    const auto hand_over = [&](const DemoBatch& batch) -> Result<void> {
        TRY(keep(batch));
        ++done;
        if (progress) progress(done, total, batch.period);
        return {};
    };
    for (int month = months.first; month <= months.last; ++month) {
        if (month == months.first || month % 12 == 0) TRY(hand_over(stream.year(month / 12)));
        TRY(hand_over(stream.month(month)));
    }
    return {};
}

std::string demo_value_text(const DemoValue& value) {
    switch (value.state) {
        case ValueState::Number: return fmt::format("{}", value.number);
        case ValueState::Blank: return "";
        case ValueState::NotApplicable: return "TB";
        case ValueState::Suppressed: return "*";
    }
    return "";
}

}  // namespace sinergi::app
