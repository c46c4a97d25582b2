// SPDX-License-Identifier: Apache-2.0
// Cell: one figure of a report, or the reason there is none.
//
// "No data" is never 0, NaN or an empty string. A facility that reported zero, one that left the
// cell blank, one to which the question does not apply and one that sent no report are four
// different things from the file to the map.
#pragma once

#include <cstdint>

namespace sinergi {

// What a stored data value says. A missing report has no stored value at all.
enum class ValueState : std::uint8_t {
    Number = 0,     // A number, 0 included.
    Blank,          // The report came, this cell was left empty.
    NotApplicable,  // Written "TB" (tidak berlaku).
    Suppressed,     // Written "*": withheld by the sender.
};

// Why a cell has no value. Ordered by severity: a combination keeps the worse reason.
enum class Missing : std::uint8_t {
    No = 0,           // There is a value.
    NotReported,      // Nobody in the cell sent a report.
    Blank,            // Reports came, the cell was left empty in all of them.
    NotApplicable,    // The question does not apply here.
    ZeroDenominator,  // Nobody in the target population, or no denominator known.
    Suppressed,       // Withheld: small numbers could identify a person.
    NoAccess,         // The reader has no right to see it.
};

// A result of a query. `value` is meaningful only if missing == No. `numerator` and `denominator`
// are those of an indicator (before the factor) and repeat value and 1 for a plain data element.
struct Cell {
    double value = 0;
    double numerator = 0;
    double denominator = 0;
    std::uint32_t reported = 0;  // Units below (or equal to) the cell's unit that reported.
    std::uint32_t expected = 0;  // Units that should have; 0 if nobody is expected to.
    Missing missing = Missing::No;
    bool incomplete = false;  // An item of the formula was missing and counted as 0 (DHIS2 6.5).

    [[nodiscard]] bool has_value() const { return missing == Missing::No; }
};

[[nodiscard]] inline Cell no_value(Missing why) {
    Cell cell;
    cell.missing = why;
    return cell;
}

}  // namespace sinergi
