// SPDX-License-Identifier: Apache-2.0
// What is true of the SQLite store beyond the conformance test: crashes, full disks, foreign files,
// and that check() sees damage.
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/migrations.h"
#include "store/store.h"

namespace sinergi::store {
namespace {

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
    [[nodiscard]] std::string file() const { return path_ + "/sinergi.db"; }

private:
    std::string path_;
};

std::unique_ptr<Store> open(const std::string& folder) {
    auto store = open_sqlite(folder);
    if (!store) FAIL(store.error().message);
    return std::move(*store);
}

// Runs SQL on a store that nobody has open.
void damage(const std::string& file, const std::string& sql) {
    sqlite3* db = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &db) == SQLITE_OK);
    CHECK(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(db);
}

Result<DataValueKey> put_keys(Store& store) {
    DataValueKey key;
    TRY(store.write("t", "keys", [&](Draft& draft) -> Result<void> {
        key.series.data_element = TRY(draft.put_object("dataElements", "elementAAAA", "{}"));
        key.org_unit = TRY(draft.put_object("organisationUnits", "unitAAAAAAA", "{}"));
        return {};
    }));
    const auto combo = TRY(store.object("categoryOptionCombos", kDefaultOptionComboUid));
    key.series.category_option_combo = key.series.attribute_option_combo = combo->id;
    key.period = {PeriodKind::Monthly, 0};
    return key;
}

// `count` values, all of them `number`.
std::vector<DataValue> alike(const DataValueKey& first, std::int32_t count, double number) {
    std::vector<DataValue> values;
    for (std::int32_t i = 0; i < count; ++i) {
        DataValueKey key = first;
        key.period.index += i;
        values.push_back({key, ValueState::Number, number, ""});
    }
    return values;
}

}  // namespace

TEST_CASE("a second process is refused and told whom to stop") {
    TemporaryFolder folder;
    const auto store = open(folder.path());
    const std::string owner = fmt::format("process {}.", getpid());
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        const auto second = open_sqlite(folder.path());
        const bool right = !second && second.error().code == ErrorCode::Unavailable &&
                           second.error().message.find(owner) != std::string::npos;
        _exit(right ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("a disk that takes no more bytes fails the change, says so, and loses nothing") {
    TemporaryFolder folder;
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        // Exit codes name the step that went wrong.
        auto store = open_sqlite(folder.path());
        if (!store) _exit(1);
        const auto key = put_keys(**store);
        if (!key) _exit(2);
        const auto put = [&](std::int32_t count, double number) {
            return (*store)->write("t", "t", [&](Draft& draft) -> Result<void> {
                TRY(draft.put_values(alike(*key, count, number)));
                return {};
            });
        };
        const auto first = put(10, 1);
        if (!first) _exit(3);
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit limit{};
        getrlimit(RLIMIT_FSIZE, &limit);
        const rlim_t before = limit.rlim_cur;
        limit.rlim_cur = 256UL * 1024;
        setrlimit(RLIMIT_FSIZE, &limit);
        const auto refused = put(50'000, 2);
        if (refused || refused.error().code != ErrorCode::Unavailable) _exit(4);
        if (refused.error().message.find("nothing of this change was saved") == std::string::npos) {
            _exit(5);
        }
        if ((*store)->last_change().value_or(0) != first->number) _exit(6);
        limit.rlim_cur = before;
        setrlimit(RLIMIT_FSIZE, &limit);
        const auto again = put(50'000, 3);
        if (!again || again->number != first->number + 1) _exit(7);
        if (!(*store)->check().value().empty()) _exit(8);
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
    CHECK(open(folder.path())->check().value().empty());
}

TEST_CASE("a file that is not ours is refused and left as it was") {
    SUBCASE("text") {
        TemporaryFolder folder;
        std::ofstream(folder.file()) << std::string(5000, 'x');
        const auto store = open_sqlite(folder.path());
        REQUIRE(!store);
        CHECK(store.error().code == ErrorCode::Corrupt);
        CHECK(std::filesystem::file_size(folder.file()) == 5000);
    }
    SUBCASE("a database of another program") {
        TemporaryFolder folder;
        damage(folder.file(), "CREATE TABLE theirs (x)");
        const auto store = open_sqlite(folder.path());
        REQUIRE(!store);
        CHECK(store.error().code == ErrorCode::Corrupt);
        damage(folder.file(), "INSERT INTO theirs VALUES (1)");
    }
    SUBCASE("a store of a newer program") {
        TemporaryFolder folder;
        open(folder.path());
        damage(folder.file(), "PRAGMA user_version = 9999");
        const auto store = open_sqlite(folder.path());
        REQUIRE(!store);
        CHECK(store.error().code == ErrorCode::Conflict);
    }
    SUBCASE("a folder that cannot be made") {
        TemporaryFolder folder;
        std::ofstream(folder.path() + "/file") << "x";
        const auto store = open_sqlite(folder.path() + "/file/data");
        REQUIRE(!store);
        CHECK(store.error().code == ErrorCode::Unavailable);
    }
}

TEST_CASE("only the owner may read a data folder's files and its backups") {
    TemporaryFolder folder;
    const auto store = open(folder.path());
    CHECK(store->backup(folder.path() + "/copy.db"));
    using std::filesystem::perms;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
        CAPTURE(entry.path().string());
        const perms others = perms::group_all | perms::others_all;
        CHECK((entry.status().permissions() & others) == perms::none);
        CHECK(entry.path().string().find("unfinished") == std::string::npos);
    }
}

TEST_CASE("a backup replaces neither the store itself nor a file that is no backup") {
    TemporaryFolder folder;
    const auto store = open(folder.path());
    const std::string sheet = folder.path() + "/report.xlsx";
    std::ofstream(sheet) << "not a database";
    const auto over_sheet = store->backup(sheet);
    REQUIRE(!over_sheet);
    CHECK(over_sheet.error().code == ErrorCode::Conflict);
    CHECK(std::filesystem::file_size(sheet) == 14);
    const auto over_itself = store->backup(folder.path() + "/./sinergi.db");
    REQUIRE(!over_itself);
    CHECK(over_itself.error().code == ErrorCode::InvalidArgument);
    CHECK(store->check().value().empty());
}

TEST_CASE("check names what is wrong with a damaged store") {
    const auto findings_after = [](const std::string& sql) {
        TemporaryFolder folder;
        {
            const auto store = open(folder.path());
            const auto key = put_keys(*store);
            REQUIRE(key);
            for (const double number : {1.0, 2.0}) {
                CHECK(store->write("t", "t", [&](Draft& draft) -> Result<void> {
                    TRY(draft.put_values(alike(*key, 20, number)));
                    return {};
                }));
            }
        }
        damage(folder.file(), sql);
        std::string all;
        const std::vector<std::string> sentences = open(folder.path())->check().value();
        for (const std::string& sentence : sentences) all += sentence + "\n";
        return all;
    };
    const auto finds = [&](const std::string& sql, const std::string& part) {
        CAPTURE(sql);
        const std::string all = findings_after(sql);
        CAPTURE(all);
        CHECK(all.find(part) != std::string::npos);
    };
    CHECK(findings_after("SELECT 1").empty());
    finds("UPDATE change_counter SET number = 9", "counter says that 9 is the last change");
    finds("UPDATE object SET json = NULL WHERE uid = 'unitAAAAAAA'",
          "refers to an object of organisationUnits that does not exist");
    finds("UPDATE object SET json = NULL WHERE uid = 'unitAAAAAAA'", "In all 20 findings");
    finds("UPDATE data_value_history SET change_to = 5 WHERE period_index = 3",
          "data element elementAAAA");
    finds("UPDATE data_value SET change_from = 3 WHERE period_index = 3",
          "two versions that hold at change 3");
    finds("UPDATE data_value SET text = 77 WHERE period_index = 3", "text 77");
    finds("UPDATE data_value SET state = 9 WHERE period_index = 3", "a state");
    finds("UPDATE data_value SET state = 1 WHERE period_index = 3", "impossible number");
    finds("UPDATE data_value SET change_from = 77 WHERE period_index = 3", "changes 77 to 0");
    finds("DELETE FROM change WHERE number = 2", "only 3 are recorded");
}

TEST_CASE("migrations are numbered without a gap and named after their files") {
    int expected = 0;
    for (const Migration& migration : migrations()) {
        CHECK(migration.number == ++expected);
        CHECK(migration.name.substr(0, 5) == fmt::format("{:04}_", expected));
        CHECK(migration.sql.find('\n') != std::string_view::npos);
    }
    CHECK(expected >= 1);
}

}  // namespace sinergi::store
