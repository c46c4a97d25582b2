// SPDX-License-Identifier: Apache-2.0
// Files that people and other systems send, decoded and resolved against a small world.
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "decode_one.h"
#include "exchange/catalogue_toml.h"
#include "exchange/csv_table.h"
#include "exchange/dhis2_metadata.h"
#include "exchange/dhis2_values.h"
#include "exchange/figures_csv.h"
#include "exchange/geojson.h"
#include "exchange/idn_area.h"
#include "exchange/name_book.h"
#include "exchange/org_units_csv.h"
#include "exchange/personal_columns.h"
#include "exchange/spreadsheet.h"
#include "exchange/topojson.h"
#include "exchange/values_csv.h"
#include "exchange/xlsx_book.h"
#include "methods/plausibility.h"
#include "small_world.h"

namespace sinergi::fuzz {

namespace {

void resolve_all(const exchange::StagedValues& staged) {
    static const Metadata metadata = small_metadata();
    static const exchange::NameBook names(metadata);
    for (const NumberStyle style :
         {NumberStyle::Ask, NumberStyle::Indonesian, NumberStyle::English}) {
        static_cast<void>(exchange::resolve(staged, names, {style}));
    }
}

Result<exchange::Table> table_of(std::string_view bytes) {
    auto table = exchange::decode_csv(bytes);
    if (table) exchange::drop_personal_columns(*table);
    return table;
}

// A folder whose catalogue is sound; the fuzzed bytes replace one file of it at a time.
class CatalogueFolder {
public:
    CatalogueFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "sinergi-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) std::abort();
        folder_ = name;
        std::filesystem::create_directories(folder_ / "elements");
        std::filesystem::create_directories(folder_ / "indicators");
        for (const auto& [file, text] : sound()) write(file, text);
        // An unsound file would keep all that is read after it from ever being reached.
        if (!exchange::read_catalogue(folder_.string())) std::abort();
    }
    CatalogueFolder(const CatalogueFolder&) = delete;
    CatalogueFolder& operator=(const CatalogueFolder&) = delete;
    ~CatalogueFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    void read_with(std::size_t which, std::string_view bytes) {
        const auto& [file, text] = sound()[which % sound().size()];
        write(file, bytes);
        static_cast<void>(exchange::read_catalogue(folder_.string()));
        write(file, text);
    }

private:
    using File = std::pair<std::string, std::string>;
    static const std::vector<File>& sound() {
        static const std::vector<File> files = {
            {"pillars.toml",
             "[[pillar]]\nnumber = 1\nname = {id = \"P\", en = \"P\"}\ncolor = \"#000000\"\n"},
            {"bands.toml", ""},
            {"elements/a.toml", "group = \"g\"\n"},
            {"indicators/a.toml",
             "code = \"A\"\nname = {id = \"A\", en = \"A\"}\nshort_name = {id = \"A\", en = "
             "\"A\"}\nunit = {id = \"%\", en = \"%\"}\nnumerator_text = {id = \"A\", en = "
             "\"A\"}\npillar = 1\ngroup = \"g\"\nlevel = \"kab\"\nsystem = \"s\"\nsource = "
             "\"s\"\nkind = \"survey\"\n"},
            {"assumptions.toml",
             "[crude_birth_rate]\nvalue = 18\nyear = \"2020\"\nsource = \"s\"\n"},
            {"gates.toml", ""},
        };
        return files;
    }

    void write(const std::string& file, std::string_view bytes) const {
        std::ofstream stream(folder_ / file, std::ios::binary | std::ios::trunc);
        stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }

    std::filesystem::path folder_;
};

}  // namespace

void decode_csv_values(std::string_view bytes) {
    const auto table = table_of(bytes);
    if (!table) return;
    const auto staged = exchange::stage_values(*table);
    if (staged) resolve_all(*staged);
}

void decode_csv_units(std::string_view bytes) {
    const auto table = table_of(bytes);
    if (!table) return;
    static_cast<void>(exchange::stage_org_units(*table));
}

void decode_csv_areas(std::string_view bytes) {
    const auto table = table_of(bytes);
    if (!table || !exchange::is_idn_area(*table)) return;
    static const Metadata metadata = small_metadata();
    const std::vector<exchange::Table> tables{*table};
    static_cast<void>(exchange::stage_areas(tables));
    exchange::AreaOptions options;
    options.within = {"36"};
    options.code_depth = 2;
    static_cast<void>(exchange::stage_areas(tables, options, metadata.org_units));
}

void decode_csv_figures(std::string_view bytes) {
    const auto table = table_of(bytes);
    if (!table || !exchange::is_figures(*table)) return;
    const auto staged = exchange::stage_figures(*table);
    if (!staged) return;
    // Whatever numbers a file holds, the rules that question them must come to an end.
    const auto number_of = [](const exchange::FigureText& text) {
        return std::strtod(std::string(text.text).c_str(), nullptr);
    };
    std::map<std::string, std::uint32_t> units;
    std::vector<methods::Figure> figures;
    methods::Surroundings around;
    around.crude_birth_rate = 18.23;
    for (const exchange::StagedFigure& row : *staged) {
        methods::Figure figure;
        figure.indicator = row.indicator.text;
        const auto next = static_cast<std::uint32_t>(units.size());
        figure.unit = units.emplace(row.code.text + row.place.text, next).first->second;
        if (figure.unit > 0) figure.parent = 0;
        figure.year = static_cast<int>(std::fmod(number_of(row.year), 10'000));
        figure.value = number_of(row.value);
        if (!row.numerator.text.empty()) figure.numerator = number_of(row.numerator);
        if (!row.denominator.text.empty()) figure.denominator = number_of(row.denominator);
        figure.measure = methods::parse_measure(row.measure.text);
        figure.basis = row.basis.text;
        figure.source = row.source.text;
        around.natures.push_back({figure.indicator, figure.measure, true});
        figures.push_back(std::move(figure));
    }
    std::vector<std::uint32_t> below;
    for (std::uint32_t unit = 1; unit < units.size(); ++unit) below.push_back(unit);
    around.children = {{0, below}};
    static_cast<void>(methods::find_doubts(figures, around));
}

void decode_workbook(std::string_view bytes) {
    exchange::XlsxLimits limits;
    limits.part_bytes = 16U << 20U;
    if (auto book = exchange::XlsxBook::open(bytes, limits)) {
        for (std::size_t i = 0; i < book->sheets().size() && i < 8; ++i) {
            static_cast<void>(book->read_sheet(i));
        }
    }
    const auto decoded = exchange::decode_table(bytes);
    if (!decoded) return;
    const auto staged = exchange::stage_values(decoded->table);
    if (staged) resolve_all(*staged);
}

void decode_dhis2_metadata(std::string_view bytes) {
    const auto bundle = exchange::split_bundle(bytes);
    if (!bundle) return;
    Metadata metadata;
    ObjectId id = 1;
    for (const auto& object : *bundle) {
        if (!exchange::decode_object(kind_of_plural(object.collection), id++, object.json,
                                     metadata)) {
            return;
        }
    }
    static_cast<void>(engine::MetadataView::build(std::move(metadata)));
}

void decode_dhis2_values_json(std::string_view bytes) {
    const auto staged = exchange::decode_dhis2_json(bytes);
    if (staged) resolve_all(*staged);
}

void decode_dhis2_values_csv(std::string_view bytes) {
    const auto staged = exchange::decode_dhis2_csv(bytes);
    if (staged) resolve_all(*staged);
}

void decode_boundaries(std::string_view bytes) {
    const auto decoded = exchange::decode_boundaries(bytes);
    if (!decoded) return;
    static const Metadata metadata = small_metadata();
    static_cast<void>(exchange::match_boundaries(decoded->boundaries, metadata.org_units));
    exchange::BoundaryContext context;
    std::vector<exchange::TopoUnit> units;
    for (const auto& boundary : decoded->boundaries) {
        static_cast<void>(exchange::check_boundary(boundary.name, boundary.geometry, context));
        context.neighbours.push_back({boundary.name, boundary.geometry});
        context.previous = boundary.geometry;
        units.push_back({boundary.code, boundary.code, boundary.name, boundary.geometry});
    }
    static_cast<void>(exchange::to_topojson(units));
}

void decode_catalogue_toml(std::string_view bytes) {
    static CatalogueFolder folder;
    if (bytes.empty()) return;
    // The first byte says which file the rest is: "0" pillars, "1" bands, "2" elements, "3" one
    // indicator, "4" assumptions, "5" gates.
    folder.read_with(static_cast<unsigned char>(bytes.front()), bytes.substr(1));
}

}  // namespace sinergi::fuzz
