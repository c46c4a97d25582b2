// SPDX-License-Identifier: Apache-2.0
#include "nation.h"

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "app/demo_setup.h"
#include "engine/checkpoint.h"

namespace sinergi::bench {

void die(std::string_view message) {
    fmt::print(stderr, "bench: {}\n", message);
    std::exit(1);
}

Nation::Nation(const std::string& folder, std::uint32_t series) {
    scale_.series = series;
    std::filesystem::create_directories(folder);
    office_ = must(server::Office::open(folder, Catalogue{}));
    app::NationalScale without_values = scale_;
    without_values.months = 0;
    if (const auto made = app::set_up_national(*office_, without_values, {}); !made) {
        die(made.error().message);
    }
    snapshot_ = *office_->snapshot();
    const std::vector<OrgUnit> units = app::national_units(scale_);
    const auto row_of = [&](std::size_t i) { return snapshot_.tree().find_uid(units[i].uid); };
    const std::size_t first_district = 1 + scale_.provinces;
    const std::size_t first_facility = first_district + scale_.districts;
    for (std::size_t i = 0; i < scale_.districts; ++i) {
        districts_.push_back(row_of(first_district + i));
    }
    std::uint32_t district = 0;  // Facilities are dealt to the districts in order.
    for (std::size_t i = 0; i < scale_.puskesmas; ++i) {
        while (units[first_facility + i].parent_uid != units[first_district + district].uid) {
            ++district;
        }
        facilities_.push_back(row_of(first_facility + i));
        district_of_.push_back(district);
    }
}

void Nation::fill() {
    const Period first = must(parse_period("202001"));
    const ObjectId combo = snapshot_.metadata->option_combo(kDefaultOptionComboUid)->id;
    const Row rows = snapshot_.tree().size();
    std::vector<engine::ColumnEntry> entries;
    for (std::uint32_t series = 0; series < scale_.series; ++series) {
        auto columns = std::make_shared<engine::SeriesColumns>();
        const auto* element = snapshot_.metadata->data_element(fmt::format("E{}", series));
        columns->series = {element->id, combo, combo};
        for (std::uint32_t month = 0; month < scale_.months; ++month) {
            entries.clear();
            for (std::uint32_t i = 0; i < scale_.puskesmas; ++i) {
                const std::uint32_t value = app::national_value(series, i, month);
                if (value == app::kNationalMissing) continue;
                entries.push_back({facilities_[i], ValueState::Number, double(value)});
            }
            columns->columns.emplace_back(
                first + static_cast<std::int32_t>(month),
                std::make_shared<const engine::Column>(engine::Column::build(rows, entries)));
        }
        snapshot_.columns.append(std::move(columns));
    }
}

std::string Nation::checkpoint_path() const { return office_->folder() + "/columns.checkpoint"; }

// As Office::checkpoint_owner.
std::uint64_t Nation::store_number() const {
    const std::string identity = must(office_->store().identity());
    std::uint64_t number = 0;
    std::from_chars(identity.data(), identity.data() + std::min<std::size_t>(16, identity.size()),
                    number, 16);
    return number;
}

void Nation::save_checkpoint() const {
    std::ofstream file(checkpoint_path(), std::ios::binary | std::ios::trunc);
    const std::string bytes = engine::write_checkpoint(snapshot_, store_number());
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file) die("the checkpoint cannot be written");
}

std::vector<Question> Nation::questions() const {
    std::vector<Question> questions;
    for (std::uint32_t i = 0; i < scale_.districts; ++i) {
        const std::uint32_t which = i % kIndicators;
        const std::uint32_t series = scale_.series * which / kIndicators;
        questions.push_back({series, series + 1, which % (scale_.months / 12) * 12,
                             i * 37 % scale_.districts});  // 37 and 514 share no factor.
    }
    return questions;
}

std::vector<Totals> Nation::true_map(const Question& question) const {
    std::vector<Totals> map(scale_.districts * std::size_t{12});
    for (std::uint32_t i = 0; i < scale_.puskesmas; ++i) {
        for (std::uint32_t month = 0; month < 12; ++month) {
            Totals& totals = map[district_of_[i] * std::size_t{12} + month];
            const auto add = [&](std::uint32_t series, double& into) {
                const auto value = app::national_value(series, i, question.first_month + month);
                if (value != app::kNationalMissing) into += value;
            };
            add(question.numerator, totals.numerator);
            add(question.denominator, totals.denominator);
        }
    }
    return map;
}

}  // namespace sinergi::bench
