// SPDX-License-Identifier: Apache-2.0
#include "exchange/period_text.h"

#include <utility>

#include <doctest/doctest.h>

namespace sinergi::exchange {

TEST_CASE("a period is read as people write it, and as programs leave it") {
    const std::pair<const char*, const char*> written[] = {
        {"202412", "202412"},
        {" 2024Q3 ", "2024Q3"},
        {"12/2024", "202412"},
        {"Des-24", "202412"},
        {"Triwulan III 2024", "2024Q3"},
        {"Tahun 2024 (sementara)", "2024"},
        // LibreOffice shows 1 February 2025 as 45689 when the cell's format is removed.
        {"45689", "202502"},
        {"32874", "199001"},
        {"73050", "209912"},
    };
    for (const auto& one : written) {
        CAPTURE(one.first);
        const auto period = read_period(one.first);
        REQUIRE(period.has_value());
        CHECK(to_string(*period) == one.second);
    }
    for (const char* text : {"", "32873", "73051", "4568", "456890", "13/2024", "Brumaire 2024"}) {
        CAPTURE(text);
        CHECK_FALSE(read_period(text).has_value());
    }
}

}  // namespace sinergi::exchange
