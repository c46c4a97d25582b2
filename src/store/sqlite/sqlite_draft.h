// SPDX-License-Identifier: Apache-2.0
// SqliteDraft: a change on SQLite. Values are written one by one in key order.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "store/sql/sql_draft.h"
#include "store/sqlite/connection.h"

namespace sinergi::store::sqlite {

class SqliteDraft final : public sql::SqlDraft {
public:
    SqliteDraft(Connection& connection, ChangeNumber number) : SqlDraft(connection, number) {}

    [[nodiscard]] Result<WriteCounts> put_values(std::vector<DataValue> values) override;
    [[nodiscard]] Result<WriteCounts> remove_values(std::vector<DataValueKey> keys) override;

private:
    struct Held {
        ValueState state = ValueState::Number;
        double number = 0;
        std::int64_t text = 0;
        ChangeNumber from = 0;
    };
    // The statements that run once per value, looked up once per draft.
    struct ValueStatements {
        sql::Statement *find, *insert, *update, *remove, *keep_version, *any_version,
            *forget_deletion, *close_deletion;
    };

    Result<WriteCounts> write_values(const std::vector<DataValue>& values);
    Result<WriteCounts> write_removals(const std::vector<DataValueKey>& keys);
    Result<void> prepare_values();
    Result<std::int64_t> intern(const std::string& text);
    Result<std::optional<Held>> find(const DataValueKey& key);
    Result<void> write_value(const DataValue& value, WriteCounts& counts);
    Result<void> write_removal(const DataValueKey& key, WriteCounts& counts);
    Result<void> keep_version(const DataValueKey& key, const Held& held);
    Result<void> close_deletion(const DataValueKey& key);
    Result<bool> any_deletion();

    std::optional<bool> any_deletion_;
    std::unordered_map<std::string, std::int64_t> texts_;
    std::optional<ValueStatements> sql_;
};

}  // namespace sinergi::store::sqlite
