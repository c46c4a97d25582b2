// SPDX-License-Identifier: Apache-2.0
// SqliteStore: Store in one file, FOLDER/sinergi.db.
//
// WAL with synchronous=FULL: a change that write() returned survives a power cut. One connection
// writes, under a mutex; readers have their own. `fill` must not call write() of the same store.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "store/sqlite/connection.h"
#include "store/sqlite/folder_lock.h"
#include "store/sqlite/reader_pool.h"
#include "store/store.h"

namespace sinergi::store::sqlite {

// "SING": says in the file's header whose it is.
inline constexpr std::int64_t kApplicationId = 0x53494E47;

class SqliteStore final : public Store {
public:
    [[nodiscard]] static Result<std::unique_ptr<Store>> open(const std::string& folder);

    [[nodiscard]] Result<Change> write(std::string_view actor, std::string_view reason,
                                       const std::function<Result<void>(Draft&)>& fill,
                                       bool dry_run) override;
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
    [[nodiscard]] Result<std::vector<PublishedFigure>> figures() const override;
    [[nodiscard]] Result<std::vector<Target>> targets() const override;
    [[nodiscard]] Result<std::vector<Account>> accounts() const override;
    [[nodiscard]] Result<std::optional<std::string>> setting(std::string_view key) const override;
    [[nodiscard]] Result<std::optional<std::string>> document(std::string_view kind,
                                                              std::string_view id) const override;
    [[nodiscard]] Result<void> backup(const std::string& file) const override;
    [[nodiscard]] Result<std::vector<std::string>> check() const override;

private:
    SqliteStore(FolderLock lock, std::unique_ptr<Connection> writer)
        : lock_(std::move(lock)), writer_(std::move(writer)), readers_(writer_->file()) {}

    [[nodiscard]] Result<void> put_built_in_objects();

    // The order matters: connections close before the folder is given up.
    FolderLock lock_;
    std::mutex write_mutex_;
    std::unique_ptr<Connection> writer_;  // Under write_mutex_; its file name never changes.
    mutable ReaderPool readers_;
};

}  // namespace sinergi::store::sqlite
