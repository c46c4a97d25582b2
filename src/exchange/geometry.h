// SPDX-License-Identifier: Apache-2.0
// Geometry: areas on the map as plain rings of longitude and latitude (WGS84).
//
// Rings are closed (the first point is repeated at the end) and, once repaired, exterior rings run
// counter-clockwise and holes clockwise, as RFC 7946 wants. GEOS does validity and overlap.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sinergi::exchange {

struct MapPoint {
    double x = 0;  // Longitude, degrees.
    double y = 0;  // Latitude, degrees.

    friend bool operator==(const MapPoint&, const MapPoint&) = default;
};
using Ring = std::vector<MapPoint>;
using Polygon = std::vector<Ring>;  // The exterior, then holes.
using MultiPolygon = std::vector<Polygon>;

// A GeoJSON Polygon or MultiPolygon geometry. Errors: InvalidArgument, an Indonesian half sentence,
// if it is neither, a ring has fewer than four points, or a coordinate is no degree.
[[nodiscard]] Result<MultiPolygon> parse_polygons(std::string_view geojson);
// A Polygon if there is one, else a MultiPolygon.
[[nodiscard]] std::string to_geojson(const MultiPolygon& area);

// Square kilometres on a sphere of the Earth's mean radius; holes count off.
[[nodiscard]] double area_km2(const MultiPolygon& area);
// Square degrees, positive if the ring runs counter-clockwise.
[[nodiscard]] double signed_area(const Ring& ring);

struct RepairedArea {
    MultiPolygon area;
    std::string fault;  // What was wrong, GEOS's words; empty if nothing but direction was.
};
// Closes and turns rings; crossing rings and rings listed under the wrong polygon are put right by
// the even-odd rule. Errors: InvalidArgument if no area remains.
[[nodiscard]] Result<RepairedArea> repair(MultiPolygon area);

// Of two valid areas, in square degrees; degrees. Errors: Corrupt if GEOS fails.
[[nodiscard]] Result<double> overlap_area(const MultiPolygon& a, const MultiPolygon& b);
[[nodiscard]] Result<double> distance(const MultiPolygon& a, const MultiPolygon& b);
[[nodiscard]] double planar_area(const MultiPolygon& area);

}  // namespace sinergi::exchange
