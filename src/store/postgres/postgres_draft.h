// SPDX-License-Identifier: Apache-2.0
// PostgresDraft: a change on PostgreSQL. Values are copied into a temporary table and written by a
// handful of statements over the whole set.
#pragma once

#include <string>
#include <vector>

#include "store/postgres/connection.h"
#include "store/sql/sql_draft.h"

namespace sinergi::store::postgres {

class PostgresDraft final : public sql::SqlDraft {
public:
    PostgresDraft(Connection& connection, ChangeNumber number)
        : SqlDraft(connection, number), db_(connection) {}

    // The temporary tables a connection needs before it can write.
    [[nodiscard]] static Result<void> prepare(Connection& connection);

    [[nodiscard]] Result<WriteCounts> put_values(std::vector<DataValue> values) override;
    [[nodiscard]] Result<WriteCounts> remove_values(std::vector<DataValueKey> keys) override;

private:
    Result<WriteCounts> write_values(const std::vector<DataValue>& values);
    Result<WriteCounts> write_removals(const std::vector<DataValueKey>& keys);
    Result<void> send(const std::vector<DataValue>& values);
    Result<void> intern_texts();
    Result<std::uint64_t> run(std::string_view sql);

    Connection& db_;
    bool used_ = false;  // The temporary tables hold rows of this change.
};

}  // namespace sinergi::store::postgres
