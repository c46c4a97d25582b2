// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/postgres_store.h"

#include <chrono>
#include <thread>

#include <fmt/format.h>
#include <poll.h>

#include "store/postgres/layout.h"
#include "store/postgres/postgres_draft.h"
#include "store/sqlite/copy_file.h"

namespace sinergi::store {

Result<std::unique_ptr<Store>> open_postgres(const std::string& url) {
    return postgres::PostgresStore::open(url);
}

}  // namespace sinergi::store

namespace sinergi::store::postgres {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Rolls back whatever was not committed.
class WriteTransaction {
public:
    explicit WriteTransaction(Connection& connection) : connection_(connection) {}
    WriteTransaction(const WriteTransaction&) = delete;
    WriteTransaction& operator=(const WriteTransaction&) = delete;
    ~WriteTransaction() { connection_.end(); }

private:
    Connection& connection_;
};

// True if something arrived before the time was up.
Result<bool> wait_readable(Connection& db, milliseconds timeout) {
    pollfd waiting{PQsocket(db.handle()), POLLIN, 0};
    const auto wait = static_cast<int>(std::max<milliseconds::rep>(timeout.count(), 0));
    if (::poll(&waiting, 1, wait) <= 0) return false;
    if (PQconsumeInput(db.handle()) == 0) return db.failure(nullptr);
    while (PGnotify* const notice = PQnotifies(db.handle())) PQfreemem(notice);
    return true;
}

}  // namespace

Result<std::unique_ptr<Store>> PostgresStore::open(const std::string& url) {
    std::unique_ptr<PostgresStore> store(new PostgresStore(url));
    const auto db = TRY(Connection::open(url));
    TRY(lock_layout(*db));
    TRY(migrate(*db));
    TRY(sql::identify(*db));
    if (TRY(store->last_change()) == 0) TRY(store->put_built_in_objects());
    TRY(unlock_layout(*db));
    return store;
}

Result<void> PostgresStore::begin() {
    if (writer_ != nullptr && writer_->execute("BEGIN")) return {};
    writer_ = TRY(Connection::open(url_));
    TRY(PostgresDraft::prepare(*writer_));
    return writer_->execute("BEGIN");
}

Result<Change> PostgresStore::write(std::string_view actor, std::string_view reason,
                                    const std::function<Result<void>(Draft&)>& fill, bool dry_run) {
    Change change = TRY(sql::begin_change(actor, reason));
    const std::lock_guard lock(write_mutex_);
    TRY(begin());
    const WriteTransaction transaction(*writer_);
    change.number = static_cast<ChangeNumber>(
        TRY(writer_->integer("UPDATE change_counter SET number = number + 1 RETURNING number")));
    PostgresDraft draft(*writer_, change.number);
    TRY(fill(draft));
    TRY(sql::finish_change(*writer_, change, draft));
    if (dry_run) {
        change.number = 0;
        return change;
    }
    TRY(writer_->execute(fmt::format("NOTIFY sinergi_change, '{}'", change.number)));
    const auto name = TRY(writer_->text("SELECT CAST(pg_current_xact_id() AS TEXT)"));
    TRY(commit(name));
    return change;
}

Result<void> PostgresStore::commit(const std::string& transaction) {
    const ResultPtr result(PQexec(writer_->handle(), "COMMIT"));
    if (PQresultStatus(result.get()) == PGRES_COMMAND_OK) {
        // A transaction in which a statement failed ends as ROLLBACK, without an error.
        if (std::string_view(PQcmdStatus(result.get())) == "COMMIT") return {};
        return fail(ErrorCode::Corrupt, writer_->name() + ": a failed change was not kept.");
    }
    if (!writer_->broken()) return writer_->failure(result.get());
    return settle(transaction);
}

// The connection broke while the commit was under way: the server knows what became of it.
Result<void> PostgresStore::settle(const std::string& transaction) {
    constexpr int kAttempts = 20;
    const auto unknown = fail(
        ErrorCode::Unavailable,
        fmt::format("PostgreSQL ({}) putus tepat saat menyimpan: perubahan ini tersimpan utuh atau "
                    "tidak sama sekali. Setelah server PostgreSQL hidup lagi, ulangi; yang sudah "
                    "tersimpan tidak berubah.",
                    writer_->name()));
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        if (attempt > 0) std::this_thread::sleep_for(milliseconds(100));
        const auto db = Connection::open(url_);
        if (!db) continue;
        const auto state =
            (*db)->text(fmt::format("SELECT COALESCE(pg_xact_status('{}'), '')", transaction));
        if (!state) continue;
        if (*state == "committed") return {};
        if (*state == "aborted") {
            return fail(ErrorCode::Unavailable,
                        fmt::format("PostgreSQL ({}) berhenti saat menyimpan; tidak ada yang "
                                    "tersimpan dari perubahan ini. Jalankan lagi.",
                                    writer_->name()));
        }
    }
    return unknown;
}

Result<ChangeNumber> PostgresStore::wait_for_change(ChangeNumber after,
                                                    milliseconds timeout) const {
    const auto until = steady_clock::now() + timeout;
    const std::lock_guard lock(listen_mutex_);
    if (listener_ == nullptr || listener_->broken()) {
        listener_.reset();
        auto fresh = TRY(Connection::open(url_));
        TRY(fresh->execute("LISTEN sinergi_change"));
        listener_ = std::move(fresh);
    }
    while (true) {
        const auto last =
            static_cast<ChangeNumber>(TRY(listener_->integer("SELECT number FROM change_counter")));
        const auto left = std::chrono::duration_cast<milliseconds>(until - steady_clock::now());
        if (last > after || left.count() <= 0) return last;
        TRY(wait_readable(*listener_, left));
    }
}

Result<void> PostgresStore::backup(const std::string& file) const {
    const auto reader = TRY(lease());
    return sqlite::replace_copy(file, "", [&](const std::string& unfinished) -> Result<void> {
        const auto copy = TRY(sqlite::new_copy(unfinished));
        TRY(sql::copy_rows(*reader, *copy, {}));
        return copy->finish();
    });
}

// The rows themselves are looked at by SqlStore; here, what the server says about its indexes.
Result<void> PostgresStore::check_medium(sql::Connection& db, sql::Findings& findings) const {
    sql::Statement& rows = *TRY(db.statement(
        "SELECT CAST(c.relname AS TEXT) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
        "WHERE NOT i.indisvalid AND c.relnamespace = "
        "(SELECT oid FROM pg_namespace WHERE nspname = current_schema())"));
    rows.bind();
    while (TRY(rows.step())) {
        findings.add("invalid index",
                     fmt::format("Index {} of {} is not valid. Run REINDEX INDEX {}.", rows.text(0),
                                 db.name(), rows.text(0)));
    }
    return {};
}

}  // namespace sinergi::store::postgres
