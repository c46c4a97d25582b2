// SPDX-License-Identifier: Apache-2.0
#include "exchange/figures_csv.h"

#include <array>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"

namespace sinergi::exchange {

namespace {

struct Role {
    FigureText StagedFigure::*field;
    std::string_view title;  // As people are told.
    std::array<std::string_view, 3> plain;
    bool needed;
};

constexpr std::array<Role, 12> kRoles = {{
    {&StagedFigure::code, "kode_kemendagri", {"kodekemendagri", "kode", "unit"}, false},
    {&StagedFigure::place, "wilayah", {"wilayah", "nama", "namawilayah"}, false},
    {&StagedFigure::indicator, "indikator", {"indikator", "kodeindikator", "indicator"}, true},
    {&StagedFigure::year, "tahun", {"tahun", "year", "thn"}, true},
    {&StagedFigure::period, "periode", {"periode", "period", "waktu"}, false},
    {&StagedFigure::value, "nilai", {"nilai", "value", "angka"}, true},
    {&StagedFigure::measure, "satuan", {"satuan", "measure", "unitofmeasure"}, false},
    {&StagedFigure::numerator, "pembilang", {"pembilang", "numerator", ""}, false},
    {&StagedFigure::denominator, "penyebut", {"penyebut", "denominator", ""}, false},
    {&StagedFigure::kind, "jenis_sumber", {"jenissumber", "kind", "sourcekind"}, false},
    {&StagedFigure::basis, "basis", {"basis", "dasar", ""}, false},
    {&StagedFigure::source, "sumber", {"sumber", "source", ""}, true},
}};

std::optional<std::size_t> find_column(const Table& table, const Role& role) {
    for (const std::string_view plain : role.plain) {
        for (std::size_t column = 0; column < table.columns(); ++column) {
            if (!plain.empty() && plain_header(table.header()[column]) == plain) return column;
        }
    }
    return std::nullopt;
}

}  // namespace

bool is_figures(const Table& table) {
    for (const Role& role : kRoles) {
        if (role.needed && !find_column(table, role)) return false;
    }
    return true;
}

Result<std::vector<StagedFigure>> stage_figures(const Table& table) {
    std::array<std::optional<std::size_t>, kRoles.size()> columns;
    for (std::size_t i = 0; i < kRoles.size(); ++i) {
        columns[i] = find_column(table, kRoles[i]);
        if (!columns[i] && kRoles[i].needed) {
            return fail(ErrorCode::InvalidArgument,
                        fmt::format("Tidak ada kolom ‘{}’.", kRoles[i].title));
        }
    }
    if (!columns[0] && !columns[1]) {
        return fail(ErrorCode::InvalidArgument,
                    "Tidak ada kolom ‘kode_kemendagri’ atau ‘wilayah’.");
    }
    std::vector<StagedFigure> figures(table.rows());
    for (std::size_t row = 0; row < table.rows(); ++row) {
        figures[row].row = table.row_number(row);
        for (std::size_t i = 0; i < kRoles.size(); ++i) {
            if (!columns[i]) continue;
            figures[row].*kRoles[i].field = {std::string(trim(table.cell(row, *columns[i]))),
                                             table.is_number(row, *columns[i]),
                                             column_letter(table.source_column(*columns[i]))};
        }
    }
    return figures;
}

}  // namespace sinergi::exchange
