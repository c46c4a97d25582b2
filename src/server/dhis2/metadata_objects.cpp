// SPDX-License-Identifier: Apache-2.0
// /api/{collection}, /api/{collection}/{id}, /api/organisationUnits.geojson and /api/metadata.
#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "base/text.h"
#include "exchange/dhis2_metadata.h"
#include "server/dhis2/dhis2_handlers.h"
#include "server/dhis2/metadata_fields.h"
#include "server/dhis2/web_message.h"
#include "server/json_writer.h"

namespace sinergi::server::dhis2 {

namespace {

std::string write_json(const Json& value) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    value.Accept(writer);
    return {buffer.GetString(), buffer.GetSize()};
}

std::size_t number_of(const Request& request, std::string_view name, std::size_t otherwise) {
    const std::string text = request.get(name, "");
    std::size_t number = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

// "organisationUnits.json" -> "organisationUnits".
std::string without_json(std::string name) {
    if (name.ends_with(".json")) name.resize(name.size() - 5);
    return name;
}

bool passes(const ObjectBook& book, const Json& object, const std::vector<Filter>& filters,
            bool any) {
    if (filters.empty()) return true;
    const auto holds = [&](const Filter& filter) { return matches(book, object, filter); };
    return any ? std::any_of(filters.begin(), filters.end(), holds)
               : std::all_of(filters.begin(), filters.end(), holds);
}

bool contains_ignoring_case(std::string_view text, std::string_view wanted) {
    return to_lower_ascii(text).find(to_lower_ascii(wanted)) != std::string::npos;
}

// The parameters that only organisation units have.
bool unit_passes(const ObjectBook& book, const Request& request, const Json& unit) {
    const OrgUnitTree& tree = book.tree();
    const Json* id = member_of(unit, "id");
    const Row row = id == nullptr ? kNoRow : tree.find_uid(text_of(*id));
    if (row == kNoRow) return false;
    const std::size_t level = number_of(request, "level", 0);
    if (level > 0 && static_cast<std::size_t>(tree.level(row)) != level) return false;
    const std::size_t deepest = number_of(request, "maxLevel", 0);
    if (deepest > 0 && static_cast<std::size_t>(tree.level(row)) > deepest) return false;
    const Row own = tree.find_uid(request.viewer.unit_uid);
    if ((request.flag("userOnly") || request.flag("userDataViewOnly")) && row != own) return false;
    if (request.flag("withinUserHierarchy") &&
        (own == kNoRow || !tree.subtree(own).contains(row))) {
        return false;
    }
    const std::string parent = request.get("parent", "");
    if (parent.empty()) return true;
    const Row above = tree.find_uid(parent);
    return above != kNoRow && tree.subtree(above).contains(row) && row != above;
}

Result<std::vector<const Json*>> choose(const ObjectBook& book, const Request& request,
                                        const std::string& collection) {
    std::vector<Filter> filters;
    for (const std::string& text : request.all("filter")) {
        for (Filter& filter : TRY(parse_filters(text))) filters.push_back(std::move(filter));
    }
    const bool any = request.get("rootJunction", "AND") == "OR";
    const std::string query = request.get("query", "");
    std::vector<const Json*> chosen;
    for (const auto& object : book.objects(collection)) {
        if (collection == "organisationUnits" && !unit_passes(book, request, object.json)) continue;
        if (!passes(book, object.json, filters, any)) continue;
        if (!query.empty()) {
            const Json* name = member_of(object.json, "name");
            const Json* code = member_of(object.json, "code");
            const bool found = object.uid == query ||
                               (code != nullptr && text_of(*code) == query) ||
                               (name != nullptr && contains_ignoring_case(text_of(*name), query));
            if (!found) continue;
        }
        chosen.push_back(&object.json);
    }
    sort_objects(chosen, request.get("order", ""));
    return chosen;
}

void write_pager(JsonWriter& json, const Request& request, std::size_t page, std::size_t size,
                 std::size_t total) {
    const std::size_t pages = std::max<std::size_t>(1, (total + size - 1) / size);
    const auto link = [&](std::size_t to) {
        return fmt::format("http://{}{}?page={}&pageSize={}", request.header("host"), request.path,
                           to, size);
    };
    json.object("pager", [&] {
        json.member("page", page);
        json.member("total", total);
        json.member("pageSize", size);
        json.member("pageCount", pages);
        if (page < pages) json.member("nextPage", link(page + 1));
        if (page > 1) json.member("prevPage", link(page - 1));
    });
}

void write_selected(JsonWriter& json, const ObjectBook& book,
                    const std::vector<const Json*>& chosen, std::size_t begin, std::size_t end,
                    const std::vector<Field>& fields) {
    json.array([&] {
        for (std::size_t i = begin; i < end; ++i) {
            rapidjson::MemoryPoolAllocator<> memory;
            json.raw(write_json(select_fields(book, *chosen[i], fields, memory)));
        }
    });
}

}  // namespace

Result<Response> get_objects(const Request& request, Services& services) {
    const std::string collection = without_json(request.path_values.at("collection"));
    const auto book = TRY(ObjectBook::of(services.office));
    if (!book->knows(collection)) {
        return fail(ErrorCode::NotFound, fmt::format("no collection '{}'", collection), "E1005");
    }
    const auto chosen = TRY(choose(*book, request, collection));
    const auto fields = parse_fields(request.get("fields", "id,displayName"));
    const bool paging = request.get("paging", "true") != "false";
    const std::size_t size = paging ? std::max<std::size_t>(1, number_of(request, "pageSize", 50))
                                    : std::max<std::size_t>(1, chosen.size());
    const std::size_t page = paging ? std::max<std::size_t>(1, number_of(request, "page", 1)) : 1;
    const std::size_t begin = std::min(chosen.size(), (page - 1) * size);
    const std::size_t end = std::min(chosen.size(), begin + size);
    JsonWriter json;
    json.object([&] {
        if (paging) write_pager(json, request, page, size, chosen.size());
        json.name(collection);
        write_selected(json, *book, chosen, begin, end, fields);
    });
    return json_response(json.take());
}

Result<Response> get_object(const Request& request, Services& services) {
    const std::string collection = request.path_values.at("collection");
    const std::string uid = without_json(request.path_values.at("uid"));
    const auto book = TRY(ObjectBook::of(services.office));
    const Json* object = book->find(collection, uid);
    if (object == nullptr) return not_found(class_name(collection), uid);
    const auto fields = parse_fields(request.get("fields", "*"));
    const bool below = request.flag("includeDescendants") || request.flag("includeChildren") ||
                       request.flag("includeAncestors") || request.find("level").has_value();
    rapidjson::MemoryPoolAllocator<> memory;
    if (collection != "organisationUnits" || !below) {
        return json_response(write_json(select_fields(*book, *object, fields, memory)));
    }
    const OrgUnitTree& tree = book->tree();
    const Row unit = tree.find_uid(uid);
    std::vector<const Json*> chosen;
    const auto add = [&](Row row) {
        const Json* found = book->find("organisationUnits", tree.unit(row).uid);
        if (found != nullptr) chosen.push_back(found);
    };
    const std::size_t level = number_of(request, "level", 0);
    for (Row row = unit; row < tree.subtree(unit).end; ++row) {
        const int depth = tree.level(row) - tree.level(unit);
        if (request.flag("includeDescendants") || (request.flag("includeChildren") && depth <= 1) ||
            (request.find("level") && static_cast<std::size_t>(depth) == level) ||
            (request.flag("includeAncestors") && depth == 0)) {
            add(row);
        }
    }
    if (request.flag("includeAncestors")) {
        for (Row row = tree.parent(unit); row != kNoRow; row = tree.parent(row)) add(row);
    }
    JsonWriter json;
    json.object([&] {
        json.name("organisationUnits");
        write_selected(json, *book, chosen, 0, chosen.size(), fields);
    });
    return json_response(json.take());
}

Result<Response> get_units_geojson(const Request& request, Services& services) {
    const auto book = TRY(ObjectBook::of(services.office));
    const OrgUnitTree& tree = book->tree();
    JsonWriter json;
    json.object([&] {
        json.member("type", "FeatureCollection");
        json.array("features", [&] {
            for (Row row = 0; row < tree.size(); ++row) {
                const OrgUnit& unit = tree.unit(row);
                const Json* object = book->find("organisationUnits", unit.uid);
                if (unit.geometry.empty() || object == nullptr ||
                    !unit_passes(*book, request, *object)) {
                    continue;
                }
                json.object([&] {
                    json.member("type", "Feature");
                    json.member("id", unit.uid);
                    json.name("geometry");
                    json.raw(unit.geometry);
                    json.object("properties", [&] {
                        json.member("code", unit.code(CodeSystem::Dhis2));
                        json.member("name", unit.name);
                        json.member("level", tree.level(row));
                        const Row parent = tree.parent(row);
                        json.member("parent", parent == kNoRow ? "" : tree.unit(parent).uid);
                    });
                });
            }
        });
    });
    Response response = json_response(json.take());
    response.content_type = "application/geo+json; charset=utf-8";
    return response;
}

// All collections, or those named by a parameter: "dataElements=true", "dataElements:fields=id",
// "organisationUnits:filter=level:eq:2".
Result<Response> get_metadata(const Request& request, Services& services) {
    const auto book = TRY(ObjectBook::of(services.office));
    std::vector<std::string> wanted;
    for (const auto& [key, value] : request.query) {
        const std::string collection = key.substr(0, key.find(':'));
        if (book->knows(collection) && value != "false" &&
            std::find(wanted.begin(), wanted.end(), collection) == wanted.end()) {
            wanted.push_back(collection);
        }
    }
    if (wanted.empty()) {
        for (const auto& [collection, objects] : book->collections()) wanted.push_back(collection);
    }
    JsonWriter json;
    std::optional<Error> failed;
    json.object([&] {
        json.object("system", [&] {
            json.member("id", uid_from("sinergi:" + services.office.folder()));
            json.member("version", "2.42.5");
            json.member("date", to_iso_time(std::chrono::system_clock::now()));
        });
        for (const std::string& collection : wanted) {
            Request one;
            one.viewer = request.viewer;
            for (const auto& name : {"filter", "order"}) {
                for (const std::string& value : request.all(collection + ":" + name)) {
                    one.query.emplace_back(name, value);
                }
                for (const std::string& value : request.all(name))
                    one.query.emplace_back(name, value);
            }
            const auto chosen = choose(*book, one, collection);
            if (!chosen) {
                failed = chosen.error();
                return;
            }
            const auto fields =
                parse_fields(request.get(collection + ":fields", request.get("fields", ":owner")));
            if (chosen->empty()) continue;
            json.name(collection);
            write_selected(json, *book, *chosen, 0, chosen->size(), fields);
        }
    });
    if (failed) return tl::unexpected(*failed);
    return json_response(json.take());
}

namespace {

struct TypeStats {
    std::uint64_t created = 0, updated = 0, deleted = 0, ignored = 0;
};

void write_stats(JsonWriter& json, const TypeStats& stats) {
    json.object("stats", [&] {
        json.member("created", stats.created);
        json.member("updated", stats.updated);
        json.member("deleted", stats.deleted);
        json.member("ignored", stats.ignored);
        json.member("total", stats.created + stats.updated + stats.deleted + stats.ignored);
    });
}

Response import_report(bool failed, const std::string& message,
                       const std::map<std::string, TypeStats>& types) {
    JsonWriter json;
    TypeStats sum;
    for (const auto& [collection, stats] : types) {
        sum.created += stats.created;
        sum.updated += stats.updated;
        sum.deleted += stats.deleted;
        sum.ignored += stats.ignored;
    }
    json.object([&] {
        json.member("responseType", "ImportReport");
        json.member("status", failed ? "ERROR" : "OK");
        json.array("typeReports", [&] {
            for (const auto& type : types) {
                json.object([&] {
                    json.member("klass", "org.hisp.dhis." + class_name(type.first));
                    write_stats(json, type.second);
                    json.array("objectReports", [] {});
                });
            }
        });
        write_stats(json, sum);
    });
    return web_message({failed ? 409 : 200, failed ? "ERROR" : "OK", message, {}, json.take()});
}

}  // namespace

Result<Response> post_metadata(const Request& request, Services& services) {
    auto bundle = exchange::split_bundle(request.body);
    if (!bundle) return broken_body(bundle.error().message);
    const std::string strategy = request.get("importStrategy", "CREATE_AND_UPDATE");
    const bool validate_only = request.get("importMode", "COMMIT") == "VALIDATE";
    std::stable_sort(bundle->begin(), bundle->end(), [](const auto& a, const auto& b) {
        return kind_of_plural(a.collection) < kind_of_plural(b.collection);
    });
    std::map<std::string, TypeStats> types;
    std::vector<Office::ObjectChange> changes;
    for (const auto& object : *bundle) {
        TypeStats& stats = types[object.collection];
        const auto known = TRY(services.office.store().object(object.collection, object.uid));
        if (strategy == "DELETE") {
            ++(known ? stats.deleted : stats.ignored);
            if (known) changes.push_back({object.collection, object.uid, {}});
            continue;
        }
        if ((known && strategy == "CREATE") || (!known && strategy == "UPDATE")) {
            ++stats.ignored;
            continue;
        }
        ++(known ? stats.updated : stats.created);
        changes.push_back({object.collection, object.uid, object.json});
    }
    if (const auto loads = services.office.check_metadata(changes); !loads) {
        for (auto& [collection, stats] : types) {
            stats = {0, 0, 0, stats.created + stats.updated + stats.deleted + stats.ignored};
        }
        return import_report(true, loads.error().message, types);
    }
    if (!validate_only && !changes.empty()) {
        TRY(services.office.write(
            request.viewer.username, "impor metadata DHIS2",
            [&](store::Draft& draft) -> Result<void> {
                for (const Office::ObjectChange& change : changes) {
                    if (change.json.empty()) {
                        TRY(draft.remove_object(change.collection, change.uid));
                    } else {
                        TRY(draft.put_object(change.collection, change.uid, change.json));
                    }
                }
                return {};
            }));
    }
    return import_report(false, "", types);
}

}  // namespace sinergi::server::dhis2
