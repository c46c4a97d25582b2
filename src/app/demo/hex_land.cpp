// SPDX-License-Identifier: Apache-2.0
#include "app/demo/hex_land.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <queue>
#include <tuple>

#include "base/result.h"

namespace sinergi::app {
namespace {

constexpr int kMargin = 4;  // Cells of sea at the edge of the grid.
constexpr double kHalfWidth = 0.8660254037844386;

int row_of(CellIndex cell) { return cell / HexGrid::kWidth; }
int column_of(CellIndex cell) { return cell % HexGrid::kWidth; }

std::size_t at(CellIndex cell) { return static_cast<std::size_t>(cell); }

// Value noise: hashed corners of a square lattice, smoothly joined. In [0, 1].
double noise(double x, double y, std::uint64_t seed) {
    const double left = std::floor(x), low = std::floor(y);
    const auto corner = [&](double dx, double dy) {
        const auto key = mix(static_cast<std::uint64_t>(static_cast<std::int64_t>(left + dx)),
                             static_cast<std::uint64_t>(static_cast<std::int64_t>(low + dy)));
        return unit_interval(mix(seed, key));
    };
    const auto smooth = [](double t) { return t * t * (3 - 2 * t); };
    const double u = smooth(x - left), v = smooth(y - low);
    const double bottom = corner(0, 0) + (corner(1, 0) - corner(0, 0)) * u;
    const double top = corner(0, 1) + (corner(1, 1) - corner(0, 1)) * u;
    return bottom + (top - bottom) * v;
}

double rough(double x, double y, std::uint64_t seed) {
    double sum = 0, weight = 0.5;
    for (std::uint64_t octave = 0; octave < 4; ++octave) {
        sum += weight * noise(x, y, mix(seed, octave));
        x *= 2;
        y *= 2;
        weight /= 2;
    }
    return sum;
}

// How far inside an ellipse: 1 at the centre, 0 on the line, negative outside.
double inside(double x, double y, double cx, double cy, double rx, double ry) {
    const double dx = (x - cx) / rx, dy = (y - cy) / ry;
    return 1 - (dx * dx + dy * dy);
}

std::vector<bool> mask_of(const std::vector<CellIndex>& cells) {
    std::vector<bool> mask(at(HexGrid::kCells), false);
    for (const CellIndex cell : cells) mask[at(cell)] = true;
    return mask;
}

double distance_squared(CellIndex a, CellIndex b) {
    const double dx = HexGrid::x(a) - HexGrid::x(b), dy = HexGrid::y(a) - HexGrid::y(b);
    return dx * dx + dy * dy;
}

CellIndex nearest_to(const std::vector<CellIndex>& cells, double x, double y) {
    CellIndex best = cells.front();
    double least = std::numeric_limits<double>::max();
    for (const CellIndex cell : cells) {
        const double dx = HexGrid::x(cell) - x, dy = HexGrid::y(cell) - y;
        if (dx * dx + dy * dy < least) {
            least = dx * dx + dy * dy;
            best = cell;
        }
    }
    return best;
}

using Labels = std::vector<int>;  // Per cell of the grid.

// Dijkstra from all seeds at once through cells of uneven cost: regions come out connected.
Labels grow(const std::vector<CellIndex>& cells, const std::vector<CellIndex>& seeds,
            const std::vector<double>& cost, const std::vector<double>& slowness,
            std::size_t cells_max) {
    const std::vector<bool> allowed = mask_of(cells);
    Labels label(at(HexGrid::kCells), kSea);
    using Entry = std::tuple<double, CellIndex, int>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
    for (std::size_t i = 0; i < seeds.size(); ++i) queue.emplace(0, seeds[i], static_cast<int>(i));
    std::size_t taken = 0;
    while (!queue.empty() && taken < cells_max) {
        const auto [spent, cell, owner] = queue.top();
        queue.pop();
        if (label[at(cell)] != kSea) continue;
        label[at(cell)] = owner;
        ++taken;
        for (const CellIndex next : HexGrid::neighbours(cell)) {
            if (next == kNoCell || !allowed[at(next)] || label[at(next)] != kSea) continue;
            queue.emplace(spent + cost[at(next)] * slowness[static_cast<std::size_t>(owner)], next,
                          owner);
        }
    }
    return label;
}

std::vector<double> uneven_cost(Random& random) {
    std::vector<double> cost(at(HexGrid::kCells));
    const std::uint64_t seed = random.next();
    for (CellIndex cell = 0; cell < HexGrid::kCells; ++cell) {
        const double slow = rough(HexGrid::x(cell) / 9, HexGrid::y(cell) / 9, seed);
        cost[at(cell)] = 0.35 + 1.6 * slow * slow + 0.5 * random.uniform();
    }
    return cost;
}

// Distance to land in cells, by breadth-first search; land is 0.
std::vector<int> distance_to(const std::vector<bool>& land) {
    std::vector<int> distance(land.size(), -1);
    std::queue<CellIndex> queue;
    for (CellIndex cell = 0; cell < HexGrid::kCells; ++cell) {
        if (!land[at(cell)]) continue;
        distance[at(cell)] = 0;
        queue.push(cell);
    }
    while (!queue.empty()) {
        const CellIndex cell = queue.front();
        queue.pop();
        for (const CellIndex next : HexGrid::neighbours(cell)) {
            if (next == kNoCell || distance[at(next)] >= 0) continue;
            distance[at(next)] = distance[at(cell)] + 1;
            queue.push(next);
        }
    }
    return distance;
}

bool near_edge(CellIndex cell, int margin) {
    return row_of(cell) < margin || row_of(cell) >= HexGrid::kHeight - margin ||
           column_of(cell) < margin || column_of(cell) >= HexGrid::kWidth - margin;
}

// Sea that does not reach the edge of the grid becomes land: no lakes.
std::vector<CellIndex> without_lakes(const std::vector<CellIndex>& island) {
    const std::vector<bool> land = mask_of(island);
    std::vector<CellIndex> sea, filled = island;
    for (CellIndex cell = 0; cell < HexGrid::kCells; ++cell) {
        if (!land[at(cell)]) sea.push_back(cell);
    }
    const auto parts = components(sea);
    for (std::size_t i = 1; i < parts.size(); ++i) {
        filled.insert(filled.end(), parts[i].begin(), parts[i].end());
    }
    std::sort(filled.begin(), filled.end());
    return filled;
}

std::vector<CellIndex> small_island(const std::vector<bool>& land, Random& random) {
    const std::vector<int> distance = distance_to(land);
    std::vector<CellIndex> places;
    for (CellIndex cell = 0; cell < HexGrid::kCells; ++cell) {
        if (distance[at(cell)] >= 5 && distance[at(cell)] <= 8 && !near_edge(cell, kMargin + 3)) {
            places.push_back(cell);
        }
    }
    VERIFY(!places.empty());
    const CellIndex seed = places[random.below(static_cast<std::uint32_t>(places.size()))];
    std::vector<CellIndex> room;
    for (CellIndex cell = 0; cell < HexGrid::kCells; ++cell) {
        if (distance[at(cell)] >= 3 && !near_edge(cell, kMargin)) room.push_back(cell);
    }
    const std::size_t size = 8 + random.below(7);
    const Labels label = grow(room, {seed}, uneven_cost(random), {1}, size);
    std::vector<CellIndex> cells;
    for (const CellIndex cell : room) {
        if (label[at(cell)] == 0) cells.push_back(cell);
    }
    return without_lakes(cells);
}

}  // namespace

std::array<CellIndex, 6> HexGrid::neighbours(CellIndex cell) {
    const int row = row_of(cell), column = column_of(cell), odd = row & 1;
    const auto find = [](int r, int c) {
        return r < 0 || r >= kHeight || c < 0 || c >= kWidth ? kNoCell : r * kWidth + c;
    };
    return {find(row, column + 1), find(row + 1, column + odd),     find(row + 1, column + odd - 1),
            find(row, column - 1), find(row - 1, column + odd - 1), find(row - 1, column + odd)};
}

std::array<HexGrid::Corner, 6> HexGrid::corners(CellIndex cell) {
    const int row = row_of(cell), x0 = 2 * column_of(cell) + (row & 1), y0 = 3 * row;
    return {Corner{x0 + 1, y0 - 1}, Corner{x0 + 1, y0 + 1}, Corner{x0, y0 + 2},
            Corner{x0 - 1, y0 + 1}, Corner{x0 - 1, y0 - 1}, Corner{x0, y0 - 2}};
}

double HexGrid::x(CellIndex cell) {
    return kHalfWidth * (2 * column_of(cell) + (row_of(cell) & 1));
}

double HexGrid::y(CellIndex cell) { return 1.5 * row_of(cell); }

std::vector<std::vector<CellIndex>> components(const std::vector<CellIndex>& cells) {
    std::vector<bool> open = mask_of(cells);
    std::vector<std::vector<CellIndex>> parts;
    for (const CellIndex start : cells) {
        if (!open[at(start)]) continue;
        open[at(start)] = false;
        std::vector<CellIndex> part{start};
        for (std::size_t i = 0; i < part.size(); ++i) {
            for (const CellIndex next : HexGrid::neighbours(part[i])) {
                if (next == kNoCell || !open[at(next)]) continue;
                open[at(next)] = false;
                part.push_back(next);
            }
        }
        std::sort(part.begin(), part.end());
        parts.push_back(std::move(part));
    }
    std::stable_sort(parts.begin(), parts.end(),
                     [](const auto& a, const auto& b) { return a.size() > b.size(); });
    return parts;
}

Land make_land(std::uint64_t seed, int small_islands) {
    Random random(mix(seed, "land"));
    const std::uint64_t coast = random.next(), strait = random.next();
    const double scale = HexGrid::y(HexGrid::kCells - 1);  // Height of the map.
    std::vector<CellIndex> west, east;
    for (CellIndex cell = 0; cell < HexGrid::kCells; ++cell) {
        if (near_edge(cell, kMargin)) continue;
        const double x = HexGrid::x(cell) / scale, y = HexGrid::y(cell) / scale;
        const double shape =
            std::max({inside(x, y, 0.52, 0.56, 0.46, 0.33), inside(x, y, 0.84, 0.38, 0.26, 0.24),
                      inside(x, y, 1.45, 0.50, 0.20, 0.27)});
        if (shape + 2.6 * (rough(x * 5, y * 5, coast) - 0.5) < 0.10) continue;
        const double middle = 1.14 + 0.10 * (rough(y * 4, 0.5, strait) - 0.5);
        if (x < middle - 0.03) west.push_back(cell);
        if (x > middle + 0.03) east.push_back(cell);
    }
    Land land;
    land.west = without_lakes(components(west).front());
    land.east = without_lakes(components(east).front());
    std::vector<bool> taken = mask_of(land.west);
    for (const CellIndex cell : land.east) taken[at(cell)] = true;
    for (int i = 0; i < small_islands; ++i) {
        land.small_islands.push_back(small_island(taken, random));
        for (const CellIndex cell : land.small_islands.back()) taken[at(cell)] = true;
    }
    return land;
}

std::vector<std::vector<CellIndex>> partition(const std::vector<CellIndex>& cells, int count,
                                              Random& random) {
    VERIFY(count > 0 && static_cast<std::size_t>(count) <= cells.size());
    // Each next seed is the cell farthest from those before it.
    std::vector<CellIndex> seeds{cells[random.below(static_cast<std::uint32_t>(cells.size()))]};
    while (seeds.size() < static_cast<std::size_t>(count)) {
        CellIndex best = kNoCell;
        double most = -1;
        for (const CellIndex cell : cells) {
            double least = std::numeric_limits<double>::max();
            for (const CellIndex seed : seeds)
                least = std::min(least, distance_squared(cell, seed));
            if (least > most) {
                most = least;
                best = cell;
            }
        }
        seeds.push_back(best);
    }
    const std::vector<double> cost = uneven_cost(random);
    std::vector<double> slowness;
    slowness.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) slowness.push_back(random.uniform(0.8, 1.25));
    std::vector<std::vector<CellIndex>> regions;
    for (int round = 0; round < 5; ++round) {  // Lloyd: move each seed to its region's middle.
        const Labels label = grow(cells, seeds, cost, slowness, cells.size());
        regions.assign(static_cast<std::size_t>(count), {});
        for (const CellIndex cell : cells) {
            VERIFY(label[at(cell)] != kSea);
            regions[at(label[at(cell)])].push_back(cell);
        }
        for (std::size_t i = 0; i < regions.size(); ++i) {
            double x = 0, y = 0;
            for (const CellIndex cell : regions[i]) {
                x += HexGrid::x(cell);
                y += HexGrid::y(cell);
            }
            const double size = static_cast<double>(regions[i].size());
            seeds[i] = nearest_to(regions[i], x / size, y / size);
        }
    }
    return regions;
}

std::vector<CellIndex> cut_city(std::vector<CellIndex>& land, std::size_t size,
                                const std::vector<CellIndex>& keep_away, Random& random) {
    const std::vector<bool> mask = mask_of(land);
    std::vector<CellIndex> coast;
    for (const CellIndex cell : land) {
        const auto around = HexGrid::neighbours(cell);
        const bool wet = std::any_of(around.begin(), around.end(),
                                     [&](CellIndex next) { return !mask[at(next)]; });
        const bool near = std::any_of(keep_away.begin(), keep_away.end(), [&](CellIndex other) {
            return distance_squared(cell, other) < 30 * 30;
        });
        if (wet && !near) coast.push_back(cell);
    }
    VERIFY(!coast.empty());
    // Of a few places, the one that cuts the least other land off; what is cut off joins the city.
    std::vector<CellIndex> best_city, best_rest;
    for (int attempt = 0; attempt < 12; ++attempt) {
        const CellIndex seed = coast[random.below(static_cast<std::uint32_t>(coast.size()))];
        const Labels label = grow(land, {seed}, uneven_cost(random), {1}, size);
        std::vector<CellIndex> city, rest;
        for (const CellIndex cell : land) (label[at(cell)] == 0 ? city : rest).push_back(cell);
        auto parts = components(rest);
        for (std::size_t i = 1; i < parts.size(); ++i) {
            city.insert(city.end(), parts[i].begin(), parts[i].end());
        }
        if (best_city.empty() || city.size() < best_city.size()) {
            best_city = std::move(city);
            best_rest = std::move(parts.front());
        }
    }
    std::sort(best_city.begin(), best_city.end());
    land = std::move(best_rest);
    return best_city;
}

}  // namespace sinergi::app
