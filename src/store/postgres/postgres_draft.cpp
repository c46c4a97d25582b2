// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/postgres_draft.h"

#include <algorithm>

#include "store/postgres/copy_in.h"

namespace sinergi::store::postgres {

namespace {

#define SINERGI_KEY                                                              \
    "data_element, category_option_combo, attribute_option_combo, period_kind, " \
    "period_index, org_unit"
// Joins s, a staged row, with another table.
#define SINERGI_SAME_KEY(other)                                                                 \
    other ".data_element = s.data_element AND " other                                           \
          ".category_option_combo = s.category_option_combo AND " other                         \
          ".attribute_option_combo = s.attribute_option_combo AND " other                       \
          ".period_kind = s.period_kind AND " other ".period_index = s.period_index AND " other \
          ".org_unit = s.org_unit"
#define SINERGI_KEY_OF(table)                                                              \
    table ".data_element, " table ".category_option_combo, " table                         \
          ".attribute_option_combo, " table ".period_kind, " table ".period_index, " table \
          ".org_unit"

// incoming: what the caller sent. staged: what of it differs from what is held, beside that.
constexpr const char* kTemporaryTables =
    "CREATE TEMP TABLE incoming (data_element INTEGER, category_option_combo INTEGER, "
    "attribute_option_combo INTEGER, period_kind SMALLINT, period_index INTEGER, "
    "org_unit INTEGER, state SMALLINT, number DOUBLE PRECISION, text TEXT COLLATE \"C\", "
    "place INTEGER, text_id INTEGER DEFAULT 0) ON COMMIT DELETE ROWS; "
    "CREATE TEMP TABLE staged (data_element INTEGER, category_option_combo INTEGER, "
    "attribute_option_combo INTEGER, period_kind SMALLINT, period_index INTEGER, "
    "org_unit INTEGER, state SMALLINT, number DOUBLE PRECISION, text INTEGER, "
    "old_state SMALLINT, old_number DOUBLE PRECISION, old_text INTEGER, old_from BIGINT) "
    "ON COMMIT DELETE ROWS";

// New texts take their ids in the order of the values, as in SQLite.
constexpr std::string_view kNewTexts =
    "INSERT INTO text_value (id, text) SELECT (SELECT COALESCE(MAX(id), 0) FROM text_value) + "
    "CAST(row_number() OVER (ORDER BY first) AS INTEGER), text FROM (SELECT text, MIN(place) AS "
    "first FROM incoming WHERE text <> '' GROUP BY text) AS sent WHERE NOT EXISTS (SELECT 1 FROM "
    "text_value t WHERE md5(t.text) = md5(sent.text) AND t.text = sent.text)";
constexpr std::string_view kTextIds =
    "UPDATE incoming i SET text_id = t.id FROM text_value t "
    "WHERE i.text <> '' AND md5(t.text) = md5(i.text) AND t.text = i.text";

constexpr std::string_view kStage =
    "INSERT INTO staged SELECT " SINERGI_KEY_OF(
        "s") ", s.state, s.number, s.text_id, v.state, v.number, v.text, v.change_from "
             "FROM incoming s LEFT JOIN data_value v ON " SINERGI_SAME_KEY(
                 "v") " WHERE v.change_from IS NULL OR v.state <> s.state OR v.number <> s.number "
                      "OR v.text <> s.text_id";
constexpr std::string_view kStageRemovals =
    "INSERT INTO staged SELECT " SINERGI_KEY_OF(
        "s") ", 0, 0, 0, v.state, v.number, v.text, v.change_from "
             "FROM incoming s JOIN data_value v ON " SINERGI_SAME_KEY("v");
constexpr std::string_view kKeepVersions =
    "INSERT INTO data_value_history (" SINERGI_KEY
    ", state, number, text, deleted, change_from, change_to) SELECT " SINERGI_KEY
    ", old_state, old_number, old_text, 0, old_from, CAST(?1 AS BIGINT) FROM staged "
    "WHERE old_from <> CAST(?1 AS BIGINT)";
constexpr std::string_view kUpdate =
    "UPDATE data_value v SET state = s.state, number = s.number, text = s.text, change_from = ?1 "
    "FROM staged s WHERE s.old_from IS NOT NULL AND " SINERGI_SAME_KEY("v");
constexpr std::string_view kInsert =
    "INSERT INTO data_value (" SINERGI_KEY ", state, number, text, change_from) SELECT " SINERGI_KEY
    ", state, number, text, CAST(?1 AS BIGINT) FROM staged WHERE old_from IS NULL";
constexpr std::string_view kForgetDeletions =
    "DELETE FROM data_value_history h USING staged s WHERE s.old_from IS NULL AND "
    "h.change_from = ?1 AND h.change_to = 0 AND " SINERGI_SAME_KEY("h");
constexpr std::string_view kCloseDeletions =
    "UPDATE data_value_history h SET change_to = ?1 FROM staged s WHERE s.old_from IS NULL AND "
    "h.change_to = 0 AND " SINERGI_SAME_KEY("h");
constexpr std::string_view kRemove =
    "DELETE FROM data_value v USING staged s WHERE " SINERGI_SAME_KEY("v");
// What this very change had made nobody ever saw, unless something held before it.
constexpr std::string_view kKeepDeletions =
    "INSERT INTO data_value_history (" SINERGI_KEY
    ", state, number, text, deleted, change_from, change_to) SELECT " SINERGI_KEY
    ", 1, 0, 0, 1, CAST(?1 AS BIGINT), 0 FROM staged s WHERE old_from <> CAST(?1 AS BIGINT) OR "
    "EXISTS (SELECT 1 FROM data_value_history h WHERE " SINERGI_SAME_KEY("h") ")";
static_assert(static_cast<int>(ValueState::Blank) == 1);

#undef SINERGI_KEY
#undef SINERGI_SAME_KEY
#undef SINERGI_KEY_OF

constexpr std::size_t kWorthAnalyzing = 1000;

}  // namespace

Result<void> PostgresDraft::prepare(Connection& connection) {
    return connection.execute(kTemporaryTables);
}

Result<std::uint64_t> PostgresDraft::run(std::string_view sql) {
    return db_.change(sql, static_cast<std::int64_t>(number_));
}

Result<WriteCounts> PostgresDraft::put_values(std::vector<DataValue> values) {
    TRY(check_values(values));
    if (values.empty()) return WriteCounts{};
    return keep_error(write_values(values));
}

Result<WriteCounts> PostgresDraft::remove_values(std::vector<DataValueKey> keys) {
    sort_unique(keys);
    if (keys.empty()) return WriteCounts{};
    return keep_error(write_removals(keys));
}

Result<void> PostgresDraft::send(const std::vector<DataValue>& values) {
    if (used_) TRY(db_.execute("TRUNCATE incoming, staged"));
    used_ = true;
    auto copy = TRY(CopyIn::begin(
        db_,
        "incoming (data_element, category_option_combo, attribute_option_combo, period_kind, "
        "period_index, org_unit, state, number, text, place)"));
    std::int32_t place = 0;
    for (const DataValue& value : values) {
        copy.row(10);
        copy.put_integer(value.key.series.data_element);
        copy.put_integer(value.key.series.category_option_combo);
        copy.put_integer(value.key.series.attribute_option_combo);
        copy.put_small(static_cast<int>(value.key.period.kind));
        copy.put_integer(value.key.period.index);
        copy.put_integer(value.key.org_unit);
        copy.put_small(static_cast<int>(value.state));
        copy.put_real(value.number);
        copy.put_bytes(value.text);
        copy.put_integer(place++);
        TRY(copy.flush_some());
    }
    TRY(copy.end());
    if (values.size() >= kWorthAnalyzing) TRY(db_.execute("ANALYZE incoming"));
    return {};
}

Result<void> PostgresDraft::intern_texts() {
    TRY(run(kNewTexts));
    TRY(run(kTextIds));
    return {};
}

Result<WriteCounts> PostgresDraft::write_values(const std::vector<DataValue>& values) {
    TRY(send(values));
    const bool texts = std::any_of(values.begin(), values.end(),
                                   [](const DataValue& value) { return !value.text.empty(); });
    if (texts) TRY(intern_texts());
    WriteCounts counts;
    const std::uint64_t differing = TRY(run(kStage));
    counts.same = values.size() - differing;
    if (differing == 0) return counts;
    if (differing >= kWorthAnalyzing) TRY(db_.execute("ANALYZE staged"));
    TRY(run(kKeepVersions));
    counts.updated = TRY(run(kUpdate));
    counts.created = TRY(run(kInsert));
    const bool deletions = TRY(db_.integer("SELECT COUNT(*) FROM (SELECT 1 FROM data_value_history "
                                           "WHERE change_to = 0 LIMIT 1) d")) != 0;
    if (counts.created != 0 && deletions) {
        TRY(run(kForgetDeletions));
        TRY(run(kCloseDeletions));
    }
    values_written_ += counts.created + counts.updated;
    return counts;
}

// A key without a value counts as `same`: it is as the caller wants it.
Result<WriteCounts> PostgresDraft::write_removals(const std::vector<DataValueKey>& keys) {
    std::vector<DataValue> values;
    values.reserve(keys.size());
    for (const DataValueKey& key : keys) values.push_back({key, ValueState::Blank, 0, {}});
    TRY(send(values));
    WriteCounts counts;
    counts.deleted = TRY(run(kStageRemovals));
    counts.same = keys.size() - counts.deleted;
    if (counts.deleted == 0) return counts;
    TRY(run(kKeepDeletions));
    TRY(run(kKeepVersions));
    TRY(run(kRemove));
    values_written_ += counts.deleted;
    return counts;
}

}  // namespace sinergi::store::postgres
