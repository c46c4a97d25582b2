// SPDX-License-Identifier: Apache-2.0
// UnitNames: finds organisation units by the codes and names that people write.
//
// "Kab. Serang", "Kabupaten Serang" and "KAB SERANG" are one district; "Kota Serang" is another,
// and "Serang" alone may be either (or the subdistrict): then all candidates are returned, and the
// caller asks. Nothing is guessed. Immutable after construction; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/metadata.h"

namespace sinergi::exchange {

// A name split into what kind of place it says it is and the rest, in lower case.
struct PlaceName {
    std::string kind;  // "prov", "kab", "kota", "kec", "puskesmas", "rs", … or empty
    std::string bare;  // "serang"

    friend bool operator==(const PlaceName&, const PlaceName&) = default;
};
[[nodiscard]] PlaceName split_place_name(std::string_view text);

// "Kabupaten Serang" -> "Kab. Serang"; other names stay.
[[nodiscard]] std::string short_unit_name(std::string_view name);

struct UnitMatch {
    std::vector<std::uint32_t> units;  // Positions in the list, ascending, without repeats.
    bool certain = false;              // Exactly one, and no other reading of the text is known.
};

class UnitNames {
public:
    explicit UnitNames(std::span<const OrgUnit> units);

    // Tried in this order: uid, DHIS2 code, code of the given system, Kemendagri code with dots,
    // Kemenkes code, names. Digits without dots ("1903") mean different districts to BPS and to
    // Kemendagri: without `system` they are certain only if both codes of the unit agree.
    [[nodiscard]] UnitMatch find(std::string_view text,
                                 std::optional<CodeSystem> system = std::nullopt) const;

private:
    using Index = std::unordered_multimap<std::string, std::uint32_t>;

    static void collect(const Index& index, const std::string& key, UnitMatch& match);
    [[nodiscard]] UnitMatch find_code(std::string_view text,
                                      std::optional<CodeSystem> system) const;
    [[nodiscard]] UnitMatch find_name(std::string_view text) const;

    Index by_uid_, by_code_, by_kemendagri_, by_bps_, by_kemenkes_;
    Index by_full_name_, by_bare_name_;
};

}  // namespace sinergi::exchange
