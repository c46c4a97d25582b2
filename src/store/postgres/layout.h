// SPDX-License-Identifier: Apache-2.0
// The tables in a PostgreSQL database: creating them, and filling new ones by a move.
#pragma once

#include <memory>
#include <string>

#include "store/postgres/connection.h"
#include "store/sql/tables.h"

namespace sinergi::store::postgres {

// Holds off other programs that open the same database, until the connection closes or unlock().
[[nodiscard]] Result<void> lock_layout(Connection& db);
[[nodiscard]] Result<void> unlock_layout(Connection& db);

// Brings the layout to this program's. Errors: Corrupt if tables of another program bear our names;
// Conflict if a newer version of this program wrote them.
[[nodiscard]] Result<void> migrate(Connection& db);

// Tables to be filled, in a database that has none, or those of a move that was interrupted. Until
// it is finished nothing can open them. Errors: Conflict if a store is there already.
[[nodiscard]] Result<std::unique_ptr<sql::CopyTarget>> new_copy(const std::string& url);

}  // namespace sinergi::store::postgres
