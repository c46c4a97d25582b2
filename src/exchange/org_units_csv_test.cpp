// SPDX-License-Identifier: Apache-2.0
#include "exchange/org_units_csv.h"

#include <doctest/doctest.h>

#include "exchange/csv_table.h"
#include "model/org_unit_tree.h"

namespace sinergi::exchange {

namespace {

StagedUnits staged(std::string_view csv, const std::vector<ColumnRole>& mapping = {},
                   std::span<const OrgUnit> known = {}) {
    const auto table = decode_csv(csv);
    REQUIRE(table.has_value());
    auto units = stage_org_units(*table, mapping, known);
    REQUIRE_MESSAGE(units.has_value(), (units ? "" : units.error().message));
    return std::move(*units);
}

}  // namespace

TEST_CASE("parents are found by code prefix, code and name, in any row order") {
    const auto read = staged(
        "nama;kode;induk;jenis;kepemilikan;lintang;bujur;tanggal buka\n"
        "Puskesmas Hulu;P01;Kab. Rimba;puskesmas;pemerintah;-2,131;106,123;31/12/2010\n"
        "Kabupaten Rimba;99.04;;;;;;\nProvinsi Contoh;99;;;;;;\n"
        "Pustu Hilir;P02;P01;pustu;;;;2011-01-31\n");
    REQUIRE_MESSAGE(read.problems.empty(), read.problems[0].message);
    REQUIRE(read.units.size() == 4);
    const auto tree = OrgUnitTree::build(read.units);
    REQUIRE(tree.has_value());
    CHECK(tree->level(tree->find_code(CodeSystem::Dhis2, "P02")) == 4);
    CHECK(read.units[0].geometry == R"({"type":"Point","coordinates":[106.123,-2.131]})");
    CHECK(read.units[0].opening_date == "2010-12-31");
    CHECK(read.units[1].short_name == "Kab. Rimba");
    REQUIRE(read.groups.size() == 3);
    CHECK(read.groups[1].group_set == "ownership");
    CHECK(staged("kode,nama\n99,Provinsi Contoh\n").units[0].uid == read.units[2].uid);
}

TEST_CASE("rows that cannot be used are named, and so are those below them") {
    const auto read = staged(
        "kode,nama,induk,tanggal buka\nA1,,,\nA2,Unit A,Antah,\nA3,Unit B,A2,\n"
        "A4,Unit C,,31/13/2010\nA5,Unit D,,\nA5,Unit E,,\n");
    REQUIRE(read.units.size() == 1);
    CHECK(read.units[0].name == "Unit D");
    REQUIRE(read.problems.size() == 5);
    CHECK(read.problems[0].message.find("Baris 2, kolom B") == 0);
    CHECK(read.problems[1].message.find("Baris 5, kolom D: ‘31/13/2010’ bukan tanggal") == 0);
    CHECK(read.problems[2].message.find("Baris 7, kolom A: ‘A5’ sudah ada") == 0);
    CHECK(read.problems[3].message.find("Baris 3, kolom C: induk ‘Antah’") == 0);
    CHECK(read.problems[4].message.find("Baris 4, kolom C: unit induknya ditolak") == 0);
}

TEST_CASE("a mapping counts before titles, and known units keep their uid") {
    OrgUnit known;
    known.uid = "O6uvpzGUv5g";
    known.name = "Lama";
    known.codes[0] = "A1";
    const auto read =
        staged("x,y,nama\nA1,Baru,Bukan nama\n", {{"code", "x"}, {"name", "y"}}, {&known, 1});
    REQUIRE(read.units.size() == 1);
    CHECK(read.units[0].uid == "O6uvpzGUv5g");
    CHECK(read.units[0].name == "Baru");
}

}  // namespace sinergi::exchange
