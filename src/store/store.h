// SPDX-License-Identifier: Apache-2.0
// Store: what is kept. Metadata, data values with their superseded versions, published figures,
// targets, accounts, documents, and the numbered changes that made them.
//
// A change is whole or not at all: everything put into one Draft becomes durable together under one
// change number, or nothing does. Commit order is number order. Superseded values stay, with the
// change numbers from and to between which they held, so any figure can be asked as of change N.
//
// Two implementations stand behind this interface, SQLite and PostgreSQL, held to the same
// conformance test, store_test.cpp. Thread-safe: writers queue, readers do not wait for them.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/data_value.h"
#include "model/metadata.h"

namespace sinergi::store {

using ChangeNumber = std::uint64_t;

// Who and why, once per change.
struct Change {
    ChangeNumber number = 0;
    std::string actor;
    std::string reason;
    std::string time;  // UTC, "2026-11-25T03:05:21Z".
    std::uint64_t values_written = 0;
    std::uint64_t metadata_written = 0;  // Objects, published figures and targets.
};

struct StoredObject {
    ObjectId id = kNoObject;
    ObjectKind kind = ObjectKind::Other;
    std::string collection;  // Plural name, also for kinds we do not understand.
    std::string uid;
    std::string json;
};

// A survey or otherwise published figure: shown beside routine values, never aggregated.
struct PublishedFigure {
    std::string indicator_code, unit_uid, period, source, basis;  // The key.
    std::string kind;                                             // survey, routine, projection
    double value = 0;
    std::optional<double> numerator, denominator, low, high;
    std::string note;
    std::string measure = {};   // Unit of measurement as printed: "%", "per 1.000 KH".
    std::string question = {};  // Why the figure looks wrong, a sentence; empty if it does not.
};

// indicator x unit x period; the newest version holds.
struct Target {
    std::string indicator_code, unit_uid, period;
    int version = 1;
    double value = 0;
    std::optional<double> upper;  // Set for a range target.
    std::string direction;        // higher, lower, range
    std::string source;
};

struct Account {
    std::string username;
    std::string name;
    std::string password_hash;  // Argon2id, libsodium's own format.
    std::string unit_uid;       // Rights hold for this unit and below.
    bool can_view = true, can_enter = false, can_operate = false;
    bool disabled = false;
};

// What an import would do, and did.
struct WriteCounts {
    std::uint64_t created = 0, updated = 0, same = 0, deleted = 0;
};

// The version of one value that held from `from` up to, not including, `to` (0: still holds).
struct ValueVersion {
    DataValue value;
    ChangeNumber from = 0, to = 0;
    bool deleted = false;
};

// The version of one published figure that held from `from` up to, not including, `to` (0: still
// holds).
struct FigureVersion {
    PublishedFigure figure;
    ChangeNumber from = 0, to = 0;
};

// One change being prepared. Not thread-safe; nothing is visible to others until the write ends.
class Draft {
public:
    virtual ~Draft() = default;

    // The id of (collection, uid), new if it is not known yet; the JSON replaces what was there.
    [[nodiscard]] virtual Result<ObjectId> put_object(std::string_view collection,
                                                      std::string_view uid,
                                                      std::string_view json) = 0;
    // Errors: NotFound; Conflict if it is built in or, when the write ends, if values refer to it.
    [[nodiscard]] virtual Result<void> remove_object(std::string_view collection,
                                                     std::string_view uid) = 0;

    // Sorts by key, skips those that hold already. A key twice: the last one wins. Errors:
    // InvalidArgument, with nothing written, if a key names no object or a number is not finite.
    [[nodiscard]] virtual Result<WriteCounts> put_values(std::vector<DataValue> values) = 0;
    [[nodiscard]] virtual Result<WriteCounts> remove_values(std::vector<DataValueKey> keys) = 0;

    [[nodiscard]] virtual Result<void> put_figure(const PublishedFigure& figure) = 0;
    // The figure with this one's key; what it held is kept as a version. Errors: NotFound.
    [[nodiscard]] virtual Result<void> remove_figure(const PublishedFigure& figure) = 0;
    [[nodiscard]] virtual Result<void> put_target(const Target& target) = 0;
    [[nodiscard]] virtual Result<void> put_account(const Account& account) = 0;
    [[nodiscard]] virtual Result<void> put_setting(std::string_view key,
                                                   std::string_view value) = 0;
    [[nodiscard]] virtual Result<void> put_document(std::string_view kind, std::string_view id,
                                                    std::string_view body) = 0;

protected:
    Draft() = default;
};

class Store {
public:
    virtual ~Store() = default;

    // Runs `fill` in one transaction; the returned change is durable. If `fill` or the commit fails
    // nothing was written. `dry_run` runs everything and rolls back (number is then 0).
    // Errors: whatever `fill` returns; InvalidArgument if actor or reason is empty; Unavailable if
    // the disk is full or the folder is locked, with what to do.
    [[nodiscard]] virtual Result<Change> write(std::string_view actor, std::string_view reason,
                                               const std::function<Result<void>(Draft&)>& fill,
                                               bool dry_run = false) = 0;

    [[nodiscard]] virtual Result<ChangeNumber> last_change() const = 0;
    // Newest first, at most `limit`, only those above `since`.
    [[nodiscard]] virtual Result<std::vector<Change>> changes(ChangeNumber since,
                                                              std::size_t limit) const = 0;

    // Every object that holds now, ordered by kind then uid.
    [[nodiscard]] virtual Result<std::vector<StoredObject>> objects() const = 0;
    [[nodiscard]] virtual Result<std::optional<StoredObject>> object(
        std::string_view collection, std::string_view uid) const = 0;

    // Calls `visit` with batches of values that hold as of `as_of` (0: now), ordered by series,
    // period, unit. Stops early with the error `visit` returns. Errors: NotFound if `as_of` is
    // above the last change.
    using VisitValues = std::function<Result<void>(const std::vector<DataValue>&)>;
    [[nodiscard]] virtual Result<void> scan_values(ChangeNumber as_of,
                                                   const VisitValues& visit) const = 0;
    // Values and deletions made by changes after `since`, oldest first; a deletion has deleted set.
    using VisitVersions = std::function<Result<void>(const std::vector<ValueVersion>&)>;
    [[nodiscard]] virtual Result<void> scan_changes(ChangeNumber since,
                                                    const VisitVersions& visit) const = 0;
    // What one change did to values: the versions it made, deletions included (from == change), and
    // those it ended (to == change); ordered by key, then by from. Errors: NotFound.
    [[nodiscard]] virtual Result<std::vector<ValueVersion>> versions_of(
        ChangeNumber change) const = 0;
    // Every version of one value, oldest first.
    [[nodiscard]] virtual Result<std::vector<ValueVersion>> history(
        const DataValueKey& key) const = 0;

    [[nodiscard]] virtual Result<std::vector<PublishedFigure>> figures() const = 0;
    // As versions_of, of published figures: those the change made (from == change), also if they
    // hold still, and those it ended (to == change); ordered by key, then by from.
    [[nodiscard]] virtual Result<std::vector<FigureVersion>> figure_versions_of(
        ChangeNumber change) const = 0;
    [[nodiscard]] virtual Result<std::vector<Target>> targets() const = 0;
    [[nodiscard]] virtual Result<std::vector<Account>> accounts() const = 0;
    [[nodiscard]] virtual Result<std::optional<std::string>> setting(
        std::string_view key) const = 0;
    [[nodiscard]] virtual Result<std::optional<std::string>> document(
        std::string_view kind, std::string_view id) const = 0;

    // A random name that no other store has, not even a copy made by moving.
    [[nodiscard]] virtual Result<std::string> identity() const = 0;
    // Of everything kept, versions and numbers included, but not of the identity: two stores with
    // the same digest hold the same. Reads everything.
    [[nodiscard]] virtual Result<std::string> digest() const = 0;
    // Returns the last change as soon as it is above `after`, whoever made it, or what it is when
    // the time is up.
    [[nodiscard]] virtual Result<ChangeNumber> wait_for_change(
        ChangeNumber after, std::chrono::milliseconds timeout) const = 0;

    // A consistent copy as a SQLite file, made while others read and write.
    [[nodiscard]] virtual Result<void> backup(const std::string& file) const = 0;
    // The store's own integrity check; an empty list means sound. Sentences otherwise.
    [[nodiscard]] virtual Result<std::vector<std::string>> check() const = 0;

protected:
    Store() = default;
};

// Opens (or creates) `folder`/sinergi.db and takes the folder's lock. Errors: Unavailable if
// another process holds the lock (names its pid), Corrupt if the file is not ours.
[[nodiscard]] Result<std::unique_ptr<Store>> open_sqlite(const std::string& folder);

// Opens (or creates) the tables in an existing PostgreSQL database, which several programs may
// share. `url` is libpq's: postgres://user@host/database; a password may come from PGPASSWORD or
// ~/.pgpass. Errors: Unavailable if the server does not answer or refuses, Corrupt if the tables
// are not ours.
[[nodiscard]] Result<std::unique_ptr<Store>> open_postgres(const std::string& url);

// `place` is a folder, or a URL that begins with postgres:// or postgresql://.
[[nodiscard]] bool is_postgres(std::string_view place);
[[nodiscard]] Result<std::unique_ptr<Store>> open_store(const std::string& place);

// Copies everything from one place into another that is empty: versions, numbers and ids too.
// Whole or not at all: an interrupted move leaves a target that refuses to open until the move is
// run again. Errors: Conflict if the target holds something; Corrupt if the digests then differ.
struct Moved {
    std::uint64_t rows = 0;
    std::string digest;
};
using MoveProgress = std::function<void(std::string_view table, std::uint64_t rows)>;
[[nodiscard]] Result<Moved> move_store(const std::string& from, const std::string& to,
                                       const MoveProgress& progress);

}  // namespace sinergi::store
