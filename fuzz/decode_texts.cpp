// SPDX-License-Identifier: Apache-2.0
// Texts inside files and requests: periods, numbers, expressions, queries; and our own checkpoint.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include <zlib.h>

#include "base/number_text.h"
#include "decode_one.h"
#include "engine/checkpoint.h"
#include "exchange/period_text.h"
#include "exchange/value_text.h"
#include "model/expression.h"
#include "model/period.h"
#include "server/dhis2/analytics_query.h"
#include "server/dhis2/metadata_fields.h"
#include "server/http.h"
#include "server/http_parser.h"
#include "small_world.h"

namespace sinergi::fuzz {

namespace {

// A property of the code under test that the fuzzer holds; on in every build.
void hold(bool property) {
    if (!property) std::abort();
}

void read_back(Period period) {
    const auto again = parse_period(to_string(period));
    hold(again.has_value() && *again == period);
}

}  // namespace

void decode_period(std::string_view bytes) {
    if (const auto period = parse_period(bytes)) read_back(*period);
    if (const auto period = exchange::read_period(bytes)) read_back(*period);
}

void decode_expression(std::string_view bytes) {
    const auto expression = Expression::parse(bytes);
    if (!expression) return;
    std::vector<std::optional<double>> values(expression->items().size(), 2.5);
    static_cast<void>(expression->evaluate(values));
    if (!values.empty()) values.front().reset();
    static_cast<void>(expression->evaluate(values, Expression::WhenMissing::Propagate));
}

void decode_number(std::string_view bytes) {
    for (const NumberStyle style :
         {NumberStyle::Ask, NumberStyle::Indonesian, NumberStyle::English}) {
        const ParsedNumber number = parse_number(bytes, style);
        hold(style == NumberStyle::Ask || number.kind != NumberKind::Ambiguous);
        if (number.kind == NumberKind::Number) {
            hold(std::strtod(json_number(number.value).c_str(), nullptr) == number.value);
            static_cast<void>(format_number(number.value, 2, style));
        }
        for (const char* type : {"NUMBER", "INTEGER_POSITIVE", "PERCENTAGE", "BOOLEAN", "DATE"}) {
            static_cast<void>(exchange::read_value(bytes, type, exchange::Dialect::Csv, style));
            static_cast<void>(exchange::read_value(bytes, type, exchange::Dialect::Dhis2, style));
        }
    }
}

// The bytes are a checkpoint without its checksum, which is put right: else nothing would be read.
void decode_checkpoint(std::string_view bytes) {
    static const engine::SnapshotPtr world = small_snapshot();
    std::string file(bytes);
    const auto sum = static_cast<std::uint32_t>(
        crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
    file.append(reinterpret_cast<const char*>(&sum), sizeof sum);
    auto read = engine::read_checkpoint(file, world->tree());
    if (!read) return;
    engine::Snapshot snapshot(*world);
    snapshot.change = read->change;
    snapshot.columns = std::move(read->columns);
    static_cast<void>(snapshot.columns.cell_count());
    for (const auto& series : snapshot.columns.all()) {
        for (const auto& column : series->columns) {
            static_cast<void>(column.second->entries());
            static_cast<void>(column.second->sum({0, snapshot.tree().size()}));
        }
    }
    static_cast<void>(engine::write_checkpoint(snapshot));
}

// The first byte says in what pieces the rest arrives; what follows one request is the next.
void decode_http_request(std::string_view bytes) {
    if (bytes.empty()) return;
    const std::size_t piece = 1 + static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    constexpr std::size_t kBudget = 10'000;
    server::BodyBudget budget(kBudget);
    std::string waiting;
    while (!bytes.empty()) {
        server::RequestParser parser({2048, 4096}, budget);
        auto state = server::RequestParser::State::NeedsMore;
        while (state == server::RequestParser::State::NeedsMore) {
            if (bytes.empty()) return;
            waiting += bytes.substr(0, piece);
            bytes.remove_prefix(std::min(piece, bytes.size()));
            std::size_t used = 0;
            state = parser.put(waiting, used);
            hold(used <= waiting.size());
            waiting.erase(0, used);
        }
        if (state == server::RequestParser::State::Refused) {
            const server::Response refusal = parser.refusal();
            hold(refusal.status >= 400 && !refusal.body.empty());
            break;
        }
        static_cast<void>(parser.keep_alive());
        const server::Request request = parser.take("127.0.0.1");
        hold(request.body.size() <= 4096);
    }
    hold(budget.take(kBudget));  // Everything was given back.
}

void decode_http_query(std::string_view bytes) {
    server::Request request;
    request.query = server::parse_query(bytes);
    request.path = server::percent_decode(bytes, false);
    hold(request.path.size() <= bytes.size());
    static_cast<void>(request.all("dimension"));
    static_cast<void>(request.flag("dry_run"));
    static_cast<void>(request.require("unit"));
}

void decode_analytics_query(std::string_view bytes) {
    static const engine::SnapshotPtr world = small_snapshot();
    server::Request request;
    request.query = server::parse_query(bytes);
    const auto today = std::chrono::sys_days(std::chrono::year(2026) / 11 / 25);
    static_cast<void>(server::dhis2::parse_analytics(request, *world, today));
}

void decode_metadata_fields(std::string_view bytes) {
    static_cast<void>(server::dhis2::parse_fields(bytes));
    static_cast<void>(server::dhis2::parse_filters(bytes));
}

}  // namespace sinergi::fuzz
