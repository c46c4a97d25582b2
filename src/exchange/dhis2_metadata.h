// SPDX-License-Identifier: Apache-2.0
// dhis2_metadata: a DHIS2 metadata file to objects and back.
//
// The store keeps each object's JSON as it arrived; decode_object makes the typed view of it. Our
// additions to an organisation unit travel in its JSON beside DHIS2's properties:
//   "codes":{"kemendagri":"19.05","bps":"1903","kemenkes":"…"} "predecessor":{"id":"…","year":2020}
// A `code` shaped like a Kemendagri code serves as one where "codes" does not give it.
// Pure functions; any thread. Input may be hostile: nothing throws, everything is bounded.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/metadata.h"

namespace sinergi::exchange {

struct BundleObject {
    std::string collection;  // "organisationUnits"
    std::string uid;         // The object's id, or made from its code or name where it has none.
    std::string json;        // The bytes of the file, unchanged.
    std::size_t index = 0;   // 0-based position in its collection.
};

// Every object of every collection, in the order of the file; "system" and "date" are skipped.
// Errors: InvalidArgument naming the collection and position, if the JSON is broken, an element is
// no object, or an object has neither id, code nor name.
[[nodiscard]] Result<std::vector<BundleObject>> split_bundle(std::string_view json);

// Appends the typed view of one object to its list in `metadata`; kinds without one are checked
// and otherwise left alone. An indicator's factor comes from its type, so types come first
// (ObjectKind is in that order). Errors: InvalidArgument naming the object and the property.
[[nodiscard]] Result<void> decode_object(ObjectKind kind, ObjectId id, std::string_view json,
                                         Metadata& metadata);

// "19", "19.05", "19.05.01", "19.05.01.2001".
[[nodiscard]] bool looks_like_kemendagri_code(std::string_view text);

// The type that stands for a plain factor: always the same uid for the same factor. to_json of an
// indicator refers to it; whoever stores the indicator stores the type too.
[[nodiscard]] IndicatorType indicator_type_of_factor(double factor);

// DHIS2's property names; empty optional properties are left out. decode_object is the inverse.
[[nodiscard]] std::string to_json(const OrgUnit& unit);
[[nodiscard]] std::string to_json(const OrgUnitGroup& group);
[[nodiscard]] std::string to_json(const OrgUnitGroupSet& set);
[[nodiscard]] std::string to_json(const Category& category);
[[nodiscard]] std::string to_json(const CategoryCombo& combo);
[[nodiscard]] std::string to_json(const CategoryOptionCombo& combo);
[[nodiscard]] std::string to_json(const DataElement& element);
[[nodiscard]] std::string to_json(const DataSet& set);
[[nodiscard]] std::string to_json(const IndicatorType& type);
[[nodiscard]] std::string to_json(const Indicator& indicator);
[[nodiscard]] std::string to_json(const LegendSet& set);
[[nodiscard]] std::string to_json(const Constant& constant);

}  // namespace sinergi::exchange
