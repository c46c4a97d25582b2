// SPDX-License-Identifier: Apache-2.0
// The numbered steps that bring a database to the layout this program reads and writes.
//
// The text is that of src/store/migrations/NNNN_name.sql, built into the program by CMake. Numbers
// are 1, 2, 3, ... without a gap. A migration that was ever released is never edited.
#pragma once

#include <span>
#include <string_view>

namespace sinergi::store {

struct Migration {
    int number = 0;
    std::string_view name;  // "0001_foundation"
    std::string_view sql;
};

// Ascending by number.
[[nodiscard]] std::span<const Migration> migrations();

}  // namespace sinergi::store
