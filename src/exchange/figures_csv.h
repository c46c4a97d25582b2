// SPDX-License-Identifier: Apache-2.0
// figures_csv: published figures from a table, one figure per row, as texts not yet understood.
//
// Columns by their titles, in any order: kode_kemendagri, wilayah, indikator, tahun, periode,
// nilai, satuan, pembilang, penyebut, jenis_sumber, basis, sumber. Others are not read.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "exchange/table.h"

namespace sinergi::exchange {

struct FigureText {
    std::string text;
    bool is_number = false;  // See TableCell.
    std::string column;      // "F"; empty if the table has no such column.
};

struct StagedFigure {
    std::uint32_t row = 0;
    FigureText code, place, indicator, year, period, value, measure, numerator, denominator, kind,
        basis, source;
};

// True if the titles say that the table holds published figures.
[[nodiscard]] bool is_figures(const Table& table);

// Errors: InvalidArgument naming a column that is missing; code or place, indicator, year, value
// and source must be there.
[[nodiscard]] Result<std::vector<StagedFigure>> stage_figures(const Table& table);

}  // namespace sinergi::exchange
