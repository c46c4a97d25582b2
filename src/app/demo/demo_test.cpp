// SPDX-License-Identifier: Apache-2.0
#include "app/demo/demo.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <set>
#include <tuple>

#include <doctest/doctest.h>

#include "app/demo/rules.h"
#include "base/number_text.h"
#include "exchange/catalogue_toml.h"
#include "model/org_unit_tree.h"

namespace sinergi::app {
namespace {

const Catalogue& catalogue() {
    static const Catalogue read = [] {
        auto result = exchange::read_catalogue(SINERGI_SOURCE_DIR "/catalogue");
        REQUIRE(result);
        return *result;
    }();
    return read;
}

DemoProvince make(const DemoOptions& options = {}) {
    auto province = make_demo_province(catalogue(), options);
    REQUIRE(province);
    return std::move(*province);
}

const DemoProvince& province() {
    static const DemoProvince made = make();
    return made;
}

using Cells = std::map<std::tuple<std::string, std::string, std::string>, std::string>;

// unit uid, element, period -> text.
Cells collect(const DemoProvince& from, const DemoOptions& options) {
    Cells cells;
    REQUIRE(stream_demo_values(from, options, [&](const DemoBatch& batch) -> Result<void> {
        for (const DemoValue& value : batch.values) {
            const bool added =
                cells
                    .emplace(std::tuple(from.units[value.unit].uid,
                                        from.element_codes[value.element], batch.period),
                             demo_value_text(value))
                    .second;
            if (!added) FAIL("a cell is reported twice");
        }
        return {};
    }));
    return cells;
}

DemoOptions short_time() {
    DemoOptions options;
    options.first_month = "202411";
    options.last_month = "202503";
    return options;
}

// All values of the default demonstration, summed up as the tests need them.
struct Totals {
    std::map<std::pair<std::string, std::string>, double> sum;             // Element, year.
    std::map<std::pair<std::uint32_t, std::string>, double> district_sum;  // District, element.
    std::map<std::pair<std::uint32_t, std::string>, std::size_t> reports;  // Unit, month.
    std::map<ValueState, std::size_t> states;
    std::size_t values = 0, batches = 0;
    bool not_negative = true;
    std::set<std::string> elements;
};

const Totals& totals() {
    static const Totals all = [] {
        Totals result;
        std::map<std::uint32_t, std::uint32_t> district;
        for (const DemoFacility& each : province().facilities) {
            district[each.unit] = each.district;
        }
        REQUIRE(stream_demo_values(
            province(), {},
            [&](const DemoBatch& batch) -> Result<void> {
                for (const DemoValue& value : batch.values) {
                    const std::string& element = province().element_codes[value.element];
                    ++result.states[value.state];
                    result.elements.insert(element);
                    result.sum[{element, batch.period.substr(0, 4)}] += value.number;
                    if (district.count(value.unit) > 0) {
                        result.district_sum[{district[value.unit], element}] += value.number;
                    }
                    if (batch.period.size() == 6) ++result.reports[{value.unit, batch.period}];
                    if (value.number < 0) result.not_negative = false;
                }
                result.values += batch.values.size();
                return {};
            },
            [&](std::size_t done, std::size_t total, std::string_view) {
                ++result.batches;
                CHECK(done == result.batches);
                CHECK(total == 46 + 4);
            }));
        return result;
    }();
    return all;
}

std::size_t count_kind(FacilityKind kind) {
    const auto& all = province().facilities;
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [&](const auto& each) { return each.kind == kind; }));
}

const DemoAnomaly& anomaly(DemoFault kind) {
    const auto& all = province().anomalies;
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.kind == kind; });
    REQUIRE(found != all.end());
    return *found;
}

// "Kabupaten Lungsin" -> "lungsin".
std::string bare_name(std::string name) {
    for (const char* prefix : {"Kabupaten ", "Kota ", "Kecamatan ", "Pulau "}) {
        if (name.rfind(prefix, 0) == 0) name.erase(0, std::string(prefix).size());
    }
    for (char& letter : name) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    return name;
}

}  // namespace

TEST_CASE("the demonstration has the places it promises, in one valid tree") {
    CHECK(province().districts.size() == 8);
    CHECK(count_kind(FacilityKind::Puskesmas) == 75);
    CHECK(count_kind(FacilityKind::Hospital) == 8);
    CHECK(count_kind(FacilityKind::Clinic) == 40);
    CHECK(province().units.size() == 1 + 8 + 60 + 75 + 8 + 40);
    const auto tree = OrgUnitTree::build(province().units);
    REQUIRE(tree);
    CHECK(tree->roots().size() == 1);
    CHECK(tree->unit(0).name == "Provinsi Contoh Nusa Tenun");
    std::set<std::string> names;
    for (const std::uint32_t district : province().districts) {
        CHECK(names.insert(province().units[district].short_name).second);
    }
    CHECK(names.count("Kab. Lungsin") == 1);
    CHECK(names.count("Kota Lungsin") == 1);
    for (const OrgUnit& unit : province().units) CHECK(!unit.geometry.empty());
}

TEST_CASE("every facility has a kind and an owner, and private clinics alone are private") {
    std::map<std::string, std::size_t> sizes;
    for (const OrgUnitGroup& group : province().groups) sizes[group.code] = group.unit_uids.size();
    CHECK(sizes ==
          std::map<std::string, std::size_t>{
              {"puskesmas", 75}, {"rs", 8}, {"klinik", 40}, {"government", 83}, {"private", 40}});
    REQUIRE(province().group_sets.size() == 2);
}

TEST_CASE("no invented place has the name of a real regency, city or subdistrict") {
    std::set<std::string> real;
    const std::string folder = SINERGI_SOURCE_DIR "/../shared/domain/data/admin/";
    for (const char* file :
         {"regencies.csv", "provinces.csv", "districts_babel_banten_banyuasin_kayongutara.csv"}) {
        std::ifstream stream(folder + file);
        for (std::string line; std::getline(stream, line);) {
            if (!line.empty() && line.back() == '\r') line.pop_back();
            real.insert(bare_name(line.substr(line.rfind(',') + 1)));
        }
    }
    if (real.empty()) {
        MESSAGE("skipped: the lists of real places are not beside the repository");
        return;
    }
    for (const OrgUnit& unit : province().units) {
        INFO(unit.name);
        CHECK(real.count(bare_name(unit.name)) == 0);
    }
}

TEST_CASE("the same seed gives the same bytes and another seed gives other places and numbers") {
    const DemoOptions options = short_time();
    const DemoProvince a = make(options), b = make(options);
    CHECK(a.units.back().geometry == b.units.back().geometry);
    CHECK(a.units.front().geometry == b.units.front().geometry);
    const Cells cells = collect(a, options);
    CHECK(cells == collect(b, options));
    DemoOptions other = options;
    other.seed = 5;
    const DemoProvince c = make(other);
    CHECK(c.units.front().geometry != a.units.front().geometry);
    CHECK(collect(c, other) != cells);
}

TEST_CASE("every element of the catalogue is reported by somebody") {
    std::set<std::string> expected;
    for (const CatalogueElement& element : catalogue().elements) expected.insert(element.code);
    CHECK(totals().elements == expected);
    std::set<std::string> in_sets;
    for (const DataSet& set : province().data_sets) {
        CHECK(!set.unit_uids.empty());
        in_sets.insert(set.data_element_uids.begin(), set.data_element_uids.end());
    }
    CHECK(in_sets.size() == expected.size());
}

TEST_CASE("five to eight of a hundred reports of puskesmas are missing") {
    std::size_t expected = 0, received = 0;
    for (const DemoFacility& facility : province().facilities) {
        if (facility.kind != FacilityKind::Puskesmas) continue;
        expected += facility.opened_year == 0 ? 46 : 22;
        for (const auto& [key, count] : totals().reports) received += key.first == facility.unit;
    }
    const double missing = 1 - static_cast<double>(received) / static_cast<double>(expected);
    CHECK(missing > 0.05);
    CHECK(missing < 0.08);
}

TEST_CASE("numbers, blanks, not applicable and withheld cells all occur") {
    const auto& states = totals().states;
    CHECK(totals().values > 250000);
    CHECK(totals().not_negative);
    CHECK(states.at(ValueState::Blank) > 500);
    CHECK(states.at(ValueState::NotApplicable) > 300);
    CHECK(states.at(ValueState::Suppressed) > 50);
}

TEST_CASE("deaths are few and health services plausible") {
    const auto sum = [](const char* element, const char* year) {
        return totals().sum.at({element, year});
    };
    const double births = sum("KELAHIRAN_HIDUP", "2023");
    CHECK(births > 10000);
    CHECK(sum("KEMATIAN_IBU", "2023") > 10);
    CHECK(sum("KEMATIAN_IBU", "2023") < 80);
    CHECK(sum("KEMATIAN_BAYI", "2023") >= sum("KEMATIAN_NEONATAL", "2023"));
    CHECK(sum("KEMATIAN_BAYI", "2023") / births < 0.025);
    CHECK(sum("PENDUDUK", "2024") > sum("PENDUDUK", "2023"));
    for (const char* spm : {"SPM_K01", "SPM_K06", "SPM_K08", "SPM_K12"}) {
        const std::string code(spm);
        const double share =
            sum((code + "_LAYAN").c_str(), "2024") / sum((code + "_SASARAN").c_str(), "2024");
        CHECK(share > 0.4);
        CHECK(share < 1.05);
    }
}

TEST_CASE("the routine stunting figure lies far below the survey's, where few are weighed most") {
    const double routine =
        100 * totals().sum.at({"STUNTING", "2024"}) / totals().sum.at({"TB_UKUR", "2024"});
    double survey = 0;
    std::size_t districts = 0;
    for (const store::PublishedFigure& figure : province().figures) {
        if (figure.indicator_code != "STUNTING_SURVEI") continue;
        CHECK(figure.low.value_or(99) < figure.value);
        CHECK(figure.high.value_or(0) > figure.value);
        if (figure.unit_uid == province().units[0].uid && figure.period == "2024") {
            survey = figure.value;
        }
        if (figure.period == "2024") ++districts;
    }
    CHECK(districts == 9);
    CHECK(routine < survey / 2);
    const auto weighed = [](std::uint32_t district) {
        return totals().district_sum.at({district, "GIZI_D"}) /
               totals().district_sum.at({district, "GIZI_S"});
    };
    CHECK(anomaly(DemoFault::UnderMeasurement).unit_uid ==
          province().units[province().districts[1]].uid);
    for (std::uint32_t district = 0; district < 8; ++district) {
        if (district != 1) CHECK(weighed(1) < weighed(district) - 0.1);
    }
}

TEST_CASE("the seeded faults are where the list says and nowhere else") {
    DemoOptions options;
    options.first_month = "202305";
    options.last_month = "202506";
    const DemoProvince faulty = make(options);
    DemoOptions clean_options = options;
    clean_options.faults = false;
    const DemoProvince clean = make(clean_options);
    Cells expected;
    for (const DemoAnomaly& each : faulty.anomalies) {
        if (each.kind == DemoFault::TenTimes || each.kind == DemoFault::WrongUnit) {
            expected[{each.unit_uid, each.element, each.period}] =
                each.kind == DemoFault::TenTimes ? "10" : "unit";
        }
    }
    REQUIRE(expected.size() == 6);
    const Cells with = collect(faulty, options), without = collect(clean, clean_options);
    std::size_t changed = 0;
    for (const auto& cell : with) {
        const auto& key = cell.first;
        const std::string& text = cell.second;
        const auto before = without.find(key);
        if (before != without.end() && before->second == text) continue;
        const auto planned = expected.find(key);
        if (planned == expected.end()) {
            // The rest of a report that is only there because it holds a fault.
            CHECK(std::any_of(expected.begin(), expected.end(), [&](const auto& each) {
                return std::get<0>(each.first) == std::get<0>(key) &&
                       std::get<2>(each.first) == std::get<2>(key);
            }));
            continue;
        }
        ++changed;
        if (before == without.end()) continue;
        const double ratio =
            parse_number(text, NumberStyle::English).value /
            std::max(1.0, parse_number(before->second, NumberStyle::English).value);
        CHECK((planned->second == "unit" ? ratio == 24 || ratio < 0.002 : ratio == 10));
    }
    CHECK(changed == 6);
}

TEST_CASE("one puskesmas has been silent for three months and one district reports late") {
    const DemoAnomaly& silent = anomaly(DemoFault::SilentFacility);
    CHECK(silent.period == "202508");
    const std::string& late_uid = anomaly(DemoFault::LateDistrict).unit_uid;
    std::size_t late = 0, late_expected = 0;
    for (const DemoFacility& facility : province().facilities) {
        const bool there = totals().reports.count({facility.unit, "202510"}) > 0;
        if (province().units[facility.unit].uid == silent.unit_uid) {
            for (const char* month : {"202508", "202509", "202510"}) {
                CHECK(totals().reports.count({facility.unit, month}) == 0);
            }
        }
        if (facility.kind == FacilityKind::Puskesmas &&
            province().units[province().districts[facility.district]].uid == late_uid) {
            ++late_expected;
            late += there ? 0 : 1;
        }
    }
    CHECK(late * 2 > late_expected);
}

TEST_CASE("a subdistrict was split in 2024 and its new puskesmas took people from the old one") {
    const DemoAnomaly& split = anomaly(DemoFault::SplitSubdistrict);
    const auto unit = std::find_if(province().units.begin(), province().units.end(),
                                   [&](const auto& each) { return each.uid == split.unit_uid; });
    REQUIRE(unit != province().units.end());
    CHECK(unit->predecessor_year == 2024);
    CHECK(unit->opening_date == "2024-01-01");
    CHECK(std::any_of(province().units.begin(), province().units.end(),
                      [&](const auto& each) { return each.uid == unit->predecessor_uid; }));
    for (const DemoFacility& facility : province().facilities) {
        if (facility.parent_facility < 0) continue;
        CHECK(totals().reports.count({facility.unit, "202312"}) == 0);
        const auto from = totals().reports.lower_bound({facility.unit, ""});
        REQUIRE(from != totals().reports.end());
        CHECK(from->first.second >= "202401");
    }
}

TEST_CASE("targets cover the province and each district, and say that they are examples") {
    std::set<std::string> units;
    for (const store::Target& target : province().targets) {
        units.insert(target.unit_uid);
        CHECK(target.source.rfind("Contoh", 0) == 0);
    }
    CHECK(units.size() == 9);
}

TEST_CASE("months that are none and a catalogue without a reported element are refused") {
    DemoOptions options;
    options.last_month = "202513";
    CHECK(!make_demo_province(catalogue(), options));
    options.last_month = "202112";
    CHECK(!make_demo_province(catalogue(), options));
    Catalogue smaller = catalogue();
    smaller.elements.pop_back();
    const auto refused = make_demo_province(smaller);
    REQUIRE(!refused);
    CHECK(refused.error().message.find(catalogue().elements.back().code) != std::string::npos);
}

TEST_CASE("the stream stops with the error its receiver returns") {
    int batches = 0;
    const auto result = stream_demo_values(province(), {}, [&](const DemoBatch&) -> Result<void> {
        if (++batches == 3) return fail(ErrorCode::Unavailable, "full");
        return {};
    });
    REQUIRE(!result);
    CHECK(result.error().message == "full");
    CHECK(batches == 3);
}

}  // namespace sinergi::app
