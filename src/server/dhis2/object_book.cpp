// SPDX-License-Identifier: Apache-2.0
#include "server/dhis2/object_book.h"

#include <algorithm>
#include <mutex>

#include <fmt/format.h>

namespace sinergi::server::dhis2 {

namespace {

constexpr std::string_view kCollections[] = {
    "organisationUnits",
    "organisationUnitLevels",
    "filledOrganisationUnitLevels",
    "organisationUnitGroups",
    "organisationUnitGroupSets",
    "dataElements",
    "dataElementGroups",
    "dataElementGroupSets",
    "indicators",
    "indicatorTypes",
    "indicatorGroups",
    "dataSets",
    "sections",
    "categoryOptions",
    "categories",
    "categoryCombos",
    "categoryOptionCombos",
    "categoryOptionGroups",
    "categoryOptionGroupSets",
    "optionSets",
    "options",
    "legendSets",
    "constants",
    "validationRules",
    "attributes",
    "users",
    "userGroups",
    "userRoles",
    "visualizations",
    "dashboards",
    "maps",
};

rapidjson::SizeType length(std::string_view text) {
    return static_cast<rapidjson::SizeType>(text.size());
}

using Memory = rapidjson::MemoryPoolAllocator<>;

Json to_text(std::string_view text, Memory& memory) {
    return Json(text.data(), length(text), memory);
}

// Replaces the member or adds it. `name` must be a literal.
void set(Json& object, const char* name, Json value, Memory& memory) {
    const auto place = object.FindMember(name);
    if (place != object.MemberEnd()) {
        place->value = std::move(value);
    } else {
        object.AddMember(rapidjson::StringRef(name), std::move(value), memory);
    }
}

Json reference(std::string_view uid, Memory& memory) {
    Json object(rapidjson::kObjectType);
    object.AddMember("id", to_text(uid, memory), memory);
    return object;
}

Json& array_of(Json& object, const char* name, Memory& memory) {
    const auto place = object.FindMember(name);
    if (place != object.MemberEnd() && place->value.IsArray()) return place->value;
    set(object, name, Json(rapidjson::kArrayType), memory);
    return object[name];
}

}  // namespace

const Json* member_of(const Json& object, std::string_view name) {
    if (!object.IsObject()) return nullptr;
    const auto place = object.FindMember(Json(rapidjson::StringRef(name.data(), length(name))));
    return place == object.MemberEnd() ? nullptr : &place->value;
}

Result<std::shared_ptr<const ObjectBook>> ObjectBook::build(const Office& office,
                                                            const engine::SnapshotPtr& snapshot) {
    auto book = std::make_shared<ObjectBook>();
    book->snapshot_ = snapshot;
    for (const store::StoredObject& stored : TRY(office.store().objects())) {
        rapidjson::Document document(&book->memory_);
        document.Parse<rapidjson::kParseIterativeFlag>(stored.json.data(), stored.json.size());
        if (document.HasParseError() || !document.IsObject()) {
            return fail(ErrorCode::Corrupt, fmt::format("{} {} is stored as broken JSON",
                                                        stored.collection, stored.uid));
        }
        Json json;
        json.Swap(document);
        set(json, "id", to_text(stored.uid, book->memory_), book->memory_);
        if (const Json* name = member_of(json, "name"); name != nullptr) {
            set(json, "displayName", Json(*name, book->memory_), book->memory_);
        }
        book->collections_[stored.collection].push_back({stored.uid, std::move(json)});
    }
    book->add_levels();
    for (auto& [collection, objects] : book->collections_) {
        for (Object& object : objects) {
            book->of_uid_[object.uid] = &object.json;
            book->of_collection_[collection][object.uid] = &object.json;
        }
    }
    book->add_unit_properties();
    book->add_backward_references();
    return std::shared_ptr<const ObjectBook>(std::move(book));
}

Result<std::shared_ptr<const ObjectBook>> ObjectBook::of(const Office& office) {
    // One book is kept: it holds the metadata it was made from, so an equal pointer means equal
    // metadata, and it never serves another office.
    static std::mutex mutex;
    static std::shared_ptr<const ObjectBook> kept;
    auto snapshot = office.snapshot();
    {
        const std::lock_guard lock(mutex);
        if (kept != nullptr && kept->snapshot_->metadata == snapshot->metadata) return kept;
    }
    auto book = TRY(build(office, snapshot));
    const std::lock_guard lock(mutex);
    kept = book;
    return book;
}

void ObjectBook::add_levels() {
    int deepest = 0;
    for (Row row = 0; row < tree().size(); ++row) deepest = std::max(deepest, tree().level(row));
    Objects& levels = collections_["organisationUnitLevels"];
    for (int level = 1; level <= deepest; ++level) {
        const bool stored = std::any_of(levels.begin(), levels.end(), [&](const Object& object) {
            const Json* number = member_of(object.json, "level");
            return number != nullptr && number->IsInt() && number->GetInt() == level;
        });
        if (stored) continue;
        const std::string uid = uid_from(fmt::format("organisationUnitLevel {}", level));
        const std::string name = fmt::format("Level {}", level);
        Json json = reference(uid, memory_);
        set(json, "level", Json(level), memory_);
        set(json, "name", to_text(name, memory_), memory_);
        set(json, "displayName", to_text(name, memory_), memory_);
        levels.push_back({uid, std::move(json)});
    }
    Objects& filled = collections_["filledOrganisationUnitLevels"];
    for (const Object& level : levels) filled.push_back({level.uid, Json(level.json, memory_)});
}

void ObjectBook::add_unit_properties() {
    for (Object& object : collections_["organisationUnits"]) {
        const Row row = tree().find_uid(object.uid);
        if (row == kNoRow) continue;
        Json& json = object.json;
        std::vector<Row> above;
        for (Row at = tree().parent(row); at != kNoRow; at = tree().parent(at)) above.push_back(at);
        std::reverse(above.begin(), above.end());
        std::string path;
        Json ancestors(rapidjson::kArrayType);
        for (const Row at : above) {
            path += "/" + tree().unit(at).uid;
            ancestors.PushBack(reference(tree().unit(at).uid, memory_), memory_);
        }
        path += "/" + object.uid;
        Json children(rapidjson::kArrayType);
        for (const Row child : tree().children(row)) {
            children.PushBack(reference(tree().unit(child).uid, memory_), memory_);
        }
        const OrgUnit& unit = tree().unit(row);
        set(json, "shortName", to_text(unit.short_name, memory_), memory_);
        set(json, "level", Json(tree().level(row)), memory_);
        set(json, "path", to_text(path, memory_), memory_);
        set(json, "leaf", Json(children.Empty()), memory_);
        set(json, "children", std::move(children), memory_);
        set(json, "ancestors", std::move(ancestors), memory_);
        if (!above.empty()) {
            set(json, "parent", reference(tree().unit(above.back()).uid, memory_), memory_);
        }
        set(json, "organisationUnitGroups", Json(rapidjson::kArrayType), memory_);
        set(json, "dataSets", Json(rapidjson::kArrayType), memory_);
    }
}

void ObjectBook::add_backward_references() {
    const auto refer = [&](const std::string& from, const char* property, const std::string& to) {
        const auto place = of_uid_.find(from);
        if (place == of_uid_.end()) return;
        array_of(*place->second, property, memory_).PushBack(reference(to, memory_), memory_);
    };
    const Metadata& metadata = snapshot_->metadata->metadata();
    for (const OrgUnitGroup& group : metadata.org_unit_groups) {
        for (const std::string& unit : group.unit_uids) {
            refer(unit, "organisationUnitGroups", group.uid);
        }
    }
    for (const DataSet& set : metadata.data_sets) {
        for (const std::string& unit : set.unit_uids) refer(unit, "dataSets", set.uid);
    }
    for (const CategoryCombo& combo : metadata.category_combos) {
        const auto place = of_uid_.find(combo.uid);
        if (place == of_uid_.end()) continue;
        set(*place->second, "categoryOptionCombos", Json(rapidjson::kArrayType), memory_);
    }
    for (const CategoryOptionCombo& combo : metadata.category_option_combos) {
        refer(combo.category_combo_uid, "categoryOptionCombos", combo.uid);
    }
}

bool ObjectBook::knows(std::string_view collection) const {
    return collections_.count(std::string(collection)) > 0 ||
           std::find(std::begin(kCollections), std::end(kCollections), collection) !=
               std::end(kCollections);
}

const ObjectBook::Objects& ObjectBook::objects(std::string_view collection) const {
    static const Objects none;
    const auto found = collections_.find(std::string(collection));
    return found == collections_.end() ? none : found->second;
}

const Json* ObjectBook::find(std::string_view collection, std::string_view uid) const {
    const auto objects = of_collection_.find(collection);
    if (objects == of_collection_.end()) return nullptr;
    const auto found = objects->second.find(std::string(uid));
    return found == objects->second.end() ? nullptr : found->second;
}

const Json* ObjectBook::find(std::string_view uid) const {
    const auto found = of_uid_.find(std::string(uid));
    return found == of_uid_.end() ? nullptr : found->second;
}

std::string class_name(std::string_view collection) {
    std::string name(collection);
    if (name.empty()) return name;
    if (name.ends_with("ies")) {
        name.replace(name.size() - 3, 3, "y");
    } else if (name.ends_with("s")) {
        name.pop_back();
    }
    if (name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A');
    return name;
}

}  // namespace sinergi::server::dhis2
