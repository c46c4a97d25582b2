// SPDX-License-Identifier: Apache-2.0
#include "methods/healthy_family.h"

#include <doctest/doctest.h>

namespace sinergi::methods {

namespace {

FamilyAnswers family(std::size_t yes, std::size_t no) {
    FamilyAnswers answers;
    answers.fill(FamilyAnswer::NotApplicable);
    for (std::size_t i = 0; i < yes + no; ++i) {
        answers[i] = i < yes ? FamilyAnswer::Yes : FamilyAnswer::No;
    }
    return answers;
}

}  // namespace

TEST_CASE("what does not apply to a family leaves its index's denominator") {
    CHECK(healthy_family_index(family(12, 0)) == 1.0);
    CHECK(healthy_family_index(family(0, 12)) == 0.0);
    CHECK(healthy_family_index(family(8, 2)) == 0.8);
    CHECK(healthy_family_index(family(4, 4)) == 0.5);
    // The formula without N would give 7/12 to a family that does all that applies to it.
    CHECK(healthy_family_index(family(7, 0)) == 1.0);
}

TEST_CASE("a family to which nothing applies has no index") {
    CHECK(!healthy_family_index(family(0, 0)));
}

}  // namespace sinergi::methods
