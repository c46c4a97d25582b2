// SPDX-License-Identifier: Apache-2.0
// SqliteDraft: one change being written on the writer's connection, inside its transaction.
//
// A value that changes moves its old version to data_value_history; within one change only the last
// state of a key leaves a version. A database error spoils the draft: finish() then refuses, so
// that a caller who overlooks an error cannot commit half a change.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "store/sqlite/connection.h"
#include "store/store.h"

namespace sinergi::store::sqlite {

class SqliteDraft final : public Draft {
public:
    SqliteDraft(Connection& connection, ChangeNumber number)
        : connection_(connection), number_(number) {}

    [[nodiscard]] Result<ObjectId> put_object(std::string_view collection, std::string_view uid,
                                              std::string_view json) override;
    [[nodiscard]] Result<void> remove_object(std::string_view collection,
                                             std::string_view uid) override;
    [[nodiscard]] Result<WriteCounts> put_values(std::vector<DataValue> values) override;
    [[nodiscard]] Result<WriteCounts> remove_values(std::vector<DataValueKey> keys) override;
    [[nodiscard]] Result<void> put_figure(const PublishedFigure& figure) override;
    [[nodiscard]] Result<void> put_target(const Target& target) override;
    [[nodiscard]] Result<void> put_account(const Account& account) override;
    [[nodiscard]] Result<void> put_setting(std::string_view key, std::string_view value) override;
    [[nodiscard]] Result<void> put_document(std::string_view kind, std::string_view id,
                                            std::string_view body) override;

    // Last checks before the commit. Errors: the database error that spoilt the draft; Conflict if
    // values still refer to an object that was removed.
    [[nodiscard]] Result<void> finish();

    [[nodiscard]] std::uint64_t values_written() const { return values_written_; }
    [[nodiscard]] std::uint64_t metadata_written() const { return metadata_written_; }

private:
    // What a value may refer to; the rest of the metadata is Other.
    enum class Role : std::uint8_t { None, DataElement, OptionCombo, OrgUnit, Other };
    struct Held {
        ValueState state = ValueState::Number;
        double number = 0;
        std::int64_t text = 0;
        ChangeNumber from = 0;
    };
    struct Removed {
        ObjectId id = kNoObject;
        Role role = Role::None;
        std::string name;
    };

    static Role role_of(std::string_view collection);

    template <class T>
    Result<T> keep_error(Result<T> result) {
        if (!result && !spoilt_) spoilt_ = result.error();
        return result;
    }

    Result<ObjectId> write_object(std::string_view collection, std::string_view uid,
                                  std::string_view json);
    Result<void> write_removal(ObjectId id, ChangeNumber from);
    Result<WriteCounts> write_values(const std::vector<DataValue>& values);
    Result<WriteCounts> write_removals(const std::vector<DataValueKey>& keys);

    // The statements that run once per value, looked up once per draft.
    struct ValueStatements {
        Statement *find, *insert, *update, *remove, *keep_version, *any_version, *forget_deletion,
            *close_deletion;
    };
    Result<void> prepare_values();

    Result<Role> role(ObjectId id);
    Result<void> check_key(const DataValueKey& key);
    Result<std::int64_t> intern(const std::string& text);
    Result<std::optional<Held>> find(const DataValueKey& key);
    Result<void> write_value(const DataValue& value, WriteCounts& counts);
    Result<void> write_removal(const DataValueKey& key, WriteCounts& counts);
    Result<void> keep_version(const DataValueKey& key, const Held& held);
    Result<void> close_deletion(const DataValueKey& key);
    Result<bool> any_deletion();
    Result<void> check_removed_objects();
    static Result<void> refuse(const Removed& removed);

    Connection& connection_;
    ChangeNumber number_;
    std::uint64_t values_written_ = 0;
    std::uint64_t metadata_written_ = 0;
    std::optional<Error> spoilt_;
    std::optional<bool> any_deletion_;
    std::unordered_map<ObjectId, Role> roles_;
    std::unordered_map<std::string, std::int64_t> texts_;
    std::vector<Removed> removed_;
    std::optional<ValueStatements> sql_;
};

}  // namespace sinergi::store::sqlite
