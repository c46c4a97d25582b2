// SPDX-License-Identifier: Apache-2.0
#include "exchange/geojson.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "exchange/geometry.h"

namespace sinergi::exchange {

namespace {

std::string square(double x, double y, double size) {
    return fmt::format(
        R"({{"type":"Polygon","coordinates":[[[{0},{1}],[{0},{3}],[{2},{3}],[{2},{1}],[{0},{1}]]]}})",
        x, y, x + size, y + size);
}

std::string feature(std::string_view code, std::string_view name, std::string_view geometry) {
    return fmt::format(
        R"({{"type":"Feature","properties":{{"kode":"{}","nama":"{}"}},"geometry":{}}})", code,
        name, geometry);
}

std::string collection(const std::vector<std::string>& features) {
    return fmt::format(R"({{"type":"FeatureCollection","features":[{}]}})",
                       fmt::join(features, ","));
}

OrgUnit unit(std::string uid, std::string name, std::string kemendagri) {
    OrgUnit made;
    made.uid = std::move(uid);
    made.name = std::move(name);
    made.short_name = short_unit_name(made.name);
    made.codes[static_cast<std::size_t>(CodeSystem::Kemendagri)] = std::move(kemendagri);
    return made;
}

}  // namespace

TEST_CASE("rings are closed and turned: exterior counter-clockwise, holes clockwise") {
    const auto area = parse_polygons(
        R"({"type":"Polygon","coordinates":[[[0,0],[0,4],[4,4],[4,0]],[[1,1],[2,1],[2,2],[1,2],[1,1]]]})");
    REQUIRE(area.has_value());
    const auto repaired = repair(*area);
    REQUIRE(repaired.has_value());
    CHECK(repaired->fault.empty());
    CHECK(signed_area(repaired->area[0][0]) == 16);
    CHECK(signed_area(repaired->area[0][1]) == -1);
}

TEST_CASE("an island listed as a hole and a bow tie become valid areas") {
    const auto island = repair(*parse_polygons(
        R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]],[[5,5],[6,5],[6,6],[5,6],[5,5]]]})"));
    REQUIRE(island.has_value());
    CHECK(!island->fault.empty());
    CHECK(island->area.size() == 2);
    CHECK(planar_area(island->area) == doctest::Approx(2));
    const auto tie = repair(
        *parse_polygons(R"({"type":"Polygon","coordinates":[[[0,0],[2,2],[2,0],[0,2],[0,0]]]})"));
    REQUIRE(tie.has_value());
    CHECK(planar_area(tie->area) == doctest::Approx(2));
}

TEST_CASE("one degree square at the equator has the sphere's area") {
    // 6371.0088^2 * (pi/180) * sin(1 degree) = 12363.7 km2
    CHECK(area_km2(*parse_polygons(square(106, 0, 1))) == doctest::Approx(12363.7).epsilon(1e-4));
}

TEST_CASE("features are matched by code, then by name, and refused with the reason") {
    const std::vector<OrgUnit> units = {unit("aaaaaaaaaa1", "Kabupaten Rimba", "99.04"),
                                        unit("aaaaaaaaaa2", "Kota Rimba", "99.73"),
                                        unit("aaaaaaaaaa3", "Kabupaten Teluk", "99.05")};
    const auto decoded = decode_boundaries(collection(
        {feature("99.04", "RIMBA", square(0, 0, 1)), feature("", "Rimba", square(1, 0, 1)),
         feature("", "Kota Rimba", square(2, 0, 1)),
         feature("99.05", "Kota Rimba", square(3, 0, 1)),
         feature("99.99", "Antah", square(4, 0, 1)), feature("", "Kab. Rimba", square(5, 0, 1)),
         feature("99.05", "Teluk", R"({"type":"LineString","coordinates":[[0,0],[1,1]]})"),
         feature("99.05", "Teluk", square(500000, 0, 1))}));
    REQUIRE(decoded.has_value());
    REQUIRE(decoded->problems.size() == 2);
    CHECK(decoded->problems[0].message.find("Objek 7 (Teluk): geometri ‘LineString’") == 0);
    CHECK(decoded->problems[1].message.find("WGS84") != std::string::npos);
    const auto found = match_boundaries(decoded->boundaries, units);
    REQUIRE(found.matches.size() == 2);
    CHECK(found.matches[0].unit == 0);
    CHECK(found.matches[1].unit == 1);
    REQUIRE(found.problems.size() == 4);
    CHECK(found.problems[0].message ==
          "Objek 2 (Rimba): ‘Rimba’ dapat berarti Kab. Rimba atau Kota Rimba; beri kode "
          "Kemendagri.");
    CHECK(found.problems[1].message.find("kode 99.05 milik Kab. Teluk") != std::string::npos);
    CHECK(found.problems[3].message.find("objek 1 sudah menjadi batas") != std::string::npos);
}

TEST_CASE("a boundary is held against its neighbours, its parent and its known area") {
    BoundaryContext context;
    context.neighbours = {{"Kab. Timur", square(1, 0, 1)}};
    CHECK(check_boundary("Kab. Barat", square(0, 0, 1), context).refusal.empty());
    const auto over = check_boundary("Kab. Barat", square(0.5, 0, 1), context);
    CHECK(over.refusal.find("menimpa Kab. Timur sebesar 50 %") != std::string::npos);
    CHECK(check_boundary("Kab. Barat", square(0.05, 0, 1), context).warnings.size() == 1);
    CHECK(!check_boundary("Kab. Barat", square(20, 0, 1), context).refusal.empty());
    context.parent = square(0, 0, 2);
    CHECK(check_boundary("Kab. Barat", square(0, 1, 1), context).refusal.empty());
    CHECK(!check_boundary("Kab. Barat", square(-0.8, 1.0, 1), context).refusal.empty());
    context.official_km2 = 6000;
    CHECK(check_boundary("Kab. Barat", square(0, 1, 1), context).warnings.size() == 1);
}

TEST_CASE("broken GeoJSON is refused, never read in part") {
    const std::string good = collection({feature("1", "A", square(0, 0, 1))});
    for (std::size_t length = 0; length < good.size(); ++length) {
        CHECK(!decode_boundaries(std::string_view(good).substr(0, length)).has_value());
    }
    CHECK(!decode_boundaries("[]").has_value());
    CHECK(!decode_boundaries(R"({"type":"FeatureCollection","features":5})").has_value());
    const auto odd = decode_boundaries(
        R"({"type":"FeatureCollection","features":[5,{"geometry":{"type":"Polygon","coordinates":[[[0]]]}},
        {"geometry":{"type":"Polygon","coordinates":[]}}]})");
    REQUIRE(odd.has_value());
    CHECK(odd->problems.size() == 3);
}

}  // namespace sinergi::exchange
