// SPDX-License-Identifier: Apache-2.0
// Opening and writing; reading is in sqlite_read.cpp.
#include "store/sqlite/sqlite_store.h"

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "store/migrations.h"
#include "store/sqlite/draft.h"

namespace sinergi::store {

Result<std::unique_ptr<Store>> open_sqlite(const std::string& folder) {
    return sqlite::SqliteStore::open(folder);
}

}  // namespace sinergi::store

namespace sinergi::store::sqlite {

namespace {

// Rolls back unless commit() was called and succeeded.
class WriteTransaction {
public:
    explicit WriteTransaction(Connection& connection) : connection_(connection) {}
    WriteTransaction(const WriteTransaction&) = delete;
    WriteTransaction& operator=(const WriteTransaction&) = delete;
    ~WriteTransaction() { connection_.end(); }

    [[nodiscard]] Result<void> begin() { return connection_.execute("BEGIN IMMEDIATE"); }
    [[nodiscard]] Result<void> commit() { return connection_.execute("COMMIT"); }

private:
    Connection& connection_;
};

std::string utc_now() {
    using std::chrono::floor;
    const auto now = floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const auto day = floor<std::chrono::days>(now);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(now - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       time.hours().count(), time.minutes().count(), time.seconds().count());
}

tl::unexpected<Error> system_failure(const std::string& path, int code) {
    return fail(ErrorCode::Unavailable,
                fmt::format("{} cannot be created or written ({}). Check that the folder exists, "
                            "who owns it and that the disk has free space.",
                            path, std::generic_category().message(code)));
}

// Only the owner may read what holds password hashes. The new name is on disk before we go on.
Result<void> create_private_file(const std::string& folder, const std::string& file) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) return system_failure(file, errno);
    close(descriptor);
    const int directory = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) return system_failure(folder, errno);
    const int synced = fsync(directory);
    const int code = errno;
    close(directory);
    if (synced != 0) return system_failure(folder, code);
    return {};
}

Result<void> check_ours(Connection& db, int newest) {
    const auto application = TRY(db.integer("PRAGMA application_id"));
    const auto tables = TRY(db.integer("SELECT COUNT(*) FROM sqlite_master"));
    if (application != kApplicationId && (application != 0 || tables != 0)) {
        return fail(ErrorCode::Corrupt,
                    fmt::format("{} is a database of another program, not of Sinergi. Give "
                                "another folder.",
                                db.file()));
    }
    const auto version = TRY(db.integer("PRAGMA user_version"));
    if (version > newest) {
        return fail(ErrorCode::Conflict,
                    fmt::format("{} was written by a newer version of this program (layout {}, "
                                "this one knows {}). Install the newer version.",
                                db.file(), version, newest));
    }
    return {};
}

std::string for_sqlite(std::string_view sql) {
    constexpr std::string_view kMarker = "-- sqlite: ";
    std::string text(sql);
    for (auto at = text.find(kMarker); at != std::string::npos; at = text.find(kMarker, at)) {
        text.erase(at, kMarker.size());
    }
    return text;
}

Result<void> migrate(Connection& db) {
    const auto version = TRY(db.integer("PRAGMA user_version"));
    for (const Migration& migration : migrations()) {
        if (migration.number <= version) continue;
        WriteTransaction transaction(db);
        TRY(transaction.begin());
        TRY(db.execute(for_sqlite(migration.sql)));
        TRY(db.execute(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}",
                                   kApplicationId, migration.number)));
        TRY(transaction.commit());
    }
    return {};
}

}  // namespace

Result<std::unique_ptr<Store>> SqliteStore::open(const std::string& folder) {
    std::error_code code;
    std::filesystem::create_directories(folder, code);
    if (code) return system_failure(folder, code.value());
    FolderLock lock = TRY(FolderLock::take(folder));

    const std::string file = folder + "/sinergi.db";
    TRY(create_private_file(folder, file));
    auto writer = TRY(Connection::open(file, Access::ReadWrite));
    TRY(check_ours(*writer, migrations().back().number));
    TRY(writer->execute(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; "
        "PRAGMA journal_size_limit = 67108864; PRAGMA temp_store = MEMORY"));
    TRY(migrate(*writer));

    std::unique_ptr<SqliteStore> store(new SqliteStore(std::move(lock), std::move(writer)));
    if (TRY(store->last_change()) == 0) TRY(store->put_built_in_objects());
    return store;
}

Result<void> SqliteStore::put_built_in_objects() {
    struct BuiltIn {
        std::string_view collection, uid;
        std::string json;
    };
    const auto head = [](std::string_view uid) {
        return fmt::format(R"({{"id":"{}","code":"default","name":"default",)", uid);
    };
    const auto reference = [](std::string_view uid) {
        return fmt::format(R"({{"id":"{}"}})", uid);
    };
    const std::string option = reference(kDefaultCategoryOptionUid);
    const BuiltIn objects[] = {
        {"categoryOptions", kDefaultCategoryOptionUid,
         head(kDefaultCategoryOptionUid) + R"("shortName":"default"})"},
        {"categories", kDefaultCategoryUid,
         head(kDefaultCategoryUid) +
             R"("shortName":"default","dataDimensionType":"DISAGGREGATION","categoryOptions":[)" +
             option + "]}"},
        {"categoryCombos", kDefaultCategoryComboUid,
         head(kDefaultCategoryComboUid) +
             R"("dataDimensionType":"DISAGGREGATION","skipTotal":false,"categories":[)" +
             reference(kDefaultCategoryUid) + R"(],"categoryOptionCombos":[)" +
             reference(kDefaultOptionComboUid) + "]}"},
        {"categoryOptionCombos", kDefaultOptionComboUid,
         head(kDefaultOptionComboUid) + R"("categoryCombo":)" +
             reference(kDefaultCategoryComboUid) + R"(,"categoryOptions":[)" + option + "]}"},
    };
    TRY(write(
        "sinergi", "new data folder",
        [&](Draft& draft) -> Result<void> {
            for (const BuiltIn& object : objects) {
                TRY(draft.put_object(object.collection, object.uid, object.json));
            }
            return {};
        },
        false));
    return {};
}

Result<Change> SqliteStore::write(std::string_view actor, std::string_view reason,
                                  const std::function<Result<void>(Draft&)>& fill, bool dry_run) {
    if (actor.empty())
        return fail(ErrorCode::InvalidArgument, "A change needs to say who made it.");
    if (reason.empty()) {
        return fail(ErrorCode::InvalidArgument, "A change needs to say why it is made.");
    }
    const std::lock_guard lock(write_mutex_);
    WriteTransaction transaction(*writer_);
    TRY(transaction.begin());
    TRY(writer_->execute("UPDATE change_counter SET number = number + 1"));
    Change change;
    change.number =
        static_cast<ChangeNumber>(TRY(writer_->integer("SELECT number FROM change_counter")));
    change.actor = actor;
    change.reason = reason;
    change.time = utc_now();

    SqliteDraft draft(*writer_, change.number);
    TRY(fill(draft));
    TRY(draft.finish());
    change.values_written = draft.values_written();
    change.metadata_written = draft.metadata_written();
    Statement& insert = *TRY(writer_->statement(
        "INSERT INTO change (number, actor, reason, time, values_written, metadata_written) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6)"));
    insert.bind(change.number, change.actor, change.reason, change.time, change.values_written,
                change.metadata_written);
    TRY(insert.run());

    if (dry_run) {
        change.number = 0;
        return change;
    }
    TRY(transaction.commit());
    return change;
}

}  // namespace sinergi::store::sqlite
