// SPDX-License-Identifier: Apache-2.0
#include "exchange/value_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"

namespace sinergi::exchange {

namespace {

constexpr std::size_t kTextShownMax = 60;

ReadValue faulty(std::string fault) {
    ReadValue value;
    value.fault = std::move(fault);
    return value;
}

ReadValue empty_value(ValueState state, std::string_view text) {
    ReadValue value;
    value.state = state;
    value.text = text;
    return value;
}

// DHIS2's spelling: digits, a point, perhaps an exponent; no grouping.
std::optional<double> plain_number(std::string_view text) {
    double number = 0;
    if (text.empty() || text.find_first_not_of("0123456789+-.eE") != std::string_view::npos) {
        return std::nullopt;
    }
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || rest != end || !std::isfinite(number)) return std::nullopt;
    return number;
}

// Empty if the number fits the type, else what the type wants.
std::string_view misfit(double number, std::string_view type) {
    const bool whole = std::trunc(number) == number;
    if (type.substr(0, 7) == "INTEGER" && !whole) return "harus bilangan bulat";
    if (type == "INTEGER_POSITIVE" && number <= 0) return "harus lebih dari 0";
    if (type == "INTEGER_NEGATIVE" && number >= 0) return "harus kurang dari 0";
    if (type == "INTEGER_ZERO_OR_POSITIVE" && number < 0) return "tidak boleh kurang dari 0";
    if (type == "PERCENTAGE" && (number < 0 || number > 100)) return "harus antara 0 dan 100";
    if (type == "UNIT_INTERVAL" && (number < 0 || number > 1)) return "harus antara 0 dan 1";
    return {};
}

ReadValue checked_number(double number, std::string_view text, std::string_view type) {
    if (const std::string_view wants = misfit(number, type); !wants.empty()) {
        return faulty(fmt::format("‘{}’ {}; perbaiki angkanya", text, wants));
    }
    ReadValue value;
    value.number = number == 0 ? 0 : number;  // No negative zero.
    if (json_number(value.number) != text) value.text = text;
    return value;
}

ReadValue read_boolean(std::string_view text, std::string_view type) {
    const std::string word = to_lower_ascii(text);
    ReadValue value;
    value.text = text;
    if (word == "true" || word == "1" || word == "ya") {
        value.number = 1;
    } else if (type != "BOOLEAN" || (word != "false" && word != "0" && word != "tidak")) {
        return faulty(fmt::format("‘{}’ bukan ya atau tidak; tulis true atau false",
                                  text.substr(0, kTextShownMax)));
    }
    return value;
}

std::string ambiguous_fault(std::string_view text, const ParsedNumber& parsed) {
    return fmt::format("‘{}’ dapat berarti {} atau {}; tulis {} atau {}", text,
                       fixed_text(parsed.as_thousands, 0),
                       format_number(parsed.as_decimal, 3, NumberStyle::Indonesian),
                       fixed_text(parsed.as_thousands, 0),
                       format_number(parsed.as_decimal, 4, NumberStyle::Indonesian));
}

// What a spreadsheet leaves where a formula failed; empty for any other text.
std::string formula_fault(std::string_view text) {
    static constexpr std::array<std::string_view, 9> kErrors = {
        "#REF!", "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#VALUE!", "#SPILL!", "#CALC!"};
    if (std::find(kErrors.begin(), kErrors.end(), text) != kErrors.end()) {
        return fmt::format("rumus di sel ini gagal ({}); perbaiki rumusnya atau tulis angkanya",
                           text);
    }
    if (text.starts_with('=')) {
        return "rumus di sel ini belum punya hasil; buka dan simpan berkas di Excel, lalu kirim "
               "lagi";
    }
    return {};
}

}  // namespace

bool holds_number(std::string_view type) {
    return type == "NUMBER" || type == "UNIT_INTERVAL" || type == "PERCENTAGE" ||
           type.substr(0, 7) == "INTEGER" || type == "BOOLEAN" || type == "TRUE_ONLY";
}

ReadValue read_value(std::string_view text, std::string_view type, Dialect dialect,
                     NumberStyle numbers) {
    text = trim(text);
    if (dialect == Dialect::Csv) {
        if (std::string fault = formula_fault(text); !fault.empty())
            return faulty(std::move(fault));
    }
    const ParsedNumber parsed = parse_number(text, numbers);
    switch (parsed.kind) {
        case NumberKind::Blank: return empty_value(ValueState::Blank, "");
        case NumberKind::NotApplicable: return empty_value(ValueState::NotApplicable, text);
        case NumberKind::Suppressed: return empty_value(ValueState::Suppressed, text);
        default: break;
    }
    if (!holds_number(type)) return empty_value(ValueState::Blank, text);
    if (type == "BOOLEAN" || type == "TRUE_ONLY") return read_boolean(text, type);
    if (dialect == Dialect::Dhis2) {
        if (const auto number = plain_number(text)) return checked_number(*number, text, type);
        return faulty(fmt::format("‘{}’ bukan angka", text.substr(0, kTextShownMax)));
    }
    if (parsed.kind == NumberKind::Ambiguous) {
        ReadValue value = faulty(ambiguous_fault(text, parsed));
        value.is_ambiguous = true;
        return value;
    }
    if (parsed.kind == NumberKind::Number) return checked_number(parsed.value, text, type);
    return faulty(
        fmt::format("‘{}’ bukan angka; tulis angkanya, kosongkan, atau tulis TB (tidak berlaku)",
                    text.substr(0, kTextShownMax)));
}

std::string value_text(const DataValue& value, std::string_view type) {
    switch (value.state) {
        case ValueState::NotApplicable: return "TB";
        case ValueState::Suppressed: return "*";
        case ValueState::Blank: return value.text;
        case ValueState::Number: break;
    }
    if (type == "BOOLEAN" || type == "TRUE_ONLY") return value.number != 0 ? "true" : "false";
    return json_number(value.number);
}

}  // namespace sinergi::exchange
