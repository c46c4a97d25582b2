// SPDX-License-Identifier: Apache-2.0
// Opening by place, and moving a store from one place to another.
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "store/postgres/layout.h"
#include "store/sql/sql_store.h"
#include "store/sqlite/copy_file.h"

namespace sinergi::store {

namespace {

namespace fs = std::filesystem;

// The folder's database is filled beside its final name.
struct MoveTarget {
    std::unique_ptr<sql::CopyTarget> copy;
    std::string moving;  // Empty for PostgreSQL.
};

Result<MoveTarget> new_target(const std::string& to) {
    if (is_postgres(to)) return MoveTarget{TRY(postgres::new_copy(to)), ""};
    std::error_code error;
    fs::create_directories(to, error);
    const std::string file = to + "/sinergi.db";
    if (fs::exists(file, error)) {
        return fail(ErrorCode::Conflict,
                    fmt::format("{} sudah berisi data Sinergi; pemindahan tidak menimpa apa pun. "
                                "Berikan folder baru.",
                                to));
    }
    const std::string moving = file + std::string(sqlite::kMovingSuffix);
    fs::remove(moving, error);  // Of a move that was interrupted.
    fs::remove(moving + "-journal", error);
    return MoveTarget{TRY(sqlite::new_copy(moving)), moving};
}

Result<void> put_in_place(const std::string& moving, const std::string& folder) {
    TRY(sqlite::sync_path(moving));
    std::error_code error;
    fs::rename(moving, folder + "/sinergi.db", error);
    if (error) return fail(ErrorCode::Unavailable, folder + ": " + error.message());
    return sqlite::sync_path(folder);
}

}  // namespace

bool is_postgres(std::string_view place) {
    return place.substr(0, 11) == "postgres://" || place.substr(0, 13) == "postgresql://";
}

Result<std::unique_ptr<Store>> open_store(const std::string& place) {
    return is_postgres(place) ? open_postgres(place) : open_sqlite(place);
}

Result<Moved> move_store(const std::string& from, const std::string& to,
                         const MoveProgress& progress) {
    if (!is_postgres(from) && !fs::exists(from + "/sinergi.db")) {
        return fail(ErrorCode::NotFound,
                    fmt::format("{} tidak berisi data Sinergi (sinergi.db tidak ada).", from));
    }
    const auto source = TRY(open_store(from));
    Moved moved;
    {
        MoveTarget target = TRY(new_target(to));
        const auto reader = TRY(static_cast<const sql::SqlStore&>(*source).lease());
        moved.rows = TRY(sql::copy_rows(*reader, *target.copy, progress));
        if (progress) progress("digest", 0);
        moved.digest = TRY(sql::digest_of(*reader));
        TRY(target.copy->finish());
        target.copy.reset();
        if (!target.moving.empty()) TRY(put_in_place(target.moving, to));
    }
    const auto arrived = TRY(open_store(to));
    if (TRY(arrived->digest()) != moved.digest) {
        return fail(ErrorCode::Corrupt,
                    fmt::format("{} tidak sama dengan {} setelah pemindahan; jangan dipakai. Buat "
                                "tujuan baru yang kosong dan ulangi.",
                                to, from));
    }
    return moved;
}

}  // namespace sinergi::store
