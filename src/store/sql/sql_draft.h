// SPDX-License-Identifier: Apache-2.0
// SqlDraft: one change being written on the writer's connection, inside its transaction; all of it
// but the data values, which each database has its own fast way for.
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

#include "store/sql/connection.h"
#include "store/store.h"

namespace sinergi::store::sql {

class SqlDraft : public Draft {
public:
    [[nodiscard]] Result<ObjectId> put_object(std::string_view collection, std::string_view uid,
                                              std::string_view json) override;
    [[nodiscard]] Result<void> remove_object(std::string_view collection,
                                             std::string_view uid) override;
    [[nodiscard]] Result<void> put_figure(const PublishedFigure& figure) override;
    [[nodiscard]] Result<void> remove_figure(const PublishedFigure& figure) override;
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

protected:
    SqlDraft(Connection& connection, ChangeNumber number)
        : connection_(connection), number_(number) {}

    template <class T>
    Result<T> keep_error(Result<T> result) {
        if (!result && !spoilt_) spoilt_ = result.error();
        return result;
    }

    // Sorts by key, keeps the last of equals. Errors: as Draft::put_values.
    [[nodiscard]] Result<void> check_values(std::vector<DataValue>& values);
    static void sort_unique(std::vector<DataValueKey>& keys);

    Connection& connection_;
    ChangeNumber number_;
    std::uint64_t values_written_ = 0;

private:
    // What a value may refer to; the rest of the metadata is Other.
    enum class Role : std::uint8_t { None, DataElement, OptionCombo, OrgUnit, Other };
    struct Removed {
        ObjectId id = kNoObject;
        Role role = Role::None;
        std::string name;
    };
    // From here on one query for all objects is cheaper than one for each.
    static constexpr std::size_t kManyValues = 256;

    static Role role_of(std::string_view collection);

    Result<ObjectId> write_object(std::string_view collection, std::string_view uid,
                                  std::string_view json);
    [[nodiscard]] Result<void> keep_figure(const PublishedFigure& figure);
    Result<void> write_removal(ObjectId id, ChangeNumber from);
    Result<void> read_roles();
    Result<Role> role(ObjectId id);
    Result<void> check_key(const DataValueKey& key);
    Result<void> check_removed_objects();
    static Result<void> refuse(const Removed& removed);

    std::uint64_t metadata_written_ = 0;
    std::optional<Error> spoilt_;
    bool all_roles_read_ = false;
    std::unordered_map<ObjectId, Role> roles_;
    std::vector<Removed> removed_;
};

}  // namespace sinergi::store::sql
