// SPDX-License-Identifier: Apache-2.0
// Geometry of the demonstration: invented islands cut into districts and subdistricts.
//
// Land is a set of hexagonal cells. Three cells meet at every corner, so a border never touches
// itself and three regions meet in one shared point. Corners are moved once, for all regions
// together, so neighbours share their border vertex for vertex and areas add up.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sinergi::app {

struct Point {
    double x = 0, y = 0;  // Degrees east and north.
};
using Ring = std::vector<Point>;  // Closed: the last point repeats the first.

struct Polygon {
    Ring outer;               // Counter-clockwise.
    std::vector<Ring> holes;  // Clockwise.
};
using MultiPolygon = std::vector<Polygon>;  // One polygon per island, largest first.

struct MapSubdistrict {
    MultiPolygon area;
    Point centre;
    std::vector<Point> sites;  // Points inside, for facilities; at least one.
    bool island = false;       // Lies wholly on a small island.
};

struct MapDistrict {
    MultiPolygon area;
    std::vector<MapSubdistrict> subdistricts;
    std::size_t split_from = 0, split_to = 0;  // Neighbours cut out of one, east is split_to.
};

struct DemoMap {
    MultiPolygon area;
    std::vector<MapDistrict> districts;  // In the order of the plan below.
};

// What is wanted of each district. Regencies come first in each island's share.
struct DistrictPlan {
    bool city = false;         // A tiny district on the coast.
    bool east = false;         // On the smaller, eastern island.
    int subdistricts = 1;      // Including those on small islands.
    int on_small_islands = 0;  // Subdistricts that are a small island each.
    int touches = -1;          // Index of a city on the same island this regency borders.
    bool split = false;        // Two of the subdistricts were one.
};

[[nodiscard]] DemoMap make_demo_map(const std::vector<DistrictPlan>& plan, std::uint64_t seed);

// Signed shoelace area in square degrees; positive for a counter-clockwise ring.
[[nodiscard]] double signed_area(const Ring& ring);
[[nodiscard]] double area(const MultiPolygon& shape);
[[nodiscard]] bool contains(const MultiPolygon& shape, Point point);

// GeoJSON geometry text, five decimals.
[[nodiscard]] std::string to_geojson(const MultiPolygon& shape);
[[nodiscard]] std::string to_geojson(Point point);

}  // namespace sinergi::app
