// SPDX-License-Identifier: Apache-2.0
// Every table that is kept, for what treats them all alike: the digest, and copying one store into
// another. Read from the migrations themselves, so a new table or column cannot be forgotten.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "store/sql/connection.h"
#include "store/store.h"

namespace sinergi::store::sql {

enum class ColumnType : std::uint8_t { Small, Integer, Big, Real, Text, Bytes };

struct Column {
    std::string name;
    ColumnType type = ColumnType::Text;
};

struct Table {
    std::string name;
    std::vector<Column> columns;

    [[nodiscard]] std::string column_list() const;  // "a, b, c"
    [[nodiscard]] std::string select() const;       // "SELECT a, b, c FROM name"
};

// In an order in which rows may refer to earlier tables; without store_identity.
[[nodiscard]] Result<std::vector<Table>> kept_tables();

// 64 hexadecimal digits that do not depend on the order of rows.
[[nodiscard]] Result<std::string> digest_of(Connection& db);

// Takes the rows of one table.
class RowWriter {
public:
    virtual ~RowWriter() = default;
    // `row` has the table's columns in their order.
    [[nodiscard]] virtual Result<void> put(const Statement& row) = 0;
    [[nodiscard]] virtual Result<void> end() = 0;

protected:
    RowWriter() = default;
};

// An empty store being filled; nothing of it can be used before finish().
class CopyTarget {
public:
    virtual ~CopyTarget() = default;
    [[nodiscard]] virtual Result<std::unique_ptr<RowWriter>> rows_of(const Table& table) = 0;
    [[nodiscard]] virtual Result<void> finish() = 0;

protected:
    CopyTarget() = default;
};

// `from` is inside a read transaction. Returns how many rows there were; `to` is not finished yet.
[[nodiscard]] Result<std::uint64_t> copy_rows(Connection& from, CopyTarget& to,
                                              const MoveProgress& progress);

}  // namespace sinergi::store::sql
