// SPDX-License-Identifier: Apache-2.0
// Rival: a database that is asked the bench's two questions over the same cells.
//
// It gets what serves it best: rows that already name their district, in the narrowest types, and
// an index (or an order of rows) for each of the two questions; beside the raw rows a table of
// district totals. Statements are prepared. What a question costs includes taking its result.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "nation.h"

namespace sinergi::bench {

enum class Rows { Raw, DistrictTotals };

class Rival {
public:
    virtual ~Rival() = default;

    // All districts x twelve months, district by district, as Nation::true_map.
    [[nodiscard]] virtual std::vector<Totals> map(Rows rows, const Question& question) = 0;
    // One district, the twelve months together.
    [[nodiscard]] virtual Totals year(Rows rows, const Question& question) = 0;

protected:
    Rival() = default;
};

// The same text for both databases. $1 and $2 are the series, $3 and $4 the first and the last
// month, $5 the district.
[[nodiscard]] std::string map_sql(const std::string& table);
// The same where a district has one row a month, joined: PostgreSQL is quicker so, DuckDB is not.
[[nodiscard]] std::string map_of_totals_sql(const std::string& table);
[[nodiscard]] std::string year_sql(const std::string& table);

// DuckDB in this process, on a file in `folder`; `library` is libduckdb.so.
class DuckDb : public Rival {
public:
    DuckDb(const std::string& library, const std::string& folder, const Nation& nation);
    ~DuckDb() override;

    [[nodiscard]] std::string version() const;
    // 0: as many as DuckDB takes by itself.
    void set_threads(int threads);

    [[nodiscard]] std::vector<Totals> map(Rows rows, const Question& question) override;
    [[nodiscard]] Totals year(Rows rows, const Question& question) override;

private:
    struct State;
    std::unique_ptr<State> state_;
};

// PostgreSQL at `url`, spoken to through its socket.
class Postgres : public Rival {
public:
    Postgres(const std::string& url, const Nation& nation);
    ~Postgres() override;

    [[nodiscard]] std::string version() const;
    // There and back for nothing, microseconds are the caller's to measure.
    void ping();
    // The nodes of the plan of a question for the map or for one district: "Index Only Scan, …".
    [[nodiscard]] std::string plan(const std::string& statement);

    [[nodiscard]] std::vector<Totals> map(Rows rows, const Question& question) override;
    [[nodiscard]] Totals year(Rows rows, const Question& question) override;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace sinergi::bench
