// SPDX-License-Identifier: Apache-2.0
// Connection and Statement: SQLite's C interface with ownership and Result.
//
// A connection and its statements belong to one thread at a time. SQLite's codes become our errors
// here and nowhere else: a full or failing disk is Unavailable with what to do about it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include <sqlite3.h>

#include "store/sql/connection.h"

namespace sinergi::store::sqlite {

class Statement final : public sql::Statement {
public:
    Statement(sqlite3_stmt* statement, std::string file)
        : statement_(statement), file_(std::move(file)) {}

    [[nodiscard]] Result<bool> step() override;
    [[nodiscard]] Result<void> run() override;
    void reset() override {
        sqlite3_reset(statement_.get());
        bind_code_ = SQLITE_OK;
    }

    [[nodiscard]] std::int64_t integer(int column) const override {
        return sqlite3_column_int64(statement_.get(), column);
    }
    [[nodiscard]] double real(int column) const override {
        return sqlite3_column_double(statement_.get(), column);
    }
    [[nodiscard]] bool is_null(int column) const override {
        return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
    }
    [[nodiscard]] std::string text(int column) const override;

    void bind_integer(int position, std::int64_t value) override {
        keep_first_error(sqlite3_bind_int64(statement_.get(), position, value));
    }
    void bind_real(int position, double value) override {
        keep_first_error(sqlite3_bind_double(statement_.get(), position, value));
    }
    void bind_text(int position, std::string_view text) override;
    void bind_blob(int position, std::string_view bytes) override;
    void bind_null(int position) override {
        keep_first_error(sqlite3_bind_null(statement_.get(), position));
    }

private:
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

class Connection final : public sql::Connection {
public:
    // `file` must exist (an empty file is an empty database).
    [[nodiscard]] static Result<std::unique_ptr<Connection>> open(const std::string& file,
                                                                  Access access);

    [[nodiscard]] Result<void> execute(const std::string& sql) override;
    [[nodiscard]] Result<sql::Statement*> statement(std::string_view sql) override;
    // SQLite hands out rows one by one in any case.
    [[nodiscard]] Result<sql::Statement*> scan(std::string_view sql) override {
        return statement(sql);
    }
    [[nodiscard]] const std::string& name() const override { return file_; }

    // Ends whatever was going on: statements are reset and an open transaction rolls back.
    void end();
    [[nodiscard]] bool in_transaction() const { return sqlite3_get_autocommit(db_.get()) == 0; }

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
