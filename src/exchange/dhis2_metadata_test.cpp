// SPDX-License-Identifier: Apache-2.0
#include "exchange/dhis2_metadata.h"

#include <doctest/doctest.h>

namespace sinergi::exchange {

namespace {

constexpr std::string_view kBundle = R"({
 "system":{"id":"eed3d451-4ff5-4193-b951-ffcc68954299","version":"2.42.0"}, 
 "date":"2026-01-01T00:00:00.000",
 "indicatorTypes":[{"id":"hmSnCXmLYwt","name":"Percentage","factor":100,"number":false}],
 "organisationUnits":[
  {"id":"ImspTQPwCqd","name":"Provinsi Contoh","code":"99","openingDate":"2010-01-01T00:00:00.000"},
  {"id":"O6uvpzGUv5g","name":"Kabupaten Contoh","shortName":"Kab. Contoh","code":"99.01",
   "parent":{"id":"ImspTQPwCqd"},"codes":{"kemendagri":"99.02","bps":"9903"},
   "predecessor":{"id":"ImspTQPwCqd","year":2019},
   "geometry":{"type":"Point","coordinates":[106.5,-2.25]}, "unknown" : [1, {"a":"\u00e9}"}] }],
 "indicators":[{"id":"Uvn6LCg7dVU","name":"K4","numerator":"#{abcdefghij1}","denominator":"1",
   "indicatorType":{"id":"hmSnCXmLYwt"},"decimals":1}],
 "dashboards":[{"name":"Tanpa id"}]
})";

Metadata decode_all(std::string_view json) {
    Metadata metadata;
    ObjectId next = 1;
    const auto objects = split_bundle(json);
    REQUIRE(objects.has_value());
    for (const BundleObject& object : *objects) {
        const auto done =
            decode_object(kind_of_plural(object.collection), next++, object.json, metadata);
        REQUIRE_MESSAGE(done.has_value(), object.uid);
    }
    return metadata;
}

}  // namespace

TEST_CASE("a metadata file is split into every object of every list, bytes unchanged") {
    const auto objects = split_bundle(kBundle);
    REQUIRE(objects.has_value());
    REQUIRE(objects->size() == 5);
    CHECK((*objects)[2].uid == "O6uvpzGUv5g");
    CHECK((*objects)[2].index == 1);
    CHECK((*objects)[2].json.find("\"unknown\" : [1, {\"a\":\"\\u00e9}\"}] }") !=
          std::string::npos);
    CHECK((*objects)[4].collection == "dashboards");
    CHECK((*objects)[4].uid == uid_from("dashboardsTanpa id"));
}

TEST_CASE("organisation units keep three code systems apart and know what they came from") {
    const Metadata metadata = decode_all(kBundle);
    REQUIRE(metadata.org_units.size() == 2);
    CHECK(metadata.org_units[0].code(CodeSystem::Kemendagri) == "99");
    CHECK(metadata.org_units[0].opening_date == "2010-01-01");
    CHECK(metadata.org_units[0].short_name == "Provinsi Contoh");
    const OrgUnit& unit = metadata.org_units[1];
    CHECK(unit.code(CodeSystem::Dhis2) == "99.01");
    CHECK(unit.code(CodeSystem::Kemendagri) == "99.02");
    CHECK(unit.code(CodeSystem::Bps) == "9903");
    CHECK(unit.predecessor_uid == "ImspTQPwCqd");
    CHECK(unit.predecessor_year == 2019);
    CHECK(unit.geometry == R"({"type":"Point","coordinates":[106.5,-2.25]})");
}

TEST_CASE("an indicator takes its factor from its type and is refused without one") {
    Metadata metadata = decode_all(kBundle);
    REQUIRE(metadata.indicators.size() == 1);
    CHECK(metadata.indicators[0].factor == 100);
    CHECK(metadata.indicators[0].decimals == 1);
    const auto refused =
        decode_object(ObjectKind::Indicator, 9,
                      R"({"id":"Uvn6LCg7dV1","indicatorType":{"id":"zzzzzzzzzzz"}})", metadata);
    REQUIRE(!refused.has_value());
    CHECK(refused.error().message.find("Uvn6LCg7dV1") != std::string::npos);
}

TEST_CASE("what is written is read back equal") {
    OrgUnit unit;
    unit.uid = "O6uvpzGUv5g";
    unit.name = "Kota \"Uji\" \u2028 Coba";
    unit.short_name = "Kota Uji";
    unit.parent_uid = "ImspTQPwCqd";
    unit.codes = {"X1", "99.71", "9971", "P99"};
    unit.opening_date = "2001-05-06";
    unit.geometry = R"({"type":"Point","coordinates":[1.5,2]})";
    unit.predecessor_uid = "ImspTQPwCqd";
    unit.predecessor_year = 2007;
    DataSet set;
    set.uid = "lyLU2wR22tC";
    set.name = "Laporan";
    set.timely_days = 10;
    set.data_element_uids = {"abcdefghij1", "abcdefghij2"};
    set.unit_uids = {"O6uvpzGUv5g"};
    LegendSet legends;
    legends.uid = "lyLU2wR22tD";
    legends.name = "Kelas";
    legends.legends = {{"Rendah", "#ff0000", 0, 49.5}, {"Tinggi", "#00ff00", 49.5, 100}};
    Indicator indicator;
    indicator.uid = "Uvn6LCg7dVU";
    indicator.name = "AKI";
    indicator.numerator = "#{a} + #{b}";
    indicator.denominator = "#{c}";
    indicator.factor = 100000;
    Metadata read;
    REQUIRE(decode_object(ObjectKind::OrganisationUnit, 1, to_json(unit), read));
    REQUIRE(decode_object(ObjectKind::DataSet, 2, to_json(set), read));
    REQUIRE(decode_object(ObjectKind::LegendSet, 3, to_json(legends), read));
    REQUIRE(decode_object(ObjectKind::Indicator, 4, to_json(indicator), read));
    CHECK(to_json(read.org_units[0]) == to_json(unit));
    CHECK(read.org_units[0].name == unit.name);
    CHECK(read.org_units[0].codes == unit.codes);
    CHECK(to_json(read.data_sets[0]) == to_json(set));
    CHECK(read.data_sets[0].data_element_uids == set.data_element_uids);
    CHECK(read.legend_sets[0].legends[0].end == 49.5);
    CHECK(read.indicators[0].factor == 100000);
}

TEST_CASE("hostile metadata give an error that names the place, never a crash") {
    for (std::size_t length = 0; length + 1 < kBundle.size(); ++length) {
        CHECK(!split_bundle(kBundle.substr(0, length)).has_value());
    }
    std::string deep = R"({"dataElements":[{"id":"abcdefghij1","x":)";
    deep += std::string(5000, '[') + std::string(5000, ']') + "}]}";
    const auto nested = split_bundle(deep);
    REQUIRE(!nested.has_value());
    CHECK(nested.error().message.find("dataElements[0]") != std::string::npos);

    const auto number = split_bundle(R"({"dataElements":[{"id":"abcdefghij1"},{"id":7}]})");
    REQUIRE(!number.has_value());
    CHECK(number.error().message.find("dataElements[1]") != std::string::npos);
    CHECK(!split_bundle(R"({"dataElements":[5]})").has_value());
    CHECK(!split_bundle(R"({"dataElements":[{}]})").has_value());
    CHECK(!split_bundle(R"({"dataElements":[{"id":"<script>"}]})").has_value());
    CHECK(!split_bundle(R"({"dataElements":[{"id":"abcdefghij1" garbage}]})").has_value());
    CHECK(!split_bundle(R"([])").has_value());
    CHECK(!split_bundle("").has_value());

    Metadata metadata;
    const auto typed = decode_object(ObjectKind::OrganisationUnit, 3,
                                     R"({"id":"O6uvpzGUv5g","name":["a"]})", metadata);
    REQUIRE(!typed.has_value());
    CHECK(typed.error().message.find("organisationUnits O6uvpzGUv5g: 'name'") == 0);
    CHECK(metadata.org_units.empty());
}

}  // namespace sinergi::exchange
