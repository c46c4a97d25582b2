// SPDX-License-Identifier: Apache-2.0
// SqliteStore: Store in one file, FOLDER/sinergi.db.
//
// WAL with synchronous=FULL: a change that write() returned survives a power cut. One connection
// writes, under a mutex; readers have their own. `fill` must not call write() of the same store.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

#include "store/sql/sql_store.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/folder_lock.h"
#include "store/sqlite/reader_pool.h"

namespace sinergi::store::sqlite {

// "SING": says in the file's header whose it is.
inline constexpr std::int64_t kApplicationId = 0x53494E47;

class SqliteStore final : public sql::SqlStore {
public:
    [[nodiscard]] static Result<std::unique_ptr<Store>> open(const std::string& folder);

    [[nodiscard]] Result<Change> write(std::string_view actor, std::string_view reason,
                                       const std::function<Result<void>(Draft&)>& fill,
                                       bool dry_run) override;
    [[nodiscard]] Result<void> backup(const std::string& file) const override;
    [[nodiscard]] Result<ChangeNumber> wait_for_change(
        ChangeNumber after, std::chrono::milliseconds timeout) const override;
    [[nodiscard]] Result<sql::Lease> lease() const override;

protected:
    [[nodiscard]] Result<void> check_medium(sql::Connection& db,
                                            sql::Findings& findings) const override;

private:
    SqliteStore(FolderLock lock, std::unique_ptr<Connection> writer)
        : lock_(std::move(lock)), writer_(std::move(writer)), readers_(writer_->name()) {}

    // The order matters: connections close before the folder is given up.
    FolderLock lock_;
    std::mutex write_mutex_;
    std::unique_ptr<Connection> writer_;  // Under write_mutex_; its file name never changes.
    mutable ReaderPool readers_;
    mutable std::mutex changed_mutex_;
    mutable std::condition_variable changed_;  // After each change; waits with changed_mutex_.
};

}  // namespace sinergi::store::sqlite
