// SPDX-License-Identifier: Apache-2.0
#include "model/metadata.h"

#include <set>

#include <doctest/doctest.h>

namespace sinergi {

TEST_CASE("every kind of object but Other is found again by its plural name") {
    std::set<std::string_view> seen;
    for (int i = 0; i < kObjectKindCount - 1; ++i) {
        const auto kind = static_cast<ObjectKind>(i);
        CAPTURE(plural_name(kind));
        CHECK(kind_of_plural(plural_name(kind)) == kind);
        CHECK(seen.insert(plural_name(kind)).second);
    }
    CHECK(plural_name(ObjectKind::OrganisationUnit) == "organisationUnits");
    CHECK(plural_name(ObjectKind::Category) == "categories");
    CHECK(plural_name(ObjectKind::Attribute) == "attributes");
}

TEST_CASE("a collection that is not understood is Other, the empty name included") {
    CHECK(kind_of_plural("dashboards") == ObjectKind::Other);
    CHECK(kind_of_plural("organisationunits") == ObjectKind::Other);
    CHECK(kind_of_plural("") == ObjectKind::Other);
}

TEST_CASE("aggregation types are found again by DHIS2's name, others become Other") {
    for (int i = 0; i <= static_cast<int>(AggregationType::Other); ++i) {
        const auto type = static_cast<AggregationType>(i);
        CHECK(parse_aggregation_type(to_string(type)) == type);
    }
    CHECK(to_string(AggregationType::AverageSumOrgUnit) == "AVERAGE_SUM_ORG_UNIT");
    CHECK(to_string(AggregationType::LastAverageOrgUnit) == "LAST_AVERAGE_ORG_UNIT");
    CHECK(to_string(AggregationType::None) == "NONE");
    CHECK(parse_aggregation_type("CUSTOM") == AggregationType::Other);
    CHECK(parse_aggregation_type("sum") == AggregationType::Other);
}

TEST_CASE("a uid made from a text is valid, repeatable and its own") {
    std::set<std::string> seen;
    for (int i = 0; i < 20000; ++i) {
        const std::string text = "SPM-K" + std::to_string(i);
        const std::string uid = uid_from(text);
        REQUIRE(is_uid(uid));
        CHECK(uid == uid_from(text));
        CHECK(seen.insert(uid).second);
    }
    CHECK(is_uid(uid_from("")));
    // Computed by a second program. Stored in every installation: a change of the algorithm would
    // orphan the data.
    CHECK(uid_from("SPM-K01") == "Lg9E13zuL9B");
    CHECK(uid_from("") == "rvK6bxsaNqb");
}

TEST_CASE("a uid is eleven ASCII letters and digits that start with a letter") {
    CHECK(is_uid("HllvX50cXC0"));
    CHECK(is_uid(kDefaultCategoryComboUid));
    CHECK_FALSE(is_uid("1llvX50cXC0"));
    CHECK_FALSE(is_uid("HllvX50cXC"));
    CHECK_FALSE(is_uid("HllvX50cXC01"));
    CHECK_FALSE(is_uid("HllvX50-XC0"));
    CHECK_FALSE(is_uid("HllvX50 XC\xC3"));
    CHECK_FALSE(is_uid(""));
}

}  // namespace sinergi
