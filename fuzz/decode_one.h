// SPDX-License-Identifier: Apache-2.0
// The decoders that take bytes from outside, each by name: hostile input goes through one of them.
// Shared by the fuzzer and by the test that replays the kept corpus (fuzz/corpus/NAME/...).
//
// A new decoder is one line of kDecoders and a folder with a few real inputs.
#pragma once

#include <string_view>

namespace sinergi::fuzz {

void decode_csv_values(std::string_view bytes);
void decode_csv_units(std::string_view bytes);
void decode_csv_figures(std::string_view bytes);
void decode_workbook(std::string_view bytes);
void decode_csv_areas(std::string_view bytes);
void decode_dhis2_metadata(std::string_view bytes);
void decode_dhis2_values_json(std::string_view bytes);
void decode_dhis2_values_csv(std::string_view bytes);
void decode_boundaries(std::string_view bytes);
void decode_catalogue_toml(std::string_view bytes);
void decode_period(std::string_view bytes);
void decode_expression(std::string_view bytes);
void decode_number(std::string_view bytes);
void decode_checkpoint(std::string_view bytes);
void decode_http_request(std::string_view bytes);
void decode_http_query(std::string_view bytes);
void decode_analytics_query(std::string_view bytes);
void decode_metadata_fields(std::string_view bytes);

struct Decoder {
    std::string_view name;
    void (*decode)(std::string_view bytes);
};

inline constexpr Decoder kDecoders[] = {
    {"csv_values", decode_csv_values},
    {"csv_units", decode_csv_units},
    {"csv_areas", decode_csv_areas},
    {"csv_figures", decode_csv_figures},
    {"workbook", decode_workbook},
    {"dhis2_metadata", decode_dhis2_metadata},
    {"dhis2_values_json", decode_dhis2_values_json},
    {"dhis2_values_csv", decode_dhis2_values_csv},
    {"boundaries", decode_boundaries},
    {"catalogue_toml", decode_catalogue_toml},
    {"period", decode_period},
    {"expression", decode_expression},
    {"number", decode_number},
    {"checkpoint", decode_checkpoint},
    {"http_request", decode_http_request},
    {"http_query", decode_http_query},
    {"analytics_query", decode_analytics_query},
    {"metadata_fields", decode_metadata_fields},
};

// nullptr if there is none of that name.
[[nodiscard]] inline const Decoder* find_decoder(std::string_view name) {
    for (const Decoder& decoder : kDecoders) {
        if (decoder.name == name) return &decoder;
    }
    return nullptr;
}

}  // namespace sinergi::fuzz
