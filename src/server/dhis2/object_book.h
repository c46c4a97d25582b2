// SPDX-License-Identifier: Apache-2.0
// ObjectBook: the stored metadata objects as parsed documents, with the properties DHIS2 computes.
//
// Added to what was stored: id and displayName of every object; level, path, parent, children,
// ancestors, leaf, dataSets and organisationUnitGroups of organisation units; categoryOptionCombos
// of category combos; a level object for each depth of the tree that has none. Immutable once
// built, safe to share between threads.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <rapidjson/document.h>

#include "server/office.h"

namespace sinergi::server::dhis2 {

using Json = rapidjson::Value;

[[nodiscard]] inline std::string_view text_of(const Json& value) {
    return value.IsString() ? std::string_view(value.GetString(), value.GetStringLength())
                            : std::string_view();
}
// The member, nullptr if `object` is no object or has none.
[[nodiscard]] const Json* member_of(const Json& object, std::string_view name);

class ObjectBook {
public:
    struct Object {
        std::string uid;
        Json json;
    };
    using Objects = std::vector<Object>;

    // Errors: those of the store; Corrupt if a stored object is not JSON.
    [[nodiscard]] static Result<std::shared_ptr<const ObjectBook>> build(
        const Office& office, const engine::SnapshotPtr& snapshot);

    // As build(), kept while the metadata stay the same.
    [[nodiscard]] static Result<std::shared_ptr<const ObjectBook>> of(const Office& office);

    [[nodiscard]] const engine::SnapshotPtr& snapshot() const { return snapshot_; }
    [[nodiscard]] const OrgUnitTree& tree() const { return snapshot_->tree(); }
    [[nodiscard]] const std::map<std::string, Objects>& collections() const { return collections_; }
    // True for what is stored and for every collection DHIS2 has, empty ones included.
    [[nodiscard]] bool knows(std::string_view collection) const;
    [[nodiscard]] const Objects& objects(std::string_view collection) const;
    // In one collection, by uid. nullptr if there is none.
    [[nodiscard]] const Json* find(std::string_view collection, std::string_view uid) const;
    // In any collection: what a reference {"id":"…"} points to.
    [[nodiscard]] const Json* find(std::string_view uid) const;

private:
    void add_levels();
    void add_unit_properties();
    void add_backward_references();

    engine::SnapshotPtr snapshot_;
    rapidjson::MemoryPoolAllocator<> memory_;
    std::map<std::string, Objects> collections_;
    std::unordered_map<std::string, Json*> of_uid_;
    std::map<std::string, std::unordered_map<std::string, const Json*>, std::less<>> of_collection_;
};

// "organisationUnits" -> "OrganisationUnit"; "categories" -> "Category".
[[nodiscard]] std::string class_name(std::string_view collection);

}  // namespace sinergi::server::dhis2
