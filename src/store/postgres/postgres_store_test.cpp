// SPDX-License-Identifier: Apache-2.0
// What is true of the PostgreSQL store beyond the conformance test: a server that stops, several
// programs on one database, and moving there and back.
#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include <doctest/doctest.h>
#include <libpq-fe.h>
#include <unistd.h>

#include "store/postgres/server_for_tests.h"
#include "store/sql/tables.h"
#include "store/store.h"

namespace sinergi::store {
namespace {

using postgres::ServerForTests;

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
    [[nodiscard]] std::string name() const {
        return std::filesystem::path(path_).filename().string();
    }

private:
    std::string path_;
};

template <class T>
T must(Result<T> result) {
    if (!result) FAIL(result.error().message);
    return std::move(*result);
}
void must(Result<void> result) {
    if (!result) FAIL(result.error().message);
}

DataValueKey put_keys(Store& store) {
    DataValueKey key;
    must(store.write("t", "keys", [&](Draft& draft) -> Result<void> {
        key.series.data_element = TRY(draft.put_object("dataElements", "elementAAAA", "{}"));
        key.org_unit = TRY(draft.put_object("organisationUnits", "unitAAAAAAA", "{}"));
        return {};
    }));
    const auto combo = must(store.object("categoryOptionCombos", kDefaultOptionComboUid));
    key.series.category_option_combo = key.series.attribute_option_combo = combo->id;
    key.period = {PeriodKind::Monthly, 0};
    return key;
}

std::vector<DataValue> alike(const DataValueKey& first, std::int32_t count, double number) {
    std::vector<DataValue> values;
    for (std::int32_t i = 0; i < count; ++i) {
        DataValueKey key = first;
        key.period.index += i;
        values.push_back({key, ValueState::Number, number, ""});
    }
    return values;
}

Result<Change> put(Store& store, std::vector<DataValue> values) {
    return store.write("t", "t", [&](Draft& draft) -> Result<void> {
        TRY(draft.put_values(std::move(values)));
        return {};
    });
}

std::vector<DataValue> values(const Store& store) {
    std::vector<DataValue> all;
    must(store.scan_values(0, [&](const std::vector<DataValue>& batch) -> Result<void> {
        all.insert(all.end(), batch.begin(), batch.end());
        return {};
    }));
    return all;
}

// Everything of interest once: versions, deletions, texts, figures, accounts, bytes.
void fill(Store& store) {
    const DataValueKey key = put_keys(store);
    must(put(store, alike(key, 9000, 0.1)));
    auto changed = alike(key, 40, 1e300);
    changed[3].text = std::string(5000, 'x');
    changed[4].text = "\xC3\xA9 'kutip' \\ ";
    must(put(store, changed));
    must(store.write("siti", "the rest", [&](Draft& draft) -> Result<void> {
        TRY(draft.remove_values({key}));
        TRY(draft.put_figure({"K4",
                              "unitAAAAAAA",
                              "2024",
                              "SSGI",
                              "usia",
                              "survey",
                              24.4,
                              {},
                              2.0,
                              {},
                              -0.0,
                              "catatan"}));
        TRY(draft.put_target({"K4", "unitAAAAAAA", "2024", 1, 95, {}, "higher", "renstra"}));
        TRY(draft.put_account({"siti", "Siti", "$argon2id$", "unitAAAAAAA", true, false, true}));
        TRY(draft.put_setting("office", "Dinas"));
        return draft.put_document("map", "x", std::string_view("a\0b\xff", 4));
    }));
}

}  // namespace

TEST_CASE("PostgreSQL: a store moves there and back and stays the same to the last bit") {
    ServerForTests* const server = ServerForTests::get();
    if (server == nullptr) return;
    TemporaryFolder first, back;
    const std::string url = server->url(first.name());
    std::string digest, identity;
    {
        const auto store = must(open_sqlite(first.path()));
        fill(*store);
        digest = must(store->digest());
        identity = must(store->identity());
    }
    std::uint64_t told = 0;
    const auto there =
        must(move_store(first.path(), url, [&](std::string_view, std::uint64_t) { ++told; }));
    CHECK(there.digest == digest);
    CHECK(there.rows > 9000);
    CHECK(told > 0);
    {
        const auto store = must(open_postgres(url));
        CHECK(must(store->digest()) == digest);
        CHECK(must(store->identity()) != identity);
        CHECK(must(store->check()).empty());
        CHECK(values(*store).size() == 8999);
        CHECK(must(store->history(values(*store)[0].key)).size() == 2);
    }
    const auto home = must(move_store(url, back.path(), {}));
    CHECK(home.digest == digest);
    const auto store = must(open_sqlite(back.path()));
    CHECK(must(store->check()).empty());
    CHECK(must(store->digest()) == digest);
    must(put(*store, {values(*store)[0]}));
    CHECK(must(store->digest()) != digest);
}

TEST_CASE("PostgreSQL: a move overwrites nothing") {
    ServerForTests* const server = ServerForTests::get();
    if (server == nullptr) return;
    TemporaryFolder from, to;
    must(open_sqlite(from.path()));
    const std::string url = server->url(to.name());
    must(open_postgres(url));
    must(open_sqlite(to.path()));
    for (const std::string& target : {url, to.path()}) {
        const auto refused = move_store(from.path(), target, {});
        REQUIRE(!refused);
        CHECK(refused.error().code == ErrorCode::Conflict);
    }
    const auto nothing = move_store(to.path() + "/none", url, {});
    REQUIRE(!nothing);
    CHECK(nothing.error().code == ErrorCode::NotFound);
}

TEST_CASE("PostgreSQL: an interrupted move leaves what refuses to open, and can be run again") {
    ServerForTests* const server = ServerForTests::get();
    if (server == nullptr) return;
    TemporaryFolder from, to;
    const std::string url = server->url(from.name());
    fill(*must(open_sqlite(from.path())));
    const auto interrupted = [&](const std::string& source, const std::string& target) {
        const pid_t child = fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            (void)move_store(source, target, [](std::string_view table, std::uint64_t) {
                if (table == "data_value_history") _exit(7);
            });
            _exit(0);
        }
        int status = 0;
        waitpid(child, &status, 0);
        CHECK(WEXITSTATUS(status) == 7);
        const auto opened = open_store(target);
        REQUIRE(!opened);
        CHECK(opened.error().code == ErrorCode::Conflict);
        CHECK(opened.error().message.find("sinergi move") != std::string::npos);
        CHECK(move_store(source, target, {}));
        CHECK(must(must(open_store(target))->check()).empty());
    };
    interrupted(from.path(), url);
    interrupted(url, to.path());
}

TEST_CASE("PostgreSQL stopped in mid-import: the import is there whole or not at all") {
    ServerForTests* const server = ServerForTests::get();
    if (server == nullptr) return;
    TemporaryFolder folder;
    const std::string url = server->url(folder.name());
    const auto store = must(open_postgres(url));
    const DataValueKey key = put_keys(*store);
    const Change kept = must(put(*store, alike(key, 2000, 1)));
    const auto lost = store->write("t", "t", [&](Draft& draft) -> Result<void> {
        TRY(draft.put_values(alike(key, 1000, 2)));
        server->stop_at_once();
        TRY(draft.put_values(alike(key, 2000, 3)));
        return {};
    });
    REQUIRE(!lost);
    CHECK(lost.error().code == ErrorCode::Unavailable);
    CHECK(lost.error().message.find("jalankan lagi") != std::string::npos);
    const auto still_down = put(*store, alike(key, 1, 4));
    REQUIRE(!still_down);
    CHECK(still_down.error().code == ErrorCode::Unavailable);
    server->start();
    CHECK(must(store->last_change()) == kept.number);  // The same store object goes on.
    for (const DataValue& value : values(*store)) CHECK(value.number == 1);
    CHECK(must(put(*store, alike(key, 2000, 5))).number == kept.number + 1);
    CHECK(must(store->check()).empty());
}

TEST_CASE("PostgreSQL stopped at random moments keeps every answered change and no half one") {
    ServerForTests* const server = ServerForTests::get();
    if (server == nullptr) return;
    TemporaryFolder folder;
    const std::string url = server->url(folder.name());
    const auto store = must(open_postgres(url));
    const DataValueKey key = put_keys(*store);
    for (int round = 0; round < 3; ++round) {
        std::atomic<ChangeNumber> answered = must(store->last_change());
        const ChangeNumber enough = answered + 2 + static_cast<ChangeNumber>(round);
        std::thread writer([&] {
            while (true) {
                const auto number = static_cast<double>(answered + 1);
                const auto change = put(*store, alike(key, 3000, number));
                if (!change) return;
                answered = change->number;
            }
        });
        while (answered < enough) std::this_thread::yield();
        server->stop_at_once();
        writer.join();
        server->start();
        const ChangeNumber last = must(store->last_change());
        CHECK(last >= answered);
        CHECK(last <= answered + 1);
        const auto now = values(*store);
        CHECK(now.size() == 3000);
        for (const DataValue& value : now) REQUIRE(value.number == now[0].number);
        CHECK(must(store->check()).empty());
    }
}

TEST_CASE("PostgreSQL: two programs share a database; numbers follow commits; the other hears") {
    ServerForTests* const server = ServerForTests::get();
    if (server == nullptr) return;
    TemporaryFolder folder;
    const std::string url = server->url(folder.name());
    const auto one = must(open_postgres(url));
    const auto two = must(open_postgres(url));
    const DataValueKey key = put_keys(*one);
    const ChangeNumber before = must(two->last_change());
    CHECK(must(two->wait_for_change(before, std::chrono::milliseconds(1))) == before);
    ChangeNumber heard = 0;
    std::thread waiter(
        [&] { heard = two->wait_for_change(before, std::chrono::seconds(60)).value_or(0); });
    const ChangeNumber made = must(put(*one, alike(key, 3, 1))).number;
    waiter.join();
    CHECK(heard == made);
    constexpr int kWrites = 20;
    const auto write_many = [&](Store& store, double base) {
        for (int i = 0; i < kWrites; ++i) (void)put(store, alike(key, 5, base + i));
    };
    std::thread first([&] { write_many(*one, 100); }), second([&] { write_many(*two, 200); });
    first.join();
    second.join();
    CHECK(must(one->last_change()) == made + 2UL * kWrites);
    CHECK(values(*one).size() == 5);
    CHECK(must(two->check()).empty());
}

TEST_CASE("PostgreSQL: what cannot be used is refused with a sentence") {
    const auto nobody = open_postgres("postgres://127.0.0.1:1/none");
    REQUIRE(!nobody);
    CHECK(nobody.error().code == ErrorCode::Unavailable);
    CHECK(nobody.error().message.find("tidak menjawab") != std::string::npos);
    ServerForTests* const server = ServerForTests::get();
    if (server == nullptr) return;
    TemporaryFolder folder;
    const std::string url = server->url(folder.name());
    const auto run = [&](const char* sql) {
        PGconn* const db = PQconnectdb(url.c_str());
        PQclear(PQexec(db, sql));
        PQfinish(db);
    };
    SUBCASE("tables of another program") {
        run("CREATE TABLE data_value (theirs INTEGER)");
        const auto store = open_postgres(url);
        REQUIRE(!store);
        CHECK(store.error().code == ErrorCode::Corrupt);
    }
    SUBCASE("a store of a newer program") {
        must(open_postgres(url));
        run("UPDATE store_layout SET version = 9999");
        const auto store = open_postgres(url);
        REQUIRE(!store);
        CHECK(store.error().code == ErrorCode::Conflict);
    }
}

TEST_CASE("every table and column is copied and in the digest") {
    std::size_t columns = 0;
    for (const sql::Table& table : must(sql::kept_tables())) {
        CHECK(table.name != "store_identity");
        columns += table.columns.size();
    }
    CHECK(columns > 80);
}

}  // namespace sinergi::store
