// SPDX-License-Identifier: Apache-2.0
// Filling a new SQLite file with the rows of another store, and putting a finished copy in place.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "store/sql/tables.h"

namespace sinergi::store::sqlite {

// The layout of this program in an empty file. Used by every opening and every copy.
class Connection;
[[nodiscard]] Result<void> migrate(Connection& db);

// Beside sinergi.db while a move fills the folder.
inline constexpr std::string_view kMovingSuffix = ".moving";

// A new, private file with an identity of its own, filled in one transaction. Errors: Unavailable
// if it exists or cannot be written.
[[nodiscard]] Result<std::unique_ptr<sql::CopyTarget>> new_copy(const std::string& file);

// Lets `write` make a copy beside `file`, makes it durable, and gives it the name `file`, so that
// an earlier backup of that name stays whole until the new one is. Errors: Conflict if `file`
// exists and is no backup; InvalidArgument if it is `own`, the database in use (may be empty).
[[nodiscard]] Result<void> replace_copy(
    const std::string& file, const std::string& own,
    const std::function<Result<void>(const std::string& unfinished)>& write);

// Syncs a file or a folder.
[[nodiscard]] Result<void> sync_path(const std::string& path);

}  // namespace sinergi::store::sqlite
