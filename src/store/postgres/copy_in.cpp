// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/copy_in.h"

#include <bit>

namespace sinergi::store::postgres {

Result<CopyIn> CopyIn::begin(Connection& db, const std::string& into) {
    TRY(db.begin_copy("COPY " + into + " FROM STDIN (FORMAT binary)"));
    CopyIn copy(db);
    copy.bytes_.assign("PGCOPY\n\377\r\n\0", 11);
    copy.integer(0, 4);  // No flags.
    copy.integer(0, 4);  // No extension.
    return copy;
}

void CopyIn::integer(std::int64_t value, int size) {
    const auto bits = static_cast<std::uint64_t>(value);
    for (int shift = (size - 1) * 8; shift >= 0; shift -= 8) {
        bytes_ += static_cast<char>(bits >> shift & 0xFF);
    }
}

// Minus zero becomes zero, as in SQLite.
void CopyIn::put_real(double value) { number(std::bit_cast<std::int64_t>(value + 0.0), 8); }

void CopyIn::put_bytes(std::string_view bytes) {
    integer(static_cast<std::int64_t>(bytes.size()), 4);
    bytes_ += bytes;
}

Result<void> CopyIn::flush_some() {
    constexpr std::size_t kEnough = 256UL * 1024;
    if (bytes_.size() < kEnough) return {};
    TRY(db_->copy_bytes(bytes_));
    bytes_.clear();
    return {};
}

Result<void> CopyIn::end() {
    integer(-1, 2);
    TRY(db_->copy_bytes(bytes_));
    return db_->end_copy();
}

}  // namespace sinergi::store::postgres
