// SPDX-License-Identifier: Apache-2.0
// What the columns cost in time and memory, and what DuckDB and PostgreSQL take for the same
// questions over the same cells. Prints one figure a line: its name and a number; for a
// time the median and the fastest, in microseconds.
//
// Budget: one indicator x 514 districts x 12 months 150 us, one unit x one year 2 us, 4 bytes per
// cell. Sketch: a district's total is the difference of two running totals, about 5 ns in the
// cache; 514 districts x 12 months x 2 elements are 12,336 of them.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <malloc.h>

#include "base/mapped_file.h"
#include "engine/checkpoint.h"
#include "engine/indicator_query.h"
#include "nation.h"
#include "rival.h"

namespace {

using sinergi::Period;
using sinergi::Row;
using sinergi::bench::die;
using sinergi::bench::DuckDb;
using sinergi::bench::must;
using sinergi::bench::Nation;
using sinergi::bench::Postgres;
using sinergi::bench::Question;
using sinergi::bench::Rival;
using sinergi::bench::Rows;
using sinergi::bench::Totals;
using Clock = std::chrono::steady_clock;

void print(std::string_view name, double value) {
    fmt::print("{} {:.6g}\n", name, value);
    std::fflush(stdout);
}

struct Times {
    double median = 0, fastest = 0;
};

void print(std::string_view name, Times microseconds) {
    fmt::print("{} {:.6g} {:.6g}\n", name, microseconds.median, microseconds.fastest);
    std::fflush(stdout);
}

void say(std::string_view what) { fmt::print(stderr, "  {}\n", what); }

double microseconds_since(Clock::time_point begin) {
    return std::chrono::duration<double, std::micro>(Clock::now() - begin).count();
}

// Microseconds of ask(i), i counting on. Short ones are timed many at a time.
template <class Ask>
Times measure(Ask&& ask) {
    constexpr double kBatch = 50, kTotal = 2e6;
    constexpr std::size_t kRunsMin = 21;
    std::size_t i = 0;
    const auto run = [&](std::size_t batch) {
        const auto begin = Clock::now();
        for (std::size_t n = 0; n < batch; ++n) ask(i++);
        return microseconds_since(begin) / static_cast<double>(batch);
    };
    const double once = std::max(run(20), 0.01);
    const auto batch = static_cast<std::size_t>(std::max(1.0, kBatch / once));
    std::vector<double> runs;
    for (const auto begin = Clock::now();
         runs.size() < kRunsMin || microseconds_since(begin) < kTotal;) {
        runs.push_back(run(batch));
    }
    std::sort(runs.begin(), runs.end());
    return {runs[runs.size() / 2], runs.front()};
}

double resident_bytes() {
    malloc_trim(0);
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        double kilobytes = 0;
        if (word == "VmRSS:" && status >> kilobytes) return kilobytes * 1024;
    }
    die("/proc/self/status has no VmRSS");
}

// Sinergi's own answers.
class Columns {
public:
    explicit Columns(const Nation& nation) : nation_(nation) {
        for (const Question& question : nation.questions()) {
            sinergi::CatalogueIndicator indicator;
            indicator.code = "BENCH";
            indicator.numerator = fmt::format("#{{E{}}}", question.numerator);
            indicator.denominator = fmt::format("#{{E{}}}", question.denominator);
            const Period first = *sinergi::parse_period("202001");
            Compiled compiled{must(sinergi::engine::compile(indicator)), {}, {}};
            for (std::uint32_t month = 0; month < 12; ++month) {
                compiled.months.push_back(first +
                                          static_cast<std::int32_t>(question.first_month + month));
            }
            compiled.year =
                *sinergi::parse_period(fmt::format("{}", 2020 + question.first_month / 12));
            compiled.unit = nation.districts()[question.district];
            compiled_.push_back(std::move(compiled));
        }
    }
    [[nodiscard]] std::vector<sinergi::Cell> map(std::size_t i) const {
        const Compiled& of = compiled_[i];
        return evaluate(nation_.snapshot(), of.formula, nation_.districts(), of.months);
    }
    [[nodiscard]] sinergi::Cell year(std::size_t i) const {
        const Compiled& of = compiled_[i];
        return evaluate(nation_.snapshot(), of.formula, of.unit, of.year);
    }

private:
    struct Compiled {
        sinergi::engine::IndicatorFormula formula;
        std::vector<Period> months;
        Period year;
        Row unit = 0;
    };
    const Nation& nation_;
    std::vector<Compiled> compiled_;
};

// What is true, from the generator. Only the first of each indicator differ as maps.
struct Truth {
    std::vector<std::vector<Totals>> maps;
    std::vector<Totals> years;
};

Truth find_truth(const Nation& nation) {
    Truth truth;
    for (const Question& question : nation.questions()) {
        const auto map = nation.true_map(question);
        Totals year;
        for (std::size_t month = 0; month < 12; ++month) {
            year.numerator += map[question.district * std::size_t{12} + month].numerator;
            year.denominator += map[question.district * std::size_t{12} + month].denominator;
        }
        truth.years.push_back(year);
        if (truth.maps.size() < Nation::kIndicators) truth.maps.push_back(map);
    }
    return truth;
}

void check(const Truth& truth, const Columns& columns) {
    const auto totals_of = [](const sinergi::Cell& cell) {
        return Totals{cell.numerator, cell.denominator};
    };
    for (std::size_t i = 0; i < truth.maps.size(); ++i) {
        const auto cells = columns.map(i);
        std::vector<Totals> map(cells.size());
        std::transform(cells.begin(), cells.end(), map.begin(), totals_of);
        if (map != truth.maps[i]) die("Sinergi's map is wrong");
    }
    for (std::size_t i = 0; i < truth.years.size(); ++i) {
        if (totals_of(columns.year(i)) != truth.years[i]) die("Sinergi's year is wrong");
    }
}

void measure_rival(const std::string& name, Rival& rival, const Nation& nation,
                   const Truth& truth) {
    const auto questions = nation.questions();
    for (const Rows rows : {Rows::Raw, Rows::DistrictTotals}) {
        const std::string_view kind = rows == Rows::Raw ? "raw" : "totals";
        say(fmt::format("{} {}", name, kind));
        for (std::size_t i = 0; i < truth.maps.size(); ++i) {
            if (rival.map(rows, questions[i]) != truth.maps[i]) die(name + ": a map is wrong");
        }
        for (std::size_t i = 0; i < truth.years.size(); ++i) {
            if (rival.year(rows, questions[i]) != truth.years[i]) die(name + ": a year is wrong");
        }
        print(fmt::format("map.{}.{}", name, kind), measure([&](std::size_t i) {
                  return rival.map(rows, questions[i % truth.maps.size()]).size();
              }));
        print(fmt::format("year.{}.{}", name, kind), measure([&](std::size_t i) {
                  return rival.year(rows, questions[i % questions.size()]).numerator;
              }));
    }
}

void measure_engine(const Nation& nation, const Truth& truth) {
    const Columns columns(nation);
    check(truth, columns);
    volatile double sink = 0;
    print("map.sinergi", measure([&](std::size_t i) {
              sink = columns.map(i % Nation::kIndicators).back().value;
          }));
    print("year.sinergi",
          measure([&](std::size_t i) { sink = columns.year(i % truth.years.size()).value; }));
    const auto& snapshot = nation.snapshot();
    const Row row = nation.districts()[100] + 1;
    const auto series = snapshot.columns.all().front()->series;
    print("publish", measure([&](std::size_t i) {
              sinergi::engine::ValueEdit edit{series, *sinergi::parse_period("202406"), row, {}};
              edit.entry =
                  sinergi::engine::ColumnEntry{row, sinergi::ValueState::Number, double(i % 1000)};
              sink = double(snapshot.columns.with({edit}, snapshot.tree().size()).all().size());
          }));
}

void measure_checkpoint(const Nation& nation) {
    nation.save_checkpoint();
    std::vector<double> seconds;
    double megabytes = 0;
    for (int i = 0; i < 3; ++i) {
        const auto begin = Clock::now();
        const auto file = must(sinergi::MappedFile::open(nation.checkpoint_path()));
        const auto read = sinergi::engine::read_checkpoint(file.bytes(), nation.snapshot().tree(),
                                                           nation.store_number());
        if (!read) die(read.error().message);
        seconds.push_back(microseconds_since(begin) / 1e6);
        megabytes = static_cast<double>(file.bytes().size()) / 1e6;
    }
    std::sort(seconds.begin(), seconds.end());
    print("checkpoint_seconds", seconds[1]);
    print("checkpoint_mb", megabytes);
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Figures of the engine and its rivals", "sinergi-bench");
    std::string folder, duckdb, postgres;
    std::uint32_t series = 50;
    app.add_option("--folder", folder, "an empty folder")->required();
    app.add_option("--series", series, "50: 31 million cells; 500: 309 million");
    app.add_option("--duckdb", duckdb, "libduckdb.so");
    app.add_option("--postgres", postgres, "an empty database");
    CLI11_PARSE(app, argc, argv);

    Nation nation(folder + "/start", series);
    const double before = resident_bytes();
    nation.fill();
    const double grown = resident_bytes() - before;
    const auto cells = static_cast<double>(nation.snapshot().columns.cell_count());
    const auto counted = static_cast<double>(nation.snapshot().columns.memory_bytes());
    print("cells", cells);
    print("bytes_per_cell.counted", counted / cells);
    print("bytes_per_cell.resident", grown / cells);
    const Truth truth = find_truth(nation);
    measure_engine(nation, truth);
    measure_checkpoint(nation);
    if (!duckdb.empty()) {
        say("DuckDB takes the cells");
        DuckDb rival(duckdb, folder, nation);
        fmt::print("version.duckdb {}\n", rival.version());
        measure_rival("duckdb", rival, nation, truth);
        rival.set_threads(1);
        measure_rival("duckdb_one_thread", rival, nation, truth);
    }
    if (!postgres.empty()) {
        say("PostgreSQL takes the cells");
        Postgres rival(postgres, nation);
        fmt::print("version.postgres {}\n", rival.version());
        measure_rival("postgres", rival, nation, truth);
        print("ping.postgres", measure([&](std::size_t) { rival.ping(); }));
        for (const char* statement : {"map_raw", "year_raw", "map_totals", "year_totals"}) {
            fmt::print("plan.{} {}\n", statement, rival.plan(statement));
        }
    }
}
