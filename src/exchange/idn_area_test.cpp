// SPDX-License-Identifier: Apache-2.0
#include "exchange/idn_area.h"

#include <doctest/doctest.h>

#include "exchange/csv_table.h"
#include "model/org_unit_tree.h"

namespace sinergi::exchange {

TEST_CASE("area tables become a tree by their codes") {
    std::vector<Table> tables;
    tables.push_back(*decode_csv("code,name\n98,Provinsi Lain\n99,Provinsi Contoh\n"));
    tables.push_back(
        *decode_csv("code,province_code,name\n98.01,98,Kabupaten X\n99.04,99,Kabupaten Rimba\n"));
    tables.push_back(
        *decode_csv("code,regency_code,name\n99.04.01,99.04,Hulu\n99.05.01,99.05,Y\n"));
    AreaOptions options;
    options.within = {"99"};
    const auto read = stage_areas(tables, options);
    REQUIRE(read.has_value());
    REQUIRE(read->units.size() == 3);
    CHECK(read->units[1].short_name == "Kab. Rimba");
    CHECK(read->units[2].parent_uid == read->units[1].uid);
    REQUIRE(read->problems.size() == 1);
    CHECK(read->problems[0].message.find("induk 99.05 dari ‘Y’ belum ada; impor regencies.csv") !=
          std::string::npos);
    CHECK(!stage_areas(std::vector<Table>{*decode_csv("kode,nama\n99,A\n")}).has_value());
}

TEST_CASE("the package's files give the provinces, regencies and districts they hold") {
    const std::filesystem::path folder = SINERGI_SOURCE_DIR "/../shared/domain/data/admin";
    if (!std::filesystem::exists(folder)) {
        MESSAGE("skipped: ../shared is not there");
        return;
    }
    AreaOptions options;
    options.code_depth = 2;
    const auto read = read_idn_area(folder, options);
    REQUIRE(read.has_value());
    CHECK(read->problems.empty());
    CHECK(read->units.size() == 38 + 514);
    const auto tree = OrgUnitTree::build(read->units);
    REQUIRE(tree.has_value());
    CHECK(tree->children(tree->find_code(CodeSystem::Kemendagri, "19")).size() == 7);
    const auto districts =
        read_idn_area(folder / "districts_babel_banten_banyuasin_kayongutara.csv", {}, read->units);
    REQUIRE(districts.has_value());
    CHECK(districts->problems.empty());
    CHECK(!districts->units.empty());
}

}  // namespace sinergi::exchange
