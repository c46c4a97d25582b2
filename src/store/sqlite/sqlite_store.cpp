// SPDX-License-Identifier: Apache-2.0
// Opening and writing; reading is in sqlite_read.cpp.
#include "store/sqlite/sqlite_store.h"

#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "store/migrations.h"
#include "store/sqlite/copy_file.h"
#include "store/sqlite/sqlite_draft.h"

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
                                db.name()));
    }
    const auto version = TRY(db.integer("PRAGMA user_version"));
    if (version > newest) {
        return fail(ErrorCode::Conflict,
                    fmt::format("{} was written by a newer version of this program (layout {}, "
                                "this one knows {}). Install the newer version.",
                                db.name(), version, newest));
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

}  // namespace

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

Result<std::unique_ptr<Store>> SqliteStore::open(const std::string& folder) {
    std::error_code code;
    std::filesystem::create_directories(folder, code);
    if (code) return system_failure(folder, code.value());
    FolderLock lock = TRY(FolderLock::take(folder));

    const std::string file = folder + "/sinergi.db";
    if (std::filesystem::exists(file + std::string(kMovingSuffix), code)) {
        return fail(ErrorCode::Conflict,
                    fmt::format("{}: pemindahan ke sini belum selesai. Jalankan lagi 'sinergi "
                                "move'; sampai itu selesai tidak ada yang dapat memakainya.",
                                folder));
    }
    TRY(create_private_file(folder, file));
    auto writer = TRY(Connection::open(file, Access::ReadWrite));
    TRY(check_ours(*writer, migrations().back().number));
    TRY(writer->execute(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; "
        "PRAGMA journal_size_limit = 67108864; PRAGMA temp_store = MEMORY"));
    TRY(migrate(*writer));
    TRY(sql::identify(*writer));

    std::unique_ptr<SqliteStore> store(new SqliteStore(std::move(lock), std::move(writer)));
    if (TRY(store->last_change()) == 0) TRY(store->put_built_in_objects());
    return store;
}

Result<sql::Lease> SqliteStore::lease() const {
    const auto held = std::make_shared<ReaderPool::Lease>(TRY(readers_.lease()));
    return sql::Lease(held, &**held);
}

Result<Change> SqliteStore::write(std::string_view actor, std::string_view reason,
                                  const std::function<Result<void>(Draft&)>& fill, bool dry_run) {
    Change change = TRY(sql::begin_change(actor, reason));
    {
        const std::lock_guard lock(write_mutex_);
        WriteTransaction transaction(*writer_);
        TRY(transaction.begin());
        TRY(writer_->execute("UPDATE change_counter SET number = number + 1"));
        change.number =
            static_cast<ChangeNumber>(TRY(writer_->integer("SELECT number FROM change_counter")));
        SqliteDraft draft(*writer_, change.number);
        TRY(fill(draft));
        TRY(sql::finish_change(*writer_, change, draft));
        if (dry_run) {
            change.number = 0;
            return change;
        }
        TRY(transaction.commit());
    }
    const std::lock_guard lock(changed_mutex_);
    changed_.notify_all();
    return change;
}

Result<ChangeNumber> SqliteStore::wait_for_change(ChangeNumber after,
                                                  std::chrono::milliseconds timeout) const {
    const auto until = std::chrono::steady_clock::now() + timeout;
    std::unique_lock lock(changed_mutex_);
    while (true) {
        const ChangeNumber last = TRY(last_change());
        if (last > after) return last;
        if (changed_.wait_until(lock, until) == std::cv_status::timeout) return last_change();
    }
}

}  // namespace sinergi::store::sqlite
