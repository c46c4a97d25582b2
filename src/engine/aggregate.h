// SPDX-License-Identifier: Apache-2.0
// Aggregation: one data element over a subtree and a stretch of time.
//
// A stored value belongs to the window if its own period lies inside it (a week belongs to the
// window that holds its middle day). A coarser stored value counts only for the averages, whose
// yearly value serves every month of its year. Source: DHIS2 Web API, aggregation types.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "engine/snapshot.h"

namespace sinergi::engine {

// Half-open [first, end).
struct Window {
    Date first;
    Date end;

    [[nodiscard]] int days() const { return static_cast<int>((end - first).count()); }
    friend bool operator==(const Window&, const Window&) = default;
};

[[nodiscard]] Window window_of(Period period);
// From 1 January of the year in which the window ends, to its end.
[[nodiscard]] Window year_to_date(Window window);
// The calendar year in which the window ends.
[[nodiscard]] Window whole_year(Window window);
[[nodiscard]] bool contributes(Period stored, Window window);

struct Selector {
    ObjectId data_element = kNoObject;
    ObjectId category_option_combo = kNoObject;   // kNoObject: all of them.
    ObjectId attribute_option_combo = kNoObject;  // kNoObject: all of them.
    AggregationType type = AggregationType::Sum;
};

struct Aggregate {
    std::optional<double> value;
    Missing missing = Missing::NotReported;  // Why there is no value; No if there is one.
};

// True for the types this engine computes; the others are refused before a query runs.
[[nodiscard]] bool is_supported(AggregationType type);

// Requires: is_supported(selector.type).
[[nodiscard]] Aggregate aggregate(const Snapshot& snapshot, const Selector& selector, Window window,
                                  RowRange rows, const RowMask* mask = nullptr);
// The same for many ranges, one answer each; a total walks each column once for all of them.
[[nodiscard]] std::vector<Aggregate> aggregate(const Snapshot& snapshot, const Selector& selector,
                                               Window window, std::span<const RowRange> ranges,
                                               const RowMask* mask = nullptr);

// Reports received and expected: unit x data set period. A report that only holds blanks counts as
// received. Expected is 0 if no data set asks for the element.
struct Reports {
    std::uint32_t received = 0;
    std::uint32_t expected = 0;
};
[[nodiscard]] Reports reports(const Snapshot& snapshot, ObjectId data_element, Window window,
                              RowRange rows, const RowMask* mask = nullptr);
[[nodiscard]] std::vector<Reports> reports(const Snapshot& snapshot, ObjectId data_element,
                                           Window window, std::span<const RowRange> ranges,
                                           const RowMask* mask = nullptr);

// The newest stored period of the element that contributes to the window and in which a unit of
// `rows` reported a number; nullopt if there is none.
[[nodiscard]] std::optional<Period> newest_period(const Snapshot& snapshot, ObjectId data_element,
                                                  Window window, RowRange rows,
                                                  const RowMask* mask = nullptr);

}  // namespace sinergi::engine
