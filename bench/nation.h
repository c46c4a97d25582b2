// SPDX-License-Identifier: Apache-2.0
// Nation: the invented cells that every engine of the bench is asked about.
//
// One facility reports to one district; series, months, districts and facilities are counted from
// 0, months from January 2020. The same scale gives the same cells on every machine.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/demo/national.h"
#include "engine/snapshot.h"
#include "server/office.h"

namespace sinergi::bench {

[[noreturn]] void die(std::string_view message);

template <class T>
T must(Result<T> result) {
    if (!result) die(result.error().message);
    return std::move(*result);
}

// One indicator (numerator series / denominator series) in twelve months. `district` is what the
// question for one unit asks about; the question for the map asks about all of them.
struct Question {
    std::uint32_t numerator = 0, denominator = 0, first_month = 0, district = 0;
};

struct Totals {
    double numerator = 0, denominator = 0;  // 0 where nothing was reported.

    friend bool operator==(const Totals&, const Totals&) = default;
};

class Nation {
public:
    // Makes an office in `folder` with the units and elements, but without values.
    Nation(const std::string& folder, std::uint32_t series);

    // Puts the cells into the columns; apart from the constructor so that memory can be measured.
    void fill();
    // Writes the columns where `sinergi serve` on the folder finds them. The store behind them has
    // no values, which a start does not read.
    void save_checkpoint() const;

    [[nodiscard]] const app::NationalScale& scale() const { return scale_; }
    [[nodiscard]] const engine::Snapshot& snapshot() const { return snapshot_; }
    [[nodiscard]] const std::vector<Row>& districts() const { return districts_; }
    [[nodiscard]] std::string checkpoint_path() const;
    [[nodiscard]] std::uint64_t store_number() const;

    static constexpr std::uint32_t kIndicators = 16;
    // Another district each; every so many questions the indicators and years come again.
    [[nodiscard]] std::vector<Question> questions() const;
    // Added up from the generator, cell by cell: districts x 12 months, district by district.
    [[nodiscard]] std::vector<Totals> true_map(const Question& question) const;

    // visit(series, month, district, facility, value) for each cell, in this order.
    template <class Visit>
    void each_cell(Visit&& visit) const {
        for (std::uint32_t series = 0; series < scale_.series; ++series) {
            for (std::uint32_t month = 0; month < scale_.months; ++month) {
                for (std::uint32_t i = 0; i < scale_.puskesmas; ++i) {
                    const std::uint32_t value = app::national_value(series, i, month);
                    if (value == app::kNationalMissing) continue;
                    visit(series, month, district_of_[i], i, value);
                }
            }
        }
    }

private:
    app::NationalScale scale_;
    std::unique_ptr<server::Office> office_;
    engine::Snapshot snapshot_;
    std::vector<Row> districts_, facilities_;  // Rows of the tree.
    std::vector<std::uint32_t> district_of_;   // Per facility.
};

}  // namespace sinergi::bench
