// SPDX-License-Identifier: Apache-2.0
#include "exchange/xlsx_book.h"

#include <fmt/format.h>

#include "exchange/xlsx_parts.h"

namespace sinergi::exchange {

struct XlsxBook::State {
    ZipArchive archive;
    XlsxLimits limits;
    SharedStrings strings;
    std::vector<DateParts> styles;
    bool from_1904 = false;
    std::vector<SheetName> names;
    std::vector<std::string> parts;  // Of the sheets.
};

XlsxBook::XlsxBook(std::unique_ptr<State> state) : state_(std::move(state)) {}
XlsxBook::XlsxBook(XlsxBook&&) noexcept = default;
XlsxBook& XlsxBook::operator=(XlsxBook&&) noexcept = default;
XlsxBook::~XlsxBook() = default;

const std::vector<XlsxBook::SheetName>& XlsxBook::sheets() const { return state_->names; }

Result<XlsxBook> XlsxBook::open(std::string_view bytes, const XlsxLimits& limits) {
    auto state =
        std::make_unique<State>(State{TRY(ZipArchive::open(bytes)), limits, {}, {}, false, {}, {}});
    ZipArchive& archive = state->archive;
    std::string book;
    if (archive.has("_rels/.rels")) {
        for (const auto& [id, relation] : TRY(read_relations(archive, "", limits.part_bytes))) {
            if (relation.first == "officeDocument") book = relation.second;
        }
    }
    if (book.empty() || !book.ends_with("workbook.xml")) {
        return fail(ErrorCode::InvalidArgument,
                    "Berkas ini bukan buku kerja Excel; simpan sebagai .xlsx atau CSV.");
    }
    const Workbook workbook = TRY(read_workbook(archive, book, limits.part_bytes));
    state->from_1904 = workbook.from_1904;
    const Relations relations = TRY(read_relations(archive, book, limits.part_bytes));
    for (const auto& [id, relation] : relations) {
        if (relation.first == "sharedStrings") {
            state->strings = TRY(SharedStrings::read(archive, relation.second, limits.part_bytes));
        } else if (relation.first == "styles") {
            state->styles = TRY(read_date_styles(archive, relation.second, limits.part_bytes));
        }
    }
    for (const WorkbookSheet& sheet : workbook.sheets) {
        const auto relation = relations.find(sheet.relation);
        // Chart sheets and dialogs hold no cells.
        if (relation == relations.end() || relation->second.first != "worksheet") continue;
        state->names.push_back(sheet.name);
        state->parts.push_back(relation->second.second);
    }
    return XlsxBook(std::move(state));
}

Result<Sheet> XlsxBook::read_sheet(std::size_t index) {
    VERIFY(index < state_->parts.size());
    const SheetContext context{state_->strings, state_->styles, state_->from_1904, state_->limits};
    return read_cells(state_->archive, state_->parts[index], context);
}

}  // namespace sinergi::exchange
