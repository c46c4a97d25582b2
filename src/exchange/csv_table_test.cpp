// SPDX-License-Identifier: Apache-2.0
#include "exchange/csv_table.h"

#include <doctest/doctest.h>

namespace sinergi::exchange {

namespace {

Table decoded(std::string_view bytes) {
    auto table = decode_csv(bytes);
    REQUIRE_MESSAGE(table.has_value(), (table ? "" : table.error().message));
    return std::move(*table);
}

std::string refusal(std::string_view bytes, const CsvLimits& limits = {}) {
    const auto table = decode_csv(bytes, 0, limits);
    REQUIRE(!table.has_value());
    return table.error().message;
}

}  // namespace

TEST_CASE("comma, semicolon and tab are told apart, decimal commas notwithstanding") {
    CHECK(decoded("a,b\n1,2\n").columns() == 2);
    const Table semicolon = decoded("unit;nilai;catatan\nA;1,5;\"x;y\"\nB;2,5;\n");
    REQUIRE(semicolon.columns() == 3);
    CHECK(semicolon.cell(0, 1) == "1,5");
    CHECK(semicolon.cell(0, 2) == "x;y");
    CHECK(decoded("a\tb\tc\n1,5\t2\t3;4\n").cell(0, 2) == "3;4");
    CHECK(decoded("satu\n1\n").columns() == 1);
    CHECK(decoded("sep=;\r\na;b\r\n1;2\r\n").row_number(0) == 3);
}

TEST_CASE("UTF-8 with and without mark and Windows-1252 give the same letters") {
    CHECK(decoded("\xEF\xBB\xBFnama,x\nCaf\xC3\xA9,1\n").header()[0] == "nama");
    CHECK(decoded("nama,x\nCaf\xC3\xA9,1\n").cell(0, 0) == "Caf\xC3\xA9");
    CHECK(decoded("nama,x\nCaf\xE9 \x96,1\n").cell(0, 0) == "Caf\xC3\xA9 \xE2\x80\x93");
}

TEST_CASE("quotes, line breaks inside cells and blank lines keep the spreadsheet's row numbers") {
    const Table table = decoded("a,b\r\n\"x \"\"y\"\"\r\nz\",1\r\n\r\n,,\r\nlast,2");
    REQUIRE(table.rows() == 2);
    CHECK(table.cell(0, 0) == "x \"y\"\r\nz");
    CHECK(table.row_number(0) == 2);
    CHECK(table.row_number(1) == 5);
    CHECK(table.cell(1, 1) == "2");
    CHECK(decoded("a,b,c\n1\n").cell(0, 2).empty());
}

TEST_CASE("a broken file is refused with the row and what was expected") {
    CHECK(refusal("a,b\n1,2\n\"3,4\n").find("Baris 3, kolom A") == 0);
    CHECK(refusal("a,b\n1,\"2\"x\n").find("Baris 2, kolom B") == 0);
    CHECK(refusal("a,b\n1,2,3\n").find("Baris 2: ada 3 sel") == 0);
    CHECK(refusal("").find("kosong") != std::string::npos);
    CHECK(refusal(std::string_view("PK\x03\x04zip", 7)).find("Excel") != std::string::npos);
    CHECK(refusal(std::string_view("a,b\n1,\0\n", 8)).find("bukan berkas teks") !=
          std::string::npos);
    CsvLimits tight;
    tight.columns = 2;
    tight.cell_bytes = 3;
    tight.rows = 1;
    CHECK(refusal("a,b,c\n", tight).find("2 kolom") != std::string::npos);
    CHECK(refusal("a,b\nxxxx,1\n", tight).find("3 byte") != std::string::npos);
    CHECK(refusal("a,b\n1,1\n2,2\n", tight).find("Baris 3") == 0);
}

TEST_CASE("what the writer writes reads back equal") {
    Table table({"a", "b;c", "d"});
    const std::string_view cells[] = {" x ", "1,5\n\"q\"", ""};
    table.add_row(2, cells);
    for (const char delimiter : {',', ';', '\t'}) {
        const Table read = decoded(encode_csv(table, delimiter));
        CHECK(read.header() == table.header());
        REQUIRE(read.rows() == 1);
        for (std::size_t column = 0; column < 3; ++column) {
            CHECK(read.cell(0, column) == table.cell(0, column));
        }
    }
}

TEST_CASE("columns are lettered as in a spreadsheet") {
    CHECK(column_letter(0) == "A");
    CHECK(column_letter(25) == "Z");
    CHECK(column_letter(26) == "AA");
    CHECK(column_letter(701) == "ZZ");
    CHECK(column_letter(702) == "AAA");
}

}  // namespace sinergi::exchange
