// SPDX-License-Identifier: Apache-2.0
// Connection and Statement on libpq, with ownership and Result.
//
// Rows travel in binary, so that a double arrives to the last bit. PostgreSQL's error codes become
// our errors here and nowhere else: a server that is gone is Unavailable with what to do about it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <libpq-fe.h>

#include "store/sql/connection.h"

namespace sinergi::store::postgres {

class Connection;

struct ClearResult {
    void operator()(PGresult* result) const { PQclear(result); }
};
using ResultPtr = std::unique_ptr<PGresult, ClearResult>;

class Statement final : public sql::Statement {
public:
    // `cursor`: empty, or the name of the cursor that brings the rows piece by piece.
    Statement(Connection& connection, std::string prepared, std::string cursor)
        : connection_(&connection), prepared_(std::move(prepared)), cursor_(std::move(cursor)) {}

    [[nodiscard]] Result<bool> step() override;
    [[nodiscard]] Result<void> run() override;
    void reset() override;
    // Rows the last run() wrote or removed.
    [[nodiscard]] std::uint64_t affected() const { return affected_; }

    [[nodiscard]] std::int64_t integer(int column) const override;
    [[nodiscard]] double real(int column) const override;
    [[nodiscard]] bool is_null(int column) const override;
    [[nodiscard]] std::string text(int column) const override;

    void bind_integer(int position, std::int64_t value) override;
    void bind_real(int position, double value) override;
    void bind_text(int position, std::string_view text) override;
    void bind_blob(int position, std::string_view bytes) override { bind_text(position, bytes); }
    void bind_null(int position) override;

private:
    struct Parameter {
        std::string bytes;
        bool binary = false, null = false;
    };
    Parameter& parameter(int position);
    [[nodiscard]] Result<void> start();
    [[nodiscard]] Result<void> fetch();

    Connection* connection_;
    std::string prepared_;  // Its name on the server; of a cursor the whole SELECT.
    std::string cursor_;
    std::vector<Parameter> parameters_;
    ResultPtr rows_;
    int row_ = -1;
    bool open_ = false;  // The cursor exists on the server.
    std::uint64_t affected_ = 0;
};

class Connection final : public sql::Connection {
public:
    // `url` is a libpq URL or keyword string. Errors: Unavailable if the server does not answer or
    // refuses us, with the mend.
    [[nodiscard]] static Result<std::unique_ptr<Connection>> open(const std::string& url);

    [[nodiscard]] Result<void> execute(const std::string& sql) override;
    [[nodiscard]] Result<sql::Statement*> statement(std::string_view sql) override;
    [[nodiscard]] Result<sql::Statement*> scan(std::string_view sql) override;
    [[nodiscard]] const std::string& name() const override { return name_; }

    // Runs one writing statement. Returns the rows it wrote or removed.
    [[nodiscard]] Result<std::uint64_t> change(std::string_view sql, std::int64_t first = 0);
    // The first column of the first row as text.
    [[nodiscard]] Result<std::string> text(const std::string& sql);

    // COPY ... FROM STDIN: begin, bytes as often as needed, end.
    [[nodiscard]] Result<void> begin_copy(const std::string& sql);
    [[nodiscard]] Result<void> copy_bytes(std::string_view bytes);
    [[nodiscard]] Result<void> end_copy();

    // Ends whatever was going on: an open transaction rolls back.
    void end();
    [[nodiscard]] bool broken() const { return PQstatus(db_.get()) != CONNECTION_OK; }
    [[nodiscard]] PGconn* handle() const { return db_.get(); }

    // The error of a result, or of the connection where there is none.
    [[nodiscard]] tl::unexpected<Error> failure(const PGresult* result) const;

private:
    struct Close {
        void operator()(PGconn* db) const { PQfinish(db); }
    };
    explicit Connection(PGconn* db);

    std::unique_ptr<PGconn, Close> db_;
    std::string name_;
    std::map<std::string, Statement, std::less<>> statements_, scans_;
};

}  // namespace sinergi::store::postgres
