// SPDX-License-Identifier: Apache-2.0
// The frame of a write, and what a new store begins with; reading is in sql_read.cpp.
#include "store/sql/sql_store.h"

#include <array>
#include <chrono>

#include <fmt/format.h>
#include <sodium.h>

namespace sinergi::store::sql {

namespace {

std::string utc_now() {
    using std::chrono::floor;
    const auto now = floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const auto day = floor<std::chrono::days>(now);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(now - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       time.hours().count(), time.minutes().count(), time.seconds().count());
}

}  // namespace

Result<Change> begin_change(std::string_view actor, std::string_view reason) {
    if (actor.empty())
        return fail(ErrorCode::InvalidArgument, "A change needs to say who made it.");
    if (reason.empty()) {
        return fail(ErrorCode::InvalidArgument, "A change needs to say why it is made.");
    }
    Change change;
    change.actor = actor;
    change.reason = reason;
    change.time = utc_now();
    return change;
}

Result<void> finish_change(Connection& db, Change& change, SqlDraft& draft) {
    TRY(draft.finish());
    change.values_written = draft.values_written();
    change.metadata_written = draft.metadata_written();
    Statement& insert = *TRY(db.statement(
        "INSERT INTO change (number, actor, reason, time, values_written, metadata_written) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6)"));
    insert.bind(change.number, change.actor, change.reason, change.time, change.values_written,
                change.metadata_written);
    return insert.run();
}

Result<void> identify(Connection& db) {
    Statement& known = *TRY(db.statement("SELECT state FROM store_identity"));
    const bool any = TRY(known.bind().step());
    const std::string state = any ? known.text(0) : "ready";
    known.reset();
    if (state != "ready") {
        return fail(ErrorCode::Conflict,
                    fmt::format("{}: pemindahan ke sini belum selesai. Jalankan lagi 'sinergi "
                                "move'; sampai itu selesai tidak ada yang dapat memakainya.",
                                db.name()));
    }
    if (any) return {};
    VERIFY(sodium_init() >= 0);
    std::array<unsigned char, 16> random{};
    randombytes_buf(random.data(), random.size());
    std::string identity;
    for (const unsigned char byte : random) identity += fmt::format("{:02x}", byte);
    Statement& insert = *TRY(
        db.statement("INSERT INTO store_identity (id, identity, state) VALUES (1, ?1, 'ready')"));
    insert.bind(identity);
    return insert.run();
}

Result<void> SqlStore::put_built_in_objects() {
    struct BuiltIn {
        std::string_view collection, uid;
        std::string json;
    };
    const auto head = [](std::string_view uid) {
        return fmt::format(R"({{"id":"{}","code":"default","name":"default",)", uid);
    };
    const auto reference = [](std::string_view uid) {
        return fmt::format(R"({{"id":"{}"}})", uid);
    };
    const std::string option = reference(kDefaultCategoryOptionUid);
    const BuiltIn objects[] = {
        {"categoryOptions", kDefaultCategoryOptionUid,
         head(kDefaultCategoryOptionUid) + R"("shortName":"default"})"},
        {"categories", kDefaultCategoryUid,
         head(kDefaultCategoryUid) +
             R"("shortName":"default","dataDimensionType":"DISAGGREGATION","categoryOptions":[)" +
             option + "]}"},
        {"categoryCombos", kDefaultCategoryComboUid,
         head(kDefaultCategoryComboUid) +
             R"("dataDimensionType":"DISAGGREGATION","skipTotal":false,"categories":[)" +
             reference(kDefaultCategoryUid) + R"(],"categoryOptionCombos":[)" +
             reference(kDefaultOptionComboUid) + "]}"},
        {"categoryOptionCombos", kDefaultOptionComboUid,
         head(kDefaultOptionComboUid) + R"("categoryCombo":)" +
             reference(kDefaultCategoryComboUid) + R"(,"categoryOptions":[)" + option + "]}"},
    };
    TRY(write(
        "sinergi", "new data folder",
        [&](Draft& draft) -> Result<void> {
            for (const BuiltIn& object : objects) {
                TRY(draft.put_object(object.collection, object.uid, object.json));
            }
            return {};
        },
        false));
    return {};
}

}  // namespace sinergi::store::sql
