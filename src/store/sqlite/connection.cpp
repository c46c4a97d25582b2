// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/connection.h"

#include <fmt/format.h>

namespace sinergi::store::sqlite {

namespace {

Error describe(int code, const std::string& file, const char* message) {
    switch (code & 0xFF) {
        case SQLITE_FULL:
            return {ErrorCode::Unavailable,
                    fmt::format("The disk that holds {} is full; nothing of this change was "
                                "saved. Free some space there and repeat it.",
                                file)};
        case SQLITE_IOERR:
            return {ErrorCode::Unavailable,
                    fmt::format("The disk that holds {} refused to read or write ({}); nothing of "
                                "this change was saved. Check that the disk is connected, has "
                                "free space and is sound, then repeat it.",
                                file, message)};
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {ErrorCode::Unavailable,
                    fmt::format("Another program keeps {} locked; nothing was saved. Close it and "
                                "try again.",
                                file)};
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH:
        case SQLITE_CANTOPEN:
            return {ErrorCode::Unavailable,
                    fmt::format("{} cannot be opened for writing ({}). Check who owns the folder "
                                "and its permissions.",
                                file, message)};
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return {ErrorCode::Corrupt,
                    fmt::format("{} is damaged or not a database ({}). Restore the last backup.",
                                file, message)};
        case SQLITE_NOMEM:
            return {ErrorCode::Unavailable,
                    fmt::format("Memory ran out while using {}; nothing was saved.", file)};
        case SQLITE_TOOBIG:
            return {ErrorCode::TooLarge,
                    fmt::format("A text for {} is longer than 1,000,000,000 bytes.", file)};
        default: return {ErrorCode::Corrupt, fmt::format("{}: {}", file, message)};
    }
}

tl::unexpected<Error> failure(sqlite3* db, int code, const std::string& file) {
    return tl::unexpected(
        describe(code, file, db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code)));
}

}  // namespace

void Statement::bind_text(int position, std::string_view text) {
    // An empty view may point nowhere, which SQLite would take for null.
    const char* bytes = text.empty() ? "" : text.data();
    keep_first_error(sqlite3_bind_text64(statement_.get(), position, bytes, text.size(),
                                         SQLITE_STATIC, SQLITE_UTF8));
}

void Statement::bind_blob(int position, std::string_view bytes) {
    const char* data = bytes.empty() ? "" : bytes.data();
    keep_first_error(
        sqlite3_bind_blob64(statement_.get(), position, data, bytes.size(), SQLITE_STATIC));
}

Result<bool> Statement::step() {
    sqlite3* db = sqlite3_db_handle(statement_.get());
    if (bind_code_ != SQLITE_OK) return failure(nullptr, bind_code_, file_);
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return failure(db, sqlite3_extended_errcode(db), file_);
}

Result<void> Statement::run() {
    while (TRY(step())) {
    }
    reset();
    return {};
}

std::string Statement::text(int column) const {
    const void* bytes = sqlite3_column_blob(statement_.get(), column);
    const int size = sqlite3_column_bytes(statement_.get(), column);
    if (bytes == nullptr || size <= 0) return {};
    return {static_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

Result<std::unique_ptr<Connection>> Connection::open(const std::string& file, Access access) {
    const int mode = access == Access::Read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    sqlite3* db = nullptr;
    const int code = sqlite3_open_v2(file.c_str(), &db, mode | SQLITE_OPEN_NOMUTEX, nullptr);
    std::unique_ptr<Connection> connection(new Connection(db, file));
    if (code != SQLITE_OK) return failure(db, code, file);
    sqlite3_extended_result_codes(db, 1);
    sqlite3_busy_timeout(db, 10'000);
    TRY(connection->execute("PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF"));
    return connection;
}

Result<void> Connection::execute(const std::string& sql) {
    const int code = sqlite3_exec(db_.get(), sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return failure(db_.get(), sqlite3_extended_errcode(db_.get()), file_);
    return {};
}

Result<sql::Statement*> Connection::statement(std::string_view sql) {
    if (const auto known = statements_.find(sql); known != statements_.end()) {
        known->second.reset();
        return &known->second;
    }
    sqlite3_stmt* prepared = nullptr;
    const int code = sqlite3_prepare_v3(db_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
    if (code != SQLITE_OK) return failure(db_.get(), code, file_);
    return &statements_.try_emplace(std::string(sql), prepared, file_).first->second;
}

void Connection::end() {
    for (auto& [sql, statement] : statements_) statement.reset();
    if (in_transaction()) sqlite3_exec(db_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

}  // namespace sinergi::store::sqlite
