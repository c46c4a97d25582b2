// SPDX-License-Identifier: Apache-2.0
#include "methods/band.h"

#include <limits>
#include <string>

#include <doctest/doctest.h>

namespace sinergi::methods {

namespace {

std::string name(const BandSet& set, double value) {
    const Band* band = band_of(set, value);
    return band == nullptr ? "" : band->name.id;
}

}  // namespace

TEST_CASE("a class begins at its number, or just above it") {
    const BandSet set{"B",    {},           "",
                      "test", std::nullopt, {{{"a", ""}, 0.8, true}, {{"b", ""}, 0.5}}};
    CHECK(name(set, 0.8 + 1e-9) == "a");
    CHECK(name(set, 0.8) == "b");
    CHECK(name(set, 0.5) == "b");
    CHECK(name(set, 0.4999999).empty());
    CHECK(name(set, std::numeric_limits<double>::quiet_NaN()).empty());
}

TEST_CASE("a set that rounds leaves nothing between its printed limits") {
    const BandSet set{"B", {}, "", "test", 2, {{{"c", ""}, 65}, {{"d", ""}, 25}}};
    for (int hundredths = 6490; hundredths <= 6510; ++hundredths) {
        const double printed = hundredths / 100.0;
        for (const double off : {-0.0049, 0.0, 0.0049}) {
            CHECK(name(set, printed + off) == (hundredths >= 6500 ? "c" : "d"));
        }
    }
}

}  // namespace sinergi::methods
