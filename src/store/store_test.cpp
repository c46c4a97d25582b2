// SPDX-License-Identifier: Apache-2.0
// The conformance test of Store: every implementation passes all of it through an Opener.
#include "store/store.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <future>
#include <limits>
#include <map>
#include <random>
#include <set>
#include <thread>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/postgres/server_for_tests.h"

namespace sinergi::store {
namespace {

// A folder of its own for each test, gone afterwards.
class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "sinergi-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

using Opener = std::function<Result<std::unique_ptr<Store>>(const std::string& folder)>;

template <class T>
T must(Result<T> result) {
    if (!result) FAIL(result.error().message);
    return std::move(*result);
}
void must(Result<void> result) {
    if (!result) FAIL(result.error().message);
}

using Fill = std::function<Result<void>(Draft&)>;

Change write(Store& store, const Fill& fill) {
    return must(store.write("siti", "a test", fill, false));
}

// Two data elements, two units, and the built-in option combo.
struct Keys {
    ObjectId births = 0, visits = 0, combo = 0, north = 0, south = 0;

    [[nodiscard]] DataValueKey at(ObjectId element, ObjectId unit, std::int32_t month) const {
        return {{element, combo, combo}, {PeriodKind::Monthly, month}, unit};
    }
};

Keys put_keys(Store& store) {
    Keys keys;
    write(store, [&](Draft& draft) -> Result<void> {
        keys.births = TRY(draft.put_object("dataElements", "birthsAAAAA", R"({"name":"births"})"));
        keys.visits = TRY(draft.put_object("dataElements", "visitsAAAAA", R"({"name":"visits"})"));
        keys.north = TRY(draft.put_object("organisationUnits", "northAAAAAA", R"({"name":"N"})"));
        keys.south = TRY(draft.put_object("organisationUnits", "southAAAAAA", R"({"name":"S"})"));
        return {};
    });
    keys.combo = must(store.object("categoryOptionCombos", kDefaultOptionComboUid)).value().id;
    return keys;
}

DataValue number(const DataValueKey& key, double value, std::string text = {}) {
    return {key, ValueState::Number, value, std::move(text)};
}

Change put(Store& store, std::vector<DataValue> values, WriteCounts* counts = nullptr) {
    return write(store, [&](Draft& draft) -> Result<void> {
        const WriteCounts done = TRY(draft.put_values(std::move(values)));
        if (counts != nullptr) *counts = done;
        return {};
    });
}

Change remove(Store& store, std::vector<DataValueKey> keys, WriteCounts* counts = nullptr) {
    return write(store, [&](Draft& draft) -> Result<void> {
        const WriteCounts done = TRY(draft.remove_values(std::move(keys)));
        if (counts != nullptr) *counts = done;
        return {};
    });
}

std::vector<DataValue> values(const Store& store, ChangeNumber as_of = 0) {
    std::vector<DataValue> all;
    must(store.scan_values(as_of, [&](const std::vector<DataValue>& batch) -> Result<void> {
        all.insert(all.end(), batch.begin(), batch.end());
        return {};
    }));
    return all;
}

std::vector<ValueVersion> versions_since(const Store& store, ChangeNumber since) {
    std::vector<ValueVersion> all;
    must(store.scan_changes(since, [&](const std::vector<ValueVersion>& batch) -> Result<void> {
        all.insert(all.end(), batch.begin(), batch.end());
        return {};
    }));
    return all;
}

std::string show(const DataValue& value) {
    const auto& key = value.key;
    return fmt::format("{}.{}.{} {}:{} {} = {} {} '{}'", key.series.data_element,
                       key.series.category_option_combo, key.series.attribute_option_combo,
                       static_cast<int>(key.period.kind), key.period.index, key.org_unit,
                       static_cast<int>(value.state), value.number, value.text);
}

std::vector<std::string> show(const std::vector<DataValue>& values) {
    std::vector<std::string> lines;
    lines.reserve(values.size());
    for (const DataValue& value : values) lines.push_back(show(value));
    return lines;
}

std::string show(const ValueVersion& version) {
    return fmt::format("[{},{}) {}", version.from, version.to,
                       version.deleted ? "deleted" : fmt::format("{}", version.value.number));
}

std::vector<std::string> history(const Store& store, const DataValueKey& key) {
    std::vector<std::string> lines;
    for (const auto& version : must(store.history(key))) lines.push_back(show(version));
    return lines;
}

using Lines = std::vector<std::string>;

// What check() says, one finding a line.
std::string findings(const Store& store) {
    return fmt::format("{}", fmt::join(must(store.check()), "\n"));
}

std::vector<std::string> object_lines(const Store& store) {
    std::vector<std::string> lines;
    for (const auto& object : must(store.objects())) {
        lines.push_back(
            fmt::format("{} {}/{} {}", object.id, object.collection, object.uid, object.json));
    }
    return lines;
}

void a_new_store_holds_the_built_in_objects(const Opener& open) {
    TemporaryFolder folder;
    const auto store = must(open(folder.path()));
    CHECK(must(store->last_change()) == 1);
    const auto changes = must(store->changes(0, 10));
    REQUIRE(changes.size() == 1);
    CHECK(changes[0].actor == "sinergi");
    CHECK(changes[0].reason == "new data folder");
    CHECK(changes[0].metadata_written == 4);
    CHECK(changes[0].time.size() == 20);
    CHECK(changes[0].time[10] == 'T');
    CHECK(changes[0].time.back() == 'Z');

    const auto objects = must(store->objects());
    REQUIRE(objects.size() == 4);
    CHECK(objects[0].kind == ObjectKind::CategoryOption);
    CHECK(objects[0].uid == kDefaultCategoryOptionUid);
    CHECK(objects[1].uid == kDefaultCategoryUid);
    CHECK(objects[2].uid == kDefaultCategoryComboUid);
    CHECK(objects[3].uid == kDefaultOptionComboUid);
    CHECK(objects[3].json ==
          R"({"id":"HllvX50cXC0","code":"default","name":"default",)"
          R"("categoryCombo":{"id":"bjDvmb4bfuf"},"categoryOptions":[{"id":"xYerKDKCefk"}]})");
    CHECK(findings(*store) == "");
}

void an_object_keeps_its_id_for_ever(const Opener& open) {
    TemporaryFolder folder;
    const auto store = must(open(folder.path()));
    const Keys keys = put_keys(*store);
    CHECK(keys.births != kNoObject);
    ObjectId again = 0, other = 0;
    write(*store, [&](Draft& draft) -> Result<void> {
        TRY(draft.remove_object("dataElements", "birthsAAAAA"));
        other = TRY(draft.put_object("indicators", "birthsAAAAA", "{}"));
        return {};
    });
    CHECK(other != keys.births);
    CHECK(!must(store->object("dataElements", "birthsAAAAA")));
    write(*store, [&](Draft& draft) -> Result<void> {
        again = TRY(draft.put_object("dataElements", "birthsAAAAA", R"({"name":"again"})"));
        return {};
    });
    CHECK(again == keys.births);
    const auto object = must(store->object("dataElements", "birthsAAAAA"));
    REQUIRE(object);
    CHECK(object->json == R"({"name":"again"})");
    CHECK(object->kind == ObjectKind::DataElement);

    const Change same = write(*store, [](Draft& draft) -> Result<void> {
        TRY(draft.put_object("dataElements", "birthsAAAAA", R"({"name":"again"})"));
        return {};
    });
    CHECK(same.metadata_written == 0);
    const auto missing = store->write("siti", "a test", [](Draft& draft) {
        return draft.remove_object("dataElements", "nobodyAAAAA");
    });
    REQUIRE(!missing);
    CHECK(missing.error().code == ErrorCode::NotFound);
    CHECK(findings(*store) == "");
}

void objects_come_ordered_by_kind_then_uid(const Opener& open) {
    TemporaryFolder folder;
    const auto store = must(open(folder.path()));
    write(*store, [](Draft& draft) -> Result<void> {
        TRY(draft.put_object("dashboards", "aAAAAAAAAAA", R"({"unknown":"is kept"})"));
        TRY(draft.put_object("dataElements", "bAAAAAAAAAA", "{}"));
        TRY(draft.put_object("organisationUnits", "zAAAAAAAAAA", "{}"));
        TRY(draft.put_object("organisationUnits", "yAAAAAAAAAA", "{}"));
        return {};
    });
    Lines order;
    for (const auto& object : must(store->objects())) order.push_back(object.uid);
    CHECK(order == Lines{"yAAAAAAAAAA", "zAAAAAAAAAA", "xYerKDKCefk", "GLevLNI9wkl", "bjDvmb4bfuf",
                         "HllvX50cXC0", "bAAAAAAAAAA", "aAAAAAAAAAA"});
    CHECK(must(store->objects()).back().json == R"({"unknown":"is kept"})");
    CHECK(must(store->objects()).back().kind == ObjectKind::Other);
}

void an_object_with_values_cannot_be_removed(const Opener& open) {
    TemporaryFolder folder;
    const auto store = must(open(folder.path()));
    const Keys keys = put_keys(*store);
    put(*store, {number(keys.at(keys.births, keys.north, 1), 5)});
    for (const auto& [collection, uid] :
         {std::pair("dataElements", "birthsAAAAA"), std::pair("organisationUnits", "northAAAAAA"),
          std::pair("categoryOptionCombos", "HllvX50cXC0")}) {
        const auto refused = store->write(
            "siti", "a test",
            [&, c = collection, u = uid](Draft& draft) { return draft.remove_object(c, u); });
        REQUIRE(!refused);
        CHECK(refused.error().code == ErrorCode::Conflict);
        CHECK(must(store->object(collection, uid)));
    }
    write(*store, [&](Draft& draft) -> Result<void> {
        TRY(draft.remove_object("organisationUnits", "northAAAAAA"));
        TRY(draft.remove_values({keys.at(keys.births, keys.north, 1)}));
        return {};
    });
    CHECK(values(*store).empty());
    CHECK(findings(*store) == "");
}

void a_value_of_an_unknown_object_is_refused(const Opener& open) {
    TemporaryFolder folder;
    const auto store = must(open(folder.path()));
    const Keys keys = put_keys(*store);
    const DataValueKey good = keys.at(keys.births, keys.north, 1);
    DataValueKey no_element = good, no_combo = good, no_attribute = good, no_unit = good,
                 not_a_unit = good;
    no_element.series.data_element = 999;
    no_combo.series.category_option_combo = keys.births;
    no_attribute.series.attribute_option_combo = kNoObject;
    no_unit.org_unit = 999;
    not_a_unit.org_unit = keys.births;
    for (const auto& bad : {no_element, no_combo, no_attribute, no_unit, not_a_unit}) {
        const auto refused = store->write("siti", "a test", [&](Draft& draft) -> Result<void> {
            TRY(draft.put_values({number(good, 1), number(bad, 1)}));
            return {};
        });
        REQUIRE(!refused);
        CHECK(refused.error().code == ErrorCode::InvalidArgument);
    }
    for (const double bad :
         {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
        const auto refused = store->write("siti", "a test", [&](Draft& draft) -> Result<void> {
            TRY(draft.put_values({number(good, bad)}));
            return {};
        });
        REQUIRE(!refused);
        CHECK(refused.error().code == ErrorCode::InvalidArgument);
    }
    CHECK(values(*store).empty());
}

void a_failing_change_leaves_nothing(const Opener& open) {
    TemporaryFolder folder;
    const auto store = must(open(folder.path()));
    const Keys keys = put_keys(*store);
    put(*store, {number(keys.at(keys.births, keys.north, 1), 5)});
    const Lines objects_before = object_lines(*store);
    const ChangeNumber last = must(store->last_change());

    const auto failed = store->write("siti", "a test", [&](Draft& draft) -> Result<void> {
        TRY(draft.put_object("dataElements", "newAAAAAAAA", "{}"));
        TRY(draft.put_values({number(keys.at(keys.births, keys.north, 1), 6),
                              number(keys.at(keys.births, keys.south, 1), 7)}));
        TRY(draft.remove_values({keys.at(keys.births, keys.north, 1)}));
        TRY(draft.put_setting("office", "x"));
        TRY(draft.put_document("map", "1", "x"));
        TRY(draft.put_account({"budi", "Budi", "hash", "northAAAAAA"}));
        TRY(draft.put_target({"K4", "northAAAAAA", "2025", 1, 90, {}, "higher", "plan"}));
        PublishedFigure figure;
        figure.indicator_code = "K4", figure.unit_uid = "northAAAAAA", figure.period = "2024";
        figure.source = "survey";
        TRY(draft.put_figure(figure));
        return fail(ErrorCode::Conflict, "the caller thought better of it", "E1");
    });
    REQUIRE(!failed);
    CHECK(failed.error().code == ErrorCode::Conflict);
    CHECK(failed.error().message == "the caller thought better of it");
    CHECK(failed.error().detail == "E1");
    CHECK(must(store->last_change()) == last);
    CHECK(must(store->changes(last, 10)).empty());
    CHECK(object_lines(*store) == objects_before);
    CHECK(show(values(*store)) == Lines{show(number(keys.at(keys.births, keys.north, 1), 5))});
    CHECK(history(*store, keys.at(keys.births, keys.north, 1)).size() == 1);
    CHECK(must(store->figures()).empty());
    CHECK(must(store->targets()).empty());
    CHECK(must(store->accounts()).empty());
    CHECK(!must(store->setting("office")));
    CHECK(!must(store->document("map", "1")));

    // The next change takes the number that the failed one did not use up.
    CHECK(put(*store, {number(keys.at(keys.births, keys.north, 1), 8)}).number == last + 1);
    CHECK(findings(*store) == "");
}

void a_change_needs_an_actor_and_a_reason(const Opener& open) {
    TemporaryFolder folder;
    const auto store = must(open(folder.path()));
    bool ran = false;
    const Fill fill = [&](Draft&) -> Result<void> {
        ran = true;
        return {};
    };
    for (const auto& [actor, reason] : {std::pair("", "why"), std::pair("siti", "")}) {
        const auto refused = store->write(actor, reason, fill);
        REQUIRE(!refused);
        CHECK(refused.error().code == ErrorCode::InvalidArgument);
    }
    CHECK(!ran);
    CHECK(must(store->last_change()) == 1);
}

void a_dry_run_counts_and_writes_nothing(const Opener& open) {
    TemporaryFolder folder;
    const auto store = must(open(folder.path()));
    const Keys keys = put_keys(*store);
    put(*store, {number(keys.at(keys.births, keys.north, 1), 5)});
    const ChangeNumber last = must(store->last_change());
    const Lines before = object_lines(*store);
    WriteCounts counts;
    const Change change = must(store->write(
        "siti", "a rehearsal",
        [&](Draft& draft) -> Result<void> {
            counts = TRY(draft.put_values({number(keys.at(keys.births, keys.north, 1), 6),
                                           number(keys.at(keys.births, keys.south, 1), 7)}));
            TRY(draft.put_object("dataElements", "newAAAAAAAA", "{}"));
            return {};
        },
        true));
    CHECK(change.number == 0);
    CHECK(change.actor == "siti");
    CHECK(change.values_written == 2);
    CHECK(change.metadata_written == 1);
    CHECK(counts.created == 1);
    CHECK(counts.updated == 1);
    CHECK(must(store->last_change()) == last);
    CHECK(object_lines(*store) == before);
    CHECK(values(*store).size() == 1);
    CHECK(values(*store)[0].number == 5);
}

void values_are_counted_as_new_changed_same_and_deleted(const Opener& open) {
    TemporaryFolder folder;
    const auto store = must(open(folder.path()));
    const Keys keys = put_keys(*store);
    const auto first = keys.at(keys.births, keys.north, 1);
    const auto second = keys.at(keys.births, keys.south, 1);
    const auto third = keys.at(keys.visits, keys.south, 1);
    WriteCounts counts;
    const Change made = put(*store, {number(first, 1), number(second, 2)}, &counts);
    CHECK(counts.created == 2);
    CHECK(made.values_written == 2);
    const Change changed =
        put(*store, {number(third, 9), number(second, 3), number(first, 1)}, &counts);
    CHECK(counts.created == 1);
    CHECK(counts.updated == 1);
    CHECK(counts.same == 1);
    CHECK(changed.values_written == 2);
    // The same figure keeps the change that made it.
    CHECK(must(store->history(first)).at(0).from == made.number);
    remove(*store, {first, first, keys.at(keys.births, keys.north, 99)}, &counts);
    CHECK(counts.deleted == 1);
    CHECK(counts.created + counts.updated == 0);
    const Change idle = put(*store, {number(second, 3)}, &counts);
    CHECK(counts.same == 1);
    CHECK(idle.values_written == 0);
    CHECK(versions_since(*store, idle.number - 1).empty());
}

void of_a_key_given_twice_the_last_wins(const Opener& open) {
    TemporaryFolder folder;
    const auto store = must(open(folder.path()));
    const Keys keys = put_keys(*store);
    const auto key = keys.at(keys.births, keys.north, 1);
    const auto other = keys.at(keys.births, keys.south, 1);
    WriteCounts counts;
    put(*store, {number(key, 1), number(other, 5), number(key, 2), number(key, 3)}, &counts);
    CHECK(counts.created == 2);
    CHECK(show(values(*store)) == Lines{show(number(key, 3)), show(number(other, 5))});

    // Twice in one change leaves one version, in two calls too.
    const Change change = write(*store, [&](Draft& draft) -> Result<void> {
        TRY(draft.put_values({number(key, 4)}));
        TRY(draft.put_values({number(key, 6)}));
        return {};
    });
    const auto n = change.number;
    CHECK(history(*store, key) ==
          Lines{fmt::format("[{},{}) 3", n - 1, n), fmt::format("[{},0) 6", n)});
    CHECK(findings(*store) == "");
}

void every_version_can_be_asked_for(const Opener& open) {
    TemporaryFolder folder;
    const auto store = must(open(folder.path()));
    const Keys keys = put_keys(*store);
    const auto key = keys.at(keys.births, keys.north, 1);
    const auto other = keys.at(keys.visits, keys.south, -3);
    const auto a = put(*store, {number(key, 1)}).number;
    const auto b = put(*store, {number(key, 2), number(other, 7)}).number;
    const auto c = remove(*store, {key}).number;
    const auto d = put(*store, {number(key, 4)}).number;

    CHECK(values(*store, a - 1).empty());
    CHECK(show(values(*store, a)) == Lines{show(number(key, 1))});
    CHECK(show(values(*store, b)) == Lines{show(number(key, 2)), show(number(other, 7))});
    CHECK(show(values(*store, c)) == Lines{show(number(other, 7))});
    CHECK(show(values(*store, d)) == Lines{show(number(key, 4)), show(number(other, 7))});
    CHECK(show(values(*store, d)) == show(values(*store)));
    CHECK(history(*store, key) ==
          Lines{fmt::format("[{},{}) 1", a, b), fmt::format("[{},{}) 2", b, c),
                fmt::format("[{},{}) deleted", c, d), fmt::format("[{},0) 4", d)});
    CHECK(history(*store, keys.at(keys.births, keys.south, 1)).empty());
    const auto future = store->scan_values(d + 1, [](const auto&) -> Result<void> { return {}; });
    REQUIRE(!future);
    CHECK(future.error().code == ErrorCode::NotFound);
    CHECK(findings(*store) == "");
}

void a_deletion_is_reported_like_a_value(const Opener& open) {
    TemporaryFolder folder;
    const auto store = must(open(folder.path()));
    const Keys keys = put_keys(*store);
    const auto key = keys.at(keys.births, keys.north, 1);
    const auto other = keys.at(keys.births, keys.south, 1);
    const auto a = put(*store, {number(key, 1), number(other, 2)}).number;
    const auto b = remove(*store, {key}).number;
    auto versions = versions_since(*store, a);
    REQUIRE(versions.size() == 1);
    CHECK(versions[0].deleted);
    CHECK(versions[0].value.key == key);
    CHECK(versions[0].value.number == 0);
    CHECK(versions[0].from == b);
    CHECK(versions[0].to == 0);

    const auto c = put(*store, {number(key, 3)}).number;
    versions = versions_since(*store, a);
    REQUIRE(versions.size() == 2);
    CHECK(show(versions[0]) == fmt::format("[{},{}) deleted", b, c));
    CHECK(show(versions[1]) == fmt::format("[{},0) 3", c));
    CHECK(versions_since(*store, a - 1).size() == 4);
    CHECK(versions_since(*store, c).empty());

    // What one change both makes and removes was never there.
    const auto fresh = keys.at(keys.visits, keys.north, 8);
    write(*store, [&](Draft& draft) -> Result<void> {
        TRY(draft.put_values({number(fresh, 1)}));
        TRY(draft.remove_values({fresh}));
        return {};
    });
    CHECK(history(*store, fresh).empty());
    CHECK(versions_since(*store, c).empty());
    // What one change removes and puts again is simply changed.
    const auto e = write(*store, [&](Draft& draft) -> Result<void> {
                       TRY(draft.remove_values({other}));
                       TRY(draft.put_values({number(other, 9)}));
                       return {};
                   }).number;
    CHECK(history(*store, other) ==
          Lines{fmt::format("[{},{}) 2", a, e), fmt::format("[{},0) 9", e)});
    CHECK(findings(*store) == "");
}

void a_change_says_what_it_did_to_values(const Opener& open) {
    TemporaryFolder folder;
    const auto store = must(open(folder.path()));
    const Keys keys = put_keys(*store);
    const auto first = keys.at(keys.births, keys.north, 1);
    const auto second = keys.at(keys.births, keys.north, 2);
    const auto made = put(*store, {number(first, 1), number(second, 2)}).number;
    const auto changed = write(*store, [&](Draft& draft) -> Result<void> {
                             TRY(draft.put_values({number(first, 5)}));
                             TRY(draft.remove_values({second}));
                             return {};
                         }).number;
    const auto of_made = must(store->versions_of(made));
    REQUIRE(of_made.size() == 2);
    CHECK(show(of_made[0]) == fmt::format("[{},{}) 1", made, changed));
    CHECK(show(of_made[1]) == fmt::format("[{},{}) 2", made, changed));
    const auto of_changed = must(store->versions_of(changed));
    REQUIRE(of_changed.size() == 4);  // Per value what it ended, then what it made.
    CHECK(of_changed[0].value.key == first);
    CHECK(show(of_changed[0]) == fmt::format("[{},{}) 1", made, changed));
    CHECK(show(of_changed[1]) == fmt::format("[{},0) 5", changed));
    CHECK(show(of_changed[2]) == fmt::format("[{},{}) 2", made, changed));
    CHECK(show(of_changed[3]) == fmt::format("[{},0) deleted", changed));
    REQUIRE(!store->versions_of(changed + 1));
    CHECK(store->versions_of(changed + 1).error().code == ErrorCode::NotFound);
    CHECK(!store->versions_of(0));
}

void a_change_says_what_it_did_to_figures(const Opener& open) {
    TemporaryFolder folder;
    const auto store = must(open(folder.path()));
    PublishedFigure figure{
        "STUNTING", "northAAAAAA", "2024", "SSGI", "", "survey", 21.5, {}, {}, {}, {}, ""};
    PublishedFigure other = figure;
    other.period = "2023";
    const auto one = [&](const PublishedFigure& put) {
        return write(*store, [&](Draft& draft) { return draft.put_figure(put); }).number;
    };
    const auto made = one(figure);
    figure.value = 22;
    const auto changed = write(*store, [&](Draft& draft) -> Result<void> {
                             TRY(draft.put_figure(figure));
                             figure.value = 23;  // Twice in one change is one version.
                             TRY(draft.put_figure(figure));
                             return draft.put_figure(other);
                         }).number;
    const auto removed =
        write(*store, [&](Draft& draft) { return draft.remove_figure(figure); }).number;
    const auto shown = [&](ChangeNumber change) {
        Lines lines;
        for (const FigureVersion& version : must(store->figure_versions_of(change))) {
            lines.push_back(fmt::format("{} {} [{},{})", version.figure.period,
                                        version.figure.value, version.from, version.to));
        }
        return lines;
    };
    CHECK(shown(made) == Lines{fmt::format("2024 21.5 [{},{})", made, changed)});
    CHECK(shown(changed) == Lines{fmt::format("2023 21.5 [{},0)", changed),
                                  fmt::format("2024 21.5 [{},{})", made, changed),
                                  fmt::format("2024 23 [{},{})", changed, removed)});
    CHECK(shown(removed) == Lines{fmt::format("2024 23 [{},{})", changed, removed)});
    CHECK(must(store->figures()).size() == 1);
    const auto gone =
        store->write("test", "test", [&](Draft& draft) { return draft.remove_figure(figure); });
    REQUIRE(!gone);
    CHECK(gone.error().code == ErrorCode::NotFound);
}

void every_kind_of_value_survives(const Opener& open) {
    TemporaryFolder folder;
    const Keys keys = put_keys(*must(open(folder.path())));
    const auto key = [&](std::int32_t month) { return keys.at(keys.births, keys.north, month); };
    const std::vector<DataValue> all = {
        number(key(0), 0),
        {key(1), ValueState::Blank, 0, ""},
        {key(2), ValueState::NotApplicable, 0, "TB"},
        {key(3), ValueState::Suppressed, 0, "*"},
        number(key(4), 1e-300),
        number(key(5), 9007199254740993.0),
        number(key(6), 0.1),
        number(key(7), -1234.5, "-1.234,5"),
        number(key(8), std::numeric_limits<double>::max()),
        number(key(9), std::numeric_limits<double>::denorm_min()),
        {key(10), ValueState::Blank, 0, "Puskesmas \"A\"; d\u00e9bit \u2264 3\n'x'"},
        number(key(11), 1e15 + 0.3),
        number({{keys.births, keys.combo, keys.combo}, {PeriodKind::FinancialNov, -7}, keys.south},
               3),
    };
    {
        const auto store = must(open(folder.path()));
        put(*store, {all.rbegin(), all.rend()});
    }
    const auto store = must(open(folder.path()));
    const auto kept = values(*store);
    REQUIRE(kept.size() == all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        CHECK(kept[i].key == all[i].key);
        CHECK(kept[i].state == all[i].state);
        CHECK(kept[i].number == all[i].number);
        CHECK(kept[i].text == all[i].text);
    }
    // From blank to zero is a change, and so is another text for the same number.
    WriteCounts counts;
    put(*store, {number(key(1), 0), number(key(7), -1234.5, "-1234,5"), all[2], all[3]}, &counts);
    CHECK(counts.updated == 2);
    CHECK(counts.same == 2);
    CHECK(must(store->history(key(7))).at(0).value.text == "-1.234,5");
    CHECK(must(store->history(key(1))).at(0).value.state == ValueState::Blank);
}

void a_scan_is_ordered_complete_and_can_stop(const Opener& open) {
    TemporaryFolder folder;
    const auto store = must(open(folder.path()));
    const Keys keys = put_keys(*store);
    std::vector<DataValue> many;
    for (std::int32_t month = 0; month < 5000; ++month) {
        for (const ObjectId element : {keys.visits, keys.births}) {
            for (const ObjectId unit : {keys.south, keys.north}) {
                many.push_back(number(keys.at(element, unit, month), month));
            }
        }
    }
    const auto change = put(*store, many).number;
    const auto scanned = values(*store);
    CHECK(scanned.size() == many.size());
    CHECK(std::is_sorted(scanned.begin(), scanned.end(),
                         [](const auto& a, const auto& b) { return a.key < b.key; }));
    CHECK(versions_since(*store, change - 1).size() == many.size());

    int calls = 0;
    const auto stopped = store->scan_values(0, [&](const auto&) -> Result<void> {
        ++calls;
        return fail(ErrorCode::TooLarge, "enough");
    });
    REQUIRE(!stopped);
    CHECK(stopped.error().message == "enough");
    CHECK(calls == 1);
}

void figures_targets_accounts_settings_and_documents_are_kept(const Opener& open) {
    TemporaryFolder folder;
    {
        const auto store = must(open(folder.path()));
        PublishedFigure survey{"STUNTING", "northAAAAAA", "2024", "SSGI",
                               "survey",   "survey",      21.5,   {},
                               {},         19.5,          23.25,  "note"};
        PublishedFigure routine = survey;
        routine.basis = "routine", routine.kind = "routine", routine.numerator = 43;
        routine.denominator = 200, routine.low.reset();
        routine.measure = "%", routine.question = "Why?";
        Account siti{"siti", "Siti", "$argon2id$x", "northAAAAAA", true, true, false, false};
        const Change change = write(*store, [&](Draft& draft) -> Result<void> {
            TRY(draft.put_figure(survey));
            TRY(draft.put_figure(routine));
            TRY(draft.put_target({"K4", "northAAAAAA", "2025", 1, 90, {}, "higher", "plan"}));
            TRY(draft.put_target({"K4", "northAAAAAA", "2025", 2, 92, 95, "range", "revised"}));
            TRY(draft.put_target({"K4", "southAAAAAA", "2025", 1, 80, {}, "higher", "plan"}));
            TRY(draft.put_account(siti));
            TRY(draft.put_setting("office", "Dinas"));
            TRY(draft.put_setting("empty", ""));
            TRY(draft.put_document("map", "x", std::string("a\0b\xff", 4)));
            return {};
        });
        CHECK(change.metadata_written == 5);
        siti.disabled = true, siti.can_operate = true;
        survey.value = 22;
        write(*store, [&](Draft& draft) -> Result<void> {
            TRY(draft.put_account(siti));
            TRY(draft.put_figure(survey));
            TRY(draft.put_setting("office", "Dinas Kesehatan"));
            return draft.put_document("map", "y", "");
        });
    }
    const auto store = must(open(folder.path()));
    const auto figures = must(store->figures());
    REQUIRE(figures.size() == 2);
    CHECK(figures[0].basis == "routine");
    CHECK(figures[0].numerator == 43.0);
    CHECK(figures[0].denominator == 200.0);
    CHECK(!figures[0].low);
    CHECK(figures[1].value == 22);
    CHECK(!figures[1].numerator);
    CHECK(figures[1].low == 19.5);
    CHECK(figures[1].high == 23.25);
    CHECK(figures[1].note == "note");
    const auto targets = must(store->targets());
    REQUIRE(targets.size() == 2);
    CHECK(targets[0].version == 2);
    CHECK(targets[0].value == 92);
    CHECK(targets[0].upper == 95.0);
    CHECK(targets[0].direction == "range");
    CHECK(targets[0].source == "revised");
    CHECK(targets[1].unit_uid == "southAAAAAA");
    CHECK(!targets[1].upper);
    const auto accounts = must(store->accounts());
    REQUIRE(accounts.size() == 1);
    CHECK(accounts[0].password_hash == "$argon2id$x");
    CHECK(accounts[0].unit_uid == "northAAAAAA");
    CHECK(accounts[0].can_view);
    CHECK(accounts[0].can_enter);
    CHECK(accounts[0].can_operate);
    CHECK(accounts[0].disabled);
    CHECK(must(store->setting("office")) == "Dinas Kesehatan");
    CHECK(must(store->setting("empty")) == "");
    CHECK(!must(store->setting("nothing")));
    CHECK(must(store->document("map", "x")) == std::string("a\0b\xff", 4));
    CHECK(must(store->document("map", "y")) == "");
    CHECK(!must(store->document("report", "x")));
}

void changes_come_newest_first(const Opener& open) {
    TemporaryFolder folder;
    const auto store = must(open(folder.path()));
    const Fill nothing = [](Draft&) -> Result<void> { return {}; };
    must(store->write("siti", "first", nothing));
    must(store->write("budi", "second", nothing));
    must(store->write("siti", "third", nothing));
    const auto two = must(store->changes(1, 2));
    REQUIRE(two.size() == 2);
    CHECK(two[0].number == 4);
    CHECK(two[0].reason == "third");
    CHECK(two[1].reason == "second");
    CHECK(two[1].actor == "budi");
    CHECK(must(store->changes(1, 10)).size() == 3);
    CHECK(must(store->changes(4, 10)).empty());
    CHECK(must(store->changes(0, 0)).empty());
}

void reopening_finds_everything(const Opener& open) {
    TemporaryFolder folder;
    Lines objects, kept, past;
    ChangeNumber last = 0;
    {
        const auto store = must(open(folder.path()));
        const Keys keys = put_keys(*store);
        put(*store, {number(keys.at(keys.births, keys.north, 1), 1, "satu")});
        put(*store, {number(keys.at(keys.births, keys.north, 1), 2, "dua")});
        objects = object_lines(*store);
        kept = show(values(*store));
        last = must(store->last_change());
        past = show(values(*store, last - 1));
    }
    const auto store = must(open(folder.path()));
    CHECK(must(store->last_change()) == last);
    CHECK(object_lines(*store) == objects);
    CHECK(show(values(*store)) == kept);
    CHECK(show(values(*store, last - 1)) == past);
    CHECK(findings(*store) == "");
}

void a_folder_has_one_owner(const Opener& open) {
    TemporaryFolder folder;
    auto store = must(open(folder.path()));
    const auto second = open(folder.path());
    REQUIRE(!second);
    CHECK(second.error().code == ErrorCode::Unavailable);
    CHECK(second.error().message.find(std::to_string(getpid())) != std::string::npos);
    store.reset();
    CHECK(open(folder.path()));
}

void a_reader_sees_the_old_state_until_the_change_is_whole(const Opener& open) {
    TemporaryFolder folder;
    const auto store = must(open(folder.path()));
    const Keys keys = put_keys(*store);
    const auto key = keys.at(keys.births, keys.north, 1);
    put(*store, {number(key, 1)});
    std::promise<void> half_written, looked;
    std::thread writer([&] {
        const auto written = store->write("budi", "slow", [&](Draft& draft) -> Result<void> {
            const auto counts = TRY(draft.put_values({number(key, 2)}));
            half_written.set_value();
            looked.get_future().wait();
            return counts.updated == 1 ? Result<void>() : fail(ErrorCode::Corrupt, "count");
        });
        if (!written) std::abort();
    });
    half_written.get_future().wait();
    CHECK(values(*store).at(0).number == 1);
    const ChangeNumber before = must(store->last_change());
    looked.set_value();
    writer.join();
    CHECK(must(store->last_change()) == before + 1);
    CHECK(values(*store).at(0).number == 2);
}

void writers_queue_and_no_reader_sees_half_a_change(const Opener& open) {
    TemporaryFolder folder;
    const auto store = must(open(folder.path()));
    const Keys keys = put_keys(*store);
    const auto north = keys.at(keys.births, keys.north, 1);
    const auto south = keys.at(keys.births, keys.south, 1);
    put(*store, {number(north, 0), number(south, 0)});
    const ChangeNumber before = must(store->last_change());
    constexpr int kWrites = 15;
    std::atomic<int> failures = 0;
    std::atomic<bool> done = false;
    const auto write_many = [&](int base) {
        for (int i = 1; i <= kWrites; ++i) {
            const auto written = store->write("t", "t", [&](Draft& draft) -> Result<void> {
                TRY(draft.put_values({number(north, base + i)}));
                TRY(draft.put_values({number(south, base + i)}));
                return {};
            });
            if (!written) ++failures;
        }
    };
    std::thread reader([&] {
        while (!done) {
            double first = -1;
            const auto scanned = store->scan_values(0, [&](const auto& batch) -> Result<void> {
                for (const DataValue& value : batch) {
                    if (first < 0) first = value.number;
                    if (value.number != first) ++failures;
                }
                return {};
            });
            if (!scanned) ++failures;
        }
    });
    std::thread one(write_many, 1000), two(write_many, 2000);
    one.join();
    two.join();
    done = true;
    reader.join();
    CHECK(failures == 0);
    CHECK(must(store->last_change()) == before + 2UL * kWrites);
    CHECK(findings(*store) == "");
}

void a_backup_opens_and_equals(const Opener& open) {
    TemporaryFolder folder, restored;
    const auto store = must(open(folder.path()));
    const Keys keys = put_keys(*store);
    put(*store, {number(keys.at(keys.births, keys.north, 1), 1, "satu")});
    put(*store, {number(keys.at(keys.births, keys.north, 1), 2)});
    const std::string file = folder.path() + "/copy.db";
    must(store->backup(file));
    must(store->backup(file));  // An earlier backup may be replaced.
    const Lines kept = show(values(*store)), objects = object_lines(*store);
    const ChangeNumber last = must(store->last_change());
    put(*store, {number(keys.at(keys.births, keys.north, 1), 3)});

    std::filesystem::copy_file(file, restored.path() + "/sinergi.db");
    const auto copy = must(open_sqlite(restored.path()));
    CHECK(must(copy->last_change()) == last);
    CHECK(show(values(*copy)) == kept);
    CHECK(object_lines(*copy) == objects);
    CHECK(history(*copy, keys.at(keys.births, keys.north, 1)).size() == 2);
    CHECK(findings(*copy) == "");
    const auto nowhere = store->backup(folder.path() + "/no/such/folder/copy.db");
    REQUIRE(!nowhere);
    CHECK(nowhere.error().code == ErrorCode::Unavailable);
}

void a_wait_ends_with_the_change_or_the_time(const Opener& open) {
    TemporaryFolder folder;
    const auto store = must(open(folder.path()));
    const Keys keys = put_keys(*store);
    const ChangeNumber last = must(store->last_change());
    CHECK(must(store->wait_for_change(last - 1, std::chrono::seconds(60))) == last);
    CHECK(must(store->wait_for_change(last, std::chrono::milliseconds(1))) == last);
    ChangeNumber heard = 0;
    std::thread waiter(
        [&] { heard = store->wait_for_change(last, std::chrono::seconds(60)).value_or(0); });
    const ChangeNumber made = put(*store, {number(keys.at(keys.births, keys.north, 1), 1)}).number;
    waiter.join();
    CHECK(heard == made);
}

void the_digest_names_the_content_the_identity_the_store(const Opener& open) {
    TemporaryFolder folder, other;
    std::string identity, digest;
    {
        const auto store = must(open(folder.path()));
        const Keys keys = put_keys(*store);
        const std::string before = must(store->digest());
        put(*store, {number(keys.at(keys.births, keys.north, 1), 1, "satu")});
        identity = must(store->identity());
        digest = must(store->digest());
        CHECK(digest.size() == 64);
        CHECK(digest != before);
    }
    const auto store = must(open(folder.path()));
    CHECK(must(store->identity()) == identity);
    CHECK(must(store->digest()) == digest);
    CHECK(must(must(open(other.path()))->identity()) != identity);
}

constexpr std::int32_t kManyMonths = 3000;

// Writes change after change, each giving every value the change's own number, and tells `pipe`
// before each commit ('b', from inside the change) and after it ('a'). Never returns.
[[noreturn]] void write_until_killed(const Opener& open, const std::string& folder, int pipe) {
    const auto tell = [&](char what) {
        if (::write(pipe, &what, 1) != 1) _exit(3);
    };
    auto store = open(folder);
    if (!store) _exit(4);
    const Keys keys = put_keys(**store);
    for (double round = static_cast<double>((*store)->last_change().value()) + 1;; ++round) {
        const auto change = (*store)->write("t", "t", [&](Draft& draft) -> Result<void> {
            std::vector<DataValue> batch;
            batch.reserve(static_cast<std::size_t>(kManyMonths));
            for (std::int32_t month = 0; month < kManyMonths; ++month) {
                batch.push_back(number(keys.at(keys.births, keys.north, month), round));
            }
            TRY(draft.put_values(std::move(batch)));
            tell('b');
            return {};
        });
        if (!change || static_cast<double>(change->number) != round) _exit(6);
        tell('a');
    }
}

// Kills the child when it has told `steps` times; returns how many changes it saw acknowledged.
ChangeNumber run_and_kill(const Opener& open, const std::string& folder, int steps) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        close(ends[0]);
        write_until_killed(open, folder, ends[1]);
    }
    close(ends[1]);
    ChangeNumber acknowledged = 0;
    for (int i = 0; i < steps; ++i) {
        char what = 0;
        REQUIRE(read(ends[0], &what, 1) == 1);
        if (what == 'a') ++acknowledged;
    }
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    CHECK(WIFSIGNALED(status));
    close(ends[0]);
    return acknowledged;
}

void a_process_killed_while_it_writes_leaves_each_change_whole(const Opener& open) {
    TemporaryFolder folder;
    must(open(folder.path()));
    ChangeNumber before = 1;
    // Odd steps end inside a change, even ones just after a commit.
    for (const int steps : {1, 2, 3, 6, 7}) {
        const ChangeNumber acknowledged = run_and_kill(open, folder.path(), steps);
        const auto store = must(open(folder.path()));
        const auto kept = values(*store);
        // What was acknowledged is there; the one in flight may or may not be.
        const ChangeNumber last = must(store->last_change());
        CHECK(last >= before + acknowledged);
        CHECK((kept.empty() || kept.size() == static_cast<std::size_t>(kManyMonths)));
        for (const DataValue& value : kept) REQUIRE(value.number == kept[0].number);
        const auto newest = must(store->changes(0, 1)).at(0);
        CHECK(newest.number == last);
        if (newest.values_written != 0) CHECK(kept[0].number == static_cast<double>(last));
        CHECK(findings(*store) == "");
        before = last;
    }
}

// The store against a map, over random changes: any moment of the past included.
void any_sequence_of_changes_equals_a_map(const Opener& open, std::uint64_t seed) {
    CAPTURE(seed);
    TemporaryFolder folder;
    auto store = must(open(folder.path()));
    const Keys keys = put_keys(*store);
    std::mt19937_64 random(seed);
    const auto below = [&](std::uint64_t n) { return random() % n; };
    const auto any_key = [&] {
        return keys.at(below(2) ? keys.births : keys.visits, below(2) ? keys.north : keys.south,
                       static_cast<std::int32_t>(below(3)));
    };
    std::map<DataValueKey, DataValue> now;
    std::map<ChangeNumber, Lines> past;
    const auto lines_of = [](const std::map<DataValueKey, DataValue>& state) {
        Lines lines;
        for (const auto& [key, value] : state) lines.push_back(show(value));
        return lines;
    };
    past[must(store->last_change())] = {};
    for (int round = 0; round < 25; ++round) {
        auto next = now;
        const bool fails = below(6) == 0, dry = below(6) == 0;
        const auto written = store->write(
            "t", "t",
            [&](Draft& draft) -> Result<void> {
                for (std::uint64_t step = below(4); step > 0; --step) {
                    if (below(3) == 0) {
                        const std::vector<DataValueKey> gone = {any_key(), any_key()};
                        for (const auto& key : gone) next.erase(key);
                        TRY(draft.remove_values(gone));
                        continue;
                    }
                    std::vector<DataValue> batch;
                    for (std::uint64_t i = below(5); i > 0; --i) {
                        DataValue value = number(any_key(), static_cast<double>(below(3)));
                        if (below(4) == 0) {
                            value = {value.key, ValueState::NotApplicable, 0, "TB"};
                        }
                        next.insert_or_assign(value.key, value);
                        batch.push_back(value);
                    }
                    TRY(draft.put_values(batch));
                }
                return fails ? fail(ErrorCode::Conflict, "no") : Result<void>();
            },
            dry);
        CHECK(written.has_value() == !fails);
        if (written && !dry) {
            now = next;
            past[written->number] = lines_of(now);
        }
        if (below(10) == 0) {
            store.reset();
            store = must(open(folder.path()));
        }
    }
    CHECK(show(values(*store)) == lines_of(now));
    for (const auto& [change, lines] : past) CHECK(show(values(*store, change)) == lines);
    // Replaying the versions made since any moment leads from that moment to now.
    for (const auto& [change, lines] : past) {
        std::map<DataValueKey, DataValue> replayed;
        for (const auto& value : values(*store, change)) replayed[value.key] = value;
        for (const auto& version : versions_since(*store, change)) {
            if (version.deleted) {
                replayed.erase(version.value.key);
            } else {
                replayed[version.value.key] = version.value;
            }
        }
        CHECK(lines_of(replayed) == lines_of(now));
    }
    CHECK(findings(*store) == "");
}

void run_conformance(const Opener& open) {
    SUBCASE("a new store holds the built-in objects") {
        a_new_store_holds_the_built_in_objects(open);
    }
    SUBCASE("an object keeps its id for ever") { an_object_keeps_its_id_for_ever(open); }
    SUBCASE("objects come ordered by kind, then uid") {
        objects_come_ordered_by_kind_then_uid(open);
    }
    SUBCASE("an object with values cannot be removed") {
        an_object_with_values_cannot_be_removed(open);
    }
    SUBCASE("a value of an unknown object, or without a finite number, is refused") {
        a_value_of_an_unknown_object_is_refused(open);
    }
    SUBCASE("a failing change leaves nothing") { a_failing_change_leaves_nothing(open); }
    SUBCASE("a change needs an actor and a reason") { a_change_needs_an_actor_and_a_reason(open); }
    SUBCASE("a dry run counts and writes nothing") { a_dry_run_counts_and_writes_nothing(open); }
    SUBCASE("values are counted as new, changed, same and deleted") {
        values_are_counted_as_new_changed_same_and_deleted(open);
    }
    SUBCASE("of a key given twice the last wins") { of_a_key_given_twice_the_last_wins(open); }
    SUBCASE("every version can be asked for") { every_version_can_be_asked_for(open); }
    SUBCASE("a deletion is reported like a value") { a_deletion_is_reported_like_a_value(open); }
    SUBCASE("a change says what it did to values") { a_change_says_what_it_did_to_values(open); }
    SUBCASE("every kind of value survives") { every_kind_of_value_survives(open); }
    SUBCASE("a scan is ordered, complete and can stop") {
        a_scan_is_ordered_complete_and_can_stop(open);
    }
    SUBCASE("a change says what it did to figures") { a_change_says_what_it_did_to_figures(open); }
    SUBCASE("figures, targets, accounts, settings and documents are kept") {
        figures_targets_accounts_settings_and_documents_are_kept(open);
    }
    SUBCASE("changes come newest first") { changes_come_newest_first(open); }
    SUBCASE("reopening finds everything") { reopening_finds_everything(open); }
    SUBCASE("a process killed while it writes leaves each change whole or not at all") {
        a_process_killed_while_it_writes_leaves_each_change_whole(open);
    }
    SUBCASE("a wait ends with the change it waits for, or with the time") {
        a_wait_ends_with_the_change_or_the_time(open);
    }
    SUBCASE("the digest names the content, the identity the store") {
        the_digest_names_the_content_the_identity_the_store(open);
    }
    SUBCASE("a reader sees the old state until the change is whole") {
        a_reader_sees_the_old_state_until_the_change_is_whole(open);
    }
    SUBCASE("writers queue and no reader sees half a change") {
        writers_queue_and_no_reader_sees_half_a_change(open);
    }
    SUBCASE("a backup opens and equals") { a_backup_opens_and_equals(open); }
    SUBCASE("any sequence of changes equals a map, at every moment of the past") {
        if (const char* seed = std::getenv("SEED")) {
            any_sequence_of_changes_equals_a_map(open, std::strtoull(seed, nullptr, 10));
        } else {
            for (std::uint64_t i = 0; i < 12; ++i) any_sequence_of_changes_equals_a_map(open, i);
        }
    }
}

}  // namespace

TEST_CASE("the SQLite store behaves as Store promises") {
    run_conformance(open_sqlite);
    SUBCASE("a folder has one owner, and a second is told its process id") {
        a_folder_has_one_owner(open_sqlite);
    }
}

TEST_CASE("the PostgreSQL store behaves as Store promises") {
    auto* const server = postgres::ServerForTests::get();
    if (server == nullptr) return;
    run_conformance([server](const std::string& folder) {
        return open_postgres(server->url(std::filesystem::path(folder).filename().string()));
    });
}

}  // namespace sinergi::store
