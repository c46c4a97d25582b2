// SPDX-License-Identifier: Apache-2.0
#include "exchange/dhis2_values.h"

#include <doctest/doctest.h>

namespace sinergi::exchange {

namespace {

Metadata sample() {
    Metadata metadata;
    OrgUnit unit;
    unit.id = 1;
    unit.uid = "DiszpKrYNg8";
    unit.name = "Contoh";
    metadata.org_units = {unit};
    DataElement element;
    element.id = 2;
    element.uid = "f7n9E0hX8qk";
    element.value_type = "INTEGER";
    metadata.data_elements = {element};
    CategoryOptionCombo combo;
    combo.id = 3;
    combo.uid = kDefaultOptionComboUid;
    metadata.category_option_combos = {combo};
    return metadata;
}

ResolvedValues resolved(const StagedValues& staged) {
    const Metadata metadata = sample();
    return resolve(staged, NameBook(metadata));
}

}  // namespace

TEST_CASE("header values are defaults of each value even when they come last") {
    const auto staged = decode_dhis2_json(
        R"({"dataSet":"pBOMPrpg1QX","dataValues":[
            {"dataElement":"f7n9E0hX8qk","value":"12","followup":false,"comment":null},
            {"dataElement":"f7n9E0hX8qk","value":13,"period":"201402"},
            {"dataElement":"f7n9E0hX8qk","period":"201403","deleted":true}],
            "period":"201401","orgUnit":"DiszpKrYNg8"})");
    REQUIRE(staged.has_value());
    CHECK(staged->data_set == "pBOMPrpg1QX");
    const auto read = resolved(*staged);
    REQUIRE(read.values.size() == 2);
    CHECK(to_string(read.values[0].key.period) == "201401");
    CHECK(to_string(read.values[1].key.period) == "201402");
    CHECK(read.values[1].number == 13);
    CHECK(read.values[0].key.series == Series{2, 3, 3});
    REQUIRE(read.deletions.size() == 1);
    CHECK(read.deletion_rows[0] == 2);
}

TEST_CASE("conflicts carry DHIS2's codes, properties and 0-based indexes") {
    const auto staged = decode_dhis2_json(
        R"({"period":"201401","orgUnit":"DiszpKrYNg8","dataValues":[
            {"dataElement":"f7n9E0hX8qk","value":"1"},
            {"dataElement":"xxxxxxxxxxx","value":"1"},
            {"dataElement":"f7n9E0hX8qk","value":"1","period":"Januari 2014"},
            {"dataElement":"f7n9E0hX8qk","value":"1","orgUnit":"xxxxxxxxxxx"},
            {"dataElement":"f7n9E0hX8qk","value":"1","categoryOptionCombo":"xxxxxxxxxxx"},
            {"dataElement":"f7n9E0hX8qk","value":""},
            {"dataElement":"f7n9E0hX8qk","value":"1,5"},
            {"dataElement":"f7n9E0hX8qk","value":"1.5"}]})");
    REQUIRE(staged.has_value());
    const auto read = resolved(*staged);
    CHECK(read.values.size() == 1);
    CHECK(read.rejected == 7);
    REQUIRE(read.problems.size() == 7);
    const char* codes[] = {"E7610", "E7611", "E7612", "E7613", "E7618", "E7619", "E7619"};
    for (std::uint32_t i = 0; i < 7; ++i) {
        CHECK(read.problems[i].code == codes[i]);
        CHECK(read.problems[i].row == i + 1);
    }
    CHECK(read.problems[0].property == "dataElement");
    CHECK(read.problems[0].object == "xxxxxxxxxxx");
}

TEST_CASE("what is encoded decodes to the same values, as JSON and as CSV") {
    Dhis2Value value;
    value.data_element = "f7n9E0hX8qk";
    value.period = "202412";
    value.org_unit = "DiszpKrYNg8";
    value.category_option_combo = value.attribute_option_combo = kDefaultOptionComboUid;
    value.value = "-7";
    value.comment = "kata \"kutip\",\nbaris";
    Dhis2Value suppressed = value;
    suppressed.period = "202411";
    suppressed.value = "*";
    const std::vector<Dhis2Value> values = {value, suppressed};
    for (const bool json : {true, false}) {
        const auto staged = json ? decode_dhis2_json(encode_dhis2_json(values))
                                 : decode_dhis2_csv(encode_dhis2_csv(values));
        REQUIRE(staged.has_value());
        const auto read = resolved(*staged);
        REQUIRE(read.values.size() == 2);
        CHECK(read.values[0].number == -7);
        CHECK(read.values[1].state == ValueState::Suppressed);
        CHECK(to_string(read.values[1].key.period) == "202411");
        CHECK(read.problems.empty());
    }
}

TEST_CASE("broken value sets are refused with the index, never read in part") {
    const std::string good =
        R"({"period":"2014","dataValues":[{"dataElement":"f7n9E0hX8qk","value":"\u0031"}]})";
    REQUIRE(decode_dhis2_json(good).has_value());
    for (std::size_t length = 0; length < good.size(); ++length) {
        CHECK(!decode_dhis2_json(std::string_view(good).substr(0, length)).has_value());
    }
    const auto typed = decode_dhis2_json(R"({"dataValues":[{},{"value":[1]}]})");
    REQUIRE(!typed.has_value());
    CHECK(typed.error().message.find("dataValues[1]: 'value'") == 0);
    CHECK(!decode_dhis2_json(R"({"dataValues":[1]})").has_value());
    CHECK(!decode_dhis2_json(R"({"dataValues":{}})").has_value());
    CHECK(!decode_dhis2_json("[]").has_value());
    CHECK(!decode_dhis2_json(R"({"dataValues":[{"value":1x}]})").has_value());
}

}  // namespace sinergi::exchange
