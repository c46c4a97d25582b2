// SPDX-License-Identifier: Apache-2.0
// PostgresStore: Store in a PostgreSQL database that several servers share.
//
// Every write locks the one row of change_counter until it commits, so that the order of numbers is
// the order of commits, whichever server writes; the commit notifies those who wait. Connections
// are opened again after PostgreSQL was restarted. `fill` must not call write() of the same store.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "store/postgres/connection.h"
#include "store/postgres/reader_pool.h"
#include "store/sql/sql_store.h"

namespace sinergi::store::postgres {

class PostgresStore final : public sql::SqlStore {
public:
    [[nodiscard]] static Result<std::unique_ptr<Store>> open(const std::string& url);

    [[nodiscard]] Result<Change> write(std::string_view actor, std::string_view reason,
                                       const std::function<Result<void>(Draft&)>& fill,
                                       bool dry_run) override;
    [[nodiscard]] Result<ChangeNumber> wait_for_change(
        ChangeNumber after, std::chrono::milliseconds timeout) const override;
    [[nodiscard]] Result<void> backup(const std::string& file) const override;
    [[nodiscard]] Result<sql::Lease> lease() const override { return readers_.lease(); }

protected:
    [[nodiscard]] Result<void> check_medium(sql::Connection& db,
                                            sql::Findings& findings) const override;

private:
    explicit PostgresStore(std::string url) : url_(std::move(url)), readers_(url_) {}

    // A writer inside a transaction.
    [[nodiscard]] Result<void> begin();
    // Errors: Unavailable if PostgreSQL was lost and it cannot be told whether the change was kept.
    [[nodiscard]] Result<void> commit(const std::string& transaction);
    [[nodiscard]] Result<void> settle(const std::string& transaction);

    std::string url_;
    mutable ReaderPool readers_;
    std::mutex write_mutex_;
    std::unique_ptr<Connection> writer_;  // Under write_mutex_.
    mutable std::mutex listen_mutex_;
    mutable std::unique_ptr<Connection> listener_;  // Under listen_mutex_.
};

}  // namespace sinergi::store::postgres
