// SPDX-License-Identifier: Apache-2.0
// topojson: the map the browser draws, small enough for a slow line.
//
// Borders that two units share, vertex by vertex, are stored once and simplified once, so that
// neighbours still fit. Exterior rings run clockwise, which d3-geo's spherical projections want.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sinergi::exchange {

struct TopoUnit {
    std::string uid, code, name;
    std::string geometry;  // GeoJSON Polygon or MultiPolygon; other units are left out.
};

struct TopoOptions {
    // Square degrees: detail below this size is removed even if the budget would allow it.
    double tolerance_min = 0;
    // Of the text, before compression. 0: 875 bytes for each unit and at least 7,000, which gzip
    // brings to about 3 KB for 8 units. A map that no tolerance makes so small is as small as it
    // gets.
    std::size_t byte_budget = 0;
};

// {"type":"Topology","objects":{"units":{GeometryCollection}},"arcs":[…],"transform":{…}}; each
// geometry has "id": the uid, and the properties code and name. Every unit keeps at least its
// largest ring.
[[nodiscard]] std::string to_topojson(const std::vector<TopoUnit>& units,
                                      const TopoOptions& options = {});

}  // namespace sinergi::exchange
