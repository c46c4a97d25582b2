// SPDX-License-Identifier: Apache-2.0
#include "model/org_unit_tree.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace sinergi {

namespace {

using Index = std::uint32_t;  // Into the caller's span; a Row only exists once the order is known.

struct Links {
    std::vector<Index> parent;                 // kNoRow for a root.
    std::vector<std::vector<Index>> children;  // Sorted.
    std::vector<Index> roots;                  // Sorted.
};

std::string named(const OrgUnit& unit) {
    return "organisation unit '" + unit.name + "' (" + unit.uid + ")";
}

// Kemendagri codes are written with and without dots: "36.02" and "3602" are one district.
std::string lookup_form(CodeSystem system, std::string_view code) {
    std::string form(code);
    if (system == CodeSystem::Kemendagri) {
        form.erase(std::remove(form.begin(), form.end(), '.'), form.end());
    }
    return form;
}

// Kemendagri code, DHIS2 code, name; units without a code come after those with one.
bool stands_before(const OrgUnit& a, const OrgUnit& b) {
    const std::string first = lookup_form(CodeSystem::Kemendagri, a.code(CodeSystem::Kemendagri));
    const std::string second = lookup_form(CodeSystem::Kemendagri, b.code(CodeSystem::Kemendagri));
    const auto key = [](const OrgUnit& unit, const std::string& kemendagri) {
        const std::string& code = unit.code(CodeSystem::Dhis2);
        return std::make_tuple(kemendagri.empty(), std::string_view(kemendagri), code.empty(),
                               std::string_view(code), std::string_view(unit.name),
                               std::string_view(unit.uid));
    };
    return key(a, first) < key(b, second);
}

Result<std::unordered_map<std::string_view, Index>> index_by_uid(std::span<const OrgUnit> units) {
    std::unordered_map<std::string_view, Index> index_of;
    index_of.reserve(units.size());
    for (Index i = 0; i < units.size(); ++i) {
        if (units[i].uid.empty()) {
            return fail(ErrorCode::InvalidArgument, named(units[i]) + " has no uid");
        }
        const auto [other, is_new] = index_of.emplace(units[i].uid, i);
        if (!is_new) {
            return fail(ErrorCode::InvalidArgument, "uid " + units[i].uid + " is used twice: by '" +
                                                        units[other->second].name + "' and by '" +
                                                        units[i].name + "'");
        }
    }
    return index_of;
}

Result<Links> link_up(std::span<const OrgUnit> units) {
    const auto index_of = TRY(index_by_uid(units));
    Links links;
    links.parent.assign(units.size(), kNoRow);
    links.children.resize(units.size());
    for (Index i = 0; i < units.size(); ++i) {
        if (units[i].parent_uid.empty()) {
            links.roots.push_back(i);
            continue;
        }
        const auto parent = index_of.find(units[i].parent_uid);
        if (parent == index_of.end()) {
            return fail(ErrorCode::InvalidArgument,
                        named(units[i]) + ": its parent " + units[i].parent_uid +
                            " does not exist; import the parent first or correct the uid");
        }
        links.parent[i] = parent->second;
        links.children[parent->second].push_back(i);
    }
    const auto before = [&](Index a, Index b) { return stands_before(units[a], units[b]); };
    std::sort(links.roots.begin(), links.roots.end(), before);
    for (auto& siblings : links.children) std::sort(siblings.begin(), siblings.end(), before);
    return links;
}

// What no root reaches hangs on a cycle: climbing as many steps as there are units ends on it.
Error cycle_error(std::span<const OrgUnit> units, const Links& links,
                  const std::vector<bool>& reached) {
    const auto lost = std::find(reached.begin(), reached.end(), false);
    Index on_cycle = static_cast<Index>(lost - reached.begin());
    for (std::size_t step = 0; step < units.size(); ++step) on_cycle = links.parent[on_cycle];
    return {ErrorCode::InvalidArgument, named(units[on_cycle]) + " is its own ancestor", {}};
}

}  // namespace

Result<OrgUnitTree> OrgUnitTree::build(std::span<const OrgUnit> units) {
    const Links links = TRY(link_up(units));

    // An explicit stack: the depth of the tree is the user's, the depth of our stack is not.
    struct Open {
        Index unit;
        Row row;
        std::size_t next_child;
    };
    OrgUnitTree tree;
    std::vector<Open> path;
    std::vector<bool> reached(units.size(), false);
    const auto enter = [&](Index index) {
        const Row row = tree.size();
        tree.units_.push_back(units[index]);
        tree.parent_.push_back(path.empty() ? kNoRow : path.back().row);
        tree.subtree_end_.push_back(row + 1);
        tree.level_.push_back(static_cast<int>(path.size()) + 1);
        reached[index] = true;
        path.push_back({index, row, 0});
    };
    for (const Index root : links.roots) {
        enter(root);
        while (!path.empty()) {
            const auto& children = links.children[path.back().unit];
            if (path.back().next_child == children.size()) {
                tree.subtree_end_[path.back().row] = tree.size();
                path.pop_back();
                continue;
            }
            const Index child = children[path.back().next_child++];
            if (path.size() == static_cast<std::size_t>(kDepthMax)) {
                return fail(ErrorCode::InvalidArgument, named(units[child]) + " lies deeper than " +
                                                            std::to_string(kDepthMax) + " levels");
            }
            enter(child);
        }
    }
    if (tree.size() != units.size()) return tl::unexpected(cycle_error(units, links, reached));
    tree.index_rows();
    return tree;
}

void OrgUnitTree::index_rows() {
    row_of_uid_.reserve(units_.size());
    for (Row row = 0; row < size(); ++row) {
        const OrgUnit& unit = units_[row];
        row_of_uid_.emplace(unit.uid, row);
        if (unit.id != kNoObject) row_of_object_.emplace(unit.id, row);
        for (int i = 0; i < kCodeSystemCount; ++i) {
            const auto system = static_cast<CodeSystem>(i);
            if (unit.code(system).empty()) continue;
            const auto [found, is_new] =
                row_of_code_[i].emplace(lookup_form(system, unit.code(system)), row);
            const Row other = found->second;
            if (!is_new && other != kNoRow && !subtree(other).contains(row)) {
                found->second = kNoRow;
            }
        }
    }
}

std::vector<Row> OrgUnitTree::children(Row row) const {
    std::vector<Row> found;
    for (Row child = row + 1; child < subtree_end_[row]; child = subtree_end_[child]) {
        found.push_back(child);
    }
    return found;
}

std::vector<Row> OrgUnitTree::roots() const {
    std::vector<Row> found;
    for (Row row = 0; row < size(); row = subtree_end_[row]) found.push_back(row);
    return found;
}

Row OrgUnitTree::find_uid(std::string_view uid) const {
    const auto found = row_of_uid_.find(std::string(uid));
    return found == row_of_uid_.end() ? kNoRow : found->second;
}

Row OrgUnitTree::find_object(ObjectId id) const {
    const auto found = row_of_object_.find(id);
    return found == row_of_object_.end() ? kNoRow : found->second;
}

Row OrgUnitTree::find_code(CodeSystem system, std::string_view code) const {
    const auto& row_of = row_of_code_[static_cast<std::size_t>(system)];
    const auto found = row_of.find(lookup_form(system, code));
    return found == row_of.end() ? kNoRow : found->second;
}

Result<Row> OrgUnitTree::find(std::string_view text) const {
    for (const Row row : {find_uid(text), find_code(CodeSystem::Dhis2, text),
                          find_code(CodeSystem::Kemendagri, text)}) {
        if (row != kNoRow) return row;
    }
    return fail(ErrorCode::NotFound, "no organisation unit with the uid or code '" +
                                         std::string(text) + "', or several in different places");
}

}  // namespace sinergi
