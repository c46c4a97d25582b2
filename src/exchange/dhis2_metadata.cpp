// SPDX-License-Identifier: Apache-2.0
#include "exchange/dhis2_metadata.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "exchange/json_fields.h"

namespace sinergi::exchange {

namespace dom = simdjson::dom;
namespace ondemand = simdjson::ondemand;

namespace {

// The id, or one made from code or name.
Result<std::string> uid_of(std::string_view collection, JsonFields& fields) {
    std::string id, code, name;
    fields.text("id", id);
    TRY(fields.check());
    if (id.empty()) {
        fields.text("code", code);
        fields.text("name", name);
        TRY(fields.check());
        const std::string& key = code.empty() ? name : code;
        if (key.empty()) {
            return fail(ErrorCode::InvalidArgument,
                        fmt::format("{}: has neither id, code nor name", fields.label()));
        }
        return uid_from(std::string(collection) + key);
    }
    if (kind_of_plural(collection) != ObjectKind::Other && !is_uid(id)) {
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("{}: id '{}' is not a uid (a letter, then ten letters or digits)",
                                fields.label(), id.substr(0, 40)));
    }
    return id;
}

class BundleSplitter {
public:
    Result<std::vector<BundleObject>> split(std::string_view json) {
        const simdjson::padded_string padded(json);
        ondemand::parser parser;
        ondemand::document document;
        ondemand::object root;
        if (auto error = parser.iterate(padded).get(document); error) return broken(error);
        if (auto error = document.get_object().get(root); error) return broken(error);
        for (auto entry : root) {
            std::string_view key;
            if (auto error = entry.unescaped_key().get(key); error) return broken(error);
            place_ = key;
            ondemand::value value;
            if (auto error = entry.value().get(value); error) return broken(error);
            TRY(take(std::string(key), value));
        }
        const char* rest = nullptr;
        if (document.current_location().get(rest) == simdjson::SUCCESS) {
            return fail(ErrorCode::InvalidArgument, "metadata file: text follows its last brace");
        }
        return std::move(objects_);
    }

private:
    tl::unexpected<Error> broken(simdjson::error_code error) const {
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("metadata file: broken JSON at {} ({})", place_,
                                simdjson::error_message(error)));
    }

    Result<void> take(const std::string& collection, ondemand::value value) {
        ondemand::json_type type{};
        if (auto error = value.type().get(type); error) return broken(error);
        if (type != ondemand::json_type::array) return skip(value, type);
        ondemand::array array;
        if (auto error = value.get_array().get(array); error) return broken(error);
        std::size_t index = 0;
        for (auto element : array) {
            place_ = fmt::format("{}[{}]", collection, index);
            ondemand::object object;
            if (auto error = element.get_object().get(object); error) return broken(error);
            std::string_view raw;
            if (auto error = object.raw_json().get(raw); error) return broken(error);
            while (!raw.empty() && raw.back() != '}') raw.remove_suffix(1);
            TRY(add(collection, raw, index++));
        }
        return {};
    }

    // "system", "date" and whatever else is no list of objects.
    Result<void> skip(ondemand::value value, ondemand::json_type type) {
        if (type == ondemand::json_type::object) {
            ondemand::object object;
            std::string_view raw;
            if (auto error = value.get_object().get(object); error) return broken(error);
            if (auto error = object.raw_json().get(raw); error) return broken(error);
        }
        return {};
    }

    // Raw spans are cut without looking inside; a full parse makes sure that what is kept is JSON.
    Result<void> add(const std::string& collection, std::string_view raw, std::size_t index) {
        const dom::element element = TRY(parse_json(checker_, raw, place_, Padding::Yes));
        dom::object object;
        if (element.get(object) != simdjson::SUCCESS) {
            return fail(ErrorCode::InvalidArgument, fmt::format("{}: must be an object", place_));
        }
        JsonFields fields(object, place_);
        std::string uid = TRY(uid_of(collection, fields));
        objects_.push_back({collection, std::move(uid), std::string(raw), index});
        return {};
    }

    dom::parser checker_;
    std::string place_ = "the beginning";
    std::vector<BundleObject> objects_;
};

template <class T>
void read_identity(JsonFields& fields, T& object) {
    fields.text("code", object.code);
    fields.text("name", object.name);
}

void read(JsonFields& fields, OrgUnit& unit) {
    std::string& code = unit.codes[static_cast<std::size_t>(CodeSystem::Dhis2)];
    std::string& kemendagri = unit.codes[static_cast<std::size_t>(CodeSystem::Kemendagri)];
    fields.text("code", code);
    fields.text("name", unit.name);
    fields.text("shortName", unit.short_name);
    fields.reference("parent", unit.parent_uid);
    fields.day("openingDate", unit.opening_date);
    fields.day("closedDate", unit.closed_date);
    if (const auto geometry = fields.object("geometry")) {
        unit.geometry = simdjson::minify(*geometry);
    }
    if (const auto codes = fields.object("codes")) {
        JsonFields inner(*codes, fields.label());
        inner.text("kemendagri", kemendagri);
        inner.text("bps", unit.codes[static_cast<std::size_t>(CodeSystem::Bps)]);
        inner.text("kemenkes", unit.codes[static_cast<std::size_t>(CodeSystem::Kemenkes)]);
        if (!inner.check()) fields.refuse("codes", "an object of texts");
    }
    if (const auto predecessor = fields.object("predecessor")) {
        JsonFields inner(*predecessor, fields.label());
        inner.text("id", unit.predecessor_uid);
        inner.integer("year", unit.predecessor_year);
        if (!inner.check()) fields.refuse("predecessor", "{\"id\":\"…\",\"year\":2020}");
    }
    if (kemendagri.empty() && looks_like_kemendagri_code(code)) kemendagri = code;
    if (unit.name.empty()) fields.refuse("name", "given");
    if (unit.short_name.empty()) unit.short_name = unit.name;
}

void read(JsonFields& fields, OrgUnitGroup& group) {
    read_identity(fields, group);
    fields.references("organisationUnits", group.unit_uids);
}

void read(JsonFields& fields, OrgUnitGroupSet& set) {
    read_identity(fields, set);
    fields.flag("includeSubhierarchyInAnalytics", set.include_subhierarchy);
    fields.flag("dataDimension", set.data_dimension);
    fields.references("organisationUnitGroups", set.group_uids);
}

void read(JsonFields& fields, Category& category) {
    read_identity(fields, category);
    fields.references("categoryOptions", category.option_uids);
}

void read(JsonFields& fields, CategoryCombo& combo) {
    read_identity(fields, combo);
    fields.flag("skipTotal", combo.skip_total);
    std::string type;
    fields.text("dataDimensionType", type);
    combo.is_attribute = type == "ATTRIBUTE";
    fields.references("categories", combo.category_uids);
}

void read(JsonFields& fields, CategoryOptionCombo& combo) {
    read_identity(fields, combo);
    fields.reference("categoryCombo", combo.category_combo_uid);
    fields.references("categoryOptions", combo.option_uids);
}

void read(JsonFields& fields, DataElement& element) {
    read_identity(fields, element);
    fields.text("shortName", element.short_name);
    fields.text("description", element.description);
    fields.text("valueType", element.value_type);
    std::string aggregation;
    fields.text("aggregationType", aggregation);
    if (!aggregation.empty()) element.aggregation = parse_aggregation_type(aggregation);
    fields.reference("categoryCombo", element.category_combo_uid);
    if (element.category_combo_uid.empty()) element.category_combo_uid = kDefaultCategoryComboUid;
    fields.flag("zeroIsSignificant", element.zero_is_significant);
    if (element.name.empty()) fields.refuse("name", "given");
}

void read(JsonFields& fields, DataSet& set) {
    read_identity(fields, set);
    fields.text("periodType", set.period_type);
    fields.integer("timelyDays", set.timely_days);
    fields.integer("openFuturePeriods", set.open_future_periods);
    fields.references("dataSetElements", set.data_element_uids, "dataElement");
    if (set.data_element_uids.empty()) fields.references("dataElements", set.data_element_uids);
    fields.references("organisationUnits", set.unit_uids);
}

void read(JsonFields& fields, IndicatorType& type) {
    fields.text("name", type.name);
    fields.number("factor", type.factor);
}

void read(JsonFields& fields, LegendSet& set) {
    read_identity(fields, set);
    const auto legends = fields.array("legends");
    if (!legends) return;
    for (const dom::element element : *legends) {
        dom::object object;
        if (element.get(object) != simdjson::SUCCESS) {
            return fields.refuse("legends", "a list of objects");
        }
        JsonFields inner(object, fields.label());
        Legend legend;
        inner.text("name", legend.name);
        inner.text("color", legend.color);
        inner.number("startValue", legend.start);
        inner.number("endValue", legend.end);
        if (!inner.check()) {
            return fields.refuse("legends", "a list of {name, color, startValue, endValue}");
        }
        set.legends.push_back(std::move(legend));
    }
}

void read(JsonFields& fields, Constant& constant) {
    read_identity(fields, constant);
    fields.number("value", constant.value);
}

// A type written out inside the indicator counts before one in the metadata.
Result<double> factor_of(JsonFields& fields, const std::vector<IndicatorType>& types) {
    const auto object = fields.object("indicatorType");
    if (!object) return 1.0;
    JsonFields type(*object, fields.label());
    std::string uid;
    double factor = 0;
    type.text("id", uid);
    type.number("factor", factor);
    TRY(type.check());
    if (factor != 0) return factor;
    const auto known = std::find_if(types.begin(), types.end(),
                                    [&](const IndicatorType& each) { return each.uid == uid; });
    if (known == types.end()) {
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("{}: its indicatorType '{}' is not known", fields.label(), uid));
    }
    return known->factor;
}

Result<void> decode_indicator(JsonFields& fields, Indicator indicator, Metadata& metadata) {
    read_identity(fields, indicator);
    fields.text("shortName", indicator.short_name);
    fields.text("numerator", indicator.numerator);
    fields.text("denominator", indicator.denominator);
    fields.text("numeratorDescription", indicator.numerator_description);
    fields.text("denominatorDescription", indicator.denominator_description);
    fields.flag("annualized", indicator.annualized);
    fields.integer("decimals", indicator.decimals);
    indicator.factor = TRY(factor_of(fields, metadata.indicator_types));
    TRY(fields.check());
    metadata.indicators.push_back(std::move(indicator));
    return {};
}

template <class T>
Result<void> append(JsonFields& fields, ObjectId id, const std::string& uid, std::vector<T>& list) {
    T object;
    object.id = id;
    object.uid = uid;
    read(fields, object);
    TRY(fields.check());
    list.push_back(std::move(object));
    return {};
}

}  // namespace

Result<std::vector<BundleObject>> split_bundle(std::string_view json) {
    return BundleSplitter().split(json);
}

bool looks_like_kemendagri_code(std::string_view text) {
    // Province, regency, district: two digits each; village: four.
    constexpr std::size_t lengths[] = {2, 5, 8, 13};
    if (std::find(std::begin(lengths), std::end(lengths), text.size()) == std::end(lengths)) {
        return false;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dot = i == 2 || i == 5 || i == 8;
        if (dot ? text[i] != '.' : (text[i] < '0' || text[i] > '9')) return false;
    }
    return true;
}

Result<void> decode_object(ObjectKind kind, ObjectId id, std::string_view json,
                           Metadata& metadata) {
    dom::parser parser;
    const std::string_view collection = plural_name(kind);
    const dom::element root = TRY(parse_json(parser, json, fmt::format("{} object", collection)));
    dom::object object;
    if (root.get(object) != simdjson::SUCCESS) {
        return fail(ErrorCode::InvalidArgument, fmt::format("{}: must be an object", collection));
    }
    JsonFields fields(object, fmt::format("{} #{}", collection, id));
    std::string uid = TRY(uid_of(collection, fields));
    fields.rename(fmt::format("{} {}", collection, uid));
    switch (kind) {
        case ObjectKind::OrganisationUnit: return append(fields, id, uid, metadata.org_units);
        case ObjectKind::OrganisationUnitGroup:
            return append(fields, id, uid, metadata.org_unit_groups);
        case ObjectKind::OrganisationUnitGroupSet:
            return append(fields, id, uid, metadata.org_unit_group_sets);
        case ObjectKind::Category: return append(fields, id, uid, metadata.categories);
        case ObjectKind::CategoryCombo: return append(fields, id, uid, metadata.category_combos);
        case ObjectKind::CategoryOptionCombo:
            return append(fields, id, uid, metadata.category_option_combos);
        case ObjectKind::DataElement: return append(fields, id, uid, metadata.data_elements);
        case ObjectKind::DataSet: return append(fields, id, uid, metadata.data_sets);
        case ObjectKind::IndicatorType: return append(fields, id, uid, metadata.indicator_types);
        case ObjectKind::LegendSet: return append(fields, id, uid, metadata.legend_sets);
        case ObjectKind::Constant: return append(fields, id, uid, metadata.constants);
        case ObjectKind::Indicator: {
            Indicator indicator;
            indicator.id = id;
            indicator.uid = std::move(uid);
            return decode_indicator(fields, std::move(indicator), metadata);
        }
        default: return {};
    }
}

}  // namespace sinergi::exchange
