// SPDX-License-Identifier: Apache-2.0
// SqlStore::check: what must be true of a sound store, looked at row by row.
#include <cmath>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "store/sql/sql_store.h"

namespace sinergi::store::sql {

namespace {

struct Known {
    ChangeNumber last = 0;
    std::unordered_map<ObjectId, std::string> collection;  // Of objects that hold now.
    std::unordered_map<ObjectId, std::string> any_uid;     // Of removed ones too.
    std::unordered_set<std::int64_t> texts;
};

Result<void> check_changes(Connection& db, Known& known, Findings& findings) {
    known.last = static_cast<ChangeNumber>(TRY(db.integer("SELECT number FROM change_counter")));
    const auto newest = TRY(db.integer("SELECT COALESCE(MAX(number), 0) FROM change"));
    const auto count = TRY(db.integer("SELECT COUNT(*) FROM change"));
    if (static_cast<ChangeNumber>(newest) != known.last) {
        findings.add("counter", fmt::format("The counter says that {} is the last change, but the "
                                            "newest recorded one is {}.",
                                            known.last, newest));
    }
    if (count != newest) {
        findings.add("counter", fmt::format("Changes are numbered up to {}, but only {} are "
                                            "recorded.",
                                            newest, count));
    }
    return {};
}

Result<void> read_objects(Connection& db, Known& known, Findings& findings) {
    Statement& rows =
        *TRY(db.statement("SELECT id, collection, uid, json IS NULL, change_from FROM object"));
    rows.bind();
    while (TRY(rows.step())) {
        const auto id = static_cast<ObjectId>(rows.integer(0));
        known.any_uid.emplace(id, rows.text(2));
        if (rows.integer(3) == 0) known.collection.emplace(id, rows.text(1));
        if (rows.count(4) > known.last) {
            findings.add("object of the future",
                         fmt::format("{}/{} belongs to change {}, which was never made.",
                                     rows.text(1), rows.text(2), rows.count(4)));
        }
    }
    Statement& built_in = *TRY(
        db.statement("SELECT 1 FROM object WHERE collection = 'categoryOptionCombos' AND uid = ?1 "
                     "AND json IS NOT NULL"));
    if (!TRY(built_in.bind(kDefaultOptionComboUid).step())) {
        findings.add("built in", fmt::format("The built-in option combo {} is missing.",
                                             kDefaultOptionComboUid));
    }
    Statement& texts = *TRY(db.scan("SELECT id FROM text_value"));
    texts.bind();
    while (TRY(texts.step())) known.texts.insert(texts.integer(0));
    return {};
}

// One row of the current values or of the history.
struct VersionRow {
    DataValueKey key;
    std::int64_t state = 0, text = 0;
    double number = 0;
    bool deleted = false;
    bool current = false;
    ChangeNumber from = 0, to = 0;
};

VersionRow read_row(const Statement& row) {
    VersionRow version;
    version.key.series = {static_cast<ObjectId>(row.integer(0)),
                          static_cast<ObjectId>(row.integer(1)),
                          static_cast<ObjectId>(row.integer(2))};
    version.key.period = {static_cast<PeriodKind>(row.integer(3)),
                          static_cast<std::int32_t>(row.integer(4))};
    version.key.org_unit = static_cast<ObjectId>(row.integer(5));
    version.state = row.integer(6);
    version.number = row.real(7);
    version.text = row.integer(8);
    version.deleted = row.integer(9) != 0;
    version.from = row.count(10);
    version.to = row.count(11);
    version.current = row.integer(12) != 0;
    return version;
}

std::string name_of(const VersionRow& row, const Known& known) {
    const auto uid = [&](ObjectId id) {
        const auto found = known.any_uid.find(id);
        return found == known.any_uid.end() ? fmt::format("(id {})", id) : found->second;
    };
    return fmt::format("The value of data element {}, option combo {}, period {}:{}, unit {}",
                       uid(row.key.series.data_element), uid(row.key.series.category_option_combo),
                       static_cast<int>(row.key.period.kind), row.key.period.index,
                       uid(row.key.org_unit));
}

void check_references(const VersionRow& row, const Known& known, Findings& findings) {
    const auto need = [&](ObjectId id, std::string_view collection) {
        // A superseded version may outlive its object; one that holds may not.
        const auto found = known.collection.find(id);
        const bool sound = row.current
                               ? found != known.collection.end() && found->second == collection
                               : known.any_uid.count(id) != 0;
        if (sound) return;
        findings.add("value without its object",
                     fmt::format("{} refers to an object of {} that does not exist (id {}).",
                                 name_of(row, known), collection, id));
    };
    need(row.key.series.data_element, "dataElements");
    need(row.key.series.category_option_combo, "categoryOptionCombos");
    need(row.key.series.attribute_option_combo, "categoryOptionCombos");
    need(row.key.org_unit, "organisationUnits");
    if (row.text != 0 && known.texts.count(row.text) == 0) {
        findings.add("value without its text",
                     fmt::format("{} refers to text {}, which does not exist.", name_of(row, known),
                                 row.text));
    }
}

void check_content(const VersionRow& row, const Known& known, Findings& findings) {
    const bool known_state =
        row.state >= 0 && row.state <= static_cast<int>(ValueState::Suppressed);
    if (!known_state || static_cast<int>(row.key.period.kind) >= kPeriodKindCount) {
        findings.add("unknown state or period",
                     fmt::format("{} has a state or a kind of period this program does not know.",
                                 name_of(row, known)));
    }
    const bool is_number = row.state == static_cast<int>(ValueState::Number);
    if (!std::isfinite(row.number) || (!is_number && row.number != 0)) {
        findings.add("impossible number",
                     fmt::format("{} has an impossible number.", name_of(row, known)));
    }
    if (row.from == 0 || row.from > known.last || row.to > known.last) {
        findings.add("value of the future",
                     fmt::format("{} belongs to changes {} to {}, but the last change is {}.",
                                 name_of(row, known), row.from, row.to, known.last));
    }
}

// `before` is the previous row in the order of key, then change_from.
void check_times(const VersionRow& row, const std::optional<VersionRow>& before, const Known& known,
                 Findings& findings) {
    const bool may_be_open = row.current || row.deleted;
    if (row.to != 0 ? row.to <= row.from : !may_be_open) {
        findings.add("version without duration",
                     fmt::format("{} has a superseded version from change {} to {}.",
                                 name_of(row, known), row.from, row.to));
    }
    if (!before || before->key != row.key) return;
    if (before->to == 0 || before->to > row.from) {
        findings.add("overlapping versions",
                     fmt::format("{} has two versions that hold at change {}.", name_of(row, known),
                                 row.from));
    }
}

Result<void> check_values(Connection& db, const Known& known, Findings& findings) {
    Statement& rows = *TRY(
        db.scan("SELECT data_element, category_option_combo, attribute_option_combo, period_kind, "
                "period_index, org_unit, state, number, text, 0, change_from, 0, 1 FROM data_value "
                "UNION ALL "
                "SELECT data_element, category_option_combo, attribute_option_combo, period_kind, "
                "period_index, org_unit, state, number, text, deleted, change_from, change_to, 0 "
                "FROM data_value_history ORDER BY 1, 2, 3, 4, 5, 6, 11"));
    rows.bind();
    std::optional<VersionRow> before;
    while (TRY(rows.step())) {
        const VersionRow row = read_row(rows);
        check_references(row, known, findings);
        check_content(row, known, findings);
        check_times(row, before, known, findings);
        before = row;
    }
    return {};
}

}  // namespace

void Findings::add(const std::string& sort, std::string sentence) {
    constexpr std::uint64_t kNamedMax = 5;
    if (++count_[sort] <= kNamedMax) sentences_.push_back(std::move(sentence));
    if (count_[sort] == kNamedMax + 1) cut_.push_back(sort);
}

std::vector<std::string> Findings::take() && {
    for (const std::string& sort : cut_) {
        sentences_.push_back(
            fmt::format("In all {} findings of this sort: {}.", count_[sort], sort));
    }
    return std::move(sentences_);
}

Result<std::vector<std::string>> SqlStore::check() const {
    const auto reader = TRY(lease());
    Findings findings;
    Known known;
    const auto look = [&]() -> Result<void> {
        TRY(check_medium(*reader, findings));
        TRY(check_changes(*reader, known, findings));
        TRY(read_objects(*reader, known, findings));
        return check_values(*reader, known, findings);
    };
    // A database too damaged to read is a finding, not a failure of the check.
    if (const auto looked = look(); !looked) {
        if (looked.error().code != ErrorCode::Corrupt) return tl::unexpected(looked.error());
        findings.add("unreadable", looked.error().message);
    }
    return std::move(findings).take();
}

}  // namespace sinergi::store::sql
