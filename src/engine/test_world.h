// SPDX-License-Identifier: Apache-2.0
// A small world for the engine's tests: a random tree, data elements and values, kept twice: as a
// snapshot, and as a plain list that an obvious evaluation walks.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "engine/snapshot.h"

namespace sinergi::engine {

inline std::uint32_t pick(std::mt19937& random, std::uint32_t below) {
    return static_cast<std::uint32_t>(random()) % below;
}

inline std::uint64_t any_word(std::mt19937& random) {
    return (static_cast<std::uint64_t>(random()) << 32) | random();
}

struct TestWorld {
    Metadata metadata;
    std::vector<DataValue> values;

    // Units "u0".."uN" with random parents among those before; u0 is the root.
    void grow_tree(std::mt19937& random, int units) {
        for (int i = 0; i < units; ++i) {
            OrgUnit unit;
            unit.id = static_cast<ObjectId>(1000 + i);
            unit.uid = "u" + std::to_string(i);
            if (i > 0)
                unit.parent_uid = "u" + std::to_string(pick(random, static_cast<std::uint32_t>(i)));
            unit.name = unit.uid;
            metadata.org_units.push_back(unit);
        }
    }

    void add_element(std::string code, ObjectId id, AggregationType type) {
        DataElement element;
        element.id = id;
        element.uid = code + "_uid";
        element.code = std::move(code);
        element.name = element.code;
        element.aggregation = type;
        metadata.data_elements.push_back(element);
    }

    [[nodiscard]] SnapshotPtr snapshot() const {
        auto snapshot = std::make_shared<Snapshot>();
        snapshot->metadata = *MetadataView::build(metadata);
        std::vector<ValueEdit> edits;
        for (const DataValue& value : values) {
            const Row row = snapshot->tree().find_object(value.key.org_unit);
            edits.push_back({value.key.series, value.key.period, row,
                             ColumnEntry{row, value.state, value.number}});
        }
        snapshot->columns = Columns().with(std::move(edits), snapshot->tree().size());
        return snapshot;
    }
};

}  // namespace sinergi::engine
