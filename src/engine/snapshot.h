// SPDX-License-Identifier: Apache-2.0
// Snapshot: the unit tree, the metadata and the columns as they were after one change.
//
// Immutable and shared: a reader holds one as long as it likes and never waits; the one writer
// builds the next from it, sharing every column that did not change.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/column.h"
#include "model/data_value.h"
#include "model/metadata.h"
#include "model/org_unit_tree.h"
#include "model/period.h"

namespace sinergi::engine {

// The metadata with what queries look up. Built once per metadata change.
class MetadataView {
public:
    // Errors: those of OrgUnitTree::build.
    [[nodiscard]] static Result<std::shared_ptr<const MetadataView>> build(Metadata metadata);

    [[nodiscard]] const Metadata& metadata() const { return metadata_; }
    [[nodiscard]] const OrgUnitTree& tree() const { return tree_; }

    // By uid, then by code; nullptr if there is none.
    [[nodiscard]] const DataElement* data_element(std::string_view text) const;
    [[nodiscard]] const DataElement* data_element(ObjectId id) const;
    [[nodiscard]] const Indicator* indicator(std::string_view text) const;
    [[nodiscard]] const DataSet* data_set(std::string_view text) const;
    [[nodiscard]] const OrgUnitGroup* org_unit_group(std::string_view text) const;
    [[nodiscard]] const OrgUnitGroupSet* org_unit_group_set(std::string_view text) const;
    [[nodiscard]] const CategoryOptionCombo* option_combo(std::string_view text) const;
    [[nodiscard]] const CategoryOptionCombo* option_combo(ObjectId id) const;
    [[nodiscard]] const Constant* constant(std::string_view text) const;

    // Members of a group as rows; empty mask if the group does not exist.
    [[nodiscard]] const RowMask* group_rows(std::string_view group_uid) const;

    // Units assigned to data sets that hold the element, with that data set's period type.
    struct Expectation {
        PeriodKind kind = PeriodKind::Monthly;
        std::vector<Row> rows;  // Sorted.
        RowMask mask;           // The same rows.
        // Days (since 1970) between which every one of them is open.
        std::int32_t all_open_from = 0, all_open_until = 0;
    };
    [[nodiscard]] const Expectation* expectation(ObjectId data_element) const;
    [[nodiscard]] const Expectation* data_set_expectation(ObjectId data_set) const;
    // How many of them in `range` are open during all of `period`.
    [[nodiscard]] std::uint32_t expected(const Expectation& expectation, Period period,
                                         RowRange range, const RowMask* mask) const;

private:
    template <class T>
    using Index = std::unordered_map<std::string, const T*>;

    void index_all();
    void index_expectations();
    void finish(Expectation& expectation) const;

    Metadata metadata_;
    OrgUnitTree tree_;
    Index<DataElement> elements_;
    Index<Indicator> indicators_;
    Index<DataSet> data_sets_;
    Index<OrgUnitGroup> groups_;
    Index<OrgUnitGroupSet> group_sets_;
    Index<CategoryOptionCombo> combos_;
    Index<Constant> constants_;
    std::unordered_map<ObjectId, const DataElement*> element_of_id_;
    std::unordered_map<ObjectId, const CategoryOptionCombo*> combo_of_id_;
    std::unordered_map<std::string, RowMask> group_rows_;
    std::unordered_map<ObjectId, Expectation> expectation_of_element_, expectation_of_set_;
    std::vector<std::pair<std::int32_t, std::int32_t>> open_days_;  // Per row: [opened, closed).
};

using ColumnPtr = std::shared_ptr<const Column>;

// The columns of one series, sorted by period.
struct SeriesColumns {
    Series series;
    std::vector<std::pair<Period, ColumnPtr>> columns;

    [[nodiscard]] const Column* find(Period period) const;
};

// One value set or, where the entry is absent, removed.
struct ValueEdit {
    Series series;
    Period period;
    Row row = 0;
    std::optional<ColumnEntry> entry;
};

class Columns {
public:
    // All series of one data element, sorted.
    [[nodiscard]] std::span<const std::shared_ptr<const SeriesColumns>> of_element(
        ObjectId data_element) const;
    [[nodiscard]] std::span<const std::shared_ptr<const SeriesColumns>> all() const {
        return series_;
    }
    [[nodiscard]] std::size_t cell_count() const;
    [[nodiscard]] std::size_t memory_bytes() const;

    // These columns with the edits made; everything untouched is shared. An edit of the same cell
    // later in the list wins. `rows` is the size of the tree.
    [[nodiscard]] Columns with(std::vector<ValueEdit> edits, Row rows) const;

    // The same values in another tree: row r moves to new_row[r]; kNoRow drops it.
    [[nodiscard]] Columns moved(std::span<const Row> new_row, Row rows) const;

    // Appends a whole series; series must come in ascending order.
    void append(std::shared_ptr<const SeriesColumns> series);

private:
    std::vector<std::shared_ptr<const SeriesColumns>> series_;  // Sorted by series.
};

struct Snapshot {
    std::uint64_t change = 0;      // Everything up to this change is in it.
    std::uint64_t generation = 0;  // Counts metadata changes; names tree and metadata.
    std::shared_ptr<const MetadataView> metadata;
    Columns columns;

    [[nodiscard]] const OrgUnitTree& tree() const { return metadata->tree(); }
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

}  // namespace sinergi::engine
