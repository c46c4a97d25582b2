// SPDX-License-Identifier: Apache-2.0
// OrgUnitTree: nation, provinces, districts, subdistricts, facilities in depth-first order.
//
// A unit's position in that order is its row everywhere in the engine. Depth-first order puts a
// unit and all its descendants in one contiguous range of rows: "everything below this district"
// is two integers and a membership test is one comparison. One tree may hold several roots.
//
// Immutable after build(); safe to share between threads.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "model/metadata.h"

namespace sinergi {

using Row = std::uint32_t;
inline constexpr Row kNoRow = 0xFFFFFFFF;

struct RowRange {
    Row begin = 0;
    Row end = 0;  // One past the last.

    [[nodiscard]] constexpr bool contains(Row row) const { return begin <= row && row < end; }
    friend constexpr bool operator==(RowRange, RowRange) = default;
};

class OrgUnitTree {
public:
    static constexpr int kDepthMax = 24;

    // `units` in any order; siblings are sorted by Kemendagri code, then code, then name, those
    // without a code last. Roots are the units without a parent. Errors: InvalidArgument if a uid
    // is used twice, a parent does not exist, a unit is its own ancestor, or the tree is deeper
    // than kDepthMax. An empty tree is valid.
    [[nodiscard]] static Result<OrgUnitTree> build(std::span<const OrgUnit> units);

    [[nodiscard]] Row size() const { return static_cast<Row>(units_.size()); }
    [[nodiscard]] const OrgUnit& unit(Row row) const { return units_[row]; }
    [[nodiscard]] Row parent(Row row) const { return parent_[row]; }  // kNoRow for a root.
    [[nodiscard]] int level(Row row) const { return level_[row]; }    // 1 for a root.

    // The unit itself and everything below it.
    [[nodiscard]] RowRange subtree(Row row) const { return {row, subtree_end_[row]}; }
    [[nodiscard]] RowRange all() const { return {0, size()}; }

    // Direct children in row order.
    [[nodiscard]] std::vector<Row> children(Row row) const;
    [[nodiscard]] std::vector<Row> roots() const;

    // kNoRow if there is none.
    [[nodiscard]] Row find_uid(std::string_view uid) const;
    [[nodiscard]] Row find_object(ObjectId id) const;
    // By code in one code system; the same digits can mean different districts in two systems.
    // Where a unit below carries the code of one above it (a puskesmas that of its kecamatan), the
    // upper one is meant; a code that units in different places share finds nothing.
    [[nodiscard]] Row find_code(CodeSystem system, std::string_view code) const;

    // uid, then DHIS2 code, then Kemendagri code ("36.02" or "3602"). Errors: NotFound.
    [[nodiscard]] Result<Row> find(std::string_view text) const;

private:
    void index_rows();

    std::vector<OrgUnit> units_;  // Depth-first; a parent comes before its children.
    std::vector<Row> parent_, subtree_end_;
    std::vector<int> level_;
    std::unordered_map<std::string, Row> row_of_uid_;
    std::unordered_map<ObjectId, Row> row_of_object_;
    std::unordered_map<std::string, Row> row_of_code_[kCodeSystemCount];
};

}  // namespace sinergi
