// SPDX-License-Identifier: Apache-2.0
// One hostile input through one decoder: the first byte chooses which, the rest is its file.
// Shared by the fuzzer and by the test that replays the kept corpus.
#pragma once

#include <string_view>

#include "exchange/csv_table.h"
#include "exchange/dhis2_metadata.h"
#include "exchange/dhis2_values.h"
#include "exchange/geojson.h"
#include "exchange/org_units_csv.h"
#include "exchange/personal_columns.h"
#include "exchange/values_csv.h"
#include "model/expression.h"
#include "model/period.h"

namespace sinergi {

inline void decode_csv_as_all_kinds(std::string_view bytes) {
    auto table = exchange::decode_csv(bytes);
    if (!table) return;
    exchange::drop_personal_columns(*table);
    static_cast<void>(exchange::stage_org_units(*table));
    const auto staged = exchange::stage_values(*table);
    if (!staged) return;
    const Metadata nothing;
    static_cast<void>(exchange::resolve(*staged, exchange::NameBook(nothing)));
}

inline void decode_bundle(std::string_view bytes) {
    const auto bundle = exchange::split_bundle(bytes);
    if (!bundle) return;
    Metadata metadata;
    for (const auto& object : *bundle) {
        const auto decoded =
            exchange::decode_object(kind_of_plural(object.collection), 1, object.json, metadata);
        if (!decoded) return;
    }
}

inline void evaluate_expression(std::string_view text) {
    const auto expression = Expression::parse(text);
    if (!expression) return;
    std::vector<std::optional<double>> values(expression->items().size(), 2.5);
    static_cast<void>(expression->evaluate(values));
    if (!values.empty()) values.front().reset();
    static_cast<void>(expression->evaluate(values, Expression::WhenMissing::Propagate));
}

inline void decode_one(std::string_view input) {
    if (input.empty()) return;
    const char kind = input.front();
    const std::string_view bytes = input.substr(1);
    switch (kind) {
        case 'c': return decode_csv_as_all_kinds(bytes);
        case 'v': return static_cast<void>(exchange::decode_dhis2_json(bytes));
        case 'd': return static_cast<void>(exchange::decode_dhis2_csv(bytes));
        case 'm': return decode_bundle(bytes);
        case 'g': return static_cast<void>(exchange::decode_boundaries(bytes));
        case 'e': return evaluate_expression(bytes);
        case 'p': return static_cast<void>(parse_period(bytes));
        default: return;
    }
}

}  // namespace sinergi
