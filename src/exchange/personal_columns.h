// SPDX-License-Identifier: Apache-2.0
// personal_columns: takes personal identifiers out of a table before anything is kept.
#pragma once

#include <string>
#include <vector>

#include "exchange/table.h"

namespace sinergi::exchange {

// Drops the columns that identify a person: identity, family-card, insurance, medical-record and
// telephone numbers by their title; any column of which a fifth or more looks like a NIK; and, if
// there is a birth date column, that column and the names beside it. Of a column with fewer NIKs
// only those cells are overwritten, so that they fail as values and are named as such.
// Returns what was dropped, for the summary: "NIK", "Keterangan (1 sel berisi NIK)".
std::vector<std::string> drop_personal_columns(Table& table);

// 16 digits (spaces, dots, dashes and a leading apostrophe aside) whose 7th to 12th are a possible
// birth date; women's day is written + 40. NIK: Nomor Induk Kependudukan.
[[nodiscard]] bool looks_like_nik(std::string_view text);

}  // namespace sinergi::exchange
