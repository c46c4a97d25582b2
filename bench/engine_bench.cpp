// SPDX-License-Identifier: Apache-2.0
// What the columns cost in time and memory, on the nation's tree with invented values.
//
// Sketch: a district of 20 facilities lies in one or two blocks of 64 rows, so a month of one
// element is a count of bits and a short sum; 514 districts x 12 months x 2 elements are 12,336 of
// them.
#include <cstdio>
#include <string>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "app/demo/national.h"
#include "engine/checkpoint.h"
#include "engine/indicator_query.h"

namespace {

using sinergi::Row;

constexpr std::uint32_t kSeries =
    50;  // 50 series x 10,300 facilities x 60 months: 31 million cells.
constexpr std::int32_t kMonths = 60;

struct Nation {
    sinergi::engine::Snapshot snapshot;
    std::vector<Row> districts;

    Nation() {
        sinergi::Metadata metadata;
        metadata.org_units = sinergi::app::national_units();
        for (std::size_t i = 0; i < metadata.org_units.size(); ++i) {
            metadata.org_units[i].id = static_cast<sinergi::ObjectId>(i + 1);
        }
        for (std::uint32_t series = 0; series < kSeries; ++series) {
            sinergi::DataElement element;
            element.id = series + 1;
            element.uid = element.code = element.name = fmt::format("E{}", series);
            metadata.data_elements.push_back(element);
        }
        snapshot.metadata = *sinergi::engine::MetadataView::build(std::move(metadata));
        fill();
        for (Row row = 0; row < snapshot.tree().size(); ++row) {
            if (snapshot.tree().level(row) == 3)
                districts.push_back(row);  // Nation, province, district.
        }
    }

    void fill() {
        const auto& tree = snapshot.tree();
        const auto first = sinergi::parse_period("202001");
        for (std::uint32_t series = 0; series < kSeries; ++series) {
            auto columns = std::make_shared<sinergi::engine::SeriesColumns>();
            columns->series = {series + 1, 1, 1};
            for (std::int32_t month = 0; month < kMonths; ++month) {
                std::vector<sinergi::engine::ColumnEntry> entries;
                for (Row row = 0; row < tree.size(); ++row) {
                    if (tree.subtree(row).end != row + 1) continue;
                    const auto value = sinergi::app::national_value(
                        series, row, static_cast<std::uint32_t>(month));
                    if (value == sinergi::app::kNationalMissing) continue;
                    entries.push_back({row, sinergi::ValueState::Number, double(value)});
                }
                columns->columns.emplace_back(
                    *first + month, std::make_shared<const sinergi::engine::Column>(
                                        sinergi::engine::Column::build(tree.size(), entries)));
            }
            snapshot.columns.append(std::move(columns));
        }
    }
};

Nation& nation() {
    static Nation the_nation;
    return the_nation;
}

sinergi::engine::IndicatorFormula formula() {
    sinergi::CatalogueIndicator indicator;
    indicator.code = "BENCH";
    indicator.numerator = "#{E0}";
    indicator.denominator = "#{E1}";
    indicator.factor = 100;
    return *sinergi::engine::compile(indicator);
}

void indicator_514_districts_12_months(benchmark::State& state) {
    const Nation& all = nation();
    const auto indicator = formula();
    std::vector<sinergi::Period> months;
    for (std::int32_t month = 0; month < 12; ++month) {
        months.push_back(*sinergi::parse_period("202401") + month);
    }
    double total = 0;
    for (auto _ : state) {
        total += evaluate(all.snapshot, indicator, all.districts, months).back().value;
    }
    benchmark::DoNotOptimize(total);
    state.counters["districts"] = static_cast<double>(all.districts.size());
}

void one_unit_one_year(benchmark::State& state) {
    const Nation& all = nation();
    const auto window = sinergi::engine::window_of(*sinergi::parse_period("2024"));
    const auto range = all.snapshot.tree().subtree(all.districts[100]);
    for (auto _ : state) {
        benchmark::DoNotOptimize(sinergi::engine::aggregate(
            all.snapshot, {1, 0, 0, sinergi::AggregationType::Sum}, window, range));
    }
}

void publish_one_changed_value(benchmark::State& state) {
    const Nation& all = nation();
    const Row row = all.districts[100] + 1;
    double number = 0;
    for (auto _ : state) {
        sinergi::engine::ValueEdit edit{{1, 1, 1}, *sinergi::parse_period("202406"), row, {}};
        edit.entry = sinergi::engine::ColumnEntry{row, sinergi::ValueState::Number, ++number};
        benchmark::DoNotOptimize(all.snapshot.columns.with({edit}, all.snapshot.tree().size()));
    }
}

void read_checkpoint_31_million(benchmark::State& state) {
    const Nation& all = nation();
    const std::string bytes = write_checkpoint(all.snapshot);
    for (auto _ : state) {
        benchmark::DoNotOptimize(
            sinergi::engine::read_checkpoint(bytes, all.snapshot.tree())->columns.cell_count());
    }
    state.counters["MB"] = static_cast<double>(bytes.size()) / 1e6;
}

BENCHMARK(indicator_514_districts_12_months)->Unit(benchmark::kMicrosecond);
BENCHMARK(one_unit_one_year)->Unit(benchmark::kMicrosecond);
BENCHMARK(publish_one_changed_value)->Unit(benchmark::kMicrosecond);
BENCHMARK(read_checkpoint_31_million)->Unit(benchmark::kMillisecond)->Iterations(3);

}  // namespace

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    const auto cells = nation().snapshot.columns.cell_count();
    const auto bytes = nation().snapshot.columns.memory_bytes();
    std::printf("cells %zu, %.2f bytes per cell, %u units\n", cells,
                static_cast<double>(bytes) / static_cast<double>(cells),
                nation().snapshot.tree().size());
    benchmark::RunSpecifiedBenchmarks();
}
