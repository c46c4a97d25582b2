// SPDX-License-Identifier: Apache-2.0
// The half of a draft that is not about writing data values.
#include "store/sql/sql_draft.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace sinergi::store::sql {

namespace {

Result<void> need(std::string_view text, std::string_view what) {
    if (text.empty()) return fail(ErrorCode::InvalidArgument, fmt::format("{} is missing.", what));
    // PostgreSQL cannot hold the character, and no name or key has it.
    if (text.find('\0') != std::string_view::npos) {
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("{} contains the character NUL.", what));
    }
    return {};
}

Result<void> need_finite(double number, std::string_view what) {
    if (std::isfinite(number)) return {};
    return fail(ErrorCode::InvalidArgument, fmt::format("{} is not a finite number.", what));
}

bool is_built_in(std::string_view uid) {
    return uid == kDefaultCategoryOptionUid || uid == kDefaultCategoryUid ||
           uid == kDefaultCategoryComboUid || uid == kDefaultOptionComboUid;
}

}  // namespace

SqlDraft::Role SqlDraft::role_of(std::string_view collection) {
    if (collection == "dataElements") return Role::DataElement;
    if (collection == "categoryOptionCombos") return Role::OptionCombo;
    if (collection == "organisationUnits") return Role::OrgUnit;
    return Role::Other;
}

Result<ObjectId> SqlDraft::put_object(std::string_view collection, std::string_view uid,
                                      std::string_view json) {
    TRY(need(collection, "The collection of an object"));
    TRY(need(uid, fmt::format("The uid of an object of {}", collection)));
    TRY(need(json, fmt::format("The JSON of {}/{}", collection, uid)));
    return keep_error(write_object(collection, uid, json));
}

Result<ObjectId> SqlDraft::write_object(std::string_view collection, std::string_view uid,
                                        std::string_view json) {
    Statement& known = *TRY(connection_.statement(
        "SELECT id, change_from, json FROM object WHERE collection = ?1 AND uid = ?2"));
    if (!TRY(known.bind(collection, uid).step())) {
        const auto id = TRY(connection_.integer("SELECT COALESCE(MAX(id), 0) + 1 FROM object"));
        Statement& insert = *TRY(
            connection_.statement("INSERT INTO object (id, collection, uid, json, change_from) "
                                  "VALUES (?1, ?2, ?3, ?4, ?5)"));
        TRY(insert.bind(id, collection, uid, json, number_).run());
        ++metadata_written_;
        roles_.insert_or_assign(static_cast<ObjectId>(id), role_of(collection));
        return static_cast<ObjectId>(id);
    }
    const auto id = static_cast<ObjectId>(known.integer(0));
    const ChangeNumber from = known.count(1);
    const bool same = !known.is_null(2) && known.text(2) == json;
    known.reset();
    if (same) return id;
    if (from != number_) {
        Statement& keep = *TRY(connection_.statement(
            "INSERT INTO object_version (id, change_from, change_to, json) "
            "SELECT id, change_from, CAST(?2 AS BIGINT), json FROM object WHERE id = ?1"));
        TRY(keep.bind(id, number_).run());
    }
    Statement& update =
        *TRY(connection_.statement("UPDATE object SET json = ?2, change_from = ?3 WHERE id = ?1"));
    TRY(update.bind(id, json, number_).run());
    ++metadata_written_;
    roles_.insert_or_assign(id, role_of(collection));
    std::erase_if(removed_, [id](const Removed& removed) { return removed.id == id; });
    return id;
}

Result<void> SqlDraft::remove_object(std::string_view collection, std::string_view uid) {
    if (is_built_in(uid)) {
        return fail(ErrorCode::Conflict,
                    fmt::format("{}/{} is built in and cannot be removed.", collection, uid));
    }
    Statement& known = *TRY(keep_error(
        connection_.statement("SELECT id, change_from FROM object "
                              "WHERE collection = ?1 AND uid = ?2 AND json IS NOT NULL")));
    if (!TRY(keep_error(known.bind(collection, uid).step()))) {
        return fail(ErrorCode::NotFound, fmt::format("There is no {}/{}.", collection, uid));
    }
    const auto id = static_cast<ObjectId>(known.integer(0));
    const ChangeNumber from = known.count(1);
    known.reset();
    TRY(keep_error(write_removal(id, from)));
    ++metadata_written_;
    roles_.insert_or_assign(id, Role::None);
    removed_.push_back({id, role_of(collection), fmt::format("{}/{}", collection, uid)});
    return {};
}

// An object that was put and removed by the same change keeps its row and id, without a version.
Result<void> SqlDraft::write_removal(ObjectId id, ChangeNumber from) {
    if (from != number_) {
        Statement& keep = *TRY(connection_.statement(
            "INSERT INTO object_version (id, change_from, change_to, json) "
            "SELECT id, change_from, CAST(?2 AS BIGINT), json FROM object WHERE id = ?1"));
        TRY(keep.bind(id, number_).run());
    }
    Statement& remove = *TRY(
        connection_.statement("UPDATE object SET json = NULL, change_from = ?2 WHERE id = ?1"));
    return remove.bind(id, number_).run();
}

namespace {

constexpr std::string_view kFigureColumns =
    "indicator_code, unit_uid, period, source, basis, kind, value, numerator, denominator, low, "
    "high, note, measure, question, change_from";
constexpr std::string_view kFigureKey =
    "indicator_code = ?1 AND unit_uid = ?2 AND period = ?3 AND source = ?4 AND basis = ?5";

}  // namespace

// What the figure held becomes a version, unless this change made it.
Result<void> SqlDraft::keep_figure(const PublishedFigure& figure) {
    Statement& keep = *TRY(keep_error(
        connection_.statement(fmt::format("INSERT INTO published_figure_version ({0}, change_to) "
                                          "SELECT {0}, CAST(?6 AS BIGINT) FROM published_figure "
                                          "WHERE {1} AND change_from <> ?6",
                                          kFigureColumns, kFigureKey))));
    keep.bind(figure.indicator_code, figure.unit_uid, figure.period, figure.source, figure.basis,
              number_);
    return keep_error(keep.run());
}

Result<void> SqlDraft::remove_figure(const PublishedFigure& figure) {
    Statement& there = *TRY(keep_error(connection_.statement(
        fmt::format("SELECT value FROM published_figure WHERE {}", kFigureKey))));
    there.bind(figure.indicator_code, figure.unit_uid, figure.period, figure.source, figure.basis);
    const bool found = TRY(keep_error(there.step()));
    if (!found) {
        return fail(
            ErrorCode::NotFound,
            fmt::format("There is no published figure {} of {} for {} from {}.",
                        figure.indicator_code, figure.unit_uid, figure.period, figure.source));
    }
    TRY(keep_figure(figure));
    Statement& remove = *TRY(keep_error(
        connection_.statement(fmt::format("DELETE FROM published_figure WHERE {}", kFigureKey))));
    remove.bind(figure.indicator_code, figure.unit_uid, figure.period, figure.source, figure.basis);
    TRY(keep_error(remove.run()));
    ++metadata_written_;
    return {};
}

Result<void> SqlDraft::put_figure(const PublishedFigure& figure) {
    const std::string name = fmt::format("Published figure {} of {} for {}", figure.indicator_code,
                                         figure.unit_uid, figure.period);
    TRY(need(figure.indicator_code, "The indicator of a published figure"));
    TRY(need(figure.unit_uid, name + ": the unit"));
    TRY(need(figure.period, name + ": the period"));
    TRY(need(figure.source, name + ": the source"));
    TRY(need_finite(figure.value, name));
    for (const auto& part : {figure.numerator, figure.denominator, figure.low, figure.high}) {
        TRY(need_finite(part.value_or(0), name));
    }
    TRY(keep_figure(figure));
    Statement& put = *TRY(keep_error(connection_.statement(
        "INSERT INTO published_figure (indicator_code, unit_uid, period, source, basis, kind, "
        "value, numerator, denominator, low, high, note, measure, question, change_from) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) "
        "ON CONFLICT (indicator_code, unit_uid, period, source, basis) DO UPDATE SET "
        "kind = excluded.kind, value = excluded.value, numerator = excluded.numerator, "
        "denominator = excluded.denominator, low = excluded.low, high = excluded.high, "
        "note = excluded.note, measure = excluded.measure, question = excluded.question, "
        "change_from = excluded.change_from")));
    put.bind(figure.indicator_code, figure.unit_uid, figure.period, figure.source, figure.basis,
             figure.kind, figure.value, figure.numerator, figure.denominator, figure.low,
             figure.high, figure.note, figure.measure, figure.question, number_);
    TRY(keep_error(put.run()));
    ++metadata_written_;
    return {};
}

Result<void> SqlDraft::put_target(const Target& target) {
    const std::string name = fmt::format("Target {} of {} for {}", target.indicator_code,
                                         target.unit_uid, target.period);
    TRY(need(target.indicator_code, "The indicator of a target"));
    TRY(need(target.unit_uid, name + ": the unit"));
    TRY(need(target.period, name + ": the period"));
    TRY(need_finite(target.value, name));
    TRY(need_finite(target.upper.value_or(0), name));
    Statement& put = *TRY(keep_error(connection_.statement(
        "INSERT INTO target (indicator_code, unit_uid, period, version, value, upper_value, "
        "direction, source, change_from) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) "
        "ON CONFLICT (indicator_code, unit_uid, period, version) DO UPDATE SET "
        "value = excluded.value, upper_value = excluded.upper_value, "
        "direction = excluded.direction, source = excluded.source, "
        "change_from = excluded.change_from")));
    put.bind(target.indicator_code, target.unit_uid, target.period, target.version, target.value,
             target.upper, target.direction, target.source, number_);
    TRY(keep_error(put.run()));
    ++metadata_written_;
    return {};
}

Result<void> SqlDraft::put_account(const Account& account) {
    TRY(need(account.username, "The user name of an account"));
    Statement& put = *TRY(keep_error(connection_.statement(
        "INSERT INTO account (username, name, password_hash, unit_uid, can_view, can_enter, "
        "can_operate, disabled, change_from) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) "
        "ON CONFLICT (username) DO UPDATE SET name = excluded.name, "
        "password_hash = excluded.password_hash, unit_uid = excluded.unit_uid, "
        "can_view = excluded.can_view, can_enter = excluded.can_enter, "
        "can_operate = excluded.can_operate, disabled = excluded.disabled, "
        "change_from = excluded.change_from")));
    put.bind(account.username, account.name, account.password_hash, account.unit_uid,
             account.can_view, account.can_enter, account.can_operate, account.disabled, number_);
    return keep_error(put.run());
}

Result<void> SqlDraft::put_setting(std::string_view key, std::string_view value) {
    TRY(need(key, "The name of a setting"));
    Statement& put = *TRY(keep_error(
        connection_.statement("INSERT INTO setting (name, value, change_from) VALUES (?1, ?2, ?3) "
                              "ON CONFLICT (name) DO UPDATE SET value = excluded.value, "
                              "change_from = excluded.change_from")));
    return keep_error(put.bind(key, value, number_).run());
}

Result<void> SqlDraft::put_document(std::string_view kind, std::string_view id,
                                    std::string_view body) {
    TRY(need(kind, "The kind of a document"));
    TRY(need(id, "The id of a document"));
    Statement& put = *TRY(keep_error(connection_.statement(
        "INSERT INTO document (kind, id, body, change_from) VALUES (?1, ?2, ?3, ?4) "
        "ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body, "
        "change_from = excluded.change_from")));
    return keep_error(put.bind(kind, id, Blob{body}, number_).run());
}

Result<void> SqlDraft::finish() {
    if (spoilt_) return tl::unexpected(*spoilt_);
    return check_removed_objects();
}

Result<void> SqlDraft::check_removed_objects() {
    bool scan = false;
    for (const Removed& removed : removed_) {
        if (removed.role == Role::DataElement) {
            Statement& used = *TRY(
                connection_.statement("SELECT 1 FROM data_value WHERE data_element = ?1 LIMIT 1"));
            if (TRY(used.bind(removed.id).step())) return refuse(removed);
            used.reset();
        }
        scan = scan || removed.role == Role::OptionCombo || removed.role == Role::OrgUnit;
    }
    if (!scan) return {};
    // No index leads with these columns; one pass answers for all that were removed.
    std::unordered_map<ObjectId, const Removed*> wanted;
    for (const Removed& removed : removed_) wanted.emplace(removed.id, &removed);
    Statement& values = *TRY(connection_.scan(
        "SELECT category_option_combo, attribute_option_combo, org_unit FROM data_value"));
    values.bind();
    while (TRY(values.step())) {
        for (int column = 0; column < 3; ++column) {
            const auto found = wanted.find(static_cast<ObjectId>(values.integer(column)));
            if (found != wanted.end()) return refuse(*found->second);
        }
    }
    values.reset();
    return {};
}

Result<void> SqlDraft::refuse(const Removed& removed) {
    return fail(ErrorCode::Conflict,
                fmt::format("{} cannot be removed: data values refer to it. Remove those values "
                            "first or in the same change.",
                            removed.name));
}

}  // namespace sinergi::store::sql
