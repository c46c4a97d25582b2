// SPDX-License-Identifier: Apache-2.0
// POST and GET /api/dataValueSets, as DHIS2 2.42 answers: valid values are stored even where others
// are refused, and each refusal is a conflict with the positions it concerns.
#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <zlib.h>

#include "base/number_text.h"
#include "base/text.h"
#include "exchange/dhis2_values.h"
#include "exchange/name_book.h"
#include "server/access.h"
#include "server/dhis2/dhis2_handlers.h"
#include "server/dhis2/web_message.h"
#include "server/json_writer.h"

namespace sinergi::server::dhis2 {

namespace {

constexpr std::size_t kUnpackedBytesMax = std::size_t{512} << 20;
constexpr std::size_t kValuesOutMax = 5'000'000;

// A file of values packs to a tenth or so of its size; one that packs much better is a bomb.
constexpr std::size_t kUnpackedRatioMax = 100;
constexpr std::size_t kRatioCountsFrom = std::size_t{16} << 20;

bool is_bomb(std::size_t packed, std::size_t unpacked) {
    return unpacked > kRatioCountsFrom && unpacked / kUnpackedRatioMax > packed;
}

// Errors: InvalidArgument if it is not gzip; TooLarge beyond kUnpackedBytesMax or if it is a bomb.
Result<std::string> gunzip(std::string_view packed) {
    z_stream stream{};
    if (inflateInit2(&stream, 15 + 32) != Z_OK)
        return fail(ErrorCode::Unavailable, "out of memory");
    std::string out;
    std::string piece(1 << 16, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    int result = Z_OK;
    while (result == Z_OK && out.size() <= kUnpackedBytesMax &&
           !is_bomb(packed.size(), out.size())) {
        stream.next_out = reinterpret_cast<Bytef*>(piece.data());
        stream.avail_out = static_cast<uInt>(piece.size());
        result = inflate(&stream, Z_NO_FLUSH);
        out.append(piece.data(), piece.size() - stream.avail_out);
    }
    inflateEnd(&stream);
    if (out.size() > kUnpackedBytesMax) {
        return fail(ErrorCode::TooLarge, "the unpacked body is larger than 512 MB");
    }
    if (is_bomb(packed.size(), out.size())) {
        return fail(ErrorCode::TooLarge,
                    fmt::format("the body unpacks to more than {} times its size; send it unpacked",
                                kUnpackedRatioMax));
    }
    if (result != Z_STREAM_END) {
        return fail(ErrorCode::InvalidArgument, "the body is no whole gzip");
    }
    return out;
}

struct Conflict {
    std::string code, property, object, message;
    std::vector<std::uint32_t> indexes;
};

// What of an import is refused; equal conflicts are one, with all their positions.
class Conflicts {
public:
    void add(Conflict conflict, std::uint32_t index) {
        Conflict& kept = conflicts_[conflict.code + '\n' + conflict.object];
        if (kept.indexes.empty()) kept = std::move(conflict);
        kept.indexes.push_back(index);
        rejected_.push_back(index);
    }
    [[nodiscard]] bool empty() const { return conflicts_.empty(); }
    [[nodiscard]] std::size_t rejected() const { return rejected_.size(); }

    void write(JsonWriter& json) const {
        json.array("conflicts", [&] {
            for (const auto& entry : conflicts_) {
                const Conflict& conflict = entry.second;
                json.object([&] {
                    json.member("object", conflict.object);
                    json.object("objects",
                                [&] { json.member(conflict.property, conflict.object); });
                    json.member("value", conflict.message);
                    json.member("errorCode", conflict.code);
                    json.member("property", conflict.property);
                    json.array("indexes", [&] {
                        for (const std::uint32_t index : conflict.indexes) json.put(index);
                    });
                });
            }
        });
        std::vector<std::uint32_t> sorted = rejected_;
        std::sort(sorted.begin(), sorted.end());
        json.array("rejectedIndexes", [&] {
            for (const std::uint32_t index : sorted) json.put(index);
        });
    }

private:
    std::map<std::string, Conflict> conflicts_;
    std::vector<std::uint32_t> rejected_;
};

std::string strategy_of(const Request& request) {
    std::string name = request.get("importStrategy", "CREATE_AND_UPDATE");
    if (name == "NEW_AND_UPDATES") return "CREATE_AND_UPDATE";
    if (name == "NEW") return "CREATE";
    if (name == "UPDATES") return "UPDATE";
    return name;
}

Response summary(const Request& request, const store::WriteCounts& counts, std::uint64_t ignored,
                 const Conflicts& conflicts) {
    const bool warning = !conflicts.empty();
    JsonWriter json;
    json.object([&] {
        json.member("responseType", "ImportSummary");
        json.member("status", warning ? "WARNING" : "SUCCESS");
        json.object("importOptions", [&] {
            json.member("dryRun", request.flag("dryRun"));
            json.member("async", false);
            json.member("importStrategy", strategy_of(request));
            json.member("mergeMode", "REPLACE");
            json.member("reportMode", "FULL");
        });
        json.member("description", "Import process completed successfully");
        json.object("importCount", [&] {
            json.member("imported", counts.created);
            json.member("updated", counts.updated);
            json.member("ignored", ignored);
            json.member("deleted", counts.deleted);
        });
        conflicts.write(json);
        json.member("dataSetComplete", "false");
    });
    return web_message({warning ? 409 : 200,
                        warning ? "WARNING" : "OK",
                        warning ? "One more conflicts encountered, please check import summary."
                                : "Import was successful.",
                        {},
                        json.take()});
}

bool is_stored(const engine::Snapshot& snapshot, const DataValueKey& key) {
    for (const auto& series : snapshot.columns.of_element(key.series.data_element)) {
        if (series->series != key.series) continue;
        const engine::Column* column = series->find(key.period);
        return column != nullptr && column->at(snapshot.tree().find_object(key.org_unit));
    }
    return false;
}

// Takes out what the account may not enter and what the strategy leaves alone.
void apply_rules(const Request& request, const engine::Snapshot& snapshot,
                 exchange::ResolvedValues& resolved, Conflicts& conflicts, std::uint64_t& ignored) {
    const std::string strategy = strategy_of(request);
    std::vector<DataValue> kept;
    std::vector<DataValueKey> deletions;
    const auto allowed = [&](const DataValueKey& key, std::uint32_t index) {
        const Row row = snapshot.tree().find_object(key.org_unit);
        if (row != kNoRow && may_enter(request.viewer, snapshot.tree(), row)) return true;
        const std::string uid = row == kNoRow ? std::string() : snapshot.tree().unit(row).uid;
        conflicts.add(
            {"E7617", "orgUnit", uid, error_text("E7617", {uid, request.viewer.username}), {}},
            index);
        return false;
    };
    for (std::size_t i = 0; i < resolved.deletions.size(); ++i) {
        if (allowed(resolved.deletions[i], resolved.deletion_rows[i])) {
            deletions.push_back(resolved.deletions[i]);
        }
    }
    for (std::size_t i = 0; i < resolved.values.size(); ++i) {
        DataValue& value = resolved.values[i];
        if (!allowed(value.key, resolved.value_rows[i])) continue;
        const bool known = strategy != "CREATE_AND_UPDATE" && is_stored(snapshot, value.key);
        if (strategy == "DELETE") {
            deletions.push_back(value.key);
        } else if ((strategy == "CREATE" && known) || (strategy == "UPDATE" && !known)) {
            ++ignored;
        } else {
            kept.push_back(std::move(value));
        }
    }
    resolved.values = std::move(kept);
    resolved.deletions = std::move(deletions);
}

}  // namespace

Result<Response> post_data_value_sets(const Request& request, Services& services) {
    std::string unpacked;
    std::string_view body = request.body;
    if (body.size() > 2 && body[0] == '\x1f' && body[1] == '\x8b') {
        unpacked = TRY(gunzip(body));
        body = unpacked;
    }
    const std::string type = request.header("content-type");
    const bool csv = request.path.ends_with(".csv") || type.find("csv") != std::string::npos;
    if (type.find("xml") != std::string::npos) {
        return web_message({415, "ERROR", "XML is not accepted here; send JSON or CSV", {}, {}});
    }
    auto staged = csv ? exchange::decode_dhis2_csv(body) : exchange::decode_dhis2_json(body);
    if (!staged) {
        if (staged.error().code == ErrorCode::TooLarge) return tl::unexpected(staged.error());
        return broken_body(staged.error().message);
    }
    const auto snapshot = services.office.snapshot();
    if (!staged->data_set.empty() && snapshot->metadata->data_set(staged->data_set) == nullptr) {
        return web_message(
            {409, "ERROR", "An error occurred, please check import summary.", "E7600", {}});
    }
    const exchange::NameBook names(snapshot->metadata->metadata());
    exchange::ResolvedValues resolved = exchange::resolve(*staged, names);
    Conflicts conflicts;
    for (const exchange::Problem& problem : resolved.problems) {
        conflicts.add({problem.code, problem.property, problem.object, problem.message, {}},
                      problem.row);
    }
    std::uint64_t ignored = 0;
    apply_rules(request, *snapshot, resolved, conflicts, ignored);
    store::WriteCounts counts;
    if (!resolved.values.empty() || !resolved.deletions.empty()) {
        TRY(services.office.write(
            request.viewer.username, "dataValueSets",
            [&](store::Draft& draft) -> Result<void> {
                counts = TRY(draft.put_values(std::move(resolved.values)));
                if (!resolved.deletions.empty()) {
                    counts.deleted = TRY(draft.remove_values(resolved.deletions)).deleted;
                }
                return {};
            },
            request.flag("dryRun")));
    }
    ignored += counts.same + conflicts.rejected();
    return summary(request, counts, ignored, conflicts);
}

namespace {

struct Selection {
    std::vector<ObjectId> elements;
    std::vector<Period> periods;  // Empty: by dates.
    std::optional<Date> from, to;
    std::vector<Row> rows;  // Sorted.

    [[nodiscard]] bool wants(Period period) const {
        if (!periods.empty()) {
            return std::find(periods.begin(), periods.end(), period) != periods.end();
        }
        return first_day(period) >= *from && end_day(period) <= *to + std::chrono::days(1);
    }
};

Result<Selection> read_selection(const Request& request, const engine::Snapshot& snapshot) {
    Selection selection;
    const engine::MetadataView& metadata = *snapshot.metadata;
    for (const std::string& uid : request.all("dataSet")) {
        const DataSet* set = metadata.data_set(uid);
        if (set == nullptr) return not_found("DataSet", uid);
        for (const std::string& element : set->data_element_uids) {
            const DataElement* found = metadata.data_element(element);
            if (found != nullptr) selection.elements.push_back(found->id);
        }
    }
    for (const std::string& uid : request.all("dataElement")) {
        const DataElement* found = metadata.data_element(uid);
        if (found == nullptr) return not_found("DataElement", uid);
        selection.elements.push_back(found->id);
    }
    if (selection.elements.empty()) return refuse("E2001");
    for (const std::string& text : request.all("period")) {
        selection.periods.push_back(TRY(parse_period(text)));
    }
    const auto start = request.find("startDate");
    const auto end = request.find("endDate");
    if (!selection.periods.empty() && start) return refuse("E2003");
    if (selection.periods.empty() && (!start || !end)) return refuse("E2002");
    if (start && end) {
        selection.from = TRY(parse_date(*start));
        selection.to = TRY(parse_date(*end));
        if (*selection.from > *selection.to) return refuse("E2004");
    }
    for (const std::string& uid : request.all("orgUnit")) {
        const Row row = snapshot.tree().find_uid(uid);
        if (row == kNoRow) return not_found("OrganisationUnit", uid);
        const Row last = request.flag("children") ? snapshot.tree().subtree(row).end : row + 1;
        for (Row below = row; below < last; ++below) selection.rows.push_back(below);
    }
    if (selection.rows.empty()) return refuse("E2006");
    std::sort(selection.rows.begin(), selection.rows.end());
    selection.rows.erase(std::unique(selection.rows.begin(), selection.rows.end()),
                         selection.rows.end());
    std::sort(selection.elements.begin(), selection.elements.end());
    selection.elements.erase(std::unique(selection.elements.begin(), selection.elements.end()),
                             selection.elements.end());
    return selection;
}

}  // namespace

Result<Response> get_data_value_sets(const Request& request, Services& services) {
    const auto snapshot = services.office.snapshot();
    const Selection selection = TRY(read_selection(request, *snapshot));
    const engine::MetadataView& metadata = *snapshot->metadata;
    std::vector<exchange::Dhis2Value> values;
    std::map<Period, std::string> period_texts;
    for (const ObjectId id : selection.elements) {
        for (const auto& series : snapshot->columns.of_element(id)) {
            const auto* combo = metadata.option_combo(series->series.category_option_combo);
            const auto* attribute = metadata.option_combo(series->series.attribute_option_combo);
            for (const auto& [period, column] : series->columns) {
                if (!selection.wants(period)) continue;
                std::string& text = period_texts[period];
                if (text.empty()) text = to_string(period);
                for (const Row row : selection.rows) {
                    const auto entry = column->at(row);
                    if (!entry || entry->state != ValueState::Number) continue;
                    if (values.size() >= kValuesOutMax) {
                        return fail(ErrorCode::TooLarge,
                                    "more than 5,000,000 values; ask for fewer");
                    }
                    exchange::Dhis2Value value;
                    value.data_element = metadata.data_element(id)->uid;
                    value.period = text;
                    value.org_unit = snapshot->tree().unit(row).uid;
                    if (combo != nullptr) value.category_option_combo = combo->uid;
                    if (attribute != nullptr) value.attribute_option_combo = attribute->uid;
                    value.value = json_number(entry->number);
                    values.push_back(std::move(value));
                }
            }
        }
    }
    if (request.path.ends_with(".csv") ||
        request.header("accept").find("csv") != std::string::npos) {
        Response response = text_response(exchange::encode_dhis2_csv(values));
        response.content_type = "application/csv; charset=utf-8";
        return response;
    }
    return json_response(exchange::encode_dhis2_json(values));
}

}  // namespace sinergi::server::dhis2
