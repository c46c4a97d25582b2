// SPDX-License-Identifier: Apache-2.0
#include "exchange/values_csv.h"

#include <doctest/doctest.h>

#include "exchange/csv_table.h"

namespace sinergi::exchange {

namespace {

OrgUnit unit(ObjectId id, std::string uid, std::string name, std::string kemendagri) {
    OrgUnit made;
    made.id = id;
    made.uid = std::move(uid);
    made.name = std::move(name);
    made.short_name = short_unit_name(made.name);
    made.codes[static_cast<std::size_t>(CodeSystem::Kemendagri)] = std::move(kemendagri);
    return made;
}

DataElement element(ObjectId id, std::string code, std::string name, std::string type = "NUMBER") {
    DataElement made;
    made.id = id;
    made.code = std::move(code);
    made.uid = uid_from(made.code);
    made.name = std::move(name);
    made.value_type = std::move(type);
    return made;
}

Metadata sample() {
    Metadata metadata;
    metadata.org_units = {unit(1, "aaaaaaaaaa1", "Kabupaten Rimba", "99.04"),
                          unit(2, "aaaaaaaaaa2", "Kota Rimba", "99.73"),
                          unit(3, "aaaaaaaaaa3", "Puskesmas Hulu", "")};
    metadata.data_elements = {element(11, "K4", "Ibu hamil K4"),
                              element(12, "LAHIR", "Lahir hidup", "INTEGER_ZERO_OR_POSITIVE"),
                              element(13, "ADA", "Ada air bersih", "BOOLEAN"),
                              element(14, "CATAT", "Catatan bidan", "TEXT")};
    CategoryOptionCombo combo;
    combo.id = 21;
    combo.uid = kDefaultOptionComboUid;
    combo.name = "default";
    metadata.category_option_combos = {combo};
    return metadata;
}

ResolvedValues import(std::string_view csv, const StageOptions& stage = {},
                      const ResolveOptions& options = {}, Answers answers = {}) {
    const auto table = decode_csv(csv);
    REQUIRE(table.has_value());
    const auto staged = stage_values(*table, stage);
    REQUIRE_MESSAGE(staged.has_value(), (staged ? "" : staged.error().message));
    const Metadata metadata = sample();
    return resolve(*staged, NameBook(metadata, std::move(answers)), options);
}

}  // namespace

TEST_CASE("long form is read in any column order and language") {
    const auto indonesian = import("nilai;periode;elemen;kode_unit\n12;Desember 2024;K4;99.04\n");
    const auto dhis2 =
        import("dataElement,period,orgUnit,value\nIbu hamil K4,202412,aaaaaaaaaa1,12\n");
    const auto split = import("Puskesmas,Tahun,Bulan,Variabel,Jumlah\nKab. Rimba,2024,12,k4,12\n");
    for (const auto* read : {&indonesian, &dhis2, &split}) {
        REQUIRE(read->values.size() == 1);
        CHECK(read->values[0].key.org_unit == 1);
        CHECK(read->values[0].key.series == Series{11, 21, 21});
        CHECK(to_string(read->values[0].key.period) == "202412");
        CHECK(read->values[0].number == 12);
        CHECK(read->problems.empty());
    }
}

TEST_CASE("wide forms hold one column per element or one per period") {
    const auto by_element = import("unit,periode,K4,Lahir hidup,keterangan\n99.04,2024,5,7,x\n");
    REQUIRE(by_element.values.size() == 2);
    CHECK(by_element.values[1].key.series.data_element == 12);
    const auto by_period = import("unit,elemen,Jan 2024,202402\n99.04,K4,5,7\n");
    REQUIRE(by_period.values.size() == 2);
    CHECK(to_string(by_period.values[0].key.period) == "202401");
    CHECK(to_string(by_period.values[1].key.period) == "202402");
    StageOptions fixed;
    fixed.element = "K4";
    CHECK(import("unit,2023,2024\n99.04,5,7\n", fixed).values.size() == 2);
    fixed.period = "2024";
    CHECK(import("kode,banyak\n99.04,5\n", {{{"unit", "kode"}, {"value", "banyak"}}, "K4", "2024"})
              .values.size() == 1);
}

TEST_CASE("zero, blank, TB and * are four different states") {
    const auto read = import(
        "unit,periode,elemen,nilai\n99.04,202401,K4,0\n99.04,202402,K4,\n"
        "99.04,202403,K4,TB\n99.04,202404,K4,*\n");
    REQUIRE(read.values.size() == 4);
    CHECK(read.values[0].state == ValueState::Number);
    CHECK(read.values[0].number == 0);
    CHECK(read.values[1].state == ValueState::Blank);
    CHECK(read.values[2].state == ValueState::NotApplicable);
    CHECK(read.values[3].state == ValueState::Suppressed);
}

TEST_CASE("a bad cell is a sentence that names it, never a zero") {
    const auto read = import(
        "unit,periode,elemen,nilai\n99.04,2024,K4,\"1,234\"\n99.04,2023,K4,banyak\n"
        "99.04,2022,LAHIR,-1\n99.04,2021,LAHIR,\"1,5\"\n99.04,13/2024,K4,1\n"
        "Kab. Antah,2024,K4,1\n99.04,2024,XX,1\n99.04,2020,K4,\"1.234,5\"\n");
    REQUIRE(read.values.size() == 1);
    CHECK(read.values[0].number == 1234.5);
    CHECK(read.values[0].text == "1.234,5");
    CHECK(read.rejected == 7);
    REQUIRE(read.problems.size() == 7);
    CHECK(read.problems[0].message ==
          "Baris 2, kolom D: ‘1,234’ dapat berarti 1234 atau 1,234; tulis 1234 atau 1,2340.");
    CHECK(read.problems[2].message.find("Baris 4, kolom D: ‘-1’ tidak boleh kurang") == 0);
    CHECK(read.problems[4].message.find("Baris 6, kolom B: ‘13/2024’ bukan periode") == 0);
    CHECK(read.problems[5].message.find("Baris 7, kolom A: unit ‘Kab. Antah’ tidak dikenal") == 0);
    CHECK(read.problems[6].message.find("Baris 8, kolom C: elemen data ‘XX’") == 0);
    ResolveOptions indonesian;
    indonesian.numbers = NumberStyle::Indonesian;
    CHECK(import("unit,periode,elemen,nilai\n99.04,2024,K4,1.234\n", {}, indonesian)
              .values.at(0)
              .number == 1234);
}

TEST_CASE("a name with two meanings is asked once and its answer remembered") {
    const char* csv = "unit,periode,elemen,nilai\nRimba,202401,K4,1\nRimba,202402,K4,2\n";
    const auto asked = import(csv);
    CHECK(asked.values.empty());
    CHECK(asked.problems.empty());
    CHECK(asked.rejected == 2);
    REQUIRE(asked.questions.size() == 1);
    CHECK(asked.questions[0].rows == 2);
    CHECK(asked.questions[0].sentence ==
          "Baris 2, kolom A: ‘Rimba’ dapat berarti Kab. Rimba (99.04) atau Kota Rimba (99.73); "
          "yang mana?");
    const auto answered =
        import(csv, {}, {}, {{question_key(NameKind::Unit, "Rimba"), "aaaaaaaaaa2"}});
    REQUIRE(answered.values.size() == 2);
    CHECK(answered.values[0].key.org_unit == 2);
}

TEST_CASE("contradicting rows are all refused, repeated ones count once") {
    const auto read = import(
        "unit,periode,elemen,nilai\n99.04,2024,K4,1\nKab. Rimba,2024,K4,2\n99.73,2024,K4,3\n"
        "99.73,2024,K4,3\n");
    REQUIRE(read.values.size() == 1);
    CHECK(read.values[0].number == 3);
    CHECK(read.value_rows[0] == 4);
    REQUIRE(read.problems.size() == 2);
    CHECK(read.problems[0].message.find("Baris 2, kolom D: baris 3, kolom D memberi") == 0);
}

TEST_CASE("an unknown column of a wide file is named once, by its title") {
    const auto read = import("unit,periode,K4,luas\n99.04,2023,1,2\n99.04,2024,1,2\n");
    CHECK(read.values.size() == 2);
    CHECK(read.rejected == 2);
    REQUIRE(read.problems.size() == 1);
    CHECK(read.problems[0].message.find("Baris 1, kolom D: elemen data ‘luas’") == 0);
}

TEST_CASE("a wide row whose unit is unknown is named once") {
    const auto read = import("unit,periode,K4,LAHIR\nAntah,2023,1,2\n");
    CHECK(read.rejected == 2);
    CHECK(read.problems.size() == 1);
}

TEST_CASE("yes-no and text elements keep what was written") {
    const auto read = import(
        "unit,periode,elemen,nilai\n99.04,2024,ADA,Ya\n99.04,2023,ADA,mungkin\n"
        "99.04,2024,CATAT,\"1,234 kali\"\n");
    REQUIRE(read.values.size() == 2);
    CHECK(read.values[0].number == 1);
    CHECK(read.values[1].text == "1,234 kali");
    CHECK(read.values[1].state == ValueState::Blank);
    CHECK(read.problems.size() == 1);
}

TEST_CASE("a file without a unit, period or value column is refused with the columns it has") {
    for (const char* csv : {"periode,elemen,nilai\n2024,K4,1\n", "unit,elemen,nilai\n1,K4,1\n",
                            "unit,periode\n1,2024\n", "unit,K4\n1,2\n"}) {
        const auto table = decode_csv(csv);
        REQUIRE(table.has_value());
        const auto staged = stage_values(*table);
        REQUIRE(!staged.has_value());
        CHECK(staged.error().message.find("yang ada: ‘") != std::string::npos);
    }
}

}  // namespace sinergi::exchange
