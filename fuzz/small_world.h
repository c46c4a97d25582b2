// SPDX-License-Identifier: Apache-2.0
// A world of a few units and elements that hostile input may refer to.
#pragma once

#include "engine/snapshot.h"
#include "model/metadata.h"

namespace sinergi::fuzz {

[[nodiscard]] inline Metadata small_metadata() {
    Metadata metadata;
    ObjectId id = 1;
    const auto unit = [&](const char* uid, const char* parent, const char* code, const char* name) {
        OrgUnit one;
        one.id = id++;
        one.uid = uid;
        one.parent_uid = parent;
        one.name = one.short_name = name;
        one.codes[static_cast<std::size_t>(CodeSystem::Kemendagri)] = code;
        metadata.org_units.push_back(std::move(one));
    };
    unit("RootRootRo0", "", "36", "Banten");
    unit("DistDistDi1", "RootRootRo0", "36.04", "Kab. Serang");
    unit("DistDistDi2", "RootRootRo0", "36.73", "Kota Serang");
    const auto element = [&](const char* uid, const char* code, const char* type) {
        DataElement one;
        one.id = id++;
        one.uid = uid;
        one.code = code;
        one.name = one.short_name = code;
        one.value_type = type;
        metadata.data_elements.push_back(std::move(one));
    };
    element("ElemElemEl1", "K4", "NUMBER");
    element("ElemElemEl2", "CATATAN", "TEXT");
    CategoryOptionCombo combo;
    combo.id = id++;
    combo.uid = kDefaultOptionComboUid;
    combo.code = combo.name = "default";
    metadata.category_option_combos.push_back(std::move(combo));
    return metadata;
}

// The same world with values in one column of each kind of number.
[[nodiscard]] inline engine::SnapshotPtr small_snapshot() {
    auto snapshot = std::make_shared<engine::Snapshot>();
    snapshot->change = 1;
    snapshot->generation = 1;
    snapshot->metadata = *engine::MetadataView::build(small_metadata());
    std::vector<engine::ValueEdit> edits;
    for (const double number : {7.0, 700.0, 70'000.0, 0.5}) {
        const Period period{PeriodKind::Monthly,
                            24'300 + static_cast<std::int32_t>(edits.size() / 2)};
        edits.push_back({{4, 6, 6}, period, 1, engine::ColumnEntry{1, ValueState::Number, number}});
        edits.push_back({{4, 6, 6}, period, 2, engine::ColumnEntry{2, ValueState::Blank, 0}});
    }
    snapshot->columns = engine::Columns().with(std::move(edits), snapshot->tree().size());
    return snapshot;
}

}  // namespace sinergi::fuzz
