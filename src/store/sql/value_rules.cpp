// SPDX-License-Identifier: Apache-2.0
// What every draft asks of data values before it writes them.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "store/sql/sql_draft.h"

namespace sinergi::store::sql {

namespace {

std::string name_of(const DataValueKey& key) {
    return fmt::format(
        "The value of data element {}, option combos {} and {}, period {}:{}, unit {}",
        key.series.data_element, key.series.category_option_combo,
        key.series.attribute_option_combo, static_cast<int>(key.period.kind), key.period.index,
        key.org_unit);
}

void sort_last_wins(std::vector<DataValue>& values) {
    const auto by_key = [](const DataValue& a, const DataValue& b) { return a.key < b.key; };
    if (!std::is_sorted(values.begin(), values.end(), by_key)) {
        std::stable_sort(values.begin(), values.end(), by_key);
    }
    // Of equals unique() keeps the first, so it walks backwards.
    const auto kept = std::unique(values.rbegin(), values.rend(),
                                  [](const auto& a, const auto& b) { return a.key == b.key; });
    values.erase(values.begin(), kept.base());
}

Result<void> check_value(const DataValue& value) {
    if (value.state > ValueState::Suppressed) {
        return fail(ErrorCode::InvalidArgument,
                    name_of(value.key) + " has a state this program does not know.");
    }
    if (!std::isfinite(value.number)) {
        return fail(ErrorCode::InvalidArgument, name_of(value.key) + " is not a finite number.");
    }
    if (value.state != ValueState::Number && value.number != 0) {
        return fail(ErrorCode::InvalidArgument,
                    name_of(value.key) + " has both a number and a reason why there is none.");
    }
    if (value.text.find('\0') != std::string::npos) {
        return fail(ErrorCode::InvalidArgument,
                    name_of(value.key) + " contains the character NUL.");
    }
    return {};
}

}  // namespace

Result<void> SqlDraft::check_values(std::vector<DataValue>& values) {
    sort_last_wins(values);
    if (values.size() >= kManyValues) TRY(keep_error(read_roles()));
    for (const DataValue& value : values) {
        TRY(check_value(value));
        TRY(check_key(value.key));
    }
    return {};
}

void SqlDraft::sort_unique(std::vector<DataValueKey>& keys) {
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
}

Result<void> SqlDraft::read_roles() {
    if (all_roles_read_) return {};
    Statement& rows =
        *TRY(connection_.statement("SELECT id, collection FROM object WHERE json IS NOT NULL"));
    rows.bind();
    while (TRY(rows.step())) {
        roles_.try_emplace(static_cast<ObjectId>(rows.integer(0)), role_of(rows.text(1)));
    }
    rows.reset();
    all_roles_read_ = true;
    return {};
}

Result<SqlDraft::Role> SqlDraft::role(ObjectId id) {
    if (const auto known = roles_.find(id); known != roles_.end()) return known->second;
    Statement& query = *TRY(
        connection_.statement("SELECT collection FROM object WHERE id = ?1 AND json IS NOT NULL"));
    const Role found = TRY(query.bind(id).step()) ? role_of(query.text(0)) : Role::None;
    query.reset();
    roles_.emplace(id, found);
    return found;
}

Result<void> SqlDraft::check_key(const DataValueKey& key) {
    const auto need = [&](ObjectId id, Role wanted, std::string_view what) -> Result<void> {
        if (TRY(role(id)) == wanted) return {};
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("{} cannot be kept: there is no {} with the id {}.", name_of(key),
                                what, id));
    };
    TRY(need(key.series.data_element, Role::DataElement, "data element"));
    TRY(need(key.series.category_option_combo, Role::OptionCombo, "category option combo"));
    TRY(need(key.series.attribute_option_combo, Role::OptionCombo, "category option combo"));
    TRY(need(key.org_unit, Role::OrgUnit, "organisation unit"));
    if (static_cast<int>(key.period.kind) >= kPeriodKindCount) {
        return fail(ErrorCode::InvalidArgument,
                    name_of(key) + " has a kind of period this program does not know.");
    }
    return {};
}

}  // namespace sinergi::store::sql
