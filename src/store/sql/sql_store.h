// SPDX-License-Identifier: Apache-2.0
// SqlStore: the part of a Store that both databases say in the same SQL. Reading, checking, the
// digest and the frame of a write are here; transactions, bulk writing and copies are not.
//
// Thread-safe: every call leases a connection of its own; writers queue.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/sql/connection.h"
#include "store/sql/sql_draft.h"
#include "store/store.h"

namespace sinergi::store::sql {

// Collects sentences; of each sort the first few, then how many more.
class Findings {
public:
    void add(const std::string& sort, std::string sentence);
    [[nodiscard]] std::vector<std::string> take() &&;

private:
    std::vector<std::string> sentences_;
    std::vector<std::string> cut_;
    std::unordered_map<std::string, std::uint64_t> count_;
};

class SqlStore : public Store {
public:
    [[nodiscard]] Result<ChangeNumber> last_change() const override;
    [[nodiscard]] Result<std::vector<Change>> changes(ChangeNumber since,
                                                      std::size_t limit) const override;
    [[nodiscard]] Result<std::vector<StoredObject>> objects() const override;
    [[nodiscard]] Result<std::optional<StoredObject>> object(std::string_view collection,
                                                             std::string_view uid) const override;
    [[nodiscard]] Result<void> scan_values(ChangeNumber as_of,
                                           const VisitValues& visit) const override;
    [[nodiscard]] Result<void> scan_changes(ChangeNumber since,
                                            const VisitVersions& visit) const override;
    [[nodiscard]] Result<std::vector<ValueVersion>> history(const DataValueKey& key) const override;
    [[nodiscard]] Result<std::vector<ValueVersion>> versions_of(ChangeNumber change) const override;
    [[nodiscard]] Result<std::vector<FigureVersion>> figure_versions_of(
        ChangeNumber change) const override;
    [[nodiscard]] Result<std::vector<PublishedFigure>> figures() const override;
    [[nodiscard]] Result<std::vector<Target>> targets() const override;
    [[nodiscard]] Result<std::vector<Account>> accounts() const override;
    [[nodiscard]] Result<std::optional<std::string>> setting(std::string_view key) const override;
    [[nodiscard]] Result<std::optional<std::string>> document(std::string_view kind,
                                                              std::string_view id) const override;
    [[nodiscard]] Result<std::vector<std::string>> check() const override;
    [[nodiscard]] Result<std::string> identity() const override;
    [[nodiscard]] Result<std::string> digest() const override;

    // A connection inside a read transaction: everything read through it is of one moment.
    [[nodiscard]] virtual Result<Lease> lease() const = 0;

protected:
    // Adds what is wrong with the file or the server's own structures.
    [[nodiscard]] virtual Result<void> check_medium(Connection& db, Findings& findings) const = 0;

    // The first change of a new store.
    [[nodiscard]] Result<void> put_built_in_objects();
};

// A change that `write` begins. Errors: InvalidArgument if actor or reason is empty.
[[nodiscard]] Result<Change> begin_change(std::string_view actor, std::string_view reason);
// The row of the change itself, with what `draft` wrote; runs the draft's last checks first.
[[nodiscard]] Result<void> finish_change(Connection& db, Change& change, SqlDraft& draft);

// Gives a new store its random name. Errors: Conflict if a move into it was never finished.
[[nodiscard]] Result<void> identify(Connection& db);

}  // namespace sinergi::store::sql
