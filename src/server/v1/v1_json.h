// SPDX-License-Identifier: Apache-2.0
// How units, periods and bilingual texts are written in replies under /v1.
#pragma once

#include <string>
#include <string_view>

#include "engine/snapshot.h"
#include "model/catalogue.h"
#include "server/json_writer.h"
#include "store/store.h"

namespace sinergi::server::v1 {

// What a unit is in the administration, from the shape of its Kemendagri code.
[[nodiscard]] std::string_view unit_type(const OrgUnitTree& tree, Row row);
// Kemendagri code, else DHIS2 code, else uid: what stands in addresses.
[[nodiscard]] const std::string& unit_code(const OrgUnit& unit);
[[nodiscard]] const std::string& short_name(const OrgUnit& unit);

// The members uid, code, name and short_name, inside an object that is already open.
void write_unit_name(JsonWriter& json, const OrgUnit& unit);
// The whole object of docs/api/v1.openapi.json.
void write_unit(JsonWriter& json, const engine::MetadataView& metadata, Row row);

// The object of one published figure, without its unit's name.
void write_published_figure(JsonWriter& json, const store::PublishedFigure& figure);
void write_text(JsonWriter& json, std::string_view key, const LocalizedText& text);
void write_period(JsonWriter& json, Period period);

}  // namespace sinergi::server::v1
