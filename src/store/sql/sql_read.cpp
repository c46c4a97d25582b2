// SPDX-License-Identifier: Apache-2.0
// The reading half of SqlStore.
#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "store/sql/sql_store.h"

namespace sinergi::store::sql {

namespace {

constexpr std::size_t kBatch = 8192;

// Texts by id, for one scan.
class Texts {
public:
    explicit Texts(Connection& connection) : connection_(connection) {}

    Result<std::string> find(std::int64_t id) {
        if (id == 0) return std::string();
        if (const auto known = texts_.find(id); known != texts_.end()) return known->second;
        Statement& query = *TRY(connection_.statement("SELECT text FROM text_value WHERE id = ?1"));
        if (!TRY(query.bind(id).step())) {
            return fail(
                ErrorCode::Corrupt,
                fmt::format("{} lacks text {}. Restore the last backup.", connection_.name(), id));
        }
        std::string text = query.text(0);
        query.reset();
        if (texts_.size() >= kBatch) texts_.clear();
        texts_.emplace(id, text);
        return text;
    }

private:
    Connection& connection_;
    std::unordered_map<std::int64_t, std::string> texts_;
};

// Columns 0 to 8: the key, state, number, text.
Result<DataValue> read_value(const Statement& row, Texts& texts) {
    DataValue value;
    value.key.series = {static_cast<ObjectId>(row.integer(0)),
                        static_cast<ObjectId>(row.integer(1)),
                        static_cast<ObjectId>(row.integer(2))};
    value.key.period = {static_cast<PeriodKind>(row.integer(3)),
                        static_cast<std::int32_t>(row.integer(4))};
    value.key.org_unit = static_cast<ObjectId>(row.integer(5));
    value.state = static_cast<ValueState>(row.integer(6));
    value.number = row.real(7);
    value.text = TRY(texts.find(row.integer(8)));
    return value;
}

// Columns 9 to 11: deleted, change_from, change_to.
Result<ValueVersion> read_version(const Statement& row, Texts& texts) {
    ValueVersion version;
    version.value = TRY(read_value(row, texts));
    version.deleted = row.integer(9) != 0;
    version.from = row.count(10);
    version.to = row.count(11);
    return version;
}

StoredObject read_object(const Statement& row) {
    StoredObject object;
    object.id = static_cast<ObjectId>(row.integer(0));
    object.collection = row.text(1);
    object.kind = kind_of_plural(object.collection);
    object.uid = row.text(2);
    object.json = row.text(3);
    return object;
}

// Reads every row with `read` and hands the results to `visit` in batches.
template <class Row, class Read, class Visit>
Result<void> in_batches(Statement& rows, const Read& read, const Visit& visit) {
    std::vector<Row> batch;
    batch.reserve(kBatch);
    while (TRY(rows.step())) {
        batch.push_back(TRY(read(rows)));
        if (batch.size() < kBatch) continue;
        TRY(visit(batch));
        batch.clear();
    }
    if (!batch.empty()) TRY(visit(batch));
    return {};
}

constexpr std::string_view kValuesNow =
    "SELECT data_element, category_option_combo, attribute_option_combo, period_kind, "
    "period_index, org_unit, state, number, text FROM data_value ORDER BY 1, 2, 3, 4, 5, 6";

constexpr std::string_view kValuesAsOf =
    "SELECT data_element, category_option_combo, attribute_option_combo, period_kind, "
    "period_index, org_unit, state, number, text FROM data_value WHERE change_from <= ?1 "
    "UNION ALL "
    "SELECT data_element, category_option_combo, attribute_option_combo, period_kind, "
    "period_index, org_unit, state, number, text FROM data_value_history "
    "WHERE change_from <= ?1 AND change_to > ?1 AND deleted = 0 ORDER BY 1, 2, 3, 4, 5, 6";

constexpr std::string_view kVersionsSince =
    "SELECT data_element, category_option_combo, attribute_option_combo, period_kind, "
    "period_index, org_unit, state, number, text, 0, change_from, 0 FROM data_value "
    "WHERE change_from > ?1 "
    "UNION ALL "
    "SELECT data_element, category_option_combo, attribute_option_combo, period_kind, "
    "period_index, org_unit, state, number, text, deleted, change_from, change_to "
    "FROM data_value_history WHERE change_from > ?1 ORDER BY 11, 1, 2, 3, 4, 5, 6";

constexpr std::string_view kVersionsOfChange =
    "SELECT data_element, category_option_combo, attribute_option_combo, period_kind, "
    "period_index, org_unit, state, number, text, 0, change_from, 0 FROM data_value "
    "WHERE change_from = ?1 "
    "UNION ALL "
    "SELECT data_element, category_option_combo, attribute_option_combo, period_kind, "
    "period_index, org_unit, state, number, text, deleted, change_from, change_to "
    "FROM data_value_history WHERE change_from = ?1 "
    "UNION ALL "
    "SELECT data_element, category_option_combo, attribute_option_combo, period_kind, "
    "period_index, org_unit, state, number, text, deleted, change_from, change_to "
    "FROM data_value_history WHERE change_to = ?1 ORDER BY 1, 2, 3, 4, 5, 6, 11";

constexpr std::string_view kVersionsOfKey =
    "SELECT data_element, category_option_combo, attribute_option_combo, period_kind, "
    "period_index, org_unit, state, number, text, 0, change_from, 0 FROM data_value "
    "WHERE data_element = ?1 AND category_option_combo = ?2 AND attribute_option_combo = ?3 "
    "AND period_kind = ?4 AND period_index = ?5 AND org_unit = ?6 "
    "UNION ALL "
    "SELECT data_element, category_option_combo, attribute_option_combo, period_kind, "
    "period_index, org_unit, state, number, text, deleted, change_from, change_to "
    "FROM data_value_history "
    "WHERE data_element = ?1 AND category_option_combo = ?2 AND attribute_option_combo = ?3 "
    "AND period_kind = ?4 AND period_index = ?5 AND org_unit = ?6 ORDER BY 11";

}  // namespace

Result<ChangeNumber> SqlStore::last_change() const {
    const auto reader = TRY(lease());
    return static_cast<ChangeNumber>(TRY(reader->integer("SELECT number FROM change_counter")));
}

Result<std::vector<Change>> SqlStore::changes(ChangeNumber since, std::size_t limit) const {
    const auto reader = TRY(lease());
    Statement& rows = *TRY(reader->statement(
        "SELECT number, actor, reason, time, values_written, metadata_written FROM change "
        "WHERE number > ?1 ORDER BY number DESC"));
    rows.bind(since);
    std::vector<Change> found;
    while (found.size() < limit && TRY(rows.step())) {
        found.push_back({rows.count(0), rows.text(1), rows.text(2), rows.text(3), rows.count(4),
                         rows.count(5)});
    }
    return found;
}

Result<std::vector<StoredObject>> SqlStore::objects() const {
    const auto reader = TRY(lease());
    Statement& rows = *TRY(
        reader->statement("SELECT id, collection, uid, json FROM object WHERE json IS NOT NULL"));
    rows.bind();
    std::vector<StoredObject> found;
    while (TRY(rows.step())) found.push_back(read_object(rows));
    // Kinds are ordered by the program, not by the database.
    std::sort(found.begin(), found.end(), [](const StoredObject& a, const StoredObject& b) {
        return std::tie(a.kind, a.collection, a.uid) < std::tie(b.kind, b.collection, b.uid);
    });
    return found;
}

Result<std::optional<StoredObject>> SqlStore::object(std::string_view collection,
                                                     std::string_view uid) const {
    const auto reader = TRY(lease());
    Statement& row =
        *TRY(reader->statement("SELECT id, collection, uid, json FROM object "
                               "WHERE collection = ?1 AND uid = ?2 AND json IS NOT NULL"));
    std::optional<StoredObject> found;
    if (TRY(row.bind(collection, uid).step())) found = read_object(row);
    return found;
}

Result<void> SqlStore::scan_values(ChangeNumber as_of, const VisitValues& visit) const {
    const auto reader = TRY(lease());
    const auto last =
        static_cast<ChangeNumber>(TRY(reader->integer("SELECT number FROM change_counter")));
    if (as_of > last) {
        return fail(ErrorCode::NotFound,
                    fmt::format("There is no change {}; the last is {}.", as_of, last));
    }
    const bool now = as_of == 0 || as_of == last;
    Statement& rows = *TRY(reader->scan(now ? kValuesNow : kValuesAsOf));
    now ? rows.bind() : rows.bind(as_of);
    Texts texts(*reader);
    return in_batches<DataValue>(
        rows, [&](const Statement& row) { return read_value(row, texts); }, visit);
}

Result<void> SqlStore::scan_changes(ChangeNumber since, const VisitVersions& visit) const {
    const auto reader = TRY(lease());
    Statement& rows = *TRY(reader->scan(kVersionsSince));
    rows.bind(since);
    Texts texts(*reader);
    return in_batches<ValueVersion>(
        rows, [&](const Statement& row) { return read_version(row, texts); }, visit);
}

Result<std::vector<ValueVersion>> SqlStore::history(const DataValueKey& key) const {
    const auto reader = TRY(lease());
    Statement& rows = *TRY(reader->statement(kVersionsOfKey));
    rows.bind(key.series.data_element, key.series.category_option_combo,
              key.series.attribute_option_combo, static_cast<int>(key.period.kind),
              key.period.index, key.org_unit);
    Texts texts(*reader);
    std::vector<ValueVersion> versions;
    while (TRY(rows.step())) versions.push_back(TRY(read_version(rows, texts)));
    return versions;
}

Result<std::vector<ValueVersion>> SqlStore::versions_of(ChangeNumber change) const {
    const auto reader = TRY(lease());
    const auto last =
        static_cast<ChangeNumber>(TRY(reader->integer("SELECT number FROM change_counter")));
    if (change == 0 || change > last) {
        return fail(ErrorCode::NotFound,
                    fmt::format("There is no change {}; the last is {}.", change, last));
    }
    Statement& rows = *TRY(reader->scan(kVersionsOfChange));
    rows.bind(change);
    Texts texts(*reader);
    std::vector<ValueVersion> versions;
    while (TRY(rows.step())) versions.push_back(TRY(read_version(rows, texts)));
    return versions;
}

namespace {

constexpr std::string_view kFigureColumns =
    "indicator_code, unit_uid, period, source, basis, kind, value, numerator, denominator, low, "
    "high, note, measure, question";

PublishedFigure read_figure(Statement& rows) {
    return {rows.text(0),          rows.text(1),           rows.text(2),
            rows.text(3),          rows.text(4),           rows.text(5),
            rows.real(6),          rows.optional_real(7),  rows.optional_real(8),
            rows.optional_real(9), rows.optional_real(10), rows.text(11),
            rows.text(12),         rows.text(13)};
}

}  // namespace

Result<std::vector<PublishedFigure>> SqlStore::figures() const {
    const auto reader = TRY(lease());
    Statement& rows = *TRY(reader->statement(
        fmt::format("SELECT {} FROM published_figure ORDER BY 1, 2, 3, 4, 5", kFigureColumns)));
    rows.bind();
    std::vector<PublishedFigure> found;
    while (TRY(rows.step())) found.push_back(read_figure(rows));
    return found;
}

Result<std::vector<FigureVersion>> SqlStore::figure_versions_of(ChangeNumber change) const {
    const auto reader = TRY(lease());
    Statement& rows = *TRY(reader->statement(
        fmt::format("SELECT {0}, change_from, 0 FROM published_figure WHERE change_from = ?1 "
                    "UNION ALL SELECT {0}, change_from, change_to FROM published_figure_version "
                    "WHERE change_from = ?1 OR change_to = ?1 ORDER BY 1, 2, 3, 4, 5, 15",
                    kFigureColumns)));
    rows.bind(change);
    std::vector<FigureVersion> found;
    while (TRY(rows.step())) {
        found.push_back({read_figure(rows), static_cast<ChangeNumber>(rows.integer(14)),
                         static_cast<ChangeNumber>(rows.integer(15))});
    }
    return found;
}

Result<std::vector<Target>> SqlStore::targets() const {
    const auto reader = TRY(lease());
    Statement& rows = *TRY(reader->statement(
        "SELECT indicator_code, unit_uid, period, version, value, upper_value, direction, source "
        "FROM target WHERE version = (SELECT MAX(newest.version) FROM target AS newest "
        "WHERE newest.indicator_code = target.indicator_code "
        "AND newest.unit_uid = target.unit_uid AND newest.period = target.period) "
        "ORDER BY 1, 2, 3"));
    rows.bind();
    std::vector<Target> found;
    while (TRY(rows.step())) {
        found.push_back({rows.text(0), rows.text(1), rows.text(2),
                         static_cast<int>(rows.integer(3)), rows.real(4), rows.optional_real(5),
                         rows.text(6), rows.text(7)});
    }
    return found;
}

Result<std::vector<Account>> SqlStore::accounts() const {
    const auto reader = TRY(lease());
    Statement& rows = *TRY(reader->statement(
        "SELECT username, name, password_hash, unit_uid, can_view, can_enter, can_operate, "
        "disabled FROM account ORDER BY 1"));
    rows.bind();
    std::vector<Account> found;
    while (TRY(rows.step())) {
        found.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3),
                         rows.integer(4) != 0, rows.integer(5) != 0, rows.integer(6) != 0,
                         rows.integer(7) != 0});
    }
    return found;
}

Result<std::optional<std::string>> SqlStore::setting(std::string_view key) const {
    const auto reader = TRY(lease());
    Statement& row = *TRY(reader->statement("SELECT value FROM setting WHERE name = ?1"));
    std::optional<std::string> found;
    if (TRY(row.bind(key).step())) found = row.text(0);
    return found;
}

Result<std::optional<std::string>> SqlStore::document(std::string_view kind,
                                                      std::string_view id) const {
    const auto reader = TRY(lease());
    Statement& row =
        *TRY(reader->statement("SELECT body FROM document WHERE kind = ?1 AND id = ?2"));
    std::optional<std::string> found;
    if (TRY(row.bind(kind, id).step())) found = row.text(0);
    return found;
}

}  // namespace sinergi::store::sql
