// SPDX-License-Identifier: Apache-2.0
#include "model/org_unit_tree.h"

#include <algorithm>
#include <cstdlib>
#include <random>

#include <doctest/doctest.h>

namespace sinergi {

namespace {

OrgUnit make_unit(const std::string& uid, const std::string& parent, const std::string& name = "",
                  const std::string& kemendagri = "") {
    OrgUnit unit;
    unit.uid = uid;
    unit.parent_uid = parent;
    unit.name = name.empty() ? "Unit " + uid : name;
    unit.codes[static_cast<std::size_t>(CodeSystem::Kemendagri)] = kemendagri;
    return unit;
}

bool descends_from(const OrgUnitTree& tree, Row row, Row ancestor) {
    while (row != kNoRow && row != ancestor) row = tree.parent(row);
    return row == ancestor;
}

void check_random_tree(std::uint64_t seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const std::size_t count = 1 + random() % 40;
    std::vector<OrgUnit> units;
    std::vector<int> level;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t parent = i == 0 ? 0 : random() % (i + 1);
        const bool is_root = parent == i || level[parent] >= OrgUnitTree::kDepthMax;
        units.push_back(make_unit("u" + std::to_string(i),
                                  is_root ? "" : "u" + std::to_string(parent), "",
                                  random() % 2 == 0 ? std::to_string(random() % 9) : ""));
        units.back().id = static_cast<ObjectId>(i + 1);
        level.push_back(is_root ? 1 : level[parent] + 1);
    }
    std::vector<OrgUnit> shuffled = units;
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    const auto built = OrgUnitTree::build(shuffled);
    REQUIRE(built.has_value());
    const OrgUnitTree& tree = *built;
    REQUIRE(tree.size() == count);

    for (std::size_t i = 0; i < count; ++i) {
        const Row row = tree.find_uid(units[i].uid);
        REQUIRE(row != kNoRow);
        CHECK(tree.find_object(units[i].id) == row);
        CHECK(tree.level(row) == level[i]);
        CHECK((tree.parent(row) == kNoRow) == units[i].parent_uid.empty());
        if (tree.parent(row) != kNoRow) {
            CHECK(tree.unit(tree.parent(row)).uid == units[i].parent_uid);
        }
        std::vector<Row> children;
        for (Row other = 0; other < tree.size(); ++other) {
            CHECK(tree.subtree(row).contains(other) == descends_from(tree, other, row));
            if (tree.parent(other) == row) children.push_back(other);
        }
        CHECK(tree.children(row) == children);
    }
    // The order the units were given in does not matter.
    const auto again = OrgUnitTree::build(units);
    for (Row row = 0; row < tree.size(); ++row) CHECK(again->unit(row).uid == tree.unit(row).uid);
}

}  // namespace

TEST_CASE("a subtree is exactly the unit and its descendants, for any tree") {
    if (const char* seed = std::getenv("SEED")) {
        return check_random_tree(std::strtoull(seed, nullptr, 10));
    }
    for (std::uint64_t seed = 0; seed < 200; ++seed) check_random_tree(seed);
}

TEST_CASE("siblings stand by Kemendagri code, with or without dots, those without a code last") {
    const std::vector<OrgUnit> units = {
        make_unit("x", "p", "A clinic"),        make_unit("b", "p", "B", "9902"),
        make_unit("a", "p", "A", "99.03"),      make_unit("c", "p", "C", "99.01"),
        make_unit("p", "", "A province", "99"), make_unit("w", "p", "Another clinic"),
        make_unit("q", "", "B province", "98"),
    };
    const auto tree = OrgUnitTree::build(units);
    REQUIRE(tree.has_value());
    std::string order;
    for (Row row = 0; row < tree->size(); ++row) order += tree->unit(row).uid;
    CHECK(order == "qpcbaxw");
    CHECK(tree->roots() == std::vector<Row>{0, 1});
    CHECK(tree->all() == RowRange{0, 7});
}

TEST_CASE("an empty list is an empty tree") {
    const auto tree = OrgUnitTree::build({});
    REQUIRE(tree.has_value());
    CHECK(tree->size() == 0);
    CHECK(tree->roots().empty());
    CHECK_FALSE(tree->find("x").has_value());
}

TEST_CASE("a uid used twice, a missing parent, a cycle and an empty uid are refused by name") {
    const auto message = [](const std::vector<OrgUnit>& units) {
        const auto tree = OrgUnitTree::build(units);
        REQUIRE_FALSE(tree.has_value());
        CHECK(tree.error().code == ErrorCode::InvalidArgument);
        return tree.error().message;
    };
    CHECK(message({make_unit("a", "", "One"), make_unit("a", "", "Two")}) ==
          "uid a is used twice: by 'One' and by 'Two'");
    CHECK(message({make_unit("a", "z", "One")}) ==
          "organisation unit 'One' (a): its parent z does not exist; import the parent first or "
          "correct the uid");
    CHECK(message({make_unit("r", "", "Root"), make_unit("a", "b", "One"),
                   make_unit("b", "a", "Two"), make_unit("c", "a", "Hangs on it")})
              .find("Hangs on it") == std::string::npos);
    CHECK(message({make_unit("a", "a", "One")}) ==
          "organisation unit 'One' (a) is its own ancestor");
    CHECK(message({make_unit("", "", "One")}) == "organisation unit 'One' () has no uid");
}

TEST_CASE("a tree of kDepthMax levels is built, one level more is refused") {
    std::vector<OrgUnit> units = {make_unit("u0", "")};
    for (int i = 1; i < OrgUnitTree::kDepthMax; ++i) {
        units.push_back(make_unit("u" + std::to_string(i), "u" + std::to_string(i - 1)));
    }
    const auto deep = OrgUnitTree::build(units);
    REQUIRE(deep.has_value());
    CHECK(deep->level(deep->size() - 1) == OrgUnitTree::kDepthMax);
    units.push_back(make_unit("last", units.back().uid, "Too deep"));
    const auto refused = OrgUnitTree::build(units);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().message ==
          "organisation unit 'Too deep' (last) lies deeper than 24 levels");
}

TEST_CASE("a unit is found by uid, DHIS2 code or Kemendagri code, and code systems stay apart") {
    OrgUnit first = make_unit("a", "", "First", "36.02");
    OrgUnit second = make_unit("b", "", "Second", "19.05");
    first.codes[static_cast<std::size_t>(CodeSystem::Bps)] = "1905";
    second.codes[static_cast<std::size_t>(CodeSystem::Dhis2)] = "OU_7";
    const auto tree = OrgUnitTree::build(std::vector<OrgUnit>{first, second});
    REQUIRE(tree.has_value());
    const Row a = tree->find_uid("a");
    const Row b = tree->find_uid("b");
    CHECK(tree->find("36.02") == a);
    CHECK(tree->find("3602") == a);
    CHECK(tree->find("OU_7") == b);
    CHECK(tree->find("b") == b);
    CHECK(tree->find("1905") == b);
    CHECK(tree->find_code(CodeSystem::Kemendagri, "1905") == b);
    CHECK(tree->find_code(CodeSystem::Bps, "1905") == a);
    CHECK(tree->find_code(CodeSystem::Bps, "19.05") == kNoRow);
    CHECK(tree->find_code(CodeSystem::Kemenkes, "1905") == kNoRow);
    const auto none = tree->find("36.99");
    REQUIRE_FALSE(none.has_value());
    CHECK(none.error().code == ErrorCode::NotFound);
    CHECK(none.error().message.find("'36.99'") != std::string::npos);
}

TEST_CASE("a code shared down one line means the upper unit, shared across lines means none") {
    const auto tree = OrgUnitTree::build(std::vector<OrgUnit>{
        make_unit("r", "", "Root", "99"), make_unit("k", "r", "Kecamatan", "99.01"),
        make_unit("p", "k", "Puskesmas", "9901"), make_unit("l", "r", "Left", "99.02"),
        make_unit("m", "r", "Right", "9902"), make_unit("n", "m", "Below", "9902")});
    REQUIRE(tree.has_value());
    CHECK(tree->find("9901") == tree->find_uid("k"));
    CHECK(tree->find_code(CodeSystem::Kemendagri, "99.02") == kNoRow);
}

}  // namespace sinergi
