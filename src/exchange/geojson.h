// SPDX-License-Identifier: Apache-2.0
// geojson: boundaries and locations of organisation units from a FeatureCollection.
//
// Decode, match to units, then check each against what is known; only then is anything kept. Every
// refusal is an Indonesian sentence.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "exchange/staged_values.h"
#include "model/metadata.h"

namespace sinergi::exchange {

struct Boundary {
    std::string code, name;
    std::string geometry;     // GeoJSON, repaired; a Point stays as it is.
    std::uint32_t index = 0;  // 0-based in the file.
    std::string repair;       // What was wrong with the rings; empty if nothing.
};

struct DecodedBoundaries {
    std::vector<Boundary> boundaries;
    std::vector<Problem> problems;  // row is the feature's 1-based number.
};

// A FeatureCollection or one Feature. Code and name are looked for under the titles that public
// files use (kode, KDPKAB, nama, NAMOBJ, WADMKK, …), the code last in the feature's id.
// Errors: InvalidArgument if it is not GeoJSON at all.
[[nodiscard]] Result<DecodedBoundaries> decode_boundaries(std::string_view json);

struct BoundaryMatches {
    struct Match {
        std::uint32_t boundary = 0, unit = 0;  // Positions in the two lists.
    };
    std::vector<Match> matches;
    std::vector<Problem> problems;
};

// By code, else by name with Kab. and Kota apart. Where both are clear and disagree, where neither
// is, and where two features want one unit, the feature is refused.
[[nodiscard]] BoundaryMatches match_boundaries(std::span<const Boundary> boundaries,
                                               std::span<const OrgUnit> units);

struct BoundaryContext {
    struct Neighbour {
        std::string label, geometry;
    };
    std::vector<Neighbour> neighbours;  // Siblings that have an area; others are passed over.
    std::string parent;                 // Geometry of the unit above; empty if none.
    std::string previous;               // The unit's own geometry until now; empty if none.
    double official_km2 = 0;            // 0: not known.
};

struct BoundaryCheck {
    double area_km2 = 0;                // 0 for a Point.
    std::string refusal;                // Empty: may be kept.
    std::vector<std::string> warnings;  // Worth a look.
};

// Refused: more than a fifth of the smaller area lies in a neighbour; less than half lies in the
// parent; without a parent, farther than 5 degrees from every neighbour. Warned: over 2 % overlap,
// over 10 % off the official area, twice or half the area it had.
[[nodiscard]] BoundaryCheck check_boundary(std::string_view label, std::string_view geometry,
                                           const BoundaryContext& context);

}  // namespace sinergi::exchange
