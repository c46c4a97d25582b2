// SPDX-License-Identifier: Apache-2.0
// CopyIn: rows into one table by COPY in PostgreSQL's binary format, so that no number is rounded.
//
// https://www.postgresql.org/docs/15/sql-copy.html, "Binary Format".
#pragma once

#include <string>
#include <string_view>

#include "store/postgres/connection.h"

namespace sinergi::store::postgres {

class CopyIn {
public:
    // `into` is "table (column, column)".
    [[nodiscard]] static Result<CopyIn> begin(Connection& db, const std::string& into);

    // Each row says how many columns follow, in the order and of the types of `into`.
    void row(std::int16_t columns) { integer(columns, 2); }
    void put_small(std::int64_t value) { number(value, 2); }
    void put_integer(std::int64_t value) { number(value, 4); }
    void put_big(std::int64_t value) { number(value, 8); }
    void put_real(double value);
    void put_bytes(std::string_view bytes);  // Text or bytea.
    void put_null() { integer(-1, 4); }

    // Sends what has gathered once it is worth it; call after each row.
    [[nodiscard]] Result<void> flush_some();
    [[nodiscard]] Result<void> end();

private:
    explicit CopyIn(Connection& db) : db_(&db) {}
    void integer(std::int64_t value, int size);
    void number(std::int64_t value, int size) {
        integer(size, 4);
        integer(value, size);
    }

    Connection* db_;
    std::string bytes_;
};

}  // namespace sinergi::store::postgres
