// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/reader_pool.h"

namespace sinergi::store::postgres {

namespace {

constexpr const char* kBegin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

}  // namespace

std::unique_ptr<Connection> ReaderPool::take_idle() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return nullptr;
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    return connection;
}

Result<sql::Lease> ReaderPool::lease() {
    auto connection = take_idle();
    while (connection != nullptr && !connection->execute(kBegin)) connection = take_idle();
    if (connection == nullptr) {
        connection = TRY(Connection::open(url_));
        TRY(connection->execute(kBegin));
    }
    return sql::Lease(connection.release(), [this](sql::Connection* ended) {
        give_back(std::unique_ptr<Connection>(static_cast<Connection*>(ended)));
    });
}

void ReaderPool::give_back(std::unique_ptr<Connection> connection) {
    connection->end();
    if (connection->broken()) return;
    const std::lock_guard lock(mutex_);
    if (idle_.size() < kIdleMax) idle_.push_back(std::move(connection));
}

}  // namespace sinergi::store::postgres
