// SPDX-License-Identifier: Apache-2.0
// Reports of the demonstration: the number each unit would report, before anything goes wrong.
//
// A pure function of seed, unit and period: months can be made in any order.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "app/demo/demo.h"
#include "app/demo/rules.h"

namespace sinergi::app {

// A month as a number that counts on: year * 12 + month - 1.
[[nodiscard]] Result<int> parse_month(std::string_view text);  // "202403"
[[nodiscard]] std::string month_text(int month);

class Reporter {
public:
    // Keeps a reference to `province`.
    Reporter(const DemoProvince& province, std::uint64_t seed);

    // One number per rule; of rules that are not due or not this facility's, only the numbers that
    // others build on. `due[i]` says whether rule i is part of the report.
    struct Numbers {
        std::vector<double> value;
        std::vector<bool> due;
    };
    [[nodiscard]] Numbers yearly(const DemoFacility& facility, int year) const;
    [[nodiscard]] Numbers monthly(const DemoFacility& facility, int month) const;

    // Figures of the statistics office (UHH, HLS, RLS, PKP) for one district.
    [[nodiscard]] Numbers statistics(std::uint32_t district, int year) const;

    // -1 (weak) to 1 (strong), partly the same for all elements, partly the element's own.
    [[nodiscard]] double district_strength(std::uint32_t district, std::string_view element) const;

    [[nodiscard]] std::size_t rule_count() const { return base_.size(); }
    // Index of a rule; its code must exist.
    [[nodiscard]] std::size_t rule_index(std::string_view code) const;

private:
    [[nodiscard]] double coverage(const NumberRule& rule, const DemoFacility& facility,
                                  double years) const;
    [[nodiscard]] double population(const DemoFacility& facility, int year) const;
    void fill_year(const DemoFacility& facility, int year, Numbers& numbers) const;
    [[nodiscard]] double month_number(std::size_t rule, const DemoFacility& facility, int month,
                                      const Numbers& numbers) const;
    [[nodiscard]] std::uint64_t seed_of(const DemoFacility& facility, std::size_t rule,
                                        int period) const;

    const DemoProvince& province_;
    std::uint64_t seed_;
    std::vector<std::size_t> base_;  // Index of each rule's base; its own index if none.
};

}  // namespace sinergi::app
