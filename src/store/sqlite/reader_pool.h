// SPDX-License-Identifier: Apache-2.0
// ReaderPool: read-only connections, one per reader at work.
//
// Thread-safe. In WAL mode a reader sees the last commit before its transaction began and waits for
// nobody; a connection goes back to the pool when its Lease ends.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "store/sqlite/connection.h"

namespace sinergi::store::sqlite {

class ReaderPool {
public:
    explicit ReaderPool(std::string file) : file_(std::move(file)) {}

    // A connection inside a read transaction: everything read through it is of one moment.
    class Lease {
    public:
        Lease(ReaderPool& pool, std::unique_ptr<Connection> connection)
            : pool_(&pool), connection_(std::move(connection)) {}
        Lease(Lease&& other) noexcept = default;
        Lease& operator=(Lease&&) = delete;
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        ~Lease() {
            if (connection_) pool_->give_back(std::move(connection_));
        }

        [[nodiscard]] Connection* operator->() const { return connection_.get(); }
        [[nodiscard]] Connection& operator*() const { return *connection_; }

    private:
        ReaderPool* pool_;
        std::unique_ptr<Connection> connection_;
    };

    [[nodiscard]] Result<Lease> lease();

private:
    static constexpr std::size_t kIdleMax = 8;

    void give_back(std::unique_ptr<Connection> connection);

    std::string file_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Connection>> idle_;  // Under mutex_.
};

}  // namespace sinergi::store::sqlite
