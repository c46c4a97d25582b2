// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "store/sqlite/sqlite_store.h"

namespace sinergi::store::sqlite {

Result<void> SqliteStore::check_medium(sql::Connection& db, sql::Findings& findings) const {
    sql::Statement& rows = *TRY(db.statement("PRAGMA integrity_check"));
    rows.bind();
    while (TRY(rows.step())) {
        if (const std::string line = rows.text(0); line != "ok") {
            findings.add("damaged file", fmt::format("The file {} is damaged: {}. Restore the last "
                                                     "backup.",
                                                     db.name(), line));
        }
    }
    sql::Statement& keys = *TRY(db.statement("PRAGMA foreign_key_check"));
    keys.bind();
    while (TRY(keys.step())) {
        findings.add("broken reference",
                     fmt::format("A row of table {} refers to a row of {} that does not exist.",
                                 keys.text(0), keys.text(2)));
    }
    return {};
}

}  // namespace sinergi::store::sqlite
