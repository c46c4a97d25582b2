// SPDX-License-Identifier: Apache-2.0
// Values one by one, which is as fast as SQLite gets.
//
// Values are written in key order, so that neighbours land on the same database pages: an order of
// magnitude faster than in the order of the file they came from.
#include "store/sqlite/sqlite_draft.h"

namespace sinergi::store::sqlite {

namespace {

#define SINERGI_KEY_COLUMNS                                                      \
    "data_element, category_option_combo, attribute_option_combo, period_kind, " \
    "period_index, org_unit"
#define SINERGI_KEY_IS                                                                  \
    "data_element = ?1 AND category_option_combo = ?2 AND attribute_option_combo = ?3 " \
    "AND period_kind = ?4 AND period_index = ?5 AND org_unit = ?6"

constexpr std::string_view kFind =
    "SELECT state, number, text, change_from FROM data_value WHERE " SINERGI_KEY_IS;
constexpr std::string_view kInsert =
    "INSERT INTO data_value (" SINERGI_KEY_COLUMNS
    ", state, number, text, change_from) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
constexpr std::string_view kUpdate =
    "UPDATE data_value SET state = ?7, number = ?8, text = ?9, change_from = ?10 "
    "WHERE " SINERGI_KEY_IS;
constexpr std::string_view kDelete = "DELETE FROM data_value WHERE " SINERGI_KEY_IS;
constexpr std::string_view kKeepVersion =
    "INSERT INTO data_value_history (" SINERGI_KEY_COLUMNS
    ", state, number, text, deleted, change_from, change_to) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
constexpr std::string_view kAnyVersion =
    "SELECT 1 FROM data_value_history WHERE " SINERGI_KEY_IS " LIMIT 1";
constexpr std::string_view kForgetDeletion = "DELETE FROM data_value_history WHERE " SINERGI_KEY_IS
                                             " AND change_from = ?7 AND change_to = 0";
constexpr std::string_view kCloseDeletion =
    "UPDATE data_value_history SET change_to = ?7 WHERE " SINERGI_KEY_IS " AND change_to = 0";

#undef SINERGI_KEY_COLUMNS
#undef SINERGI_KEY_IS

template <class... Rest>
sql::Statement& bind_key(sql::Statement& statement, const DataValueKey& key, const Rest&... rest) {
    return statement.bind(key.series.data_element, key.series.category_option_combo,
                          key.series.attribute_option_combo, static_cast<int>(key.period.kind),
                          key.period.index, key.org_unit, rest...);
}

}  // namespace

Result<void> SqliteDraft::prepare_values() {
    if (sql_) return {};
    sql_ = ValueStatements{
        TRY(connection_.statement(kFind)),           TRY(connection_.statement(kInsert)),
        TRY(connection_.statement(kUpdate)),         TRY(connection_.statement(kDelete)),
        TRY(connection_.statement(kKeepVersion)),    TRY(connection_.statement(kAnyVersion)),
        TRY(connection_.statement(kForgetDeletion)), TRY(connection_.statement(kCloseDeletion))};
    return {};
}

Result<WriteCounts> SqliteDraft::put_values(std::vector<DataValue> values) {
    TRY(check_values(values));
    return keep_error(write_values(values));
}

Result<WriteCounts> SqliteDraft::write_values(const std::vector<DataValue>& values) {
    TRY(prepare_values());
    WriteCounts counts;
    for (const DataValue& value : values) TRY(write_value(value, counts));
    values_written_ += counts.created + counts.updated;
    return counts;
}

Result<void> SqliteDraft::write_value(const DataValue& value, WriteCounts& counts) {
    const auto held = TRY(find(value.key));
    const std::int64_t text = TRY(intern(value.text));
    if (held && held->state == value.state && held->number == value.number && held->text == text) {
        ++counts.same;
        return {};
    }
    if (held) {
        if (held->from != number_) TRY(keep_version(value.key, *held));
    } else if (TRY(any_deletion())) {
        TRY(close_deletion(value.key));
    }
    sql::Statement& write = *(held ? sql_->update : sql_->insert);
    ++(held ? counts.updated : counts.created);
    return bind_key(write, value.key, static_cast<int>(value.state), value.number, text, number_)
        .run();
}

Result<WriteCounts> SqliteDraft::remove_values(std::vector<DataValueKey> keys) {
    sort_unique(keys);
    return keep_error(write_removals(keys));
}

Result<WriteCounts> SqliteDraft::write_removals(const std::vector<DataValueKey>& keys) {
    TRY(prepare_values());
    WriteCounts counts;
    for (const DataValueKey& key : keys) TRY(write_removal(key, counts));
    values_written_ += counts.deleted;
    return counts;
}

// A key without a value counts as `same`: it is as the caller wants it.
Result<void> SqliteDraft::write_removal(const DataValueKey& key, WriteCounts& counts) {
    const auto held = TRY(find(key));
    if (!held) {
        ++counts.same;
        return {};
    }
    ++counts.deleted;
    TRY(bind_key(*sql_->remove, key).run());
    if (held->from != number_) {
        TRY(keep_version(key, *held));
    } else {
        // Made by this very change: nobody ever saw it, unless something held before it.
        sql::Statement& any = *sql_->any_version;
        const bool seen_before = TRY(bind_key(any, key).step());
        any.reset();
        if (!seen_before) return {};
    }
    any_deletion_ = true;
    sql::Statement& keep = *sql_->keep_version;
    return bind_key(keep, key, static_cast<int>(ValueState::Blank), 0.0, 0, 1, number_, 0).run();
}

Result<std::optional<SqliteDraft::Held>> SqliteDraft::find(const DataValueKey& key) {
    sql::Statement& query = *sql_->find;
    std::optional<Held> held;
    if (TRY(bind_key(query, key).step())) {
        held = Held{static_cast<ValueState>(query.integer(0)), query.real(1), query.integer(2),
                    query.count(3)};
    }
    query.reset();
    return held;
}

Result<void> SqliteDraft::keep_version(const DataValueKey& key, const Held& held) {
    sql::Statement& keep = *sql_->keep_version;
    return bind_key(keep, key, static_cast<int>(held.state), held.number, held.text, 0, held.from,
                    number_)
        .run();
}

Result<void> SqliteDraft::close_deletion(const DataValueKey& key) {
    TRY(bind_key(*sql_->forget_deletion, key, number_).run());
    return bind_key(*sql_->close_deletion, key, number_).run();
}

// Most stores have no deletion that still holds, and most imports then need not look for one.
Result<bool> SqliteDraft::any_deletion() {
    if (!any_deletion_) {
        any_deletion_ = TRY(connection_.integer("SELECT EXISTS (SELECT 1 FROM data_value_history "
                                                "WHERE change_to = 0)")) != 0;
    }
    return *any_deletion_;
}

Result<std::int64_t> SqliteDraft::intern(const std::string& text) {
    constexpr std::size_t kTextsMax = 100'000;
    if (text.empty()) return 0;
    if (const auto known = texts_.find(text); known != texts_.end()) return known->second;
    sql::Statement& query =
        *TRY(connection_.statement("SELECT id FROM text_value WHERE text = ?1"));
    std::int64_t id = 0;
    if (TRY(query.bind(text).step())) id = query.integer(0);
    query.reset();
    if (id == 0) {
        id = TRY(connection_.integer("SELECT COALESCE(MAX(id), 0) + 1 FROM text_value"));
        sql::Statement& insert =
            *TRY(connection_.statement("INSERT INTO text_value (id, text) VALUES (?1, ?2)"));
        TRY(insert.bind(id, text).run());
    }
    if (texts_.size() >= kTextsMax) texts_.clear();
    texts_.emplace(text, id);
    return id;
}

}  // namespace sinergi::store::sqlite
