// SPDX-License-Identifier: Apache-2.0
#include "app/demo/geometry.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "app/demo/hex_land.h"
#include "base/result.h"

namespace sinergi::app {
namespace {

constexpr double kWest = 108.2, kSouth = -11.9;  // Open ocean.
constexpr double kSideDegrees = 0.011;
constexpr double kHalfWidth = 0.8660254037844386;
constexpr std::size_t kCitySize = 46;  // Cells.
constexpr std::size_t kSitesMax = 12;

std::size_t at(int index) { return static_cast<std::size_t>(index); }

double rounded(double degrees) { return std::round(degrees * 1e5) / 1e5; }

Point to_degrees(double x, double y) {
    return {rounded(kWest + x * kSideDegrees), rounded(kSouth + y * kSideDegrees)};
}

using Corner = HexGrid::Corner;

struct Vertex {
    double x = 0, y = 0;
    std::vector<Corner> joined;
};

// Every corner on a border, where it finally lies, and whether it is drawn.
class Borders {
public:
    Borders(const std::vector<int>& label, std::uint64_t seed) {
        for (CellIndex cell = 0; cell < HexGrid::kCells; ++cell) {
            const auto around = HexGrid::neighbours(cell);
            const auto corner = HexGrid::corners(cell);
            for (std::size_t k = 0; k < 6; ++k) {
                if (around[k] == kNoCell || label[at(cell)] == label[at(around[k])]) continue;
                join(corner[k], corner[(k + 1) % 6]);
                join(corner[(k + 1) % 6], corner[k]);
            }
        }
        roughen(seed);
        for (int i = 0; i < 3; ++i) smooth();
        for (auto& [key, vertex] : vertices_) {
            const Point point = to_degrees(vertex.x, vertex.y);
            vertex.x = point.x;
            vertex.y = point.y;
        }
    }

    // Outlines of the cells for which `member` holds; the inside is on the left.
    template <class Member>
    [[nodiscard]] std::vector<Ring> trace(const Member& member) const {
        std::map<Corner, Corner> next;
        for (CellIndex cell = 0; cell < HexGrid::kCells; ++cell) {
            if (!member(cell)) continue;
            const auto around = HexGrid::neighbours(cell);
            const auto corner = HexGrid::corners(cell);
            for (std::size_t k = 0; k < 6; ++k) {
                if (around[k] == kNoCell || member(around[k])) continue;
                next[corner[k]] = corner[(k + 1) % 6];
            }
        }
        std::vector<Ring> rings;
        while (!next.empty()) {
            Ring ring;
            for (auto step = next.begin(); step != next.end();) {
                const Vertex& vertex = vertices_.at(step->first);
                if (drawn(step->first, vertex)) ring.push_back({vertex.x, vertex.y});
                const Corner following = step->second;
                next.erase(step);
                step = next.find(following);
            }
            ring.push_back(ring.front());
            rings.push_back(std::move(ring));
        }
        return rings;
    }

private:
    // Corners alternate between two kinds along any border; between junctions one kind suffices.
    static bool drawn(const Corner& corner, const Vertex& vertex) {
        return vertex.joined.size() != 2 || (corner.second % 3 + 3) % 3 == 1;
    }

    void join(const Corner& from, const Corner& to) {
        Vertex& vertex = vertices_[from];
        if (std::find(vertex.joined.begin(), vertex.joined.end(), to) == vertex.joined.end()) {
            vertex.joined.push_back(to);
        }
    }

    void roughen(std::uint64_t seed) {
        Random random(mix(seed, "coast"));
        for (auto& [key, vertex] : vertices_) {
            vertex.x = kHalfWidth * key.first + random.uniform(-0.45, 0.45);
            vertex.y = 0.5 * key.second + random.uniform(-0.45, 0.45);
        }
    }

    void smooth() {
        std::map<Corner, Vertex> moved = vertices_;
        for (auto& [key, vertex] : moved) {
            double x = 0, y = 0;
            for (const Corner& other : vertex.joined) {
                x += vertices_.at(other).x;
                y += vertices_.at(other).y;
            }
            const double count = static_cast<double>(vertex.joined.size());
            vertex.x = 0.5 * vertex.x + 0.5 * x / count;
            vertex.y = 0.5 * vertex.y + 0.5 * y / count;
        }
        vertices_ = std::move(moved);
    }

    std::map<Corner, Vertex> vertices_;
};

bool ring_contains(const Ring& ring, Point point) {
    bool inside = false;
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
        const Point a = ring[i], b = ring[i + 1];
        if ((a.y > point.y) == (b.y > point.y)) continue;
        if (point.x < a.x + (point.y - a.y) / (b.y - a.y) * (b.x - a.x)) inside = !inside;
    }
    return inside;
}

MultiPolygon assemble(const std::vector<Ring>& rings) {
    MultiPolygon shape;
    for (const Ring& ring : rings) {
        if (signed_area(ring) > 0) shape.push_back({ring, {}});
    }
    std::stable_sort(shape.begin(), shape.end(), [](const Polygon& a, const Polygon& b) {
        return signed_area(a.outer) > signed_area(b.outer);
    });
    for (const Ring& ring : rings) {
        if (signed_area(ring) > 0) continue;
        Polygon* owner = nullptr;  // The smallest outline around the hole.
        for (Polygon& polygon : shape) {
            if (ring_contains(polygon.outer, ring.front())) owner = &polygon;
        }
        VERIFY(owner != nullptr);
        owner->holes.push_back(ring);
    }
    return shape;
}

// The cells of every subdistrict, per district of the plan.
struct Regions {
    std::vector<std::vector<std::vector<CellIndex>>> cells;
    std::vector<std::size_t> on_small_islands;  // How many at the end of each district's list.
};

bool touch(const std::vector<CellIndex>& a, const std::vector<CellIndex>& b) {
    for (const CellIndex cell : a) {
        for (const CellIndex next : HexGrid::neighbours(cell)) {
            if (std::binary_search(b.begin(), b.end(), next)) return true;
        }
    }
    return false;
}

// Cuts one main island into the districts of the plan that lie on it.
void cut_districts(std::vector<CellIndex> land, const std::vector<DistrictPlan>& plan, bool east,
                   Random& random, std::vector<std::vector<CellIndex>>& districts) {
    std::vector<std::size_t> regencies;
    std::vector<CellIndex> cities;
    for (std::size_t i = 0; i < plan.size(); ++i) {
        if (plan[i].east != east) continue;
        if (!plan[i].city) {
            regencies.push_back(i);
            continue;
        }
        districts[i] = cut_city(land, kCitySize, cities, random);
        cities.push_back(districts[i][districts[i].size() / 2]);
    }
    auto parts = partition(land, static_cast<int>(regencies.size()), random);
    for (const std::size_t i : regencies) {  // First those that must border a city.
        if (plan[i].touches < 0) continue;
        const auto& city = districts[at(plan[i].touches)];
        const auto found = std::find_if(parts.begin(), parts.end(),
                                        [&](const auto& part) { return touch(part, city); });
        VERIFY(found != parts.end());
        districts[i] = std::move(*found);
        parts.erase(found);
    }
    for (const std::size_t i : regencies) {
        if (plan[i].touches >= 0) continue;
        districts[i] = std::move(parts.front());
        parts.erase(parts.begin());
    }
}

double mean_x(const std::vector<CellIndex>& cells) {
    double sum = 0;
    for (const CellIndex cell : cells) sum += HexGrid::x(cell);
    return sum / static_cast<double>(cells.size());
}

double mean_y(const std::vector<CellIndex>& cells) {
    double sum = 0;
    for (const CellIndex cell : cells) sum += HexGrid::y(cell);
    return sum / static_cast<double>(cells.size());
}

// The two halves of a split subdistrict come last before small islands, the eastern one after.
std::vector<std::vector<CellIndex>> cut_subdistricts(const std::vector<CellIndex>& district,
                                                     const DistrictPlan& plan, Random& random) {
    const int count = plan.subdistricts - plan.on_small_islands - (plan.split ? 1 : 0);
    auto parts = partition(district, count, random);
    if (!plan.split) return parts;
    const auto largest =
        std::max_element(parts.begin(), parts.end(),
                         [](const auto& a, const auto& b) { return a.size() < b.size(); });
    auto halves = partition(*largest, 2, random);
    if (mean_x(halves[0]) > mean_x(halves[1])) std::swap(halves[0], halves[1]);
    parts.erase(largest);
    parts.insert(parts.end(), halves.begin(), halves.end());
    return parts;
}

// Small islands beyond those the plan names join the subdistrict nearest to them.
void join_nearest(const std::vector<CellIndex>& island, Regions& regions) {
    const double x = mean_x(island), y = mean_y(island);
    std::vector<CellIndex>* best = nullptr;
    double least = std::numeric_limits<double>::max();
    for (auto& district : regions.cells) {
        for (auto& subdistrict : district) {
            for (const CellIndex cell : subdistrict) {
                const double dx = HexGrid::x(cell) - x, dy = HexGrid::y(cell) - y;
                if (dx * dx + dy * dy >= least) continue;
                least = dx * dx + dy * dy;
                best = &subdistrict;
            }
        }
    }
    best->insert(best->end(), island.begin(), island.end());
}

Regions make_regions(const std::vector<DistrictPlan>& plan, std::uint64_t seed) {
    int named = 0;
    for (const DistrictPlan& each : plan) named += each.on_small_islands;
    Land land = make_land(seed, named + 2);
    Random random(mix(seed, "regions"));
    std::vector<std::vector<CellIndex>> districts(plan.size());
    cut_districts(land.west, plan, false, random, districts);
    cut_districts(land.east, plan, true, random, districts);
    // The easternmost small islands are the named ones.
    std::sort(land.small_islands.begin(), land.small_islands.end(),
              [](const auto& a, const auto& b) { return mean_x(a) > mean_x(b); });
    Regions regions;
    std::size_t island = 0;
    for (std::size_t i = 0; i < plan.size(); ++i) {
        auto cells = cut_subdistricts(districts[i], plan[i], random);
        for (int k = 0; k < plan[i].on_small_islands; ++k) {
            cells.push_back(land.small_islands[island++]);
        }
        regions.cells.push_back(std::move(cells));
        regions.on_small_islands.push_back(at(plan[i].on_small_islands));
    }
    for (; island < land.small_islands.size(); ++island) {
        join_nearest(land.small_islands[island], regions);
    }
    return regions;
}

MapSubdistrict make_subdistrict(const std::vector<CellIndex>& cells, const std::vector<int>& label,
                                const Borders& borders, Random& random) {
    const int own = label[at(cells.front())];
    MapSubdistrict result;
    result.area = assemble(borders.trace([&](CellIndex cell) { return label[at(cell)] == own; }));
    result.centre = to_degrees(mean_x(cells), mean_y(cells));
    std::vector<std::pair<double, CellIndex>> inner;  // Cells far from the border come first.
    for (const CellIndex cell : cells) {
        double same = 0;
        for (const CellIndex next : HexGrid::neighbours(cell)) {
            if (next != kNoCell && label[at(next)] == own) ++same;
        }
        inner.emplace_back(-(same >= 6 ? 6 : same) + 0.9 * random.uniform(), cell);
    }
    std::sort(inner.begin(), inner.end());
    for (const auto& [order, cell] : inner) {
        const Point point = to_degrees(HexGrid::x(cell), HexGrid::y(cell));
        if (result.sites.size() < kSitesMax && contains(result.area, point)) {
            result.sites.push_back(point);
        }
    }
    VERIFY(!result.sites.empty());
    return result;
}

std::string ring_text(const Ring& ring) {
    std::string text = "[";
    for (std::size_t i = 0; i < ring.size(); ++i) {
        fmt::format_to(std::back_inserter(text), "{}[{:.5f},{:.5f}]", i == 0 ? "" : ",", ring[i].x,
                       ring[i].y);
    }
    return text + "]";
}

std::string polygon_text(const Polygon& polygon) {
    std::string text = "[" + ring_text(polygon.outer);
    for (const Ring& hole : polygon.holes) text += "," + ring_text(hole);
    return text + "]";
}

}  // namespace

DemoMap make_demo_map(const std::vector<DistrictPlan>& plan, std::uint64_t seed) {
    const Regions regions = make_regions(plan, seed);
    std::vector<int> label(at(HexGrid::kCells), kSea), district_of(at(HexGrid::kCells), kSea);
    int next = 0;
    for (std::size_t d = 0; d < plan.size(); ++d) {
        for (const auto& cells : regions.cells[d]) {
            for (const CellIndex cell : cells) {
                label[at(cell)] = next;
                district_of[at(cell)] = static_cast<int>(d);
            }
            ++next;
        }
    }
    const Borders borders(label, seed);
    Random random(mix(seed, "sites"));
    DemoMap map;
    map.area = assemble(borders.trace([&](CellIndex cell) { return label[at(cell)] != kSea; }));
    for (std::size_t d = 0; d < plan.size(); ++d) {
        MapDistrict district;
        district.area = assemble(borders.trace(
            [&](CellIndex cell) { return district_of[at(cell)] == static_cast<int>(d); }));
        const std::size_t count = regions.cells[d].size();
        const std::size_t mainland = count - regions.on_small_islands[d];
        for (std::size_t i = 0; i < count; ++i) {
            district.subdistricts.push_back(
                make_subdistrict(regions.cells[d][i], label, borders, random));
            district.subdistricts.back().island = i >= mainland;
        }
        if (plan[d].split) {
            district.split_from = mainland - 2;
            district.split_to = mainland - 1;
        }
        map.districts.push_back(std::move(district));
    }
    return map;
}

double signed_area(const Ring& ring) {
    if (ring.empty()) return 0;
    double twice = 0;  // Relative to the first point, to lose no digits.
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
        twice += (ring[i].x - ring[0].x) * (ring[i + 1].y - ring[0].y) -
                 (ring[i + 1].x - ring[0].x) * (ring[i].y - ring[0].y);
    }
    return twice / 2;
}

double area(const MultiPolygon& shape) {
    double sum = 0;
    for (const Polygon& polygon : shape) {
        sum += signed_area(polygon.outer);
        for (const Ring& hole : polygon.holes) sum += signed_area(hole);
    }
    return sum;
}

bool contains(const MultiPolygon& shape, Point point) {
    return std::any_of(shape.begin(), shape.end(), [&](const Polygon& polygon) {
        return ring_contains(polygon.outer, point) &&
               std::none_of(polygon.holes.begin(), polygon.holes.end(),
                            [&](const Ring& hole) { return ring_contains(hole, point); });
    });
}

std::string to_geojson(const MultiPolygon& shape) {
    if (shape.size() == 1) {
        return R"({"type":"Polygon","coordinates":)" + polygon_text(shape.front()) + "}";
    }
    std::string text = R"({"type":"MultiPolygon","coordinates":[)";
    for (std::size_t i = 0; i < shape.size(); ++i) {
        text += (i == 0 ? "" : ",") + polygon_text(shape[i]);
    }
    return text + "]}";
}

std::string to_geojson(Point point) {
    return fmt::format(R"({{"type":"Point","coordinates":[{:.5f},{:.5f}]}})", point.x, point.y);
}

}  // namespace sinergi::app
