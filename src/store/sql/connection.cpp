// SPDX-License-Identifier: Apache-2.0
#include "store/sql/connection.h"

#include <fmt/format.h>

namespace sinergi::store::sql {

Result<std::int64_t> Connection::integer(std::string_view sql) {
    Statement& query = *TRY(statement(sql));
    if (!TRY(query.bind().step())) {
        return fail(ErrorCode::Corrupt, fmt::format("{} lacks the row of: {}", name(), sql));
    }
    const std::int64_t value = query.integer(0);
    query.reset();
    return value;
}

}  // namespace sinergi::store::sql
