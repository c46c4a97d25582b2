// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstdint>

#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "exchange/dhis2_metadata.h"

namespace sinergi::exchange {

namespace {

// One JSON object, written property by property; an empty text is left out.
class ObjectWriter {
public:
    ObjectWriter() { writer_.StartObject(); }

    void key(std::string_view name) {
        writer_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
    }
    void text(std::string_view name, std::string_view value) {
        if (value.empty()) return;
        key(name);
        writer_.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
    }
    void flag(std::string_view name, bool value) {
        key(name);
        writer_.Bool(value);
    }
    // Whole numbers without ".0", as DHIS2 prints factors and limits.
    void number(std::string_view name, double value) {
        key(name);
        if (std::trunc(value) == value && std::fabs(value) < 1e15) {
            writer_.Int64(static_cast<std::int64_t>(value));
        } else {
            writer_.Double(value);
        }
    }
    void raw(std::string_view name, std::string_view json) {
        if (json.empty()) return;
        key(name);
        writer_.RawValue(json.data(), json.size(), rapidjson::kObjectType);
    }
    void reference(std::string_view name, std::string_view uid) {
        if (uid.empty()) return;
        open(name);
        text("id", uid);
        close();
    }
    void references(std::string_view name, const std::vector<std::string>& uids,
                    std::string_view inner = {}) {
        key(name);
        writer_.StartArray();
        for (const std::string& uid : uids) {
            writer_.StartObject();
            if (inner.empty()) {
                text("id", uid);
            } else {
                reference(inner, uid);
            }
            writer_.EndObject();
        }
        writer_.EndArray();
    }
    void open(std::string_view name) {
        key(name);
        writer_.StartObject();
    }
    void open_list(std::string_view name) {
        key(name);
        writer_.StartArray();
    }
    void close_list() { writer_.EndArray(); }
    void open() { writer_.StartObject(); }
    void close() { writer_.EndObject(); }

    [[nodiscard]] std::string finish() {
        writer_.EndObject();
        return {buffer_.GetString(), buffer_.GetSize()};
    }

private:
    rapidjson::StringBuffer buffer_;
    rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
};

template <class T>
void write_identity(ObjectWriter& out, const T& object) {
    out.text("id", object.uid);
    out.text("code", object.code);
    out.text("name", object.name);
}

}  // namespace

IndicatorType indicator_type_of_factor(double factor) {
    IndicatorType type;
    type.uid = uid_from(fmt::format("indicatorType factor {}", factor));
    type.name = fmt::format("x {}", factor);
    type.factor = factor;
    return type;
}

std::string to_json(const OrgUnit& unit) {
    ObjectWriter out;
    out.text("id", unit.uid);
    out.text("code", unit.code(CodeSystem::Dhis2));
    out.text("name", unit.name);
    out.text("shortName", unit.short_name);
    out.reference("parent", unit.parent_uid);
    out.text("openingDate", unit.opening_date);
    out.text("closedDate", unit.closed_date);
    out.raw("geometry", unit.geometry);
    const std::string& kemendagri = unit.code(CodeSystem::Kemendagri);
    const std::string& bps = unit.code(CodeSystem::Bps);
    const std::string& kemenkes = unit.code(CodeSystem::Kemenkes);
    if (!kemendagri.empty() || !bps.empty() || !kemenkes.empty()) {
        out.open("codes");
        out.text("kemendagri", kemendagri);
        out.text("bps", bps);
        out.text("kemenkes", kemenkes);
        out.close();
    }
    if (!unit.predecessor_uid.empty()) {
        out.open("predecessor");
        out.text("id", unit.predecessor_uid);
        out.number("year", unit.predecessor_year);
        out.close();
    }
    return out.finish();
}

std::string to_json(const OrgUnitGroup& group) {
    ObjectWriter out;
    write_identity(out, group);
    out.references("organisationUnits", group.unit_uids);
    return out.finish();
}

std::string to_json(const OrgUnitGroupSet& set) {
    ObjectWriter out;
    write_identity(out, set);
    out.flag("includeSubhierarchyInAnalytics", set.include_subhierarchy);
    out.flag("dataDimension", set.data_dimension);
    out.references("organisationUnitGroups", set.group_uids);
    return out.finish();
}

std::string to_json(const Category& category) {
    ObjectWriter out;
    write_identity(out, category);
    out.references("categoryOptions", category.option_uids);
    return out.finish();
}

std::string to_json(const CategoryCombo& combo) {
    ObjectWriter out;
    write_identity(out, combo);
    out.text("dataDimensionType", combo.is_attribute ? "ATTRIBUTE" : "DISAGGREGATION");
    out.flag("skipTotal", combo.skip_total);
    out.references("categories", combo.category_uids);
    return out.finish();
}

std::string to_json(const CategoryOptionCombo& combo) {
    ObjectWriter out;
    write_identity(out, combo);
    out.reference("categoryCombo", combo.category_combo_uid);
    out.references("categoryOptions", combo.option_uids);
    return out.finish();
}

std::string to_json(const DataElement& element) {
    ObjectWriter out;
    write_identity(out, element);
    out.text("shortName", element.short_name);
    out.text("description", element.description);
    out.text("valueType", element.value_type);
    out.text("aggregationType", to_string(element.aggregation));
    out.text("domainType", "AGGREGATE");
    out.reference("categoryCombo", element.category_combo_uid);
    out.flag("zeroIsSignificant", element.zero_is_significant);
    return out.finish();
}

std::string to_json(const DataSet& set) {
    ObjectWriter out;
    write_identity(out, set);
    out.text("periodType", set.period_type);
    out.number("timelyDays", set.timely_days);
    out.number("openFuturePeriods", set.open_future_periods);
    out.references("dataSetElements", set.data_element_uids, "dataElement");
    out.references("organisationUnits", set.unit_uids);
    return out.finish();
}

std::string to_json(const IndicatorType& type) {
    ObjectWriter out;
    out.text("id", type.uid);
    out.text("name", type.name);
    out.number("factor", type.factor);
    out.flag("number", type.factor == 1);
    return out.finish();
}

std::string to_json(const Indicator& indicator) {
    ObjectWriter out;
    write_identity(out, indicator);
    out.text("shortName", indicator.short_name);
    out.text("numerator", indicator.numerator);
    out.text("denominator", indicator.denominator);
    out.text("numeratorDescription", indicator.numerator_description);
    out.text("denominatorDescription", indicator.denominator_description);
    out.open("indicatorType");
    out.text("id", indicator_type_of_factor(indicator.factor).uid);
    out.number("factor", indicator.factor);
    out.close();
    out.flag("annualized", indicator.annualized);
    if (indicator.decimals) out.number("decimals", *indicator.decimals);
    return out.finish();
}

std::string to_json(const LegendSet& set) {
    ObjectWriter out;
    write_identity(out, set);
    out.open_list("legends");
    for (const Legend& legend : set.legends) {
        out.open();
        out.text("name", legend.name);
        out.number("startValue", legend.start);
        out.number("endValue", legend.end);
        out.text("color", legend.color);
        out.close();
    }
    out.close_list();
    return out.finish();
}

std::string to_json(const Constant& constant) {
    ObjectWriter out;
    write_identity(out, constant);
    out.number("value", constant.value);
    return out.finish();
}

}  // namespace sinergi::exchange
