// SPDX-License-Identifier: Apache-2.0
// Metadata: what data are about, in DHIS2's terms, as plain values.
//
// The store keeps every object as the JSON document it arrived as (a DHIS2 metadata file loads
// unchanged, unknown properties included); this is the typed view that the engine and the screens
// use, decoded once per metadata change by exchange/dhis2_metadata. References are ObjectIds, which
// the store hands out once per (kind, uid) and never reuses.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sinergi {

using ObjectId = std::uint32_t;
inline constexpr ObjectId kNoObject = 0;

// DHIS2 collections the store knows. The order is that of a bundle: referenced before referring.
enum class ObjectKind : std::uint8_t {
    OrganisationUnitLevel,
    OrganisationUnit,
    OrganisationUnitGroup,
    OrganisationUnitGroupSet,
    OptionSet,
    Option,
    CategoryOption,
    Category,
    CategoryCombo,
    CategoryOptionCombo,
    LegendSet,
    DataElement,
    DataElementGroup,
    DataElementGroupSet,
    IndicatorType,
    Indicator,
    IndicatorGroup,
    DataSet,
    Section,
    Constant,
    Attribute,
    Other,  // Kept and given back, not understood ("dashboards", "userRoles", ...).
};
inline constexpr int kObjectKindCount = static_cast<int>(ObjectKind::Other) + 1;

// "organisationUnits" <-> OrganisationUnit. Unknown plural: Other.
[[nodiscard]] std::string_view plural_name(ObjectKind kind);
[[nodiscard]] ObjectKind kind_of_plural(std::string_view plural);

// Kemendagri "19.05", BPS "1903" and Kemenkes codes are separate systems: 1903 is Bangka Barat to
// BPS and Bangka Selatan's digits to Kemendagri.
enum class CodeSystem : std::uint8_t { Dhis2, Kemendagri, Bps, Kemenkes };
inline constexpr int kCodeSystemCount = 4;

// ISO day "yyyy-mm-dd"; empty means unknown or open.
using Day = std::string;

struct OrgUnit {
    ObjectId id = kNoObject;
    std::string uid;
    std::string parent_uid;  // Empty for a root.
    std::string name;        // "Kabupaten Serang"
    std::string short_name;  // "Kab. Serang"
    std::array<std::string, kCodeSystemCount> codes;
    Day opening_date;
    Day closed_date;
    std::string geometry;  // GeoJSON geometry text, empty if none.
    // Renames and splits: the unit this one came from, and the year the line breaks.
    std::string predecessor_uid;
    int predecessor_year = 0;

    [[nodiscard]] const std::string& code(CodeSystem system) const {
        return codes[static_cast<std::size_t>(system)];
    }
};

struct OrgUnitGroup {
    ObjectId id = kNoObject;
    std::string uid, code, name;
    std::vector<std::string> unit_uids;
};

struct OrgUnitGroupSet {
    ObjectId id = kNoObject;
    std::string uid, code, name;
    bool include_subhierarchy = false;
    bool data_dimension = true;
    std::vector<std::string> group_uids;
};

struct CategoryOptionCombo {
    ObjectId id = kNoObject;
    std::string uid, code, name;
    std::string category_combo_uid;
    std::vector<std::string> option_uids;
};

struct CategoryCombo {
    ObjectId id = kNoObject;
    std::string uid, code, name;
    bool skip_total = false;
    bool is_attribute = false;
    std::vector<std::string> category_uids;
};

struct Category {
    ObjectId id = kNoObject;
    std::string uid, code, name;
    std::vector<std::string> option_uids;
};

// DHIS2 6.3; the engine computes those of the first line, the rest is refused with a sentence.
enum class AggregationType : std::uint8_t {
    Sum,
    Average,
    AverageSumOrgUnit,
    Last,
    Min,
    Max,
    Count,
    LastAverageOrgUnit,
    First,
    FirstAverageOrgUnit,
    StdDev,
    Variance,
    None,
    Other,
};
[[nodiscard]] std::string_view to_string(AggregationType type);
[[nodiscard]] AggregationType parse_aggregation_type(std::string_view text);

struct DataElement {
    ObjectId id = kNoObject;
    std::string uid, code, name, short_name, description;
    std::string value_type = "NUMBER";
    AggregationType aggregation = AggregationType::Sum;
    std::string category_combo_uid;
    bool zero_is_significant = false;  // Affects only replies under /api.
};

struct DataSet {
    ObjectId id = kNoObject;
    std::string uid, code, name;
    std::string period_type = "Monthly";
    int timely_days = 15;
    int open_future_periods = 0;
    std::vector<std::string> data_element_uids;
    std::vector<std::string> unit_uids;
};

struct IndicatorType {
    ObjectId id = kNoObject;
    std::string uid, name;
    double factor = 1;
};

struct Indicator {
    ObjectId id = kNoObject;
    std::string uid, code, name, short_name;
    std::string numerator, denominator;  // DHIS2 expressions.
    std::string numerator_description, denominator_description;
    double factor = 1;
    bool annualized = false;
    std::optional<int> decimals;
};

struct Legend {
    std::string name, color;
    double start = 0, end = 0;
};

struct LegendSet {
    ObjectId id = kNoObject;
    std::string uid, code, name;
    std::vector<Legend> legends;
};

struct Constant {
    ObjectId id = kNoObject;
    std::string uid, code, name;
    double value = 0;
};

struct Metadata {
    std::vector<OrgUnit> org_units;
    std::vector<OrgUnitGroup> org_unit_groups;
    std::vector<OrgUnitGroupSet> org_unit_group_sets;
    std::vector<Category> categories;
    std::vector<CategoryCombo> category_combos;
    std::vector<CategoryOptionCombo> category_option_combos;
    std::vector<DataElement> data_elements;
    std::vector<DataSet> data_sets;
    std::vector<IndicatorType> indicator_types;
    std::vector<Indicator> indicators;
    std::vector<LegendSet> legend_sets;
    std::vector<Constant> constants;
};

// The option combo every value has when nothing else is said; present in every store.
inline constexpr std::string_view kDefaultCategoryOptionUid = "xYerKDKCefk";
inline constexpr std::string_view kDefaultCategoryUid = "GLevLNI9wkl";
inline constexpr std::string_view kDefaultCategoryComboUid = "bjDvmb4bfuf";
inline constexpr std::string_view kDefaultOptionComboUid = "HllvX50cXC0";

// A DHIS2 uid ([A-Za-z][A-Za-z0-9]{10}) that is always the same for the same text, so that
// catalogue and demonstration objects keep their uid in every installation.
[[nodiscard]] std::string uid_from(std::string_view text);
[[nodiscard]] bool is_uid(std::string_view text);

}  // namespace sinergi
