// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>
#include <unordered_set>

#include "engine/snapshot.h"

namespace sinergi::engine {

namespace {

template <class T>
const T* look_up(const std::unordered_map<std::string, const T*>& index, std::string_view text) {
    const auto found = index.find(std::string(text));
    return found == index.end() ? nullptr : found->second;
}

// uids win over codes: a code that equals another object's uid does not hide it.
template <class T>
void index_objects(const std::vector<T>& objects,
                   std::unordered_map<std::string, const T*>& index) {
    for (const T& object : objects) index.insert_or_assign(object.uid, &object);
    for (const T& object : objects) {
        if (!object.code.empty()) index.emplace(object.code, &object);
    }
}

std::int32_t day_number(const Day& day, std::int32_t absent) {
    const auto date = parse_date(std::string_view(day).substr(0, 10));
    return date ? static_cast<std::int32_t>(date->time_since_epoch().count()) : absent;
}

}  // namespace

Result<std::shared_ptr<const MetadataView>> MetadataView::build(Metadata metadata) {
    auto view = std::make_shared<MetadataView>();
    view->tree_ = TRY(OrgUnitTree::build(metadata.org_units));
    view->metadata_ = std::move(metadata);
    view->index_all();
    view->index_expectations();
    return std::shared_ptr<const MetadataView>(std::move(view));
}

void MetadataView::index_all() {
    index_objects(metadata_.data_elements, elements_);
    index_objects(metadata_.indicators, indicators_);
    index_objects(metadata_.data_sets, data_sets_);
    index_objects(metadata_.org_unit_groups, groups_);
    index_objects(metadata_.org_unit_group_sets, group_sets_);
    index_objects(metadata_.category_option_combos, combos_);
    index_objects(metadata_.constants, constants_);
    for (const auto& element : metadata_.data_elements) element_of_id_[element.id] = &element;
    for (const auto& combo : metadata_.category_option_combos) combo_of_id_[combo.id] = &combo;
    const std::size_t words = (tree_.size() + Column::kBlock - 1) / Column::kBlock;
    for (const auto& group : metadata_.org_unit_groups) {
        RowMask& mask = group_rows_[group.uid];
        mask.assign(words, 0);
        for (const std::string& uid : group.unit_uids) {
            const Row row = tree_.find_uid(uid);
            if (row == kNoRow) continue;
            mask[row / Column::kBlock] |= std::uint64_t{1} << (row % Column::kBlock);
        }
    }
    open_days_.reserve(tree_.size());
    for (Row row = 0; row < tree_.size(); ++row) {
        const OrgUnit& unit = tree_.unit(row);
        open_days_.emplace_back(
            day_number(unit.opening_date, std::numeric_limits<std::int32_t>::min()),
            day_number(unit.closed_date, std::numeric_limits<std::int32_t>::max()));
    }
}

void MetadataView::index_expectations() {
    for (const DataSet& set : metadata_.data_sets) {
        Expectation expectation;
        if (const auto kind = parse_period_type(set.period_type)) expectation.kind = *kind;
        for (const std::string& uid : set.unit_uids) {
            const Row row = tree_.find_uid(uid);
            if (row != kNoRow) expectation.rows.push_back(row);
        }
        std::sort(expectation.rows.begin(), expectation.rows.end());
        expectation.rows.erase(std::unique(expectation.rows.begin(), expectation.rows.end()),
                               expectation.rows.end());
        for (const std::string& uid : set.data_element_uids) {
            const DataElement* element = data_element(uid);
            if (element == nullptr) continue;
            Expectation& of_element = expectation_of_element_[element->id];
            of_element.kind = expectation.kind;
            std::vector<Row> both;
            std::set_union(of_element.rows.begin(), of_element.rows.end(), expectation.rows.begin(),
                           expectation.rows.end(), std::back_inserter(both));
            of_element.rows = std::move(both);
        }
        finish(expectation);
        expectation_of_set_[set.id] = std::move(expectation);
    }
    for (auto& [id, expectation] : expectation_of_element_) finish(expectation);
}

void MetadataView::finish(Expectation& expectation) const {
    expectation.mask.assign((tree_.size() + Column::kBlock - 1) / Column::kBlock, 0);
    expectation.all_open_from = std::numeric_limits<std::int32_t>::min();
    expectation.all_open_until = std::numeric_limits<std::int32_t>::max();
    for (const Row row : expectation.rows) {
        expectation.mask[row / Column::kBlock] |= std::uint64_t{1} << (row % Column::kBlock);
        expectation.all_open_from = std::max(expectation.all_open_from, open_days_[row].first);
        expectation.all_open_until = std::min(expectation.all_open_until, open_days_[row].second);
    }
}

const DataElement* MetadataView::data_element(std::string_view text) const {
    return look_up(elements_, text);
}
const DataElement* MetadataView::data_element(ObjectId id) const {
    const auto found = element_of_id_.find(id);
    return found == element_of_id_.end() ? nullptr : found->second;
}
const Indicator* MetadataView::indicator(std::string_view text) const {
    return look_up(indicators_, text);
}
const DataSet* MetadataView::data_set(std::string_view text) const {
    return look_up(data_sets_, text);
}
const OrgUnitGroup* MetadataView::org_unit_group(std::string_view text) const {
    return look_up(groups_, text);
}
const OrgUnitGroupSet* MetadataView::org_unit_group_set(std::string_view text) const {
    return look_up(group_sets_, text);
}
const CategoryOptionCombo* MetadataView::option_combo(std::string_view text) const {
    return look_up(combos_, text);
}
const CategoryOptionCombo* MetadataView::option_combo(ObjectId id) const {
    const auto found = combo_of_id_.find(id);
    return found == combo_of_id_.end() ? nullptr : found->second;
}
const Constant* MetadataView::constant(std::string_view text) const {
    return look_up(constants_, text);
}

const RowMask* MetadataView::group_rows(std::string_view group_uid) const {
    const auto found = group_rows_.find(std::string(group_uid));
    return found == group_rows_.end() ? nullptr : &found->second;
}

const MetadataView::Expectation* MetadataView::expectation(ObjectId data_element) const {
    const auto found = expectation_of_element_.find(data_element);
    return found == expectation_of_element_.end() ? nullptr : &found->second;
}

const MetadataView::Expectation* MetadataView::data_set_expectation(ObjectId data_set) const {
    const auto found = expectation_of_set_.find(data_set);
    return found == expectation_of_set_.end() ? nullptr : &found->second;
}

std::uint32_t MetadataView::expected(const Expectation& expectation, Period period, RowRange range,
                                     const RowMask* mask) const {
    const auto first = static_cast<std::int32_t>(first_day(period).time_since_epoch().count());
    const auto last = static_cast<std::int32_t>(end_day(period).time_since_epoch().count()) - 1;
    const bool all_open = expectation.all_open_from <= first && expectation.all_open_until >= last;
    if (all_open) return Column::count_bits(expectation.mask, range, mask);
    std::uint32_t count = 0;
    Column::for_each_bit(expectation.mask, range, mask, [&](Row row) {
        if (open_days_[row].first <= first && open_days_[row].second >= last) ++count;
    });
    return count;
}

}  // namespace sinergi::engine
