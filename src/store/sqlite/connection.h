// SPDX-License-Identifier: Apache-2.0
// Connection and Statement: SQLite's C interface with ownership and Result.
//
// A connection and its statements belong to one thread at a time. SQLite's codes become our errors
// here and nowhere else: a full or failing disk is Unavailable with what to do about it.
#pragma once

#include <concepts>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <sqlite3.h>

#include "base/result.h"

namespace sinergi::store::sqlite {

// Bytes that are not text.
struct Blob {
    std::string_view bytes;
};

class Statement {
public:
    Statement(sqlite3_stmt* statement, std::string file)
        : statement_(statement), file_(std::move(file)) {}

    // Starts over with these values for ?1, ?2, ... Text must live until the last step().
    template <class... Values>
    Statement& bind(const Values&... values) {
        reset();
        bind_code_ = SQLITE_OK;
        int position = 0;
        (keep_first_error(bind_at(++position, values)), ...);
        return *this;
    }

    // True: there is a row to read.
    [[nodiscard]] Result<bool> step();
    // For statements without rows: runs to the end.
    [[nodiscard]] Result<void> run();
    void reset() { sqlite3_reset(statement_.get()); }

    [[nodiscard]] std::int64_t integer(int column) const {
        return sqlite3_column_int64(statement_.get(), column);
    }
    [[nodiscard]] std::uint64_t count(int column) const {
        return static_cast<std::uint64_t>(integer(column));
    }
    [[nodiscard]] double real(int column) const {
        return sqlite3_column_double(statement_.get(), column);
    }
    [[nodiscard]] bool is_null(int column) const {
        return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
    }
    [[nodiscard]] std::optional<double> optional_real(int column) const {
        return is_null(column) ? std::nullopt : std::optional(real(column));
    }
    [[nodiscard]] std::string text(int column) const;  // Also of a blob: its bytes.

private:
    template <std::integral Integer>
    int bind_at(int position, Integer value) {
        return sqlite3_bind_int64(statement_.get(), position, static_cast<std::int64_t>(value));
    }
    int bind_at(int position, double value) {
        return sqlite3_bind_double(statement_.get(), position, value);
    }
    int bind_at(int position, const std::optional<double>& value) {
        return value ? bind_at(position, *value) : sqlite3_bind_null(statement_.get(), position);
    }
    int bind_at(int position, std::string_view text);
    int bind_at(int position, const std::string& text) {
        return bind_at(position, std::string_view(text));
    }
    int bind_at(int position, const char* text) {
        return bind_at(position, std::string_view(text));
    }
    int bind_at(int position, std::nullptr_t) {
        return sqlite3_bind_null(statement_.get(), position);
    }
    int bind_at(int position, Blob blob);

    void keep_first_error(int code) {
        if (bind_code_ == SQLITE_OK) bind_code_ = code;
    }

    struct Finalize {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
    std::string file_;
    int bind_code_ = SQLITE_OK;
};

enum class Access : std::uint8_t { Read, ReadWrite };

class Connection {
public:
    // `file` must exist (an empty file is an empty database).
    [[nodiscard]] static Result<std::unique_ptr<Connection>> open(const std::string& file,
                                                                  Access access);

    // Runs statements that return nothing, separated by semicolons.
    [[nodiscard]] Result<void> execute(const std::string& sql);
    // Prepared once and kept; the pointer is valid as long as the connection.
    [[nodiscard]] Result<Statement*> statement(std::string_view sql);
    // The first column of the first row. Errors: Corrupt if there is no row.
    [[nodiscard]] Result<std::int64_t> integer(std::string_view sql);

    // Ends whatever was going on: statements are reset and an open transaction rolls back.
    void end();
    [[nodiscard]] bool in_transaction() const { return sqlite3_get_autocommit(db_.get()) == 0; }
    [[nodiscard]] const std::string& file() const { return file_; }

private:
    struct Close {
        void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
    };

    Connection(sqlite3* db, std::string file) : db_(db), file_(std::move(file)) {}

    std::unique_ptr<sqlite3, Close> db_;
    std::string file_;
    std::map<std::string, Statement, std::less<>> statements_;
};

}  // namespace sinergi::store::sqlite
