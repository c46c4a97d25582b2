// SPDX-License-Identifier: Apache-2.0
#include "exchange/topology.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <queue>
#include <unordered_map>

namespace sinergi::exchange {

namespace {

using VertexId = std::uint32_t;

struct PointHash {
    std::size_t operator()(const MapPoint& point) const {
        const auto x = std::bit_cast<std::uint64_t>(point.x + 0.0);
        const auto y = std::bit_cast<std::uint64_t>(point.y + 0.0);
        return (x * 0x9E3779B97F4A7C15ULL) ^ (y * 0xC2B2AE3D27D4EB4FULL + (x >> 29));
    }
};

// A ring of vertex ids, open: the first is not repeated.
struct IdRing {
    std::vector<VertexId> ids;
    TopoRing ring;
};

// The (unordered) neighbours of a vertex in the first ring that passed it.
struct Passage {
    VertexId low = 0, high = 0;
    bool seen = false;
    bool junction = false;
};

double triangle_area(const MapPoint& a, const MapPoint& b, const MapPoint& c) {
    return std::fabs((b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y)) / 2;
}

// Visvalingam M, Whyatt JD (1993), Line generalisation by repeated elimination of points,
// Cartographic Journal 30:46-51: the point with the smallest triangle goes first, and no point
// weighs less than one that went before it.
void weigh(Arc& arc) {
    const std::size_t count = arc.points.size();
    arc.weight.assign(count, std::numeric_limits<double>::infinity());
    if (count < 3) return;
    std::vector<std::size_t> before(count), after(count);
    std::vector<double> current(count, 0);
    std::vector<bool> gone(count, false);
    using Entry = std::pair<double, std::size_t>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
    const auto measure = [&](std::size_t i) {
        current[i] = triangle_area(arc.points[before[i]], arc.points[i], arc.points[after[i]]);
        queue.emplace(current[i], i);
    };
    for (std::size_t i = 1; i + 1 < count; ++i) {
        before[i] = i - 1;
        after[i] = i + 1;
        measure(i);
    }
    double largest = 0;
    while (!queue.empty()) {
        const auto [area, i] = queue.top();
        queue.pop();
        if (gone[i] || area != current[i]) continue;
        gone[i] = true;
        largest = std::max(largest, area);
        arc.weight[i] = largest;
        const std::size_t left = before[i], right = after[i];
        if (left > 0) {
            after[left] = right;
            measure(left);
        }
        if (right + 1 < count) {
            before[right] = left;
            measure(right);
        }
    }
}

class TopologyBuilder {
public:
    Topology build(std::span<const MultiPolygon> areas) {
        for (std::uint32_t area = 0; area < areas.size(); ++area) {
            for (std::uint32_t polygon = 0; polygon < areas[area].size(); ++polygon) {
                add_polygon(areas[area][polygon], area, polygon);
            }
        }
        find_junctions();
        for (IdRing& ring : rings_) cut(ring);
        for (Arc& arc : topology_.arcs) weigh(arc);
        return std::move(topology_);
    }

private:
    void add_polygon(const Polygon& polygon, std::uint32_t area, std::uint32_t index) {
        for (std::size_t i = 0; i < polygon.size(); ++i) {
            IdRing made;
            const double signed_size = signed_area(polygon[i]);
            for (const MapPoint& point : polygon[i]) {
                const VertexId id = vertex(point);
                if (made.ids.empty() || made.ids.back() != id) made.ids.push_back(id);
            }
            if (made.ids.size() > 1 && made.ids.front() == made.ids.back()) made.ids.pop_back();
            if (made.ids.size() < 3) {
                if (i == 0) return;
                continue;
            }
            made.ring.hole = i > 0;
            made.ring.area = std::fabs(signed_size);
            made.ring.area_index = area;
            made.ring.polygon_index = index;
            if ((signed_size > 0) != made.ring.hole) std::reverse(made.ids.begin(), made.ids.end());
            rings_.push_back(std::move(made));
        }
    }

    VertexId vertex(const MapPoint& point) {
        const auto [found, is_new] = ids_.emplace(point, static_cast<VertexId>(vertices_.size()));
        if (is_new) vertices_.push_back(point);
        return found->second;
    }

    // A vertex where two rings (or one ring twice) come together or part.
    void find_junctions() {
        passages_.resize(vertices_.size());
        for (const IdRing& ring : rings_) {
            const std::size_t count = ring.ids.size();
            for (std::size_t i = 0; i < count; ++i) {
                const VertexId before = ring.ids[(i + count - 1) % count];
                const VertexId after = ring.ids[(i + 1) % count];
                Passage& passage = passages_[ring.ids[i]];
                const VertexId low = std::min(before, after), high = std::max(before, after);
                if (passage.seen && (passage.low != low || passage.high != high)) {
                    passage.junction = true;
                }
                if (!passage.seen) passage = {low, high, true, false};
            }
        }
    }

    void cut(IdRing& ring) {
        auto& ids = ring.ids;
        const auto is_junction = [&](VertexId id) { return passages_[id].junction; };
        auto start = std::find_if(ids.begin(), ids.end(), is_junction);
        // Without a junction the smallest vertex begins, so that equal rings begin alike.
        if (start == ids.end()) start = std::min_element(ids.begin(), ids.end());
        std::rotate(ids.begin(), start, ids.end());
        ids.push_back(ids.front());
        std::size_t begin = 0;
        for (std::size_t i = 1; i < ids.size(); ++i) {
            if (i + 1 < ids.size() && !is_junction(ids[i])) continue;
            const std::vector<VertexId> path(ids.begin() + static_cast<std::ptrdiff_t>(begin),
                                             ids.begin() + static_cast<std::ptrdiff_t>(i) + 1);
            ring.ring.arcs.push_back(arc_of(path));
            begin = i;
        }
        topology_.rings.push_back(std::move(ring.ring));
    }

    ArcUse arc_of(const std::vector<VertexId>& path) {
        std::vector<VertexId> backward(path.rbegin(), path.rend());
        const bool reversed = backward < path;
        const std::vector<VertexId>& key = reversed ? backward : path;
        const auto [found, is_new] =
            arc_of_path_.emplace(key, static_cast<std::uint32_t>(topology_.arcs.size()));
        if (is_new) {
            Arc arc;
            for (const VertexId id : key) arc.points.push_back(vertices_[id]);
            topology_.arcs.push_back(std::move(arc));
        }
        ++topology_.arcs[found->second].uses;
        return {found->second, reversed};
    }

    std::unordered_map<MapPoint, VertexId, PointHash> ids_;
    std::vector<MapPoint> vertices_;
    std::vector<Passage> passages_;
    std::vector<IdRing> rings_;
    std::map<std::vector<VertexId>, std::uint32_t> arc_of_path_;
    Topology topology_;
};

}  // namespace

Topology build_topology(std::span<const MultiPolygon> areas) {
    return TopologyBuilder().build(areas);
}

}  // namespace sinergi::exchange
