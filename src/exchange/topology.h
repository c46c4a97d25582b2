// SPDX-License-Identifier: Apache-2.0
// Topology: rings of many areas cut into arcs, each shared arc held once.
//
// Two rings share an arc where they run through exactly the same vertices, in either direction.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "exchange/geometry.h"

namespace sinergi::exchange {

struct ArcUse {
    std::uint32_t arc = 0;
    bool reversed = false;
};

struct TopoRing {
    std::vector<ArcUse> arcs;
    double area = 0;  // Square degrees, absolute.
    std::uint32_t area_index = 0;
    std::uint32_t polygon_index = 0;
    bool hole = false;
};

struct Arc {
    std::vector<MapPoint> points;  // A closed arc repeats its first point.
    // weight[i]: the area (square degrees) of detail that goes with point i; infinite at the ends.
    // A point shows while weight >= tolerance.
    std::vector<double> weight;
    std::uint32_t uses = 0;

    [[nodiscard]] bool closed() const { return points.front() == points.back(); }
};

struct Topology {
    std::vector<Arc> arcs;
    std::vector<TopoRing> rings;  // Polygon by polygon, the exterior first.
};

// Exterior rings come out clockwise, holes counter-clockwise, whatever they were.
[[nodiscard]] Topology build_topology(std::span<const MultiPolygon> areas);

}  // namespace sinergi::exchange
