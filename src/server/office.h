// SPDX-License-Identifier: Apache-2.0
// Office: one data folder being served: the store, the columns made from it, and the catalogue.
//
// Every write goes through Office::write: durable in the store first, then applied to the columns,
// then published as the next snapshot, and only then acknowledged. Readers hold a snapshot and
// never wait for a writer. Thread-safe.
#pragma once

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
    // Opens the folder, loads metadata, and takes the columns from the checkpoint plus the changes
    // since, or from the store where there is no usable checkpoint.
    // Errors: those of the store; InvalidArgument if the catalogue does not compile.
    [[nodiscard]] static Result<std::unique_ptr<Office>> open(std::string folder,
                                                              Catalogue catalogue,
                                                              const Progress& progress = {});

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

    // What a metadata write would leave behind must load again: every object decodes, every unit
    // has its parent. Errors: InvalidArgument naming the object.
    struct ObjectChange {
        std::string collection, uid;
        std::string json;  // Empty: removed.
    };
    [[nodiscard]] Result<void> check_metadata(const std::vector<ObjectChange>& changes) const;

    // Called after each change that was published, from the writer's thread.
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
                                                                     bool reload_metadata) const;
    [[nodiscard]] Result<std::shared_ptr<const engine::MetadataView>> load_metadata() const;
    [[nodiscard]] Result<void> load_reference();
    void publish(engine::SnapshotPtr next);

    std::string folder_;
    Catalogue catalogue_;
    std::unordered_map<std::string, OfficeIndicator> indicators_;
    std::unique_ptr<store::Store> store_;

    std::mutex writing_;  // Held for the whole of write(): store order is publishing order.
    std::vector<std::function<void(const store::Change&)>> listeners_;  // Set before serving.

    // A mutex and not std::atomic<std::shared_ptr>: libstdc++ 12's is a data race to TSan.
    mutable std::mutex publishing_;
    engine::SnapshotPtr current_;                 // Guarded by publishing_.
    std::shared_ptr<const Reference> reference_;  // Guarded by publishing_.
};

// The columns read value by value from the store, as of its last change.
[[nodiscard]] Result<engine::Columns> read_columns(const store::Store& store,
                                                   const OrgUnitTree& tree,
                                                   const Progress& progress);

}  // namespace sinergi::server
