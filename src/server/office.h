// SPDX-License-Identifier: Apache-2.0
// Office: one store being served: the columns made from it, and the catalogue. The store is a file
// in the data folder, or a PostgreSQL database that other servers write to as well; the folder is
// this process's alone in either case.
//
// Every write goes through Office::write: durable in the store first, then applied to the columns,
// then published as the next snapshot, and only then acknowledged. Readers hold a snapshot and
// never wait for a writer. Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/indicator_query.h"
#include "engine/snapshot.h"
#include "model/catalogue.h"
#include "server/reference.h"
#include "store/sqlite/folder_lock.h"
#include "store/store.h"

namespace sinergi::server {

struct OfficeIndicator {
    const CatalogueIndicator* definition = nullptr;
    engine::IndicatorFormula formula;
};

// Called with what is being done and how far it is (done of total; total 0: unknown).
using Progress =
    std::function<void(std::string_view what, std::uint64_t done, std::uint64_t total)>;

class Office {
public:
    // Opens the folder and the store (`store_url` empty: the folder's own), loads metadata, and
    // takes the columns from the checkpoint plus the changes since, or from the store where there
    // is no usable checkpoint. Errors: those of the store; InvalidArgument if the catalogue does
    // not compile.
    [[nodiscard]] static Result<std::unique_ptr<Office>> open(std::string folder,
                                                              Catalogue catalogue,
                                                              const Progress& progress = {},
                                                              const std::string& store_url = {});

    [[nodiscard]] engine::SnapshotPtr snapshot() const;
    [[nodiscard]] std::shared_ptr<const Reference> reference() const;
    [[nodiscard]] const Catalogue& catalogue() const { return catalogue_; }
    // nullptr if the catalogue has no such indicator.
    [[nodiscard]] const OfficeIndicator* indicator(std::string_view code) const;
    [[nodiscard]] const store::Store& store() const { return *store_; }
    [[nodiscard]] const std::string& folder() const { return folder_; }

    // As Store::write; when it returns, the change is durable and visible to every new snapshot().
    [[nodiscard]] Result<store::Change> write(
        std::string_view actor, std::string_view reason,
        const std::function<Result<void>(store::Draft&)>& fill, bool dry_run = false);

    // Publishes what others have written to the store since the snapshot. Errors: those of the
    // store; the snapshot then stays as it was.
    [[nodiscard]] Result<void> catch_up();
    // Returns when the snapshot has `change`, so that a caller never reads behind what it has seen.
    // Errors: Unavailable if the store has no such change or the time is up.
    [[nodiscard]] Result<void> reach(store::ChangeNumber change, std::chrono::milliseconds timeout);
    // Other processes may write to the store: somebody has to call catch_up().
    [[nodiscard]] bool is_shared() const { return folder_lock_.has_value(); }

    // What a metadata write would leave behind must load again: every object decodes, every unit
    // has its parent. Errors: InvalidArgument naming the object.
    struct ObjectChange {
        std::string collection, uid;
        std::string json;  // Empty: removed.
    };
    [[nodiscard]] Result<void> check_metadata(const std::vector<ObjectChange>& changes) const;

    // Called after each change that was published, whichever server wrote it, oldest first.
    void on_change(std::function<void(const store::Change&)> listener);

    // Writes the columns beside the store (temporary file, sync, rename).
    [[nodiscard]] Result<void> save_checkpoint() const;

    // Store, checkpoint and recomputed totals against each other; sentences, empty if sound.
    [[nodiscard]] Result<std::vector<std::string>> check(const Progress& progress) const;

private:
    Office() = default;

    [[nodiscard]] Result<void> load(const Progress& progress);
    [[nodiscard]] Result<void> load_columns(const Progress& progress);
    [[nodiscard]] Result<std::shared_ptr<engine::Snapshot>> advanced(const engine::Snapshot& from,
                                                                     store::ChangeNumber to,
                                                                     bool reload_metadata) const;
    [[nodiscard]] Result<void> publish_news();  // With writing_ held.
    [[nodiscard]] Result<std::uint64_t> checkpoint_owner() const;
    [[nodiscard]] Result<std::shared_ptr<const engine::MetadataView>> load_metadata() const;
    [[nodiscard]] Result<void> load_reference();
    void publish(engine::SnapshotPtr next);

    std::string folder_;
    Catalogue catalogue_;
    std::unordered_map<std::string, OfficeIndicator> indicators_;
    std::optional<store::sqlite::FolderLock> folder_lock_;  // SQLite's store takes it by itself.
    std::unique_ptr<store::Store> store_;

    std::mutex writing_;  // Held for the whole of write(): store order is publishing order.
    std::vector<std::function<void(const store::Change&)>> listeners_;  // Set before serving.

    // A mutex and not std::atomic<std::shared_ptr>: libstdc++ 12's is a data race to TSan.
    mutable std::mutex publishing_;
    engine::SnapshotPtr current_;                 // Guarded by publishing_.
    std::shared_ptr<const Reference> reference_;  // Guarded by publishing_.
    std::condition_variable published_;           // After each publish(); waits with publishing_.
};

// The columns read value by value from the store, as of a change; 0: its last.
[[nodiscard]] Result<engine::Columns> read_columns(const store::Store& store,
                                                   const OrgUnitTree& tree,
                                                   store::ChangeNumber as_of,
                                                   const Progress& progress);

}  // namespace sinergi::server
