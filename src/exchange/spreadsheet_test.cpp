// SPDX-License-Identifier: Apache-2.0
#include "exchange/spreadsheet.h"

#include <doctest/doctest.h>

#include "exchange/values_csv.h"
#include "exchange/xlsx_book.h"
#include "exchange/xlsx_test_book.h"

namespace sinergi::exchange {

namespace {

DecodedTable decode(const std::string& bytes, const TableOptions& options = {}) {
    auto decoded = decode_table(bytes, options);
    if (!decoded) FAIL(decoded.error().message);
    return std::move(*decoded);
}

std::string error_of(const std::string& bytes, const TableOptions& options = {}) {
    const auto decoded = decode_table(bytes, options);
    REQUIRE_FALSE(decoded.has_value());
    return decoded.error().message;
}

std::string header_of(const Table& table) {
    std::string all;
    for (const std::string& title : table.header()) all += title + "|";
    return all;
}

TestBook book_of(std::string rows, std::string after = {}) {
    TestBook book;
    book.pages.push_back({"Laporan", std::move(rows), std::move(after), {}});
    return book;
}

// Unit, period and value in one row.
std::string plain_rows() {
    return row_of(1, text_cell("A1", "unit") + text_cell("B1", "periode") +
                         text_cell("C1", "elemen") + text_cell("D1", "nilai")) +
           row_of(2, text_cell("A2", "Sukamaju") + text_cell("B2", "202408") +
                         text_cell("C2", "K4") + number_cell("D2", "1.234"));
}

}  // namespace

TEST_CASE("a workbook's cells arrive with their rows, columns and kinds") {
    TestBook book = book_of(
        row_of(1, text_cell("A1", "unit") + text_cell("C1", "elemen") + text_cell("D1", "nilai")) +
        row_of(3, "<c r=\"A3\" t=\"s\"><v>1</v></c>" + number_cell("D3", "1.2345E3")) +
        row_of(9,
               "<c r=\"A9\" t=\"s\"><v>0</v></c><c r=\"C9\" t=\"b\"><v>1</v></c>"
               "<c r=\"D9\" t=\"e\"><f>A1/0</f><v>#DIV/0!</v></c>"));
    book.strings =
        "<si><t>satu</t></si><si><r><t>du</t></r><r><t xml:space=\"preserve\">a </t></r>"
        "<rPh><t>never</t></rPh></si>";
    const DecodedTable decoded = decode(book.bytes());
    CHECK(decoded.format == "xlsx");
    CHECK(decoded.sheet == "Laporan");
    CHECK(header_of(decoded.table) == "unit||elemen|nilai|");
    REQUIRE(decoded.table.rows() == 2);
    CHECK(decoded.table.row_number(0) == 3);
    CHECK(decoded.table.cell(0, 0) == "dua ");
    CHECK(decoded.table.cell(0, 3) == "1234.5");
    CHECK(decoded.table.is_number(0, 3));
    CHECK(decoded.table.row_number(1) == 9);
    CHECK(decoded.table.cell(1, 2) == "TRUE");
    CHECK(decoded.table.cell(1, 3) == "#DIV/0!");
    CHECK_FALSE(decoded.table.is_number(1, 3));
}

TEST_CASE("prefixed elements and targets from the root read the same") {
    TestBook book = book_of(
        "<x:row r=\"1\"><x:c r=\"A1\" t=\"str\"><x:v>unit</x:v></x:c><x:c r=\"B1\" "
        "t=\"str\"><x:v>nilai</x:v></x:c></x:row><x:row><x:c><x:v>7</x:v></x:c>"
        "<x:c><x:v>8</x:v></x:c></x:row>");
    book.prefix = "x:";
    book.target_prefix = "/xl/worksheets/";
    const DecodedTable decoded = decode(book.bytes());
    REQUIRE(decoded.table.rows() == 1);
    CHECK(decoded.table.row_number(0) == 2);
    CHECK(decoded.table.cell(0, 1) == "8");
}

TEST_CASE("a number stored as a number has one meaning, the same text typed has two") {
    const auto staged = stage_values(decode(book_of(plain_rows()).bytes()).table);
    REQUIRE(staged.has_value());
    CHECK(staged->rows.front().is_number);
    const auto typed =
        stage_values(decode("unit;periode;elemen;nilai\nSukamaju;202408;K4;1.234\n").table);
    REQUIRE(typed.has_value());
    CHECK_FALSE(typed->rows.front().is_number);
    CHECK(typed->texts.text(typed->rows.front().value) == "1.234");
}

TEST_CASE("dates are days, months or years by their format, in both systems") {
    // 45505 is 1 August 2024 in Excel's own day count; 44043 in the 1904 system.
    CHECK(date_text(45505, DateParts::Day, false) == "2024-08-01");
    CHECK(date_text(44043, DateParts::Day, true) == "2024-08-01");
    CHECK(date_text(45505, DateParts::Month, false) == "202408");
    CHECK(date_text(45505.75, DateParts::Year, false) == "2024");
    CHECK(date_text(1, DateParts::Day, false) == "1900-01-01");
    CHECK(date_text(61, DateParts::Day, false) == "1900-03-01");
    CHECK(date_text(-3, DateParts::Day, false).empty());
    CHECK(date_parts("dd/mm/yyyy") == DateParts::Day);
    CHECK(date_parts("[$-421]mmmm\\ yyyy;@") == DateParts::Month);
    CHECK(date_parts("yyyy") == DateParts::Year);
    CHECK(date_parts("hh:mm") == DateParts::None);
    CHECK(date_parts("#,##0.00 \"hari\"") == DateParts::None);
    CHECK(date_parts("General") == DateParts::None);
    TestBook book = book_of(row_of(1, text_cell("A1", "unit") + text_cell("B1", "periode")) +
                            row_of(2, text_cell("A2", "x") + number_cell("B2", "45505", 1)) +
                            row_of(3, text_cell("A3", "y") + number_cell("B3", "45505", 2)) +
                            row_of(4, text_cell("A4", "z") + number_cell("B4", "45505", 0)));
    book.styles =
        "<numFmts><numFmt numFmtId=\"164\" formatCode=\"mmm\\-yy\"/></numFmts><cellXfs>"
        "<xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/></cellXfs>";
    const DecodedTable decoded = decode(book.bytes());
    CHECK(decoded.table.cell(0, 1) == "2024-08-01");
    CHECK(decoded.table.cell(1, 1) == "202408");
    CHECK(decoded.table.cell(2, 1) == "45505");
}

TEST_CASE("titles over two rows, column numbers, totals and remarks are told apart from data") {
    const std::string rows =
        row_of(1, text_cell("A1", "LAPORAN KIA KABUPATEN CONTOH")) +
        row_of(2, text_cell("A2", "Bulan Agustus 2024")) +
        row_of(4, text_cell("A4", "No") + text_cell("B4", "Puskesmas") +
                      text_cell("C4", "Imunisasi") + text_cell("E4", "K4")) +
        row_of(5, text_cell("C5", "DPT1") + text_cell("D5", "DPT3")) +
        row_of(6, text_cell("A6", "(1)") + text_cell("B6", "(2)") + text_cell("C6", "(3)") +
                      text_cell("D6", "(4)") + text_cell("E6", "(5)")) +
        row_of(7, number_cell("A7", "1") + text_cell("B7", "Sukamaju") + number_cell("C7", "5") +
                      number_cell("D7", "4") + number_cell("E7", "9")) +
        row_of(8, number_cell("A8", "2") + text_cell("B8", "Mekarsari") + number_cell("C8", "0") +
                      text_cell("D8", "TB") + text_cell("E8", "*")) +
        row_of(9, text_cell("B9", "JUMLAH") + number_cell("C9", "5") + number_cell("D9", "4") +
                      number_cell("E9", "9")) +
        row_of(11, text_cell("A11", "Sumber: register kohort"));
    const std::string merges =
        "<mergeCells><mergeCell ref=\"A4:A5\"/><mergeCell ref=\"B4:B5\"/><mergeCell ref=\"C4:D4\"/>"
        "<mergeCell ref=\"E4:E5\"/></mergeCells>";
    const DecodedTable decoded = decode(book_of(rows, merges).bytes());
    CHECK(header_of(decoded.table) == "No|Puskesmas|Imunisasi DPT1|Imunisasi DPT3|K4|");
    CHECK(decoded.header_row == 4);
    REQUIRE(decoded.table.rows() == 2);
    CHECK(decoded.table.cell(1, 1) == "Mekarsari");
    CHECK(decoded.table.cell(1, 3) == "TB");
    std::string notes;
    for (const std::string& note : decoded.notes) notes += note + "\n";
    for (const char* said :
         {"Baris 1 ", "Baris 2 ", "baris 4 dan 5", "nomor kolom", "JUMLAH", "Sumber"}) {
        CAPTURE(said);
        CHECK(notes.find(said) != std::string::npos);
    }
    // The same as CSV, where only gaps show what was merged.
    const DecodedTable csv = decode(
        "LAPORAN KIA;;;;\nNo;Puskesmas;Imunisasi;;K4\n;;DPT1;DPT3;\n(1);(2);(3);(4);(5)\n"
        "1;Sukamaju;5;4;9\n;JUMLAH;5;4;9\n");
    CHECK(csv.header_row == 2);
    CHECK(csv.table.rows() == 1);
    CHECK(header_of(csv.table) == "No|Puskesmas|Imunisasi DPT1|Imunisasi DPT3|K4|");
}

TEST_CASE("an element whose name begins with Jumlah is data") {
    const DecodedTable decoded =
        decode("elemen,unit,periode,nilai\nJumlah kelahiran hidup,Sukamaju,202408,4\n");
    CHECK(decoded.table.rows() == 1);
    CHECK(decoded.notes.empty());
}

TEST_CASE("a unit merged down beside its months is repeated, a number is not") {
    const std::string rows = row_of(1, text_cell("A1", "unit") + text_cell("B1", "periode") +
                                           text_cell("C1", "K4") + text_cell("D1", "sasaran")) +
                             row_of(2, text_cell("A2", "Sukamaju") + text_cell("B2", "202401") +
                                           number_cell("C2", "1") + number_cell("D2", "90")) +
                             row_of(3, text_cell("B3", "202402") + number_cell("C3", "2"));
    const DecodedTable decoded = decode(
        book_of(rows,
                "<mergeCells><mergeCell ref=\"A2:A3\"/><mergeCell ref=\"D2:D3\"/></mergeCells>")
            .bytes());
    CHECK(decoded.table.cell(1, 0) == "Sukamaju");
    CHECK(decoded.table.cell(1, 3).empty());
}

TEST_CASE("which sheet is read: the one that fits, or the sender says") {
    TestBook book = book_of(plain_rows());
    book.pages.insert(book.pages.begin(),
                      {"Petunjuk", row_of(1, text_cell("A1", "Isi lembar berikut")), {}, {}});
    book.pages.push_back({"Lama", plain_rows(), {}, "hidden"});
    CHECK(decode(book.bytes()).sheet == "Laporan");
    book.pages.push_back({"Agustus", plain_rows(), {}, {}});
    CHECK(error_of(book.bytes()).find("‘Laporan’, ‘Agustus’") != std::string::npos);
    TableOptions options;
    options.sheet = "agustus";
    CHECK(decode(book.bytes(), options).sheet == "Agustus");
    options.sheet = "September";
    CHECK(error_of(book.bytes(), options).find("‘September’") != std::string::npos);
}

TEST_CASE("the header row can be said, and must exist") {
    TableOptions options;
    options.header_row = 2;
    CHECK(header_of(decode("a,b\nc,d\n1,2\n", options).table) == "c|d|");
    options.header_row = 12;
    CHECK(error_of("a,b\n1,2\n", options).find("12") != std::string::npos);
}

TEST_CASE("what is no workbook of ours gets its own sentence") {
    const std::string ole = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(600, '\0');
    std::string wide;
    for (const char c : std::string_view("EncryptedPackage")) wide += std::string{c, '\0'};
    CHECK(error_of(ole + wide).find("kata sandi") != std::string::npos);
    CHECK(error_of(ole).find(".xls") != std::string::npos);
    CHECK(error_of("<html><table></table></html>").find("halaman web") != std::string::npos);
    TestZip other;
    other.add("word/document.xml", "<w/>");
    CHECK(error_of(other.take()).find("bukan buku kerja") != std::string::npos);
    TableOptions named;
    named.file_name = "Agustus.xlsx";
    const DecodedTable csv = decode("unit,periode,elemen,nilai\nx,202408,K4,1\n", named);
    CHECK(csv.format == "csv");
    REQUIRE(csv.notes.size() == 1);
    CHECK(csv.notes.front().find("Agustus.xlsx") != std::string::npos);
    const std::string good = book_of(plain_rows()).bytes();
    for (std::size_t cut = 8; cut < good.size(); cut += 97) {
        CHECK_FALSE(decode_table(std::string_view(good).substr(0, cut)).has_value());
    }
}

TEST_CASE("a part that inflates without end is stopped, whatever the archive says") {
    XlsxLimits limits;
    limits.part_bytes = 1 << 20;
    const std::string bomb = book_of("<!--" + std::string(40 << 20, ' ') + "-->").bytes();
    CHECK(bomb.size() < 200'000);
    auto book = XlsxBook::open(bomb, limits);
    REQUIRE(book.has_value());
    const auto sheet = book->read_sheet(0);
    REQUIRE_FALSE(sheet.has_value());
    CHECK(sheet.error().code == ErrorCode::TooLarge);
}

TEST_CASE("XML that is hostile is refused by name") {
    TestBook book = book_of(plain_rows());
    book.strings = "<si><t>x</t></si>";
    for (const std::string& rows :
         {std::string("<row r=\"2\"><c r=\"A1\"><v>1</v></c></row>"),
          std::string("<row r=\"1\"/><row r=\"1\"/>"), std::string("<row r=\"1048577\"/>"),
          std::string("<row r=\"1\"><c r=\"XFE1\"><v>1</v></c></row>"),
          std::string("<row r=\"1\"><c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>1</v></c></row>"),
          std::string("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>77</v></c></row>"),
          std::string("<row r=\"1\">")}) {
        book.pages.front().rows = rows;
        CAPTURE(rows);
        CHECK_FALSE(decode_table(book.bytes()).has_value());
    }
    TestZip zip;
    zip.add("_rels/.rels", "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><Relationships/>");
    CHECK(error_of(zip.take()).find("DOCTYPE") != std::string::npos);
    std::string deep;
    for (int i = 0; i < 1000; ++i) deep += "<a>";
    TestZip nested;
    nested.add("_rels/.rels", deep);
    CHECK(error_of(nested.take()).find("terlalu dalam") != std::string::npos);
}

TEST_CASE("a million empty rows are no rows") {
    std::string rows = plain_rows();
    for (int row = 3; row <= 1'048'576; ++row) rows += "<row r=\"" + std::to_string(row) + "\"/>";
    const DecodedTable decoded = decode(book_of(std::move(rows)).bytes());
    CHECK(decoded.table.rows() == 1);
    CHECK(decoded.table.text_size() < 100);
}

TEST_CASE("300,000 cells are read whole") {
    std::string rows = row_of(1, text_cell("A1", "unit") + text_cell("B1", "periode") +
                                     text_cell("C1", "elemen") + text_cell("D1", "nilai"));
    for (int row = 2; row <= 75'001; ++row) {
        const std::string n = std::to_string(row);
        std::string cells = fmt::format("<c r=\"A{}\" t=\"s\"><v>0</v></c>", n);
        cells += number_cell("B" + n, "202408");
        cells += fmt::format("<c r=\"C{}\" t=\"s\"><v>1</v></c>", n);
        cells += number_cell("D" + n, n);
        rows += row_of(row, cells);
    }
    TestBook book = book_of(std::move(rows));
    book.strings = "<si><t>Sukamaju</t></si><si><t>K4</t></si>";
    const DecodedTable decoded = decode(book.bytes());
    REQUIRE(decoded.table.rows() == 75'000);
    CHECK(decoded.table.cell(74'999, 3) == "75001");
    const auto staged = stage_values(decoded.table);
    REQUIRE(staged.has_value());
    CHECK(staged->rows.size() == 75'000);
}

}  // namespace sinergi::exchange
