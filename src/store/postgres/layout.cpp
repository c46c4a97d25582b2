// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/layout.h"

#include <fmt/format.h>

#include "store/migrations.h"
#include "store/postgres/copy_in.h"
#include "store/sql/sql_store.h"

namespace sinergi::store::postgres {

namespace {

// "SING", as in the header of the SQLite file.
constexpr int kLockKey = 0x53494E47;

void replace_all(std::string& text, std::string_view what, std::string_view with) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at)) {
        text.replace(at, what.size(), with);
        at += with.size();
    }
}

// Texts are ordered by their bytes, as in SQLite, whatever the database's language.
std::string for_postgres(std::string_view sql) {
    std::string text(sql);
    replace_all(text, " TEXT", " TEXT COLLATE \"C\"");
    replace_all(text, "-- postgres: ", "");
    return text;
}

Result<bool> exists(Connection& db, const std::string& table) {
    return TRY(db.integer(
               fmt::format("SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() "
                           "AND tablename = '{}'",
                           table))) != 0;
}

Result<std::int64_t> version_of(Connection& db) {
    if (!TRY(exists(db, "store_layout"))) {
        if (TRY(exists(db, "change_counter")) || TRY(exists(db, "data_value"))) {
            return fail(ErrorCode::Corrupt,
                        fmt::format("PostgreSQL ({}) berisi tabel program lain dengan nama yang "
                                    "sama. Buat basis data baru untuk Sinergi.",
                                    db.name()));
        }
        TRY(
            db.execute("CREATE TABLE store_layout (version INTEGER NOT NULL); "
                       "INSERT INTO store_layout VALUES (0)"));
    }
    return db.integer("SELECT version FROM store_layout");
}

class RowCopy final : public sql::RowWriter {
public:
    RowCopy(CopyIn copy, std::vector<sql::Column> columns)
        : copy_(std::move(copy)), columns_(std::move(columns)) {}

    Result<void> put(const sql::Statement& row) override {
        copy_.row(static_cast<std::int16_t>(columns_.size()));
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            put_column(row, static_cast<int>(i), columns_[i].type);
        }
        return copy_.flush_some();
    }
    Result<void> end() override { return copy_.end(); }

private:
    void put_column(const sql::Statement& row, int column, sql::ColumnType type) {
        if (row.is_null(column)) return copy_.put_null();
        switch (type) {
            case sql::ColumnType::Small: return copy_.put_small(row.integer(column));
            case sql::ColumnType::Integer: return copy_.put_integer(row.integer(column));
            case sql::ColumnType::Big: return copy_.put_big(row.integer(column));
            case sql::ColumnType::Real: return copy_.put_real(row.real(column));
            case sql::ColumnType::Text:
            case sql::ColumnType::Bytes: return copy_.put_bytes(row.text(column));
        }
    }

    CopyIn copy_;
    std::vector<sql::Column> columns_;
};

class TableTarget final : public sql::CopyTarget {
public:
    explicit TableTarget(std::unique_ptr<Connection> db) : db_(std::move(db)) {}

    Result<std::unique_ptr<sql::RowWriter>> rows_of(const sql::Table& table) override {
        TRY(db_->execute("DELETE FROM " + table.name));  // The counter's first row.
        auto copy =
            TRY(CopyIn::begin(*db_, fmt::format("{} ({})", table.name, table.column_list())));
        return std::make_unique<RowCopy>(std::move(copy), table.columns);
    }
    Result<void> finish() override {
        TRY(db_->execute("DELETE FROM store_identity"));
        TRY(sql::identify(*db_));
        TRY(db_->execute("COMMIT"));
        TRY(db_->execute("ANALYZE"));  // Else the first queries are planned blindly.
        return unlock_layout(*db_);
    }

private:
    std::unique_ptr<Connection> db_;
};

}  // namespace

Result<void> lock_layout(Connection& db) {
    return db.execute(fmt::format("SELECT pg_advisory_lock({})", kLockKey));
}

Result<void> unlock_layout(Connection& db) {
    return db.execute(fmt::format("SELECT pg_advisory_unlock({})", kLockKey));
}

Result<void> migrate(Connection& db) {
    TRY(db.execute("BEGIN"));
    const auto version = TRY(version_of(db));
    const int newest = migrations().back().number;
    if (version > newest) {
        return fail(ErrorCode::Conflict,
                    fmt::format("PostgreSQL ({}) ditulis oleh versi program yang lebih baru "
                                "(tata letak {}, versi ini mengenal {}). Pasang versi yang baru.",
                                db.name(), version, newest));
    }
    for (const Migration& migration : migrations()) {
        if (migration.number > version) TRY(db.execute(for_postgres(migration.sql)));
    }
    TRY(db.execute(fmt::format("UPDATE store_layout SET version = {}", newest)));
    return db.execute("COMMIT");
}

Result<std::unique_ptr<sql::CopyTarget>> new_copy(const std::string& url) {
    auto db = TRY(Connection::open(url));
    TRY(lock_layout(*db));  // Until the target is closed: two moves cannot mix.
    const bool known = TRY(exists(*db, "store_layout"));
    TRY(migrate(*db));
    const bool ready =
        TRY(db->integer("SELECT COUNT(*) FROM store_identity WHERE state <> 'moving'")) != 0;
    if (known && ready) {
        return fail(ErrorCode::Conflict,
                    fmt::format("PostgreSQL ({}) sudah berisi data Sinergi; pemindahan tidak "
                                "menimpa apa pun. Buat basis data baru yang kosong.",
                                db->name()));
    }
    TRY(
        db->execute("INSERT INTO store_identity (id, identity, state) VALUES (1, '', 'moving') "
                    "ON CONFLICT (id) DO NOTHING"));
    TRY(db->execute("BEGIN"));
    return std::make_unique<TableTarget>(std::move(db));
}

}  // namespace sinergi::store::postgres
