// SPDX-License-Identifier: Apache-2.0
#include "exchange/values_csv.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "exchange/period_text.h"
#include "exchange/value_titles.h"

namespace sinergi::exchange {

namespace {

using Column = std::size_t;

struct Roles {
    std::optional<Column> unit, element, period, month, year, option_combo, attribute_combo, value;
    std::vector<bool> used;
};

template <std::size_t N>
std::optional<Column> find_title(const std::vector<std::string>& titles,
                                 const std::array<std::string_view, N>& wanted,
                                 const std::vector<bool>& used) {
    for (const std::string_view want : wanted) {
        for (Column column = 0; column < titles.size(); ++column) {
            if (!used[column] && titles[column] == want) return column;
        }
    }
    return std::nullopt;
}

std::string list_of(const std::vector<std::string>& titles) {
    std::string list;
    for (const std::string& title : titles) {
        if (list.size() > 200) return list + ", …";
        list += (list.empty() ? "‘" : ", ‘") + title + "’";
    }
    return list;
}

Result<void> apply_given(const Table& table, const StageOptions& options, Roles& roles) {
    for (const ColumnRole& given : options.roles) {
        const auto& header = table.header();
        const auto found = std::find(header.begin(), header.end(), given.column);
        if (found == header.end()) {
            return fail(ErrorCode::InvalidArgument,
                        fmt::format("Kolom ‘{}’ tidak ada di berkas; yang ada: {}.", given.column,
                                    list_of(header)));
        }
        const auto column = static_cast<Column>(found - header.begin());
        roles.used[column] = true;
        if (given.field == "unit") {
            roles.unit = column;
        } else if (given.field == "element") {
            roles.element = column;
        } else if (given.field == "period") {
            roles.period = column;
        } else if (given.field == "month") {
            roles.month = column;
        } else if (given.field == "year") {
            roles.year = column;
        } else if (given.field == "option_combo") {
            roles.option_combo = column;
        } else if (given.field == "attribute_combo") {
            roles.attribute_combo = column;
        } else if (given.field == "value") {
            roles.value = column;
        } else if (given.field != "ignore") {
            return fail(ErrorCode::InvalidArgument,
                        fmt::format("Peran kolom ‘{}’ tidak dikenal.", given.field));
        }
    }
    return {};
}

Result<Roles> find_roles(const Table& table, const StageOptions& options) {
    Roles roles;
    roles.used.resize(table.columns(), false);
    TRY(apply_given(table, options, roles));
    std::vector<std::string> titles;
    for (const std::string& title : table.header()) titles.push_back(plain_header(title));
    const auto look = [&](std::optional<Column>& role, const auto& wanted) {
        if (!role) role = find_title(titles, wanted, roles.used);
        if (role) roles.used[*role] = true;
    };
    look(roles.element, kElementTitles);
    look(roles.period, kPeriodTitles);
    look(roles.option_combo, kComboTitles);
    look(roles.attribute_combo, kAttributeTitles);
    if (roles.element || !options.element.empty()) look(roles.value, kValueTitles);
    look(roles.unit, kUnitTitles);
    if (!roles.period) {
        look(roles.year, kYearTitles);
        if (roles.year) look(roles.month, kMonthTitles);
    }
    for (Column column = 0; column < titles.size(); ++column) {
        // Further columns that describe the unit or remark on the row carry no values.
        if (titles[column].empty() || contains_title(kRemarkTitles, titles[column]) ||
            contains_title(kUnitTitles, titles[column])) {
            roles.used[column] = true;
        }
    }
    if (!roles.unit) {
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("Tidak ada kolom unit (misalnya ‘unit’ atau ‘kode_puskesmas’); "
                                "yang ada: {}.",
                                list_of(table.header())));
    }
    return roles;
}

class Stager {
public:
    Stager(const Table& table, const StageOptions& options, Roles roles)
        : table_(table), options_(options), roles_(std::move(roles)) {}

    Result<StagedValues> stage() {
        describe();
        const bool has_period = roles_.period || roles_.year || !options_.period.empty();
        const bool has_element = roles_.element || !options_.element.empty();
        if (roles_.value && has_element) {
            if (!has_period) return missing("periode", "‘periode’");
            stage_long();
            return std::move(staged_);
        }
        std::vector<Column> columns;
        for (Column column = 0; column < table_.columns(); ++column) {
            if (roles_.used[column]) continue;
            const bool is_period = read_period(table_.header()[column]).has_value();
            if (is_period == !has_period) columns.push_back(column);
        }
        if (columns.empty()) {
            return missing(has_period ? "nilai" : "periode", has_period ? "‘nilai’" : "‘periode’");
        }
        if (!has_period && !has_element) return missing("elemen data", "‘elemen’");
        if (has_period && roles_.element) return missing("nilai", "‘nilai’");
        if (has_period) {
            staged_.element_column.reset();
            stage_wide(columns, [](StagedValue& value, TextId title) { value.element = title; });
        } else {
            staged_.period_column.reset();
            stage_wide(columns, [](StagedValue& value, TextId title) { value.period = title; });
        }
        return std::move(staged_);
    }

private:
    [[nodiscard]] tl::unexpected<Error> missing(std::string_view what,
                                                std::string_view title) const {
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("Tidak ada kolom {} (misalnya {}); yang ada: {}.", what, title,
                                list_of(table_.header())));
    }

    // Where texts come from, for messages.
    void describe() {
        const auto source = [&](std::optional<Column> column) -> std::optional<std::uint32_t> {
            if (!column) return std::nullopt;
            return table_.source_column(*column);
        };
        staged_.unit_column = source(roles_.unit);
        staged_.element_column = source(roles_.element);
        staged_.period_column = source(roles_.period ? roles_.period : roles_.year);
        staged_.option_combo_column = source(roles_.option_combo);
        staged_.attribute_combo_column = source(roles_.attribute_combo);
        const std::string title = plain_header(table_.header()[*roles_.unit]);
        if (title == "kodebps") staged_.unit_system = CodeSystem::Bps;
        if (title == "kodekemendagri") staged_.unit_system = CodeSystem::Kemendagri;
        if (title == "kodekemenkes") staged_.unit_system = CodeSystem::Kemenkes;
    }

    TextId text_at(std::size_t row, std::optional<Column> column) {
        if (!column) return 0;
        return staged_.texts.intern(trim(table_.cell(row, *column)));
    }

    TextId period_at(std::size_t row) {
        if (!options_.period.empty()) return staged_.texts.intern(options_.period);
        if (roles_.period || !roles_.year) return text_at(row, roles_.period);
        std::string text(trim(table_.cell(row, *roles_.year)));
        if (roles_.month) {
            text = fmt::format("{} {}", trim(table_.cell(row, *roles_.month)), text);
        }
        return staged_.texts.intern(text);
    }

    StagedValue common(std::size_t row) {
        StagedValue value;
        value.row = table_.row_number(row);
        value.unit = text_at(row, roles_.unit);
        value.element =
            roles_.element ? text_at(row, roles_.element) : staged_.texts.intern(options_.element);
        value.period = period_at(row);
        value.option_combo = text_at(row, roles_.option_combo);
        value.attribute_combo = text_at(row, roles_.attribute_combo);
        return value;
    }

    void stage_long() {
        staged_.rows.reserve(table_.rows());
        for (std::size_t row = 0; row < table_.rows(); ++row) {
            StagedValue value = common(row);
            value.value = text_at(row, roles_.value);
            value.is_number = table_.is_number(row, *roles_.value);
            value.column = table_.source_column(*roles_.value);
            staged_.rows.push_back(value);
        }
    }

    template <class Place>
    void stage_wide(const std::vector<Column>& columns, const Place& place) {
        std::vector<TextId> titles;
        titles.reserve(columns.size());
        for (const Column column : columns) {
            titles.push_back(staged_.texts.intern(table_.header()[column]));
        }
        staged_.rows.reserve(table_.rows() * columns.size());
        for (std::size_t row = 0; row < table_.rows(); ++row) {
            const StagedValue shared = common(row);
            for (std::size_t i = 0; i < columns.size(); ++i) {
                StagedValue value = shared;
                place(value, titles[i]);
                value.value = text_at(row, columns[i]);
                value.is_number = table_.is_number(row, columns[i]);
                value.column = table_.source_column(columns[i]);
                staged_.rows.push_back(value);
            }
        }
    }

    const Table& table_;
    const StageOptions& options_;
    Roles roles_;
    StagedValues staged_;
};

}  // namespace

Result<StagedValues> stage_values(const Table& table, const StageOptions& options) {
    return Stager(table, options, TRY(find_roles(table, options))).stage();
}

}  // namespace sinergi::exchange
