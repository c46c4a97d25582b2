// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/reader_pool.h"

namespace sinergi::store::sqlite {

Result<ReaderPool::Lease> ReaderPool::lease() {
    std::unique_ptr<Connection> connection;
    {
        const std::lock_guard lock(mutex_);
        if (!idle_.empty()) {
            connection = std::move(idle_.back());
            idle_.pop_back();
        }
    }
    if (!connection) connection = TRY(Connection::open(file_, Access::Read));
    TRY(TRY(connection->statement("BEGIN"))->run());
    return Lease(*this, std::move(connection));
}

void ReaderPool::give_back(std::unique_ptr<Connection> connection) {
    connection->end();
    const std::lock_guard lock(mutex_);
    if (idle_.size() < kIdleMax) idle_.push_back(std::move(connection));
}

}  // namespace sinergi::store::sqlite
