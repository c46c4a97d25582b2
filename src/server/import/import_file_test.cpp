// SPDX-License-Identifier: Apache-2.0
#include "server/import/import_file.h"

#include <cstdlib>
#include <filesystem>

#include <doctest/doctest.h>

#include "exchange/dhis2_metadata.h"
#include "server/import/undo.h"
#include "server/v1/figure_table.h"

namespace sinergi::server {

namespace {

CatalogueIndicator visits() {
    CatalogueIndicator indicator;
    indicator.code = "VISITS";
    indicator.numerator = "#{K4}";
    indicator.factor = 1;
    return indicator;
}

Viewer operator_viewer() {
    Viewer viewer;
    viewer.username = "operator";
    viewer.can_view = viewer.can_enter = viewer.can_operate = viewer.is_local = true;
    return viewer;
}

class ImportOffice {
public:
    ImportOffice() {
        char name[] = "/tmp/sinergi-test-XXXXXX";
        folder_ = ::mkdtemp(name);
        Catalogue catalogue;
        catalogue.indicators.push_back(visits());
        CatalogueElement element;
        element.code = "K4";
        element.name.id = "Kunjungan K4";
        catalogue.elements.push_back(element);
        auto opened = Office::open(folder_, catalogue);
        REQUIRE(opened.has_value());
        office = std::move(*opened);
        REQUIRE(install_catalogue(*office, "test").has_value());
    }
    ~ImportOffice() {
        office.reset();
        std::filesystem::remove_all(folder_);
    }

    ImportReport import(std::string_view bytes, const ImportOptions& options = {}) {
        auto report = import_file(*office, operator_viewer(), bytes, options);
        INFO((report ? std::string() : report.error().message));
        REQUIRE(report.has_value());
        return *report;
    }

    void import_units() {
        const ImportReport report = import(
            "kode,nama,induk\n99,Provinsi Contoh,\n99.01,Kabupaten Contoh,99\n"
            "99.71,Kota Contoh,99\nP1,Puskesmas Satu,99.01\nP2,Puskesmas Dua,99.01\n"
            "P3,Puskesmas Tiga,99.01\nP4,Puskesmas Empat,99.01\nP5,Puskesmas Lima,99.71\n",
            kind("units"));
        REQUIRE(report.created >= 8);
        REQUIRE(report.rejected == 0);
    }

    static ImportOptions kind(std::string name) {
        ImportOptions options;
        options.kind = std::move(name);
        return options;
    }

    [[nodiscard]] Cell cell(const char* unit) const {
        const auto snapshot = office->snapshot();
        const auto row = snapshot->tree().find(unit);
        REQUIRE(row.has_value());
        v1::FigureQuery query{"VISITS", *row, 0, {*parse_period("202401")}, false};
        const auto table = v1::make_figure_table(*office, *snapshot, *office->reference(), query);
        REQUIRE(table.has_value());
        return table->at(0, 0).cell;
    }

    std::unique_ptr<Office> office;

private:
    std::string folder_;
};

constexpr std::string_view kFourStates =
    "unit,elemen,periode,nilai\nP1,K4,202401,0\nP2,K4,202401,\nP3,K4,202401,TB\nP4,K4,202401,*\n";

}  // namespace

TEST_CASE(
    "zero, blank, not applicable, suppressed and missing stay apart from the file to the map") {
    ImportOffice office;
    office.import_units();
    const ImportReport report = office.import(kFourStates, ImportOffice::kind("values"));
    CHECK(report.created == 4);
    CHECK(report.rejected == 0);
    CHECK(office.cell("P1").missing == Missing::No);
    CHECK(office.cell("P1").value == 0);
    CHECK(office.cell("P2").missing == Missing::Blank);
    CHECK(office.cell("P3").missing == Missing::NotApplicable);
    CHECK(office.cell("P4").missing == Missing::Suppressed);
    CHECK(office.cell("P5").missing == Missing::NotReported);
    CHECK(office.cell("99.01").value == 0);  // One of its facilities reported zero.
    CHECK(office.cell("99.71").missing == Missing::NotReported);
}

TEST_CASE("a dry run says what would change and changes nothing; the same file again is the same") {
    ImportOffice office;
    office.import_units();
    ImportOptions options = ImportOffice::kind("values");
    options.dry_run = true;
    const auto before = office.office->snapshot()->change;
    CHECK(office.import(kFourStates, options).created == 4);
    CHECK(office.office->snapshot()->change == before);
    CHECK(office.cell("P1").missing == Missing::NotReported);
    options.dry_run = false;
    CHECK(office.import(kFourStates, options).created == 4);
    CHECK(office.import(kFourStates, options).same == 4);
    const ImportReport changed =
        office.import("unit,elemen,periode,nilai\nP1,K4,202401,7\n", options);
    CHECK(changed.changed == 1);
    CHECK(office.cell("99.01").value == 7);
}

TEST_CASE("a bad row is refused with a sentence that names the cell; the good ones are kept") {
    ImportOffice office;
    office.import_units();
    const ImportReport report = office.import(
        "unit,elemen,periode,nilai\nP1,K4,202401,\"1.234\"\nP2,K4,202401,12\nP9,K4,202401,3\n"
        "P3,K4,2024X,3\nP4,K4,202401,#REF!\n",
        ImportOffice::kind("values"));
    CHECK(report.created == 1);
    CHECK(report.rejected == 4);
    CHECK(office.cell("P2").value == 12);
    CHECK(office.cell("P1").missing == Missing::NotReported);
    bool names_cell = false;
    for (const ImportProblem& problem : report.problems) {
        names_cell |= problem.row == 2 && problem.message.find("1.234") != std::string::npos;
        CHECK_FALSE(problem.message.empty());
    }
    CHECK(names_cell);
    const auto again = read_import_report(to_json(report));
    REQUIRE(again.has_value());
    ImportReport told = report;
    told.columns.clear();
    CHECK(to_json(*again) == to_json(told));
    CHECK(report.ambiguous_numbers == 1);
}

TEST_CASE(
    "a column of identity numbers is dropped before anything is stored, and the report says so") {
    ImportOffice office;
    office.import_units();
    const ImportReport report = office.import(
        "unit,nik,elemen,periode,nilai\nP1,3602010101900001,K4,202401,5\n"
        "P2,3602010101900002,K4,202401,6\n",
        ImportOffice::kind("values"));
    REQUIRE(report.dropped_columns.size() == 1);
    CHECK(report.dropped_columns.front().find("nik") != std::string::npos);
    CHECK(report.created == 2);
}

TEST_CASE("a name with two meanings is asked about; the answer is remembered for the next file") {
    ImportOffice office;
    office.import_units();
    const std::string_view file = "unit,elemen,periode,nilai\nContoh,K4,202401,5\n";
    const ImportReport asked = office.import(file, ImportOffice::kind("values"));
    CHECK(asked.created == 0);
    REQUIRE(asked.questions.size() == 1);
    ImportOptions answered = ImportOffice::kind("values");
    answered.answers = {"unit:Contoh=99.71"};
    CHECK(office.import(file, answered).created == 1);
    CHECK(office.cell("99.71").value == 5);
    CHECK(office.import(file, ImportOffice::kind("values")).same == 1);
}

TEST_CASE("units that leave a parent out are refused whole, and metadata with a circle too") {
    ImportOffice office;
    office.import_units();
    const auto before = office.office->snapshot()->change;
    const auto circle = import_file(
        *office.office, operator_viewer(),
        R"({"organisationUnits":[{"id":"abcdefghij1","name":"A","parent":{"id":"abcdefghij2"}},
            {"id":"abcdefghij2","name":"B","parent":{"id":"abcdefghij1"}}]})",
        ImportOffice::kind("metadata"));
    CHECK_FALSE(circle.has_value());
    const auto empty =
        import_file(*office.office, operator_viewer(), "  \n", ImportOffice::kind("auto"));
    CHECK_FALSE(empty.has_value());
    CHECK(office.office->snapshot()->change == before);
}

TEST_CASE("a dry run lists each cell with what stands there and what would") {
    ImportOffice office;
    office.import_units();
    office.import(kFourStates, ImportOffice::kind("values"));
    ImportOptions options = ImportOffice::kind("values");
    options.dry_run = true;
    const ImportReport report = office.import(
        "unit;elemen;periode;nilai\nP1;K4;202401;0\nP2;K4;202401;1,5\nP5;K4;202401;TB\n", options);
    CHECK(report.same == 1);
    REQUIRE(report.changes.size() == 2);
    CHECK_FALSE(report.changes[0].is_new);
    CHECK(report.changes[0].row == 3);
    CHECK(report.changes[0].column == "D");
    CHECK(report.changes[0].element == "Kunjungan K4");
    CHECK(report.changes[0].before.empty());  // P2 had left the cell blank.
    CHECK(report.changes[0].after == "1.5");
    CHECK(report.changes[1].is_new);
    CHECK(report.changes[1].after == "TB");
}

TEST_CASE("a comparison that someone overtook is not written, another cell does not matter") {
    ImportOffice office;
    office.import_units();
    const std::string_view mine = "unit,elemen,periode,nilai\nP1,K4,202401,7\n";
    ImportOptions options = ImportOffice::kind("values");
    options.compared_at = office.office->snapshot()->change;
    office.import("unit,elemen,periode,nilai\nP2,K4,202401,9\n", ImportOffice::kind("values"));
    CHECK(office.import(mine, options).created == 1);
    office.import("unit,elemen,periode,nilai\nP1,K4,202401,8\n", ImportOffice::kind("values"));
    const auto overtaken = import_file(*office.office, operator_viewer(), mine, options);
    REQUIRE_FALSE(overtaken.has_value());
    CHECK(overtaken.error().code == ErrorCode::Conflict);
    CHECK(office.cell("P1").value == 8);
}

TEST_CASE("an import is undone as a new change, what was changed since stays, and undo is undone") {
    ImportOffice office;
    office.import_units();
    const ImportOptions kind = ImportOffice::kind("values");
    office.import("unit,elemen,periode,nilai\nP1,K4,202401,1\nP2,K4,202401,2\n", kind);
    const auto imported = office.import(
        "unit,elemen,periode,nilai\nP1,K4,202401,10\nP2,K4,202401,20\nP3,K4,202401,*\n", kind);
    office.import("unit,elemen,periode,nilai\nP2,K4,202401,21\n", kind);
    const auto undo = [&](store::ChangeNumber change, bool dry_run) {
        auto report = undo_change(*office.office, operator_viewer(), change, dry_run);
        REQUIRE(report.has_value());
        return *report;
    };
    const UndoReport tried = undo(imported.change, true);
    CHECK(tried.change == 0);
    REQUIRE(tried.changes.size() == 2);
    CHECK(tried.changes[0].before == "10");
    CHECK(tried.changes[0].after == "1");
    CHECK(tried.changes[1].before == "*");
    CHECK(tried.changes[1].after.empty());
    CHECK(office.cell("P1").value == 10);
    const UndoReport done = undo(imported.change, false);
    CHECK(done.restored == 1);
    CHECK(done.removed == 1);
    REQUIRE(done.kept.size() == 1);
    CHECK(done.left == 1);
    CHECK(office.cell("P1").value == 1);
    CHECK(office.cell("P2").value == 21);
    CHECK(office.cell("P3").missing == Missing::NotReported);
    undo(done.change, false);
    CHECK(office.cell("P1").value == 10);
    CHECK(office.cell("P3").missing == Missing::Suppressed);
    const auto twice = undo_change(*office.office, operator_viewer(), done.change, false);
    REQUIRE_FALSE(twice.has_value());
    CHECK(twice.error().code == ErrorCode::Conflict);
    CHECK_FALSE(undo_change(*office.office, operator_viewer(), 9999, true).has_value());
    Viewer outsider = operator_viewer();
    outsider.can_operate = outsider.is_local = false;
    outsider.unit_uid = "nowhere";
    CHECK_FALSE(undo_change(*office.office, outsider, imported.change, false).has_value());
}

TEST_CASE("what the columns of a file hold is told once per sender and set of titles") {
    ImportOffice office;
    office.import_units();
    const std::string file = "tempat,apa,kapan,berapa\nP1,K4,202401,5\n";
    ImportOptions options = ImportOffice::kind("values");
    options.dry_run = true;
    const ImportReport lost = office.import(file, options);
    REQUIRE(lost.problems.size() == 1);
    CHECK(lost.rejected == 1);
    REQUIRE(lost.columns.size() == 4);
    CHECK(lost.columns[3].title == "berapa");
    options.dry_run = false;
    options.columns = {"unit=tempat", "element=apa", "period=kapan", "value=berapa"};
    CHECK(office.import(file, options).created == 1);
    const ImportReport again =
        office.import("tempat,apa,kapan,berapa\nP2,K4,202401,6\n", ImportOffice::kind("values"));
    CHECK(again.created == 1);
    CHECK(again.columns[3].role == "value");
    REQUIRE(again.notes.size() == 1);
    CHECK_FALSE(import_file(*office.office, operator_viewer(), "tempat,apa,berapa\nP2,K4,6\n",
                            ImportOffice::kind("values")));
}

}  // namespace sinergi::server
