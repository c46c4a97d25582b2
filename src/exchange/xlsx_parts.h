// SPDX-License-Identifier: Apache-2.0
// The parts of a workbook that its sheets share; used by xlsx_book only.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exchange/xlsx_book.h"
#include "exchange/xml_stream.h"
#include "exchange/zip_archive.h"

namespace sinergi::exchange {

// Feeds one part of the archive to the handler.
[[nodiscard]] Result<void> read_part(ZipArchive& archive, const std::string& name,
                                     std::size_t bytes_max, XmlHandler& handler);

// Relationships of one part: id -> (type's last word, target from the archive's root).
using Relations = std::map<std::string, std::pair<std::string, std::string>>;
[[nodiscard]] Result<Relations> read_relations(ZipArchive& archive, const std::string& part,
                                               std::size_t bytes_max);

struct WorkbookSheet {
    XlsxBook::SheetName name;
    std::string relation;
};
struct Workbook {
    std::vector<WorkbookSheet> sheets;
    bool from_1904 = false;
};
[[nodiscard]] Result<Workbook> read_workbook(ZipArchive& archive, const std::string& part,
                                             std::size_t bytes_max);

// Texts that cells refer to by number, in one buffer.
class SharedStrings {
public:
    [[nodiscard]] static Result<SharedStrings> read(ZipArchive& archive, const std::string& part,
                                                    std::size_t bytes_max);
    [[nodiscard]] std::size_t size() const { return ends_.size(); }
    [[nodiscard]] std::string_view text(std::size_t index) const {
        const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
        return std::string_view(text_).substr(begin, ends_[index] - begin);
    }

private:
    std::string text_;
    std::vector<std::size_t> ends_;
};

// Per cell style: whether its numbers are dates.
[[nodiscard]] Result<std::vector<DateParts>> read_date_styles(ZipArchive& archive,
                                                              const std::string& part,
                                                              std::size_t bytes_max);

// What the cells of one sheet refer to.
struct SheetContext {
    const SharedStrings& strings;
    const std::vector<DateParts>& styles;
    bool from_1904 = false;
    XlsxLimits limits;
};
[[nodiscard]] Result<Sheet> read_cells(ZipArchive& archive, const std::string& part,
                                       const SheetContext& context);

}  // namespace sinergi::exchange
