// SPDX-License-Identifier: Apache-2.0
#include "app/demo/national.h"

#include <fmt/format.h>

#include "app/demo/random.h"

namespace sinergi::app {
namespace {

OrgUnit make_unit(std::string code, const std::string& parent_uid, std::string name) {
    OrgUnit unit;
    unit.uid = uid_from("national:" + code);
    unit.parent_uid = parent_uid;
    unit.short_name = name;
    unit.name = std::move(name);
    unit.opening_date = "2000-01-01";
    unit.codes[static_cast<std::size_t>(CodeSystem::Dhis2)] = std::move(code);
    return unit;
}

// Parent of child i when `children` are dealt to `parents` as evenly as can be, in order.
std::uint32_t parent_of(std::uint32_t i, std::uint32_t children, std::uint32_t parents) {
    return static_cast<std::uint32_t>(std::uint64_t{i} * parents / children);
}

}  // namespace

std::vector<OrgUnit> national_units(const NationalScale& scale) {
    std::vector<OrgUnit> units;
    units.reserve(1 + scale.provinces + scale.districts + scale.puskesmas);
    units.push_back(make_unit("N", "", "Negara Contoh"));
    for (std::uint32_t i = 0; i < scale.provinces; ++i) {
        units.push_back(make_unit(fmt::format("N{:02}", i + 1), units[0].uid,
                                  fmt::format("Provinsi Contoh {}", i + 1)));
    }
    for (std::uint32_t i = 0; i < scale.districts; ++i) {
        const std::uint32_t parent = 1 + parent_of(i, scale.districts, scale.provinces);
        units.push_back(make_unit(fmt::format("D{:03}", i + 1), units[parent].uid,
                                  fmt::format("Kabupaten Contoh {}", i + 1)));
    }
    for (std::uint32_t i = 0; i < scale.puskesmas; ++i) {
        const std::uint32_t parent =
            1 + scale.provinces + parent_of(i, scale.puskesmas, scale.districts);
        units.push_back(make_unit(fmt::format("P{:05}", i + 1), units[parent].uid,
                                  fmt::format("Puskesmas Contoh {}", i + 1)));
    }
    return units;
}

std::uint32_t national_value(std::uint32_t series, std::uint32_t unit_index, std::uint32_t month) {
    constexpr std::uint64_t kMissingOf256 = 15;
    const std::uint64_t place = (std::uint64_t{unit_index} << 32U) | month;
    const std::uint64_t report = mix(place);
    if ((report & 0xFFU) < kMissingOf256) return kNationalMissing;
    const std::uint64_t hash = mix(report ^ (std::uint64_t{series} << 20U));
    const unsigned bits = 1 + series % 11;  // Series differ in size: below 2 up to below 2048.
    return static_cast<std::uint32_t>(hash >> (64U - bits));
}

}  // namespace sinergi::app
