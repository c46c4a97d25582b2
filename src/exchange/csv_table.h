// SPDX-License-Identifier: Apache-2.0
// csv_table: CSV bytes to a Table and back.
//
// Delimiter (comma, semicolon, tab) and encoding (UTF-8 with or without byte order mark, else
// Windows-1252) are found from the bytes. Blank lines are skipped and still counted in row numbers.
// Messages are Indonesian: they are for the person who made the file.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "exchange/sheet.h"
#include "exchange/table.h"

namespace sinergi::exchange {

struct CsvLimits {
    std::size_t columns = 4096;
    std::size_t cell_bytes = 1 << 20;
    std::size_t rows = 5'000'000;
};

// `delimiter` 0: found from the first rows. Errors: InvalidArgument or TooLarge naming the row and
// what was expected; an Excel or UTF-16 file is recognised and named.
[[nodiscard]] Result<Table> decode_csv(std::string_view bytes, char delimiter = 0,
                                       const CsvLimits& limits = {});

// The same as it lies in the file, before the header is looked for.
[[nodiscard]] Result<Sheet> decode_csv_sheet(std::string_view bytes, char delimiter = 0,
                                             const CsvLimits& limits = {});

// The file's text as UTF-8 without byte order mark.
[[nodiscard]] Result<std::string> decode_text(std::string_view bytes);

class CsvWriter {
public:
    explicit CsvWriter(char delimiter = ',') : delimiter_(delimiter) {}

    void cell(std::string_view text);  // Quoted where it must be.
    void end_row();
    void row(std::span<const std::string_view> cells);
    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    std::string out_;
    char delimiter_;
    bool first_ = true;
};

[[nodiscard]] std::string encode_csv(const Table& table, char delimiter = ',');

}  // namespace sinergi::exchange
