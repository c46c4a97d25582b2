// SPDX-License-Identifier: Apache-2.0
// ReaderPool: connections for reading, one per reader at work.
//
// Thread-safe. A lease sees the last commit before its first query, whatever commits meanwhile. A
// connection that did not survive a restart of PostgreSQL is replaced by the next lease.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "store/postgres/connection.h"

namespace sinergi::store::postgres {

class ReaderPool {
public:
    explicit ReaderPool(std::string url) : url_(std::move(url)) {}

    // Errors: those of Connection::open.
    [[nodiscard]] Result<sql::Lease> lease();

private:
    static constexpr std::size_t kIdleMax = 8;

    [[nodiscard]] std::unique_ptr<Connection> take_idle();
    void give_back(std::unique_ptr<Connection> connection);

    std::string url_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Connection>> idle_;  // Under mutex_.
};

}  // namespace sinergi::store::postgres
