// SPDX-License-Identifier: Apache-2.0
// HexLand: a grid of hexagonal cells, which of them are land, and ways to cut land into regions.
//
// Cells are numbered row by row; odd rows are shifted right by half a cell. Corners have whole
// coordinates of their own, so that neighbours name a shared corner alike.
#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "app/demo/random.h"

namespace sinergi::app {

using CellIndex = int;
inline constexpr CellIndex kNoCell = -1;
inline constexpr int kSea = -1;  // The label of a cell that belongs to no region.

class HexGrid {
public:
    static constexpr int kWidth = 150, kHeight = 96;
    static constexpr int kCells = kWidth * kHeight;

    using Corner = std::pair<int, int>;

    // Counter-clockwise from the east; kNoCell outside the grid.
    [[nodiscard]] static std::array<CellIndex, 6> neighbours(CellIndex cell);
    // Counter-clockwise; edge k, from corner k to corner k + 1, faces neighbour k.
    [[nodiscard]] static std::array<Corner, 6> corners(CellIndex cell);
    // Centre in cell sides, y upwards.
    [[nodiscard]] static double x(CellIndex cell);
    [[nodiscard]] static double y(CellIndex cell);
};

struct Land {
    std::vector<CellIndex> west, east;                  // The two main islands, each connected.
    std::vector<std::vector<CellIndex>> small_islands;  // Each connected, none touching another.
};

[[nodiscard]] Land make_land(std::uint64_t seed, int small_islands);

// Connected parts of `cells`, largest first.
[[nodiscard]] std::vector<std::vector<CellIndex>> components(const std::vector<CellIndex>& cells);

// Cuts connected `cells` into `count` connected regions of comparable size with rough borders.
// Requires: 0 < count <= cells.size().
[[nodiscard]] std::vector<std::vector<CellIndex>> partition(const std::vector<CellIndex>& cells,
                                                            int count, Random& random);

// Takes about `size` coastal cells off `land`, both parts staying connected.
[[nodiscard]] std::vector<CellIndex> cut_city(std::vector<CellIndex>& land, std::size_t size,
                                              const std::vector<CellIndex>& keep_away,
                                              Random& random);

}  // namespace sinergi::app
