// SPDX-License-Identifier: Apache-2.0
#include "exchange/topojson.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <simdjson.h>
#include <zlib.h>

#include "exchange/geojson.h"
#include "exchange/geometry.h"
#include "exchange/topology.h"

namespace sinergi::exchange {

namespace {

// Reads a topology back to areas, as topojson-client's feature() does.
struct ReadBack {
    std::vector<std::string> ids;
    std::vector<MultiPolygon> areas;
    std::size_t arc_count = 0;
};

ReadBack read_back(const std::string& text) {
    namespace dom = simdjson::dom;
    dom::parser parser;
    const dom::element root = parser.parse(text);
    const dom::array scale = root["transform"]["scale"], shift = root["transform"]["translate"];
    std::vector<Ring> arcs;
    for (const dom::element arc : dom::array(root["arcs"])) {
        Ring points;
        std::int64_t x = 0, y = 0;
        for (const dom::element step : dom::array(arc)) {
            x += std::int64_t(step.at(0));
            y += std::int64_t(step.at(1));
            points.push_back({static_cast<double>(x) * double(scale.at(0)) + double(shift.at(0)),
                              static_cast<double>(y) * double(scale.at(1)) + double(shift.at(1))});
        }
        arcs.push_back(std::move(points));
    }
    ReadBack read;
    read.arc_count = arcs.size();
    for (const dom::element unit : dom::array(root["objects"]["units"]["geometries"])) {
        read.ids.emplace_back(std::string_view(unit["id"]));
        MultiPolygon area;
        for (const dom::element polygon : dom::array(unit["arcs"])) {
            Polygon rings;
            for (const dom::element ring : dom::array(polygon)) {
                Ring points;
                for (const dom::element use : dom::array(ring)) {
                    const std::int64_t index = use;
                    Ring arc = arcs[static_cast<std::size_t>(index < 0 ? ~index : index)];
                    if (index < 0) std::reverse(arc.begin(), arc.end());
                    if (!points.empty()) CHECK(points.back() == arc.front());
                    points.insert(points.end(), arc.begin() + (points.empty() ? 0 : 1), arc.end());
                }
                CHECK(points.front() == points.back());
                rings.push_back(std::move(points));
            }
            area.push_back(std::move(rings));
        }
        read.areas.push_back(std::move(area));
    }
    return read;
}

TopoUnit unit(const std::string& uid, std::string geometry) {
    return {uid, "99." + uid, "Unit " + uid, std::move(geometry)};
}

std::size_t gzip_size(const std::string& text) {
    uLongf size = compressBound(static_cast<uLong>(text.size()));
    std::vector<Bytef> packed(size);
    REQUIRE(compress2(packed.data(), &size, reinterpret_cast<const Bytef*>(text.data()),
                      static_cast<uLong>(text.size()), Z_DEFAULT_COMPRESSION) == Z_OK);
    return size + 12;  // gzip's frame is 12 bytes longer than zlib's.
}

}  // namespace

TEST_CASE("a border that two units share is one arc, used in both directions") {
    const std::vector<TopoUnit> units = {
        unit("west",
             R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[1.1,0.5],[1,1],[0,1],[0,0]]]})"),
        unit("east",
             R"({"type":"Polygon","coordinates":[[[1,0],[2,0],[2,1],[1,1],[1.1,0.5],[1,0]]]})"),
        unit("none", R"({"type":"Point","coordinates":[0,0]})")};
    const ReadBack read = read_back(to_topojson(units));
    CHECK(read.ids == std::vector<std::string>{"west", "east"});
    CHECK(read.arc_count == 3);
    for (const MultiPolygon& area : read.areas) CHECK(signed_area(area[0][0]) < 0);
    CHECK(planar_area(read.areas[0]) == doctest::Approx(1.05).epsilon(1e-3));
    CHECK(planar_area(read.areas[1]) == doctest::Approx(0.95).epsilon(1e-3));
}

TEST_CASE("an enclave and the hole around it are one closed arc") {
    const std::vector<TopoUnit> units = {
        unit(
            "outer",
            R"({"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,4],[0,0]],[[1,1],[1,2],[2,2],[2,1],[1,1]]]})"),
        unit("inner", R"({"type":"Polygon","coordinates":[[[2,2],[1,2],[1,1],[2,1],[2,2]]]})")};
    const ReadBack read = read_back(to_topojson(units));
    CHECK(read.arc_count == 2);
    CHECK(planar_area(read.areas[0]) == doctest::Approx(15).epsilon(1e-3));
    CHECK(planar_area(read.areas[1]) == doctest::Approx(1).epsilon(1e-3));
}

TEST_CASE("under a small budget detail and islands go, every unit stays and neighbours fit") {
    // A wavy border between two units, and small islands of the first.
    std::string border, back;
    for (int i = 0; i <= 400; ++i) {
        const std::string point =
            fmt::format("[{},{}]", 5 + (i % 7) * 0.01 + (i % 3) * 0.02, i * 0.01);
        border += ',';
        border += point;
        back.insert(0, ',' + point);
    }
    std::string islands;
    for (int i = 0; i < 50; ++i) {
        islands += fmt::format(",[[[{0},8],[{1},8],[{1},8.01],[{0},8]]]", i * 0.1, i * 0.1 + 0.01);
    }
    const std::vector<TopoUnit> units = {
        unit("west", R"({"type":"MultiPolygon","coordinates":[[[[0,4],[0,0])" + border +
                         ",[0,4]]]" + islands + "]}"),
        unit("east", R"({"type":"Polygon","coordinates":[[[9,0],[9,4])" + back + ",[9,0]]]}"),
        unit("tiny",
             R"({"type":"Polygon","coordinates":[[[9,9],[9.001,9],[9.001,9.001],[9,9]]]})")};
    const std::string whole = to_topojson(units, {0, 1'000'000});
    const std::string small = to_topojson(units, {0, 900});
    CHECK(small.size() <= 900);
    CHECK(whole.size() > 3000);
    CHECK(read_back(whole).areas[0].size() == 51);
    const ReadBack read = read_back(small);
    REQUIRE(read.ids.size() == 3);
    CHECK(read.areas[0].size() == 1);
    CHECK(planar_area(read.areas[2]) > 0);
    const double both = planar_area(read.areas[0]) + planar_area(read.areas[1]);
    CHECK(both == doctest::Approx(36).epsilon(0.002));
}

TEST_CASE("no units make an empty map") {
    const ReadBack read = read_back(to_topojson({}));
    CHECK(read.ids.empty());
    CHECK(read.arc_count == 0);
}

TEST_CASE("the seven districts of a real province fit into 3 KB compressed") {
    const std::filesystem::path file =
        SINERGI_SOURCE_DIR "/../shared/domain/data/boundaries/kab_19.geojson";
    if (!std::filesystem::exists(file)) {
        MESSAGE("skipped: ../shared is not there");
        return;
    }
    std::ifstream stream(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream),
                            std::istreambuf_iterator<char>()};
    const auto decoded = decode_boundaries(bytes);
    REQUIRE(decoded.has_value());
    CHECK(decoded->problems.empty());
    REQUIRE(decoded->boundaries.size() == 7);
    std::vector<TopoUnit> units;
    std::vector<MultiPolygon> areas;
    for (const Boundary& boundary : decoded->boundaries) {
        units.push_back(
            {sinergi::uid_from(boundary.code), boundary.code, boundary.name, boundary.geometry});
        areas.push_back(*parse_polygons(boundary.geometry));
    }
    const std::string text = to_topojson(units);
    MESSAGE("bytes ", text.size(), ", gzip ", gzip_size(text));
    CHECK(gzip_size(text) <= 3 * 1024);
    const ReadBack read = read_back(text);
    REQUIRE(read.ids.size() == 7);
    std::size_t shared = 0;
    for (const Arc& arc : build_topology(areas).arcs) shared += arc.uses > 1 ? 1 : 0;
    CHECK(shared >= 5);
    for (std::size_t i = 0; i < areas.size(); ++i) {
        CHECK(planar_area(read.areas[i]) == doctest::Approx(planar_area(areas[i])).epsilon(0.05));
    }
}

}  // namespace sinergi::exchange
