// SPDX-License-Identifier: Apache-2.0
#include "app/demo/places.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "app/demo/geometry.h"
#include "app/demo/random.h"

namespace sinergi::app {
namespace {

constexpr std::string_view kProvinceCode = "99";  // No province has it.
constexpr std::size_t kExtraPuskesmas = 15;
constexpr int kClinicsPerDistrict = 5;

struct DistrictNames {
    std::string_view code, kind, name;
    DistrictPlan plan;
    std::vector<std::string_view> subdistricts;  // The two halves of a split come first.
};

// Words of the weaver's craft; none is the name of an Indonesian regency, city or subdistrict.
std::vector<DistrictNames> district_names() {
    std::vector<DistrictNames> all = {
        {"99.01",
         "Kabupaten",
         "Lungsin",
         {},
         {"Lungsin Barat", "Lungsin Tengah", "Lungsin Hulu", "Gedogan", "Suri Panjang",
          "Torak Lama", "Benang Putih", "Apit Kapas", "Kincir Benang", "Pelenting"}},
        {"99.02",
         "Kabupaten",
         "Kelindan",
         {},
         {"Mengkudu Raya", "Mengkudu Timur", "Kelindan Utara", "Kelindan Selatan", "Ikat Celup",
          "Nila Wangi", "Secang Merah", "Tarum Biru", "Soga Hitam"}},
        {"99.03",
         "Kabupaten",
         "Tapiswara",
         {},
         {"Tapis Hulu", "Tapis Hilir", "Sisir Kawung", "Kawung Besar", "Truntum", "Nitik Ayu",
          "Ceplok Bunga", "Lereng Parang", "Pilin Berganda"}},
        {"99.04",
         "Kabupaten",
         "Sulamraya",
         {},
         {"Sulam Barat", "Sulam Timur", "Jelujur", "Tikam Jejak", "Tusuk Rantai", "Suji Indah",
          "Manik Tabur", "Payet Emas", "Kelingkan"}},
        {"99.05",
         "Kabupaten",
         "Renda",
         {},
         {"Renda Utara", "Renda Selatan", "Tabir Pasir", "Rumbai Benang", "Simpul Mati",
          "Jumbai Laut", "Pulau Spul", "Pulau Teropong"}},
        {"99.71",
         "Kota",
         "Lungsin",
         {},
         {"Lungsin Kota", "Pasar Kapas", "Gelendong", "Bandar Pintal", "Alun Suri"}},
        {"99.72",
         "Kota",
         "Bentaran",
         {},
         {"Bentaran Kota", "Serat Halus", "Tumpal", "Pucuk Rebung Ayu", "Batang Lidi"}},
        {"99.73",
         "Kota",
         "Cepuksari",
         {},
         {"Cepuk Kota", "Selendang", "Sarung Baru", "Kebat Pinggang", "Destar"}},
    };
    for (DistrictNames& each : all) {
        each.plan.city = each.kind == "Kota";
        each.plan.subdistricts = static_cast<int>(each.subdistricts.size());
    }
    all[0].plan.touches = 5;
    all[1].plan.split = true;
    all[4].plan.east = true;
    all[4].plan.on_small_islands = 2;
    all[7].plan.east = true;
    return all;
}

bool ends_with(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// Which subdistrict of the map gets which name: index of the map per name. Names that say a
// direction get the outermost free subdistrict on that side.
std::vector<std::size_t> match_names(const DistrictNames& names, const MapDistrict& map) {
    const std::size_t count = map.subdistricts.size();
    std::vector<std::size_t> chosen(count, count);
    std::vector<bool> taken(count, false);
    const auto take = [&](std::size_t name, std::size_t place) {
        chosen[name] = place;
        taken[place] = true;
    };
    if (names.plan.split) {
        take(0, map.split_from);
        take(1, map.split_to);
    }
    const auto small = static_cast<std::size_t>(names.plan.on_small_islands);
    for (std::size_t i = count - small; i < count; ++i) take(i, i);
    constexpr std::array<std::pair<std::string_view, Point>, 4> kSides = {
        {{"Barat", {-1, 0}}, {"Timur", {1, 0}}, {"Utara", {0, 1}}, {"Selatan", {0, -1}}}};
    const auto take_outermost = [&](std::size_t name, Point side) {
        std::size_t best = count;
        double most = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const Point centre = map.subdistricts[i].centre;
            const double reach = centre.x * side.x + centre.y * side.y;
            if (taken[i] || (best != count && reach <= most)) continue;
            best = i;
            most = reach;
        }
        take(name, best);
    };
    for (std::size_t name = 0; name < count; ++name) {
        for (const auto& [word, side] : kSides) {
            if (chosen[name] == count && ends_with(names.subdistricts[name], word)) {
                take_outermost(name, side);
            }
        }
    }
    for (std::size_t name = 0; name < count; ++name) {
        if (chosen[name] == count) take_outermost(name, {0, 1});
    }
    return chosen;
}

OrgUnit make_unit(std::string_view code, std::string_view parent_code, std::string name,
                  std::string short_name) {
    OrgUnit unit;
    unit.uid = uid_from(fmt::format("demo:{}", code));
    if (!parent_code.empty()) unit.parent_uid = uid_from(fmt::format("demo:{}", parent_code));
    unit.name = std::move(name);
    unit.short_name = std::move(short_name);
    unit.codes[static_cast<std::size_t>(CodeSystem::Dhis2)] = std::string(code);
    unit.opening_date = "2000-01-01";
    return unit;
}

OrgUnit make_area(std::string_view code, std::string_view parent_code, std::string name,
                  std::string short_name, const MultiPolygon& shape) {
    OrgUnit unit = make_unit(code, parent_code, std::move(name), std::move(short_name));
    unit.codes[static_cast<std::size_t>(CodeSystem::Kemendagri)] = std::string(code);
    unit.geometry = to_geojson(shape);
    return unit;
}

OrgUnit make_facility(const std::string& code, const std::string& parent_code,
                      const std::string& name, Point site) {
    OrgUnit unit = make_unit(code, parent_code, name, name);
    unit.codes[static_cast<std::size_t>(CodeSystem::Kemenkes)] = code;
    unit.geometry = to_geojson(site);
    return unit;
}

// A subdistrict on its way to having facilities.
struct Subdistrict {
    std::string code, name;
    const MapSubdistrict* map = nullptr;
    std::uint32_t district = 0;
    bool urban = false;
    bool split_from = false, split_to = false;
    double population = 0;
    std::size_t puskesmas = 1;
    std::size_t sites_used = 0;

    [[nodiscard]] Point next_site() { return map->sites[sites_used++ % map->sites.size()]; }
};

void draw_population(Subdistrict& place, Random& random) {
    if (place.map->island) {
        place.population = random.uniform(2600, 4200);
    } else if (place.urban) {
        place.population = random.uniform(24000, 44000);
    } else {
        place.population = random.uniform(9000, 27000);
    }
}

void give_extra_puskesmas(std::vector<Subdistrict>& places) {
    std::vector<Subdistrict*> order;
    for (Subdistrict& place : places) {
        if (!place.split_from && !place.split_to) order.push_back(&place);
    }
    std::stable_sort(order.begin(), order.end(), [](const Subdistrict* a, const Subdistrict* b) {
        // Cities have many people and short ways: they count for half.
        const auto need = [](const Subdistrict* s) { return s->population * (s->urban ? .6 : 1); };
        return need(a) > need(b);
    });
    for (std::size_t i = 0; i < kExtraPuskesmas; ++i) ++order[i]->puskesmas;
}

class FacilityBuilder {
public:
    FacilityBuilder(DemoProvince& province, Random& random)
        : province_(province), random_(random) {}

    void add(Subdistrict& place, FacilityKind kind, const std::string& name, double population) {
        const std::size_t kind_index = static_cast<std::size_t>(kind);
        const int serial = ++serial_[place.district][kind_index];
        constexpr std::array<char, 3> kLetters = {'P', 'R', 'K'};
        const std::string digits = place.code.substr(0, 2) + place.code.substr(3, 2);
        const std::string code = fmt::format("{}{}{:03}", kLetters[kind_index], digits, serial);
        DemoFacility facility;
        facility.unit = static_cast<std::uint32_t>(province_.units.size());
        facility.kind = kind;
        facility.district = place.district;
        facility.urban = place.urban;
        facility.population = population;
        province_.units.push_back(make_facility(code, place.code, name, place.next_site()));
        province_.facilities.push_back(facility);
    }

    void add_puskesmas(Subdistrict& place) {
        double left = place.population;
        for (std::size_t i = 0; i < place.puskesmas; ++i) {
            const bool last = i + 1 == place.puskesmas;
            const double share = last ? left : place.population * random_.uniform(0.42, 0.58);
            left -= share;
            std::string name = "Puskesmas " + place.name;
            if (i > 0) name += " II";
            add(place, FacilityKind::Puskesmas, name, share);
            if (place.split_from) split_parent_ = province_.facilities.size() - 1;
            if (place.split_to) {
                DemoFacility& opened = province_.facilities.back();
                opened.opened_year = kSplitYear;
                opened.parent_facility = static_cast<std::int32_t>(split_parent_);
                province_.units.back().opening_date = fmt::format("{}-01-01", kSplitYear);
            }
        }
    }

private:
    DemoProvince& province_;
    Random& random_;
    std::size_t split_parent_ = 0;
    std::array<std::array<int, 3>, 8> serial_{};
};

void make_groups(DemoProvince& province) {
    const auto group = [](std::string_view code, std::string_view name) {
        OrgUnitGroup made;
        made.uid = uid_from(fmt::format("demo:group:{}", code));
        made.code = std::string(code);
        made.name = std::string(name);
        return made;
    };
    province.groups = {group("puskesmas", "Puskesmas"), group("rs", "Rumah sakit"),
                       group("klinik", "Klinik"), group("government", "Pemerintah"),
                       group("private", "Swasta")};
    for (const DemoFacility& facility : province.facilities) {
        const std::string& uid = province.units[facility.unit].uid;
        const bool is_private = facility.kind == FacilityKind::Clinic;
        province.groups[static_cast<std::size_t>(facility.kind)].unit_uids.push_back(uid);
        province.groups[is_private ? 4 : 3].unit_uids.push_back(uid);
    }
    const auto set = [&](std::string_view code, std::string_view name, std::size_t from,
                         std::size_t to) {
        OrgUnitGroupSet made;
        made.uid = uid_from(fmt::format("demo:groupset:{}", code));
        made.code = std::string(code);
        made.name = std::string(name);
        for (std::size_t i = from; i < to; ++i) made.group_uids.push_back(province.groups[i].uid);
        return made;
    };
    province.group_sets = {set("FACILITY_TYPE", "Jenis fasilitas", 0, 3),
                           set("OWNERSHIP", "Kepemilikan", 3, 5)};
}

// Areas into the province's units; the subdistricts for the facilities to come.
std::vector<Subdistrict> make_areas(DemoProvince& province, const DemoMap& map,
                                    const std::vector<DistrictNames>& names) {
    province.units.push_back(
        make_area(kProvinceCode, "", "Provinsi Contoh Nusa Tenun", "Contoh Nusa Tenun", map.area));
    std::vector<Subdistrict> places;
    for (std::size_t d = 0; d < names.size(); ++d) {
        const DistrictNames& district = names[d];
        const std::string_view abbreviation = district.plan.city ? "Kota" : "Kab.";
        province.districts.push_back(static_cast<std::uint32_t>(province.units.size()));
        province.units.push_back(make_area(
            district.code, kProvinceCode, fmt::format("{} {}", district.kind, district.name),
            fmt::format("{} {}", abbreviation, district.name), map.districts[d].area));
        const auto chosen = match_names(district, map.districts[d]);
        for (std::size_t i = 0; i < chosen.size(); ++i) {
            Subdistrict place;
            place.code = fmt::format("{}.{:02}", district.code, i + 1);
            place.name = std::string(district.subdistricts[i]);
            place.map = &map.districts[d].subdistricts[chosen[i]];
            place.district = static_cast<std::uint32_t>(d);
            place.urban = district.plan.city;
            place.split_from = district.plan.split && i == 0;
            place.split_to = district.plan.split && i == 1;
            OrgUnit unit = make_area(place.code, district.code, "Kecamatan " + place.name,
                                     "Kec. " + place.name, place.map->area);
            if (place.split_to) {
                unit.predecessor_uid = province.units.back().uid;
                unit.predecessor_year = kSplitYear;
                unit.opening_date = fmt::format("{}-01-01", kSplitYear);
                province.anomalies.push_back(
                    {DemoFault::SplitSubdistrict, unit.uid, "", fmt::format("{}", kSplitYear)});
            }
            province.units.push_back(std::move(unit));
            places.push_back(std::move(place));
        }
    }
    return places;
}

}  // namespace

void make_places(DemoProvince& province, std::uint64_t seed) {
    const std::vector<DistrictNames> names = district_names();
    std::vector<DistrictPlan> plan;
    plan.reserve(names.size());
    for (const DistrictNames& each : names) plan.push_back(each.plan);
    const DemoMap map = make_demo_map(plan, seed);
    std::vector<Subdistrict> places = make_areas(province, map, names);

    Random random(mix(seed, "places"));
    for (Subdistrict& place : places) draw_population(place, random);
    give_extra_puskesmas(places);
    FacilityBuilder builder(province, random);
    for (Subdistrict& place : places) builder.add_puskesmas(place);
    for (std::uint32_t d = 0; d < names.size(); ++d) {
        std::vector<Subdistrict*> own;  // Most people first.
        for (Subdistrict& place : places) {
            if (place.district == d && !place.map->island) own.push_back(&place);
        }
        std::stable_sort(own.begin(), own.end(), [](const Subdistrict* a, const Subdistrict* b) {
            return a->population > b->population;
        });
        builder.add(*own.front(), FacilityKind::Hospital,
                    fmt::format("RSUD {} {}", names[d].plan.city ? "Kota" : "Kab.", names[d].name),
                    random.uniform(30000, 80000));
        for (int i = 0; i < kClinicsPerDistrict; ++i) {
            Subdistrict& place = *own[static_cast<std::size_t>(i) % own.size()];
            builder.add(place, FacilityKind::Clinic, fmt::format("Klinik {}", place.name),
                        random.uniform(900, 2600));
        }
    }
    make_groups(province);
}

}  // namespace sinergi::app
