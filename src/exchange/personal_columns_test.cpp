// SPDX-License-Identifier: Apache-2.0
#include "exchange/personal_columns.h"

#include <doctest/doctest.h>

#include "exchange/csv_table.h"

namespace sinergi::exchange {

TEST_CASE("identity numbers are dropped by title and by shape, and columns keep their letters") {
    auto table = decode_csv(
        "No KTP,Puskesmas,Kode,Nilai\n1,A,9901014101900001,5\n2,B,'9901010112850002,6\n");
    REQUIRE(table.has_value());
    const auto dropped = drop_personal_columns(*table);
    CHECK(dropped == std::vector<std::string>{"No KTP", "Kode"});
    REQUIRE(table->columns() == 2);
    CHECK(table->cell(1, 0) == "B");
    CHECK(table->cell(1, 1) == "6");
    CHECK(column_letter(table->source_column(1)) == "D");
}

TEST_CASE("a name is dropped beside a birth date and kept elsewhere") {
    auto persons = decode_csv("Nama,Tgl Lahir,Nama Puskesmas,Nilai\nX,2001-01-01,P,1\n");
    REQUIRE(persons.has_value());
    CHECK(drop_personal_columns(*persons) == std::vector<std::string>{"Nama", "Tgl Lahir"});
    CHECK(persons->header()[0] == "Nama Puskesmas");
    auto places = decode_csv("Nama,Nilai\nP,1\n");
    REQUIRE(places.has_value());
    CHECK(drop_personal_columns(*places).empty());
}

TEST_CASE("a single NIK in a column of values is erased, not taken for a number") {
    auto table = decode_csv("u,n\nA,1\nB,2\nC,3\nD,4\nE,5\nF,9901014101900001\n");
    REQUIRE(table.has_value());
    CHECK(drop_personal_columns(*table).size() == 1);
    CHECK(table->cell(4, 1) == "5");
    CHECK(table->cell(5, 1) == "(NIK dihapus)");
}

TEST_CASE("numbers that cannot hold a birth date are no NIK") {
    CHECK(looks_like_nik("9901014101900001"));
    CHECK(looks_like_nik("99.01.01.710190.0001"));
    CHECK(!looks_like_nik("9901019901900001"));
    CHECK(!looks_like_nik("1000000000000000"));
    CHECK(!looks_like_nik("123"));
}

}  // namespace sinergi::exchange
