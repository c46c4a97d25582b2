// SPDX-License-Identifier: Apache-2.0
// The demonstration: a fictional province with four years of facility reports.
//
// Everything follows from the seed: the same seed and catalogue give the same bytes. Names, borders
// and numbers are invented; the province's name says "Contoh" so that every screen and file shows
// it. The faults that real reports have are put in on purpose and listed, so that a test or a
// trainer can look for them. Nothing here touches a store: the caller keeps what it is given.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/catalogue.h"
#include "model/cell.h"
#include "model/metadata.h"
#include "store/store.h"

namespace sinergi::app {

struct DemoOptions {
    std::uint64_t seed = 2024;
    std::string first_month = "202201";
    std::string last_month = "202510";  // The newest month anybody has reported.
    bool faults = true;                 // The single-cell faults (tenfold, wrong unit); for tests.
};

enum class DemoFault : std::uint8_t {
    TenTimes,          // One cell ten times too large.
    WrongUnit,         // One cell in thousands, or in hours instead of days.
    SilentFacility,    // No report from `period` on.
    LateDistrict,      // Reports of the newest months mostly not there yet.
    UnderMeasurement,  // Few children weighed, and fewer found stunted than there are.
    SplitSubdistrict,  // A subdistrict that came out of another one in `period`.
};

struct DemoAnomaly {
    DemoFault kind = DemoFault::TenTimes;
    std::string unit_uid;
    std::string element;  // Data element code; empty where the whole report is meant.
    std::string period;
};

enum class FacilityKind : std::uint8_t { Puskesmas, Hospital, Clinic };

struct DemoFacility {
    std::uint32_t unit = 0;  // Index into units.
    FacilityKind kind = FacilityKind::Puskesmas;
    std::uint32_t district = 0;  // 0-based, in code order.
    bool urban = false;
    double population =
        0;                // Of the catchment in the first year; a hospital's or clinic's: its size.
    int opened_year = 0;  // 0: before the first report.
    std::int32_t parent_facility = -1;  // Whose catchment it was part of before it opened.
};

struct DemoProvince {
    std::vector<OrgUnit> units;  // Parents before children; units[0] is the province.
    std::vector<OrgUnitGroup> groups;
    std::vector<OrgUnitGroupSet> group_sets;
    std::vector<DataSet> data_sets;
    std::vector<std::string> element_codes, element_uids;  // In catalogue order.
    std::vector<DemoFacility> facilities;
    std::vector<std::uint32_t> districts;  // Indices into units.
    std::vector<store::Target> targets;
    std::vector<store::PublishedFigure> figures;
    std::vector<DemoAnomaly> anomalies;
};

// One reported cell. A cell nobody reported is simply not there.
struct DemoValue {
    std::uint32_t unit = 0;     // Index into DemoProvince::units.
    std::uint32_t element = 0;  // Index into DemoProvince::element_codes.
    ValueState state = ValueState::Number;
    double number = 0;
};

struct DemoBatch {
    std::string period;  // "202403", or "2024" for yearly figures.
    std::vector<DemoValue> values;
};

// Errors: InvalidArgument if the catalogue lacks an element the generator reports, or the months
// are not months.
[[nodiscard]] Result<DemoProvince> make_demo_province(const Catalogue& catalogue,
                                                      const DemoOptions& options = {});

// Calls `keep` once per year and once per month, oldest first (a year's populations before its
// months), and `progress` after each. Stops with the error `keep` returns.
using KeepBatch = std::function<Result<void>(const DemoBatch&)>;
using ShowProgress =
    std::function<void(std::size_t done, std::size_t total, std::string_view label)>;
[[nodiscard]] Result<void> stream_demo_values(const DemoProvince& province,
                                              const DemoOptions& options, const KeepBatch& keep,
                                              const ShowProgress& progress = {});

// The text a value has in a file: "12", "", "TB", "*".
[[nodiscard]] std::string demo_value_text(const DemoValue& value);

}  // namespace sinergi::app
