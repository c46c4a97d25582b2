// SPDX-License-Identifier: Apache-2.0
// GET /v1/reporting: who has reported, by unit and month. GET /v1/changes and /v1/events: what
// changed.
#include <charconv>

#include <fmt/format.h>

#include "engine/aggregate.h"
#include "server/v1/handlers.h"
#include "server/v1/v1_json.h"

namespace sinergi::server::v1 {

namespace {

constexpr std::size_t kMissingMax = 200;
constexpr std::size_t kChangesMax = 200;

// Units that sent anything for a data set in a period.
engine::RowMask reported_rows(const engine::Snapshot& snapshot, const DataSet& set, Period period) {
    engine::RowMask rows((snapshot.tree().size() + 63) / 64, 0);
    for (const std::string& uid : set.data_element_uids) {
        const DataElement* element = snapshot.metadata->data_element(uid);
        if (element == nullptr) continue;
        for (const auto& series : snapshot.columns.of_element(element->id)) {
            if (const engine::Column* column = series->find(period)) column->add_reported(rows);
        }
    }
    return rows;
}

bool has(const engine::RowMask& rows, Row row) { return ((rows[row / 64] >> (row % 64)) & 1) != 0; }

struct MonthReports {
    const engine::MetadataView::Expectation* expectation = nullptr;
    engine::RowMask rows;
};

// For each monthly data set the reports of one month.
std::vector<MonthReports> reports_of_month(const engine::Snapshot& snapshot, Period month) {
    std::vector<MonthReports> all;
    for (const DataSet& set : snapshot.metadata->metadata().data_sets) {
        if (set.period_type != "Monthly") continue;
        const auto* expectation = snapshot.metadata->data_set_expectation(set.id);
        if (expectation == nullptr || expectation->rows.empty()) continue;
        all.push_back({expectation, reported_rows(snapshot, set, month)});
    }
    return all;
}

engine::Reports count(const engine::Snapshot& snapshot, const std::vector<MonthReports>& month,
                      Period period, RowRange range) {
    engine::Reports counts;
    for (const MonthReports& set : month) {
        counts.expected += snapshot.metadata->expected(*set.expectation, period, range, nullptr);
        for (const Row row : set.expectation->rows) {
            if (range.contains(row) && has(set.rows, row)) ++counts.received;
        }
    }
    return counts;
}

void write_missing(JsonWriter& json, const engine::Snapshot& snapshot,
                   const std::vector<MonthReports>& month, Period period, RowRange range) {
    const OrgUnitTree& tree = snapshot.tree();
    std::size_t written = 0;
    json.array("missing", [&] {
        for (Row row = range.begin; row < range.end && written < kMissingMax; ++row) {
            bool missing = false;
            for (const MonthReports& set : month) {
                missing |=
                    !has(set.rows, row) && snapshot.metadata->expected(*set.expectation, period,
                                                                       {row, row + 1}, nullptr) > 0;
            }
            if (!missing) continue;
            ++written;
            json.object([&] {
                write_unit_name(json, tree.unit(row));
                const Row parent = tree.parent(row);
                json.member("parent", parent == kNoRow ? "" : short_name(tree.unit(parent)));
            });
        }
    });
}

}  // namespace

Result<Response> get_reporting(const Request& request, Services& services) {
    const auto snapshot = services.office.snapshot();
    const OrgUnitTree& tree = snapshot->tree();
    const Row unit = TRY(tree.find(TRY(request.require("unit"))));
    const Period asked = TRY(parse_period(TRY(request.require("period"))));
    const Period last = period_of(PeriodKind::Monthly, end_day(asked) - std::chrono::days(1));
    std::vector<Row> rows = tree.children(unit);
    if (rows.empty()) rows.push_back(unit);
    std::vector<Period> months;
    std::vector<std::vector<MonthReports>> reports;
    for (int back = 11; back >= 0; --back) {
        months.push_back(last + -back);
        reports.push_back(reports_of_month(*snapshot, months.back()));
    }
    JsonWriter json;
    json.object([&] {
        json.array("data_sets", [&] {
            for (const DataSet& set : snapshot->metadata->metadata().data_sets) {
                if (set.period_type == "Monthly") json.put(set.name);
            }
        });
        json.array("periods", [&] {
            for (const Period month : months) write_period(json, month);
        });
        json.array("units", [&] {
            for (const Row row : rows) {
                std::vector<engine::Reports> counts;
                for (std::size_t m = 0; m < months.size(); ++m) {
                    counts.push_back(count(*snapshot, reports[m], months[m], tree.subtree(row)));
                }
                json.object([&] {
                    write_unit_name(json, tree.unit(row));
                    json.array("reported", [&] {
                        for (const auto& c : counts) json.put(c.received);
                    });
                    json.array("expected", [&] {
                        for (const auto& c : counts) json.put(c.expected);
                    });
                });
            }
        });
        write_missing(json, *snapshot, reports.back(), months.back(), tree.subtree(unit));
    });
    return json_response(json.take());
}

Result<Response> get_changes(const Request& request, Services& services) {
    const std::string text = request.get("limit", "20");
    std::size_t limit = 20;
    std::from_chars(text.data(), text.data() + text.size(), limit);
    const auto changes =
        TRY(services.office.store().changes(0, std::clamp<std::size_t>(limit, 1, kChangesMax)));
    std::vector<std::size_t> figures;  // Published ones that each change made or ended.
    for (const store::Change& change : changes) {
        if (change.metadata_written == 0) {
            figures.push_back(0);
            continue;
        }
        const auto versions = TRY(services.office.store().figure_versions_of(change.number));
        figures.push_back(versions.size());
    }
    std::size_t i = 0;
    JsonWriter json;
    json.object([&] {
        json.array("changes", [&] {
            for (const store::Change& change : changes) {
                json.object([&] {
                    json.member("number", change.number);
                    json.member("time", change.time);
                    // The public sees what changed, not who did it.
                    json.member("actor", request.viewer.is_public() ? "" : change.actor);
                    json.member("reason", change.reason);
                    json.member("values", change.values_written);
                    json.member("metadata", change.metadata_written);
                    json.member("figures", figures[i++]);
                });
            }
        });
    });
    return json_response(json.take());
}

Result<Response> get_events(const Request&, Services& services) {
    Response response;
    response.event_stream = true;
    response.body = fmt::format("event: hello\ndata: {{\"change\":{}}}\n\n",
                                services.office.snapshot()->change);
    return response;
}

}  // namespace sinergi::server::v1
