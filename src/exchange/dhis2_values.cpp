// SPDX-License-Identifier: Apache-2.0
#include "exchange/dhis2_values.h"

#include <array>
#include <utility>

#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <simdjson.h>

#include "base/text.h"
#include "exchange/csv_table.h"

namespace sinergi::exchange {

namespace ondemand = simdjson::ondemand;

namespace {

class ValueSetReader {
public:
    Result<StagedValues> read(std::string_view json) {
        staged_.dialect = Dialect::Dhis2;
        const simdjson::padded_string padded(json);
        ondemand::parser parser;
        ondemand::document document;
        ondemand::object root;
        if (auto error = parser.iterate(padded).get(document); error) return broken(error);
        if (auto error = document.get_object().get(root); error) return broken(error);
        for (auto field : root) {
            std::string_view key;
            ondemand::value value;
            if (auto error = field.unescaped_key().get(key); error) return broken(error);
            if (auto error = field.value().get(value); error) return broken(error);
            TRY(take_header(key, value));
        }
        const char* rest = nullptr;
        if (document.current_location().get(rest) == simdjson::SUCCESS) {
            return fail(ErrorCode::InvalidArgument, "dataValueSet: text follows its last brace");
        }
        apply_defaults();
        return std::move(staged_);
    }

private:
    [[nodiscard]] tl::unexpected<Error> broken(simdjson::error_code error) const {
        if (index_ == kNowhere) {
            return fail(ErrorCode::InvalidArgument, fmt::format("dataValueSet: broken JSON ({})",
                                                                simdjson::error_message(error)));
        }
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("dataValues[{}]: broken JSON or wrong type ({})", index_,
                                simdjson::error_message(error)));
    }

    Result<void> take_header(std::string_view key, ondemand::value value) {
        if (key == "dataValues") return take_values(value);
        if (key == "period") return take_text("period", value, period_);
        if (key == "orgUnit") return take_text("orgUnit", value, unit_);
        if (key == "attributeOptionCombo") {
            return take_text("attributeOptionCombo", value, attribute_combo_);
        }
        if (key == "dataSet") {
            TextId id = 0;
            TRY(take_text("dataSet", value, id));
            staged_.data_set = staged_.texts.text(id);
        }
        return {};
    }

    Result<void> take_values(ondemand::value value) {
        ondemand::array array;
        if (auto error = value.get_array().get(array); error) return broken(error);
        index_ = 0;
        for (auto element : array) {
            if (index_ == kDhis2ValuesMax) {
                return fail(ErrorCode::TooLarge,
                            fmt::format("dataValueSet: more than {} values", kDhis2ValuesMax));
            }
            ondemand::object object;
            if (auto error = element.get_object().get(object); error) return broken(error);
            TRY(take_value(object));
            ++index_;
        }
        index_ = kNowhere;
        return {};
    }

    Result<void> take_value(ondemand::object object) {
        StagedValue row;
        row.row = static_cast<std::uint32_t>(index_);
        for (auto field : object) {
            std::string_view key;
            ondemand::value value;
            if (auto error = field.unescaped_key().get(key); error) return broken(error);
            if (auto error = field.value().get(value); error) return broken(error);
            if (key == "deleted") {
                TRY(take_flag(value, row.deleted));
            } else if (TextId* target = target_of(key, row)) {
                TRY(take_text(key, value, *target));
            }
        }
        staged_.rows.push_back(row);
        return {};
    }

    static TextId* target_of(std::string_view key, StagedValue& row) {
        if (key == "dataElement") return &row.element;
        if (key == "value") return &row.value;
        if (key == "orgUnit") return &row.unit;
        if (key == "period") return &row.period;
        if (key == "categoryOptionCombo") return &row.option_combo;
        if (key == "attributeOptionCombo") return &row.attribute_combo;
        return nullptr;
    }

    // Text as it is; numbers and booleans as written, which some clients send; null is nothing.
    Result<void> take_text(std::string_view key, ondemand::value value, TextId& target) {
        ondemand::json_type type{};
        if (auto error = value.type().get(type); error) return broken(error);
        switch (type) {
            case ondemand::json_type::string: {
                std::string_view text;
                if (auto error = value.get_string().get(text); error) return broken(error);
                target = staged_.texts.intern(text);
                return {};
            }
            case ondemand::json_type::number: {
                const std::string_view token = trim(value.raw_json_token());
                double number = 0;
                if (auto error = value.get_double().get(number); error) return broken(error);
                target = staged_.texts.intern(token);
                return {};
            }
            case ondemand::json_type::boolean: {
                bool flag = false;
                if (auto error = value.get_bool().get(flag); error) return broken(error);
                target = staged_.texts.intern(flag ? "true" : "false");
                return {};
            }
            case ondemand::json_type::null:
                if (bool null = false; value.is_null().get(null) != simdjson::SUCCESS || !null) {
                    return broken(simdjson::N_ATOM_ERROR);
                }
                return {};
            default: break;
        }
        const std::string place =
            index_ == kNowhere ? "dataValueSet" : fmt::format("dataValues[{}]", index_);
        return fail(ErrorCode::InvalidArgument, fmt::format("{}: '{}' must be text", place, key));
    }

    Result<void> take_flag(ondemand::value value, bool& target) {
        TextId text = 0;
        TRY(take_text("deleted", value, text));
        target = staged_.texts.text(text) == "true";
        return {};
    }

    void apply_defaults() {
        for (StagedValue& row : staged_.rows) {
            if (row.period == 0) row.period = period_;
            if (row.unit == 0) row.unit = unit_;
            if (row.attribute_combo == 0) row.attribute_combo = attribute_combo_;
        }
    }

    static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);
    StagedValues staged_;
    TextId period_ = 0, unit_ = 0, attribute_combo_ = 0;
    std::size_t index_ = kNowhere;
};

constexpr std::array<std::string_view, 11> kCsvTitles = {"dataelement",
                                                         "period",
                                                         "orgunit",
                                                         "categoryoptioncombo",
                                                         "attributeoptioncombo",
                                                         "value",
                                                         "storedby",
                                                         "lastupdated",
                                                         "comment",
                                                         "followup",
                                                         "deleted"};

}  // namespace

Result<StagedValues> decode_dhis2_json(std::string_view json) {
    return ValueSetReader().read(json);
}

Result<StagedValues> decode_dhis2_csv(std::string_view bytes) {
    const Table table = TRY(decode_csv(bytes, ','));
    StagedValues staged;
    staged.dialect = Dialect::Dhis2;
    staged.rows.reserve(table.rows());
    for (std::size_t row = 0; row < table.rows(); ++row) {
        const auto text = [&](std::size_t column) -> TextId {
            if (column >= table.columns()) return 0;
            return staged.texts.intern(trim(table.cell(row, column)));
        };
        StagedValue value;
        value.row = static_cast<std::uint32_t>(row);
        value.element = text(0);
        value.period = text(1);
        value.unit = text(2);
        value.option_combo = text(3);
        value.attribute_combo = text(4);
        value.value = text(5);
        value.column = 5;
        value.deleted = staged.texts.text(text(10)) == "true";
        staged.rows.push_back(value);
    }
    return staged;
}

std::string encode_dhis2_json(const std::vector<Dhis2Value>& values) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    const auto text = [&](std::string_view key, std::string_view value) {
        writer.Key(key.data(), static_cast<rapidjson::SizeType>(key.size()));
        writer.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
    };
    const auto optional_text = [&](std::string_view key, std::string_view value) {
        if (!value.empty()) text(key, value);
    };
    writer.StartObject();
    writer.Key("dataValues");
    writer.StartArray();
    for (const Dhis2Value& value : values) {
        writer.StartObject();
        text("dataElement", value.data_element);
        text("period", value.period);
        text("orgUnit", value.org_unit);
        text("categoryOptionCombo", value.category_option_combo);
        text("attributeOptionCombo", value.attribute_option_combo);
        text("value", value.value);
        optional_text("storedBy", value.stored_by);
        optional_text("created", value.created);
        optional_text("lastUpdated", value.last_updated);
        text("comment", value.comment);
        writer.Key("followup");
        writer.Bool(value.followup);
        if (value.deleted) {
            writer.Key("deleted");
            writer.Bool(true);
        }
        writer.EndObject();
    }
    writer.EndArray();
    writer.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

std::string encode_dhis2_csv(const std::vector<Dhis2Value>& values) {
    std::string out;
    // DHIS2 quotes every cell.
    const auto row = [&out](const std::array<std::string_view, kCsvTitles.size()>& cells) {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            out += i == 0 ? "\"" : ",\"";
            for (const char c : cells[i]) {
                if (c == '"') out += c;
                out += c;
            }
            out += '"';
        }
        out += '\n';
    };
    row(kCsvTitles);
    for (const Dhis2Value& value : values) {
        row({value.data_element, value.period, value.org_unit, value.category_option_combo,
             value.attribute_option_combo, value.value, value.stored_by, value.last_updated,
             value.comment, value.followup ? "true" : "false", value.deleted ? "true" : ""});
    }
    return out;
}

}  // namespace sinergi::exchange
