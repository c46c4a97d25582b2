// SPDX-License-Identifier: Apache-2.0
#include "exchange/unit_names.h"

#include <doctest/doctest.h>

namespace sinergi::exchange {

namespace {

OrgUnit unit(std::string uid, std::string name, std::string kemendagri, std::string bps = "") {
    OrgUnit made;
    made.uid = std::move(uid);
    made.name = std::move(name);
    made.short_name = short_unit_name(made.name);
    made.codes[static_cast<std::size_t>(CodeSystem::Kemendagri)] = std::move(kemendagri);
    made.codes[static_cast<std::size_t>(CodeSystem::Bps)] = std::move(bps);
    return made;
}

using Found = std::vector<std::uint32_t>;

}  // namespace

TEST_CASE("Kab. and Kota of one name are never taken for each other") {
    const std::vector<OrgUnit> units = {
        unit("aaaaaaaaaa1", "Kabupaten Rimba", "99.04"), unit("aaaaaaaaaa2", "Kota Rimba", "99.73"),
        unit("aaaaaaaaaa3", "Rimba", "99.73.01"), unit("aaaaaaaaaa4", "Kabupaten Teluk", "99.05"),
        unit("aaaaaaaaaa5", "UPT Puskesmas Hulu", "")};
    const UnitNames names(units);
    for (const char* text : {"Kab. Rimba", "KABUPATEN RIMBA", " kab  rimba ", "99.04"}) {
        CHECK_MESSAGE(names.find(text).units == Found{0}, text);
    }
    CHECK(names.find("Kota Rimba").units == Found{1});
    CHECK(names.find("Kec. Rimba").units == Found{2});
    CHECK(names.find("Rimba").units == Found{0, 1, 2});
    CHECK(!names.find("Rimba").certain);
    CHECK(names.find("teluk").units == Found{3});
    CHECK(names.find("Kota Teluk").units.empty());
    CHECK(names.find("PKM Hulu").units == Found{4});
    CHECK(names.find("").units.empty());
}

TEST_CASE("digits that two code systems read differently are not certain") {
    const std::vector<OrgUnit> units = {unit("aaaaaaaaaa1", "Kabupaten A", "99.03", "9906"),
                                        unit("aaaaaaaaaa2", "Kabupaten B", "99.05", "9903"),
                                        unit("aaaaaaaaaa3", "Kabupaten C", "99.01", "9901"),
                                        unit("aaaaaaaaaa4", "Kabupaten D", "99.08")};
    const UnitNames names(units);
    CHECK(names.find("9903").units == Found{0, 1});
    CHECK(names.find("9903", CodeSystem::Bps).units == Found{1});
    CHECK(names.find("9903", CodeSystem::Kemendagri).units == Found{0});
    CHECK(names.find("99.03").certain);
    CHECK(names.find("9901").certain);
    CHECK(!names.find("9908").certain);
    CHECK(names.find("9908").units == Found{3});
}

}  // namespace sinergi::exchange
