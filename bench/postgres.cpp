// SPDX-License-Identifier: Apache-2.0
// PostgreSQL through libpq: binary COPY in, prepared statements with binary results out.
#include <bit>
#include <cstring>

#include <arpa/inet.h>
#include <endian.h>
#include <fmt/format.h>
#include <libpq-fe.h>

#include "rival.h"

namespace sinergi::bench {

namespace {

struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
};
using ResultPtr = std::unique_ptr<PGresult, Clear>;

// The rows of a binary COPY, sent in large pieces.
class CopyBuffer {
public:
    explicit CopyBuffer(PGconn* connection) : connection_(connection) {
        bytes_.append("PGCOPY\n\377\r\n\0", 11);
        bytes_.append(8, '\0');
    }
    void row(std::uint16_t fields) { number(fields); }
    void int16(std::uint32_t value) {
        number(std::uint32_t{2});
        number(static_cast<std::uint16_t>(value));
    }
    void int32(std::uint32_t value) {
        number(std::uint32_t{4});
        number(value);
        if (bytes_.size() > (std::size_t{1} << 20)) send();
    }
    void end() {
        number(std::uint16_t{0xFFFF});
        send();
        if (PQputCopyEnd(connection_, nullptr) != 1) die(PQerrorMessage(connection_));
        const ResultPtr result(PQgetResult(connection_));
        if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) die(PQerrorMessage(connection_));
        while (const ResultPtr more{PQgetResult(connection_)}) continue;
    }

private:
    void number(std::uint16_t value) { raw(htons(value)); }
    void number(std::uint32_t value) { raw(htonl(value)); }
    template <class T>
    void raw(T value) {
        char bytes[sizeof(T)];
        std::memcpy(bytes, &value, sizeof value);
        bytes_.append(bytes, sizeof bytes);
    }
    void send() {
        if (PQputCopyData(connection_, bytes_.data(), static_cast<int>(bytes_.size())) != 1) {
            die(PQerrorMessage(connection_));
        }
        bytes_.clear();
    }

    PGconn* connection_;
    std::string bytes_;
};

std::int64_t int16_at(const PGresult* result, int row, int column) {
    std::uint16_t bytes = 0;
    std::memcpy(&bytes, PQgetvalue(result, row, column), sizeof bytes);
    return static_cast<std::int16_t>(ntohs(bytes));
}

double int64_at(const PGresult* result, int row, int column) {
    if (PQgetisnull(result, row, column) != 0) return 0;
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, PQgetvalue(result, row, column), sizeof bytes);
    return static_cast<double>(static_cast<std::int64_t>(be64toh(bytes)));
}

}  // namespace

struct Postgres::State {
    PGconn* connection = nullptr;
    std::size_t districts = 0;

    ResultPtr run(const std::string& sql) {
        ResultPtr result(PQexec(connection, sql.c_str()));
        const auto status = PQresultStatus(result.get());
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_COPY_IN) {
            die(fmt::format("{}: {}", sql, PQerrorMessage(connection)));
        }
        return result;
    }

    void prepare(const char* name, const std::string& sql) {
        constexpr Oid kSmallint = 21;
        const Oid types[] = {kSmallint, kSmallint, kSmallint, kSmallint, kSmallint};
        const int count = sql.find("$5") == std::string::npos ? 4 : 5;
        const ResultPtr result(PQprepare(connection, name, sql.c_str(), count, types));
        if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) die(PQerrorMessage(connection));
    }

    ResultPtr ask(const char* statement, const Question& question, int parameters) {
        const std::uint32_t numbers[] = {question.numerator, question.denominator,
                                         question.first_month, question.first_month + 11,
                                         question.district};
        std::uint16_t bytes[5];
        const char* values[5];
        int lengths[5], formats[5];
        for (std::size_t i = 0; i < 5; ++i) {
            bytes[i] = htons(static_cast<std::uint16_t>(numbers[i]));
            values[i] = reinterpret_cast<const char*>(&bytes[i]);
            lengths[i] = 2;
            formats[i] = 1;
        }
        ResultPtr result(
            PQexecPrepared(connection, statement, parameters, values, lengths, formats, 1));
        if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) die(PQerrorMessage(connection));
        return result;
    }
};

Postgres::Postgres(const std::string& url, const Nation& nation)
    : state_(std::make_unique<State>()) {
    State& state = *state_;
    state.districts = nation.scale().districts;
    state.connection = PQconnectdb(url.c_str());
    if (PQstatus(state.connection) != CONNECTION_OK) die(PQerrorMessage(state.connection));
    state.run(
        "CREATE UNLOGGED TABLE cells (series smallint NOT NULL, month smallint NOT NULL, "
        "district smallint NOT NULL, facility smallint NOT NULL, value integer NOT NULL)");
    state.run("COPY cells FROM STDIN (FORMAT binary)");
    CopyBuffer copy(state.connection);
    nation.each_cell([&](auto series, auto month, auto district, auto facility, auto value) {
        copy.row(5);
        for (const std::uint32_t place : {series, month, district, facility}) copy.int16(place);
        copy.int32(value);
    });
    copy.end();
    state.run(
        "CREATE UNLOGGED TABLE totals AS SELECT series, month, district, "
        "CAST(sum(value) AS integer) AS value FROM cells GROUP BY series, month, district "
        "ORDER BY series, month, district");
    for (const char* table : {"cells", "totals"}) {
        for (const char* order : {"series, month, district", "series, district, month"}) {
            state.run(fmt::format("CREATE INDEX ON {} ({}) INCLUDE (value)", table, order));
        }
        state.run(fmt::format("VACUUM (FREEZE, ANALYZE) {}", table));
    }
    state.prepare("map_raw", map_sql("cells"));
    state.prepare("year_raw", year_sql("cells"));
    state.prepare("map_totals", map_of_totals_sql("totals"));
    state.prepare("year_totals", year_sql("totals"));
}

Postgres::~Postgres() { PQfinish(state_->connection); }

std::string Postgres::version() const {
    return PQparameterStatus(state_->connection, "server_version");
}

void Postgres::ping() { state_->run("SELECT 1"); }

std::string Postgres::plan(const std::string& statement) {
    const bool of_district = statement.starts_with("year");
    const ResultPtr result = state_->run(fmt::format(
        "EXPLAIN (COSTS off) EXECUTE {}(0, 1, 0, 11{})", statement, of_district ? ", 7" : ""));
    std::string nodes;
    for (int i = 0; i < PQntuples(result.get()); ++i) {
        const std::string line = PQgetvalue(result.get(), i, 0);
        const auto name = line.find_first_not_of(" ->");
        if (i > 0 && line.find("->") == std::string::npos) continue;
        nodes += (i > 0 ? ", " : "") + line.substr(name, line.find(" using") - name);
    }
    return nodes;
}

std::vector<Totals> Postgres::map(Rows rows, const Question& question) {
    const ResultPtr result = state_->ask(rows == Rows::Raw ? "map_raw" : "map_totals", question, 4);
    std::vector<Totals> map(state_->districts * 12);
    for (int i = 0; i < PQntuples(result.get()); ++i) {
        const auto month = int16_at(result.get(), i, 1) - std::int64_t{question.first_month};
        map[static_cast<std::size_t>(int16_at(result.get(), i, 0) * 12 + month)] = {
            int64_at(result.get(), i, 2), int64_at(result.get(), i, 3)};
    }
    return map;
}

Totals Postgres::year(Rows rows, const Question& question) {
    const ResultPtr result =
        state_->ask(rows == Rows::Raw ? "year_raw" : "year_totals", question, 5);
    return {int64_at(result.get(), 0, 0), int64_at(result.get(), 0, 1)};
}

}  // namespace sinergi::bench
