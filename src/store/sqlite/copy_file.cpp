// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/copy_file.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "store/sql/sql_store.h"
#include "store/sqlite/connection.h"

namespace sinergi::store::sqlite {

namespace {

class FileRowWriter final : public sql::RowWriter {
public:
    FileRowWriter(sql::Statement& insert, const sql::Table& table)
        : insert_(insert), columns_(table.columns) {}

    Result<void> put(const sql::Statement& row) override {
        insert_.reset();
        texts_.assign(columns_.size(), {});
        for (std::size_t i = 0; i < columns_.size(); ++i) bind(row, static_cast<int>(i));
        return insert_.run();
    }
    Result<void> end() override { return {}; }

private:
    void bind(const sql::Statement& row, int column) {
        const auto at = static_cast<std::size_t>(column);
        const auto type = columns_[at].type;
        if (row.is_null(column)) {
            insert_.bind_null(column + 1);
        } else if (type == sql::ColumnType::Real) {
            insert_.bind_real(column + 1, row.real(column));
        } else if (type == sql::ColumnType::Text) {
            texts_[at] = row.text(column);
            insert_.bind_text(column + 1, texts_[at]);
        } else if (type == sql::ColumnType::Bytes) {
            texts_[at] = row.text(column);
            insert_.bind_blob(column + 1, texts_[at]);
        } else {
            insert_.bind_integer(column + 1, row.integer(column));
        }
    }

    sql::Statement& insert_;
    std::vector<sql::Column> columns_;
    std::vector<std::string> texts_;  // Bound texts live here until the step.
};

class FileTarget final : public sql::CopyTarget {
public:
    explicit FileTarget(std::unique_ptr<Connection> db) : db_(std::move(db)) {}

    Result<std::unique_ptr<sql::RowWriter>> rows_of(const sql::Table& table) override {
        TRY(db_->execute("DELETE FROM " + table.name));  // The counter's first row.
        std::string marks;
        for (std::size_t i = 1; i <= table.columns.size(); ++i) {
            marks += fmt::format("{}?{}", i == 1 ? "" : ", ", i);
        }
        sql::Statement& insert = *TRY(db_->statement(fmt::format(
            "INSERT INTO {} ({}) VALUES ({})", table.name, table.column_list(), marks)));
        return std::make_unique<FileRowWriter>(insert, table);
    }
    Result<void> finish() override {
        TRY(sql::identify(*db_));
        return db_->execute("COMMIT");
    }

private:
    std::unique_ptr<Connection> db_;
};

sql::ColumnType type_of(const std::string& declared) {
    if (declared == "SMALLINT") return sql::ColumnType::Small;
    if (declared == "BIGINT") return sql::ColumnType::Big;
    if (declared == "DOUBLE PRECISION") return sql::ColumnType::Real;
    if (declared == "TEXT") return sql::ColumnType::Text;
    if (declared == "BYTEA") return sql::ColumnType::Bytes;
    VERIFY(declared == "INTEGER");
    return sql::ColumnType::Integer;
}

}  // namespace

Result<std::unique_ptr<sql::CopyTarget>> new_copy(const std::string& file) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return fail(ErrorCode::Unavailable, fmt::format("{} cannot be created ({}).", file,
                                                        std::generic_category().message(errno)));
    }
    close(descriptor);
    auto db = TRY(Connection::open(file, Access::ReadWrite));
    TRY(migrate(*db));
    // What is half written is thrown away in any case; the whole file is synced at the end.
    TRY(db->execute("PRAGMA synchronous = OFF; PRAGMA cache_size = -65536; BEGIN"));
    return std::make_unique<FileTarget>(std::move(db));
}

}  // namespace sinergi::store::sqlite

namespace sinergi::store::sql {

Result<std::vector<Table>> kept_tables() {
    const auto db = TRY(sqlite::Connection::open(":memory:", sqlite::Access::ReadWrite));
    TRY(sqlite::migrate(*db));
    std::vector<Table> tables;
    Statement& names = *TRY(db->statement(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'store_identity' "
        "ORDER BY rowid"));
    names.bind();
    while (TRY(names.step())) tables.push_back({names.text(0), {}});
    Statement& columns =
        *TRY(db->statement("SELECT name, type FROM pragma_table_info(?1) ORDER BY cid"));
    for (Table& table : tables) {
        columns.bind(table.name);
        while (TRY(columns.step())) {
            table.columns.push_back({columns.text(0), sqlite::type_of(columns.text(1))});
        }
    }
    return tables;
}

}  // namespace sinergi::store::sql
