// SPDX-License-Identifier: Apache-2.0
// The SQLite store on a disk that forgets what was not synced, and on one that is full.
#include "store/sqlite/forgetful_vfs.h"

#include <cstdlib>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "store/store.h"

namespace sinergi::store::sqlite {
namespace {

namespace fs = std::filesystem;

constexpr int kUnits = 60;
constexpr int kBlocks = 3;
constexpr int kChanges = 8;

class Folder {
public:
    Folder() {
        std::string name = (fs::temp_directory_path() / "sinergi-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { fs::remove_all(path_); }

    [[nodiscard]] std::string path(const std::string& name) const { return path_ + "/" + name; }
    // A fresh copy of the prepared store.
    [[nodiscard]] std::string copy_of(const std::string& name) const {
        fs::remove_all(path("copy"));
        fs::copy(path(name), path("copy"), fs::copy_options::recursive);
        return path("copy");
    }

private:
    std::string path_;
};

bool slow() { return std::getenv("SINERGI_SLOW") != nullptr; }

// What every value refers to; ids in the order they are given.
struct Ids {
    ObjectId element = kNoObject, combo = kNoObject;
    std::vector<ObjectId> units;
};

Ids ids_of(const Store& store) {
    Ids ids;
    const auto objects = store.objects();
    REQUIRE(objects.has_value());
    for (const StoredObject& object : *objects) {
        if (object.collection == "dataElements") ids.element = object.id;
        if (object.uid == kDefaultOptionComboUid) ids.combo = object.id;
        if (object.collection == "organisationUnits") ids.units.push_back(object.id);
    }
    return ids;
}

void prepare(const std::string& folder) {
    const auto store = open_sqlite(folder);
    REQUIRE(store.has_value());
    const auto change = (*store)->write("siti", "a world", [](Draft& draft) -> Result<void> {
        TRY(draft.put_object("dataElements", "ElemElemEl1", R"({"id":"ElemElemEl1","name":"e"})"));
        for (int i = 0; i < kUnits; ++i) {
            const std::string uid = fmt::format("UnitUnit{:03}", i);
            TRY(draft.put_object("organisationUnits", uid,
                                 fmt::format(R"({{"id":"{0}","name":"{0}"}})", uid)));
        }
        return {};
    });
    REQUIRE(change.has_value());
}

// Change `version` writes its number into every cell of one block.
std::vector<DataValue> block_of(const Ids& ids, int version) {
    std::vector<DataValue> values;
    for (const ObjectId unit : ids.units) {
        DataValue value;
        value.key.series = {ids.element, ids.combo, ids.combo};
        value.key.period = {PeriodKind::Monthly, 24'300 + version % kBlocks};
        value.key.org_unit = unit;
        value.number = version;
        values.push_back(value);
    }
    return values;
}

Result<Change> put_block(Store& store, const Ids& ids, int version) {
    return store.write("siti", "an import", [&](Draft& draft) -> Result<void> {
        TRY(draft.put_values(block_of(ids, version)));
        return {};
    });
}

// How many changes were acknowledged before the first that failed.
int write_all(const std::string& folder) {
    const auto store = open_sqlite(folder);
    if (!store) return 0;
    const auto objects = (*store)->objects();
    if (!objects || objects->size() < kUnits) return 0;
    const Ids ids = ids_of(**store);
    for (int version = 1; version <= kChanges; ++version) {
        if (!put_block(**store, ids, version)) return version - 1;
    }
    return kChanges;
}

// The version each block holds, which is the same in all its cells; 0: the block is empty.
std::vector<int> blocks_in(const Store& store) {
    std::vector<int> version(kBlocks, 0);
    std::vector<int> count(kBlocks, 0);
    const auto scanned =
        store.scan_values(0, [&](const std::vector<DataValue>& batch) -> Result<void> {
            for (const DataValue& value : batch) {
                const auto block = static_cast<std::size_t>(value.key.period.index - 24'300);
                const int number = static_cast<int>(value.number);
                if (count[block] > 0) CHECK(version[block] == number);
                version[block] = number;
                ++count[block];
            }
            return {};
        });
    CHECK(scanned.has_value());
    for (const int cells : count) CHECK((cells == 0 || cells == kUnits));
    return version;
}

// After `done` changes, each block holds the newest of them that is its own.
std::vector<int> blocks_after(int done) {
    std::vector<int> version(kBlocks, 0);
    for (int i = 1; i <= done; ++i) version[static_cast<std::size_t>(i % kBlocks)] = i;
    return version;
}

void check_recovered(const std::string& folder, int acknowledged) {
    const auto store = open_sqlite(folder);
    if (!store) FAIL(store.error().message);
    const auto found = (*store)->check();
    REQUIRE(found.has_value());
    CHECK(*found == std::vector<std::string>());
    const auto blocks = blocks_in(**store);
    const bool as_acknowledged = blocks == blocks_after(acknowledged);
    const bool one_more = blocks == blocks_after(acknowledged + 1);
    CHECK_MESSAGE((as_acknowledged || one_more), "a change is lost or there in part");
    // And it goes on working.
    CHECK(put_block(**store, ids_of(**store), 100).has_value());
}

struct Totals {
    int crashes = 0;
    int acknowledged = 0;
};

Totals crash_everywhere(const Folder& folder, ForgetfulVfs::Unsynced unsynced, std::uint64_t step,
                        std::mt19937& random) {
    Totals totals;
    for (std::uint64_t event = 1;; event += step) {
        const std::string copy = folder.copy_of("base");
        ForgetfulVfs disk;
        disk.crash_at(event);
        const int acknowledged = write_all(copy);
        if (!disk.crashed()) break;
        disk.forget(unsynced, random);
        CAPTURE(event);
        check_recovered(copy, acknowledged);
        ++totals.crashes;
        totals.acknowledged += acknowledged;
    }
    return totals;
}

}  // namespace

TEST_CASE("a power cut at any write, sync or deletion loses no acknowledged change") {
    Folder folder;
    prepare(folder.path("base"));
    const auto seed = static_cast<std::uint32_t>(std::random_device{}());
    CAPTURE(seed);
    std::mt19937 random(seed);
    const std::uint64_t step = slow() ? 1 : 3;
    const Totals lost = crash_everywhere(folder, ForgetfulVfs::Unsynced::Lost, step, random);
    const Totals torn = crash_everywhere(folder, ForgetfulVfs::Unsynced::AnySubset, step, random);
    MESSAGE(lost.crashes << " power cuts with everything unsynced lost, " << torn.crashes
                         << " with any subset of it kept and torn: "
                         << lost.acknowledged + torn.acknowledged
                         << " acknowledged changes whole, 0 partial");
    CHECK(lost.crashes > 20);
    CHECK(lost.acknowledged > 0);
}

TEST_CASE("a power cut while a folder is made leaves one that opens") {
    std::mt19937 random(7);
    int crashes = 0;
    for (std::uint64_t event = 1;; event += slow() ? 1U : 4U) {
        Folder folder;
        fs::create_directories(folder.path("new"));
        ForgetfulVfs disk;
        disk.crash_at(event);
        static_cast<void>(open_sqlite(folder.path("new")));
        if (!disk.crashed()) break;
        disk.forget(
            event % 2 == 0 ? ForgetfulVfs::Unsynced::Lost : ForgetfulVfs::Unsynced::AnySubset,
            random);
        CAPTURE(event);
        const auto store = open_sqlite(folder.path("new"));
        if (!store) FAIL(store.error().message);
        CHECK((*store)->check() == std::vector<std::string>());
        ++crashes;
    }
    CHECK(crashes > 5);
}

TEST_CASE("a disk that forgets is told from one that keeps: without sync a change is lost") {
    Folder folder;
    prepare(folder.path("base"));
    std::mt19937 random(1);
    ForgetfulVfs disk;
    {
        sqlite3* db = nullptr;
        const std::string file = folder.path("base") + "/sinergi.db";
        REQUIRE(sqlite3_open(file.c_str(), &db) == SQLITE_OK);
        REQUIRE(sqlite3_exec(db, "PRAGMA synchronous = OFF; UPDATE change_counter SET number = 77",
                             nullptr, nullptr, nullptr) == SQLITE_OK);
        disk.crash_at(1);  // Closing would write the log back.
        sqlite3_close(db);
    }
    disk.forget(ForgetfulVfs::Unsynced::Lost, random);
    const auto store = open_sqlite(folder.path("base"));
    REQUIRE(store.has_value());
    CHECK((*store)->last_change() == ChangeNumber{2});
}

TEST_CASE(
    "a disk full at any write refuses the change, says so, and takes it once there is space") {
    Folder folder;
    prepare(folder.path("base"));
    ForgetfulVfs disk;
    const auto store = open_sqlite(folder.path("base"));
    REQUIRE(store.has_value());
    const Ids ids = ids_of(**store);
    int acknowledged = 0;
    int refusals = 0;
    for (std::uint64_t write = 1; acknowledged < kChanges; ++write) {
        CAPTURE(write);
        disk.full_at(write);
        const auto change = put_block(**store, ids, acknowledged + 1);
        disk.space_returns();
        if (change) {
            ++acknowledged;
            write = 0;
        } else {
            ++refusals;
            CHECK(change.error().code == ErrorCode::Unavailable);
            CHECK(change.error().message.find("is full") != std::string::npos);
            CHECK(change.error().message.find("Free some space") != std::string::npos);
        }
        CHECK(blocks_in(**store) == blocks_after(acknowledged));
    }
    CHECK(refusals >= kChanges);
    CHECK((*store)->check() == std::vector<std::string>());
}

TEST_CASE("a disk full at any write of a backup leaves the earlier backup and the store") {
    Folder folder;
    prepare(folder.path("base"));
    ForgetfulVfs disk;
    const auto store = open_sqlite(folder.path("base"));
    REQUIRE(store.has_value());
    const std::string file = folder.path("copy.db");
    REQUIRE((*store)->backup(file).has_value());
    const auto size = fs::file_size(file);
    REQUIRE(put_block(**store, ids_of(**store), 1).has_value());
    int refusals = 0;
    for (std::uint64_t write = 1;; ++write) {
        CAPTURE(write);
        disk.full_at(write);
        const auto copied = (*store)->backup(file);
        disk.space_returns();
        if (copied) break;
        ++refusals;
        CHECK(copied.error().code == ErrorCode::Unavailable);
        CHECK(fs::file_size(file) == size);
        CHECK(std::distance(fs::directory_iterator(folder.path("")), fs::directory_iterator()) ==
              2);
    }
    CHECK(refusals > 0);
    CHECK((*store)->check() == std::vector<std::string>());
    fs::create_directories(folder.path("restored"));
    fs::copy_file(file, folder.path("restored") + "/sinergi.db");
    const auto restored = open_sqlite(folder.path("restored"));
    REQUIRE(restored.has_value());
    CHECK(blocks_in(**restored) == blocks_after(1));
}

}  // namespace sinergi::store::sqlite
