// SPDX-License-Identifier: Apache-2.0
// xlsx_book: an Office Open XML workbook (.xlsx, .xlsm without its macros) as sheets of cells.
//
// Read as a stream: beside the archive's bytes only the cells' texts are held. A number comes as
// plain digits with a decimal point, marked as a number; a date as ISO text (a whole month where
// its format shows no day); TRUE and FALSE as words; a failed formula as Excel's error text, a
// formula that was never calculated as "=". Source: ECMA-376 part 1, SpreadsheetML.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "exchange/sheet.h"

namespace sinergi::exchange {

struct XlsxLimits {
    std::size_t part_bytes = std::size_t{512} << 20;  // Of one part when inflated.
    std::uint32_t columns = 16'384;                   // Excel's own: XFD.
    std::uint32_t rows = 1'048'576;
};

class XlsxBook {
public:
    // Reads what all sheets share. `bytes` must outlive the book. Errors: InvalidArgument or
    // TooLarge, an Indonesian sentence for the person who sent the file.
    [[nodiscard]] static Result<XlsxBook> open(std::string_view bytes,
                                               const XlsxLimits& limits = {});

    XlsxBook(XlsxBook&&) noexcept;
    XlsxBook& operator=(XlsxBook&&) noexcept;
    XlsxBook(const XlsxBook&) = delete;
    XlsxBook& operator=(const XlsxBook&) = delete;
    ~XlsxBook();

    struct SheetName {
        std::string name;
        bool hidden = false;
    };
    [[nodiscard]] const std::vector<SheetName>& sheets() const;
    [[nodiscard]] Result<Sheet> read_sheet(std::size_t index);

private:
    struct State;
    explicit XlsxBook(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

// What a number format shows. Formats without a day are months or years of their own.
enum class DateParts : std::uint8_t { None, Year, Month, Day };
[[nodiscard]] DateParts date_parts(std::string_view number_format);

// Excel's day number as "2024-08-01", "202408" or "2024"; empty if it is no day between 1900 and
// 9999. The 1900 system counts a 29 February 1900 that never was: days before March 1900 are one
// off.
[[nodiscard]] std::string date_text(double serial, DateParts parts, bool from_1904);

}  // namespace sinergi::exchange
