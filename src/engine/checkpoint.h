// SPDX-License-Identifier: Apache-2.0
// Checkpoint: the columns as one block of bytes, so that start-up does not read every value.
//
// Stamped with the change it holds and with a fingerprint of the unit tree (which unit stands in
// which row) and of the store it was read from. A checkpoint that does not fit the tree, is of
// another store or version or fails its checksum is refused, and the caller reads the store
// instead: it is a cache, never the record.
//
// Layout, little-endian: magic "SNRGCOL1", change u64, fingerprint u64, rows u32, series u32; per
// series: three ids u32, columns u32; per column: kind u8, width u8, period i32, entries u32,
// specials u32, the specials (row u32, state u8), the numbers' bitmap, the values; last a CRC-32
// of everything before it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/snapshot.h"

namespace sinergi::engine {

[[nodiscard]] std::uint64_t tree_fingerprint(const OrgUnitTree& tree);

// `store` is a number that no other store has.
[[nodiscard]] std::string write_checkpoint(const Snapshot& snapshot, std::uint64_t store = 0);

struct Checkpoint {
    std::uint64_t change = 0;
    Columns columns;
};

// Errors: Corrupt, saying which of the three does not hold.
[[nodiscard]] Result<Checkpoint> read_checkpoint(std::string_view bytes, const OrgUnitTree& tree,
                                                 std::uint64_t store = 0);

}  // namespace sinergi::engine
