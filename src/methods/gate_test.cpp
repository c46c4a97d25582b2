// SPDX-License-Identifier: Apache-2.0
#include "methods/gate.h"

#include <doctest/doctest.h>

namespace sinergi::methods {

namespace {

Gate gate(std::string from, std::string to) {
    Gate made;
    made.valid_from = std::move(from);
    made.valid_to = std::move(to);
    made.levels = {
        {{"Atas", "Upper"}, {{{"A", 99}, {"B", 95}, {"C", 18}}, {{"A", 99}, {"B", 100}}}},
        {{"Bawah", "Lower"}, {{{"A", 98}, {"B", 80}}}}};
    return made;
}

std::string level(const IndicatorValues& values) {
    const Gate asked = gate("", "");
    const GateAnswer answer = answer_gate(asked, values);
    return answer.level == nullptr ? "" : answer.level->name.id;
}

using Codes = std::vector<std::string>;
Codes missing(const IndicatorValues& values) { return answer_gate(gate("", ""), values).missing; }

}  // namespace

TEST_CASE("one whole line of conditions is enough, and half of two lines is not") {
    CHECK(level({{"A", 99}, {"B", 95}, {"C", 18}}) == "Atas");
    CHECK(level({{"A", 99}, {"B", 100}, {"C", 0}}) == "Atas");
    CHECK(level({{"A", 98.99}, {"B", 100}, {"C", 18}}) == "Bawah");
    CHECK(level({{"A", 99}, {"B", 99}, {"C", 17.99}}) == "Bawah");
    CHECK(level({{"A", 97.99}, {"B", 100}, {"C", 100}}).empty());
}

TEST_CASE("what is not known neither reaches a level nor fails one") {
    CHECK(level({{"A", 99}, {"B", 95}}) == "Bawah");
    CHECK(missing({{"A", 99}, {"B", 95}}) == Codes{"C"});
    // C cannot help where B is too low.
    CHECK(missing({{"A", 99}, {"B", 94}}).empty());
    CHECK(level({{"A", 99}}).empty());
    CHECK(missing({{"A", 99}}) == Codes{"B", "C"});
    CHECK(missing({{"B", 79}}).empty());
}

TEST_CASE("a rule holds from its first day to its last, both included") {
    const Gate year = gate("2026-01-01", "2026-12-31");
    CHECK(!holds_on(year, "2025-12-31"));
    CHECK(holds_on(year, "2026-01-01"));
    CHECK(holds_on(year, "2026-12-31"));
    CHECK(!holds_on(year, "2027-01-01"));
    CHECK(holds_on(gate("", "2024-12-31"), "1999-01-01"));
    CHECK(holds_on(gate("2025-01-01", ""), "2099-01-01"));
}

}  // namespace sinergi::methods
