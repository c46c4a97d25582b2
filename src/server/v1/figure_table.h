// SPDX-License-Identifier: Apache-2.0
// FigureTable: one catalogue indicator over units x periods, ready to be shown: values, intervals,
// targets, status, rank, classes, and what a public reader may not see.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/cell.h"
#include "server/office.h"

namespace sinergi::server::v1 {

enum class Status : std::uint8_t { None, Achieved, Near, Below, Critical };
[[nodiscard]] std::string_view to_string(Status status);
[[nodiscard]] std::string_view to_string(Missing reason);

struct FigureCell {
    Cell cell;
    std::optional<double> low, high;  // 95 % interval, in the indicator's unit.
    std::optional<double> target, target_upper;
    Status status = Status::None;
    std::optional<int> rank;  // 1 is best; ties share a rank.
    // The published figure this is, if it is one: then it is nobody's report. Owned by the
    // Reference.
    const store::PublishedFigure* published = nullptr;

    // What looks misprinted reaches no target, no rank and no gate.
    [[nodiscard]] bool is_questioned() const {
        return published != nullptr && !published->question.empty();
    }
};

struct FigureTable {
    const CatalogueIndicator* indicator = nullptr;
    std::vector<Row> rows;  // The asked unit first.
    std::vector<Period> periods;
    std::vector<FigureCell> cells;  // rows x periods, row by row.
    std::vector<double> breaks;     // Four ascending class limits.
    std::string breaks_from;        // "target", "catalogue" or "equal"
    bool rankable = false;
    bool suppressed = false;  // Small cells were hidden for this reader.

    [[nodiscard]] FigureCell& at(std::size_t row, std::size_t period) {
        return cells[row * periods.size() + period];
    }
    [[nodiscard]] const FigureCell& at(std::size_t row, std::size_t period) const {
        return cells[row * periods.size() + period];
    }
};

// The unit first, then those one level below (1) or two levels below (2), in the tree's order.
[[nodiscard]] std::vector<Row> rows_below(const OrgUnitTree& tree, Row unit, int below);

struct FigureQuery {
    std::string indicator_code;
    Row unit = 0;
    int below = 1;  // 0 the unit alone, 1 with its children, 2 with its grandchildren.
    std::vector<Period> periods;
    bool hide_small_cells = false;
};

inline constexpr std::size_t kFigureCellsMax = 50'000;
inline constexpr double kSmallCellMax = 4;    // Counts 1..4 are hidden from the public.
inline constexpr double kRankEventsMin = 10;  // No rank is printed below that many events.

// A survey indicator shows what was published. So does any other in a period of which no unit of
// the table has reported anything: a period shows reports or published figures, never some of each.
//
// The table points into `reference`. Errors: NotFound for an unknown indicator; TooLarge beyond
// kFigureCellsMax.
[[nodiscard]] Result<FigureTable> make_figure_table(const Office& office,
                                                    const engine::Snapshot& snapshot,
                                                    const Reference& reference,
                                                    const FigureQuery& query);

// The target that holds for the unit in the period: the office's own for the unit or the nearest
// unit above, else the catalogue's for the newest year not after the period. A cumulative
// indicator's target is the year's path: a twelfth for each month since January; an index, whose
// parts do not all grow with the months, is held against the year's own.
struct TargetValue {
    double value = 0;
    std::optional<double> upper;
};
[[nodiscard]] std::optional<TargetValue> target_for(const CatalogueIndicator& indicator,
                                                    const engine::Snapshot& snapshot,
                                                    const Reference& reference, Row unit,
                                                    Period period);

// Bands of the ratio to the target: reached, at least 85 %, at least 60 %, less.
[[nodiscard]] Status status_of(Direction direction, double value, const TargetValue& target);

}  // namespace sinergi::server::v1
