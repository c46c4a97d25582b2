// SPDX-License-Identifier: Apache-2.0
// DuckDB through its C interface, from the library that npm brings; it has no header with it.
#include <array>

#include <dlfcn.h>
#include <fmt/format.h>

#include "rival.h"

namespace sinergi::bench {

namespace {

// As in duckdb.h.
using Handle = void*;
struct QueryResult {
    std::uint64_t column_count, row_count, rows_changed;
    void* columns;
    char* message;
    void* content;
};
constexpr int kSuccess = 0;

struct Library {
    explicit Library(const std::string& path) : library(dlopen(path.c_str(), RTLD_NOW)) {
        if (library == nullptr) die(dlerror());
    }

    template <class Function>
    void find(Function& function, const char* name) const {
        function = reinterpret_cast<Function>(dlsym(library, name));
        if (function == nullptr) die(fmt::format("DuckDB has no {}", name));
    }

    void* library;
};

struct Interface : Library {
    const char* (*library_version)() = nullptr;
    int (*open)(const char*, Handle*) = nullptr;
    void (*close)(Handle*) = nullptr;
    int (*connect)(Handle, Handle*) = nullptr;
    void (*disconnect)(Handle*) = nullptr;
    int (*query)(Handle, const char*, QueryResult*) = nullptr;
    const char* (*result_error)(QueryResult*) = nullptr;
    void (*destroy_result)(QueryResult*) = nullptr;
    int (*prepare)(Handle, const char*, Handle*) = nullptr;
    const char* (*prepare_error)(Handle) = nullptr;
    void (*destroy_prepare)(Handle*) = nullptr;
    int (*bind_int16)(Handle, std::uint64_t, std::int16_t) = nullptr;
    int (*execute_prepared)(Handle, QueryResult*) = nullptr;
    Handle (*fetch_chunk)(QueryResult) = nullptr;
    std::uint64_t (*chunk_size)(Handle) = nullptr;
    Handle (*chunk_vector)(Handle, std::uint64_t) = nullptr;
    void (*destroy_chunk)(Handle*) = nullptr;
    void* (*vector_data)(Handle) = nullptr;
    std::uint64_t* (*vector_validity)(Handle) = nullptr;
    int (*appender_create)(Handle, const char*, const char*, Handle*) = nullptr;
    int (*append_int16)(Handle, std::int16_t) = nullptr;
    int (*append_int32)(Handle, std::int32_t) = nullptr;
    int (*end_row)(Handle) = nullptr;
    int (*appender_destroy)(Handle*) = nullptr;

    explicit Interface(const std::string& path) : Library(path) {
        find(library_version, "duckdb_library_version");
        find(open, "duckdb_open");
        find(close, "duckdb_close");
        find(connect, "duckdb_connect");
        find(disconnect, "duckdb_disconnect");
        find(query, "duckdb_query");
        find(result_error, "duckdb_result_error");
        find(destroy_result, "duckdb_destroy_result");
        find(prepare, "duckdb_prepare");
        find(prepare_error, "duckdb_prepare_error");
        find(destroy_prepare, "duckdb_destroy_prepare");
        find(bind_int16, "duckdb_bind_int16");
        find(execute_prepared, "duckdb_execute_prepared");
        find(fetch_chunk, "duckdb_fetch_chunk");
        find(chunk_size, "duckdb_data_chunk_get_size");
        find(chunk_vector, "duckdb_data_chunk_get_vector");
        find(destroy_chunk, "duckdb_destroy_data_chunk");
        find(vector_data, "duckdb_vector_get_data");
        find(vector_validity, "duckdb_vector_get_validity");
        find(appender_create, "duckdb_appender_create");
        find(append_int16, "duckdb_append_int16");
        find(append_int32, "duckdb_append_int32");
        find(end_row, "duckdb_appender_end_row");
        find(appender_destroy, "duckdb_appender_destroy");
    }
};

// One column of a chunk of results.
template <class T>
struct Values {
    const T* data;
    const std::uint64_t* valid;  // nullptr: all of them.

    [[nodiscard]] T operator[](std::uint64_t i) const {
        return valid == nullptr || ((valid[i / 64] >> (i % 64)) & 1) != 0 ? data[i] : T{0};
    }
};

}  // namespace

struct DuckDb::State {
    Interface api;
    Handle database = nullptr, connection = nullptr;
    std::array<Handle, 4> statements{};  // Map, year over raw rows; the same over district totals.
    std::size_t districts = 0;

    explicit State(const std::string& library) : api(library) {}

    void run(const std::string& sql) {
        QueryResult result{};
        if (api.query(connection, sql.c_str(), &result) != kSuccess) {
            die(fmt::format("DuckDB: {}", api.result_error(&result)));
        }
        api.destroy_result(&result);
    }

    Handle prepare(const std::string& sql) {
        Handle statement = nullptr;
        if (api.prepare(connection, sql.c_str(), &statement) != kSuccess) {
            die(fmt::format("DuckDB: {}", api.prepare_error(statement)));
        }
        return statement;
    }

    void append(const Nation& nation) {
        Handle appender = nullptr;
        if (api.appender_create(connection, nullptr, "cells", &appender) != kSuccess) {
            die("DuckDB takes no rows");
        }
        nation.each_cell([&](auto series, auto month, auto district, auto facility, auto value) {
            for (const std::uint32_t place : {series, month, district, facility}) {
                api.append_int16(appender, static_cast<std::int16_t>(place));
            }
            api.append_int32(appender, static_cast<std::int32_t>(value));
            if (api.end_row(appender) != kSuccess) die("DuckDB refuses a row");
        });
        if (api.appender_destroy(&appender) != kSuccess) die("DuckDB lost rows");
    }

    template <class Visit>
    void ask(Handle statement, const Question& question, bool of_district, Visit&& visit) {
        const std::uint32_t parameters[] = {question.numerator, question.denominator,
                                            question.first_month, question.first_month + 11,
                                            question.district};
        for (std::uint64_t i = 0; i < (of_district ? 5 : 4); ++i) {
            api.bind_int16(statement, i + 1, static_cast<std::int16_t>(parameters[i]));
        }
        QueryResult result{};
        if (api.execute_prepared(statement, &result) != kSuccess) {
            die(fmt::format("DuckDB: {}", api.result_error(&result)));
        }
        while (Handle chunk = api.fetch_chunk(result)) {
            visit(chunk);
            api.destroy_chunk(&chunk);
        }
        api.destroy_result(&result);
    }

    template <class T>
    Values<T> column(Handle chunk, std::uint64_t index) {
        const Handle vector = api.chunk_vector(chunk, index);
        return {static_cast<const T*>(api.vector_data(vector)), api.vector_validity(vector)};
    }
};

// DuckDB has no index that serves these questions: an ART index is for a handful of rows. What
// serves is the order of the rows, by which whole groups are skipped; so each table is there twice.
DuckDb::DuckDb(const std::string& library, const std::string& folder, const Nation& nation)
    : state_(std::make_unique<State>(library)) {
    State& state = *state_;
    state.districts = nation.scale().districts;
    if (state.api.open((folder + "/cells.duckdb").c_str(), &state.database) != kSuccess ||
        state.api.connect(state.database, &state.connection) != kSuccess) {
        die("DuckDB does not open");
    }
    state.run(
        "SET memory_limit = '8GB'");  // Sorting takes what it gets; the questions need little.
    state.run(
        "CREATE TABLE cells (series SMALLINT NOT NULL, month SMALLINT NOT NULL, "
        "district SMALLINT NOT NULL, facility SMALLINT NOT NULL, value INTEGER NOT NULL)");
    state.append(nation);
    state.run(
        "CREATE TABLE totals AS SELECT series, month, district, "
        "CAST(sum(value) AS INTEGER) AS value FROM cells GROUP BY series, month, district "
        "ORDER BY series, month, district");
    for (const char* table : {"cells", "totals"}) {
        state.run(fmt::format(
            "CREATE TABLE {0}_by_district AS FROM {0} ORDER BY series, district, month", table));
    }
    state.run("CHECKPOINT");
    state.statements = {
        state.prepare(map_sql("cells")), state.prepare(year_sql("cells_by_district")),
        state.prepare(map_sql("totals")), state.prepare(year_sql("totals_by_district"))};
}

DuckDb::~DuckDb() {
    for (Handle& statement : state_->statements) state_->api.destroy_prepare(&statement);
    state_->api.disconnect(&state_->connection);
    state_->api.close(&state_->database);
}

std::string DuckDb::version() const { return state_->api.library_version(); }

void DuckDb::set_threads(int threads) {
    state_->run(threads == 0 ? "RESET threads" : fmt::format("SET threads = {}", threads));
}

std::vector<Totals> DuckDb::map(Rows rows, const Question& question) {
    State& state = *state_;
    std::vector<Totals> map(state.districts * 12);
    state.ask(state.statements[rows == Rows::Raw ? 0 : 2], question, false, [&](Handle chunk) {
        const auto district = state.column<std::int16_t>(chunk, 0);
        const auto month = state.column<std::int16_t>(chunk, 1);
        const auto numerator = state.column<std::int64_t>(chunk, 2);
        const auto denominator = state.column<std::int64_t>(chunk, 3);
        for (std::uint64_t i = 0; i < state.api.chunk_size(chunk); ++i) {
            const auto first = static_cast<int>(question.first_month);
            map[static_cast<std::size_t>(district[i] * 12 + month[i] - first)] = {
                static_cast<double>(numerator[i]), static_cast<double>(denominator[i])};
        }
    });
    return map;
}

Totals DuckDb::year(Rows rows, const Question& question) {
    State& state = *state_;
    Totals totals;
    state.ask(state.statements[rows == Rows::Raw ? 1 : 3], question, true, [&](Handle chunk) {
        totals = {static_cast<double>(state.column<std::int64_t>(chunk, 0)[0]),
                  static_cast<double>(state.column<std::int64_t>(chunk, 1)[0])};
    });
    return totals;
}

}  // namespace sinergi::bench
