// SPDX-License-Identifier: Apache-2.0
// StagedValues: data values as texts, decoded from any format and not yet understood; resolve()
// gives the texts their meaning.
//
// Nothing is kept by staging or resolving. Texts are interned: a million values of a few hundred
// units, elements and periods look each text up once.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/number_text.h"
#include "exchange/name_book.h"
#include "model/data_value.h"

namespace sinergi::exchange {

using TextId = std::uint32_t;  // 0 is the empty text.

class TextPool {
public:
    TextPool() { static_cast<void>(intern({})); }
    TextPool(TextPool&&) = default;
    TextPool& operator=(TextPool&&) = default;
    TextPool(const TextPool&) = delete;
    TextPool& operator=(const TextPool&) = delete;
    ~TextPool() = default;

    [[nodiscard]] TextId intern(std::string_view text);
    [[nodiscard]] std::string_view text(TextId id) const { return texts_[id]; }
    [[nodiscard]] std::size_t size() const { return texts_.size(); }

private:
    std::deque<std::string> texts_;  // Stable addresses: the keys of ids_ point into it.
    std::unordered_map<std::string_view, TextId> ids_;
};

struct StagedValue {
    TextId unit = 0, element = 0, period = 0, option_combo = 0, attribute_combo = 0, value = 0;
    std::uint32_t row = 0;     // Spreadsheet row, 1-based; or 0-based index in dataValues.
    std::uint32_t column = 0;  // 0-based, of the value's cell.
    bool deleted = false;
    bool is_number = false;  // The file stored a number: nothing about its text is ambiguous.
};

enum class Dialect : std::uint8_t {
    Csv,    // People's files: Indonesian numbers and sentences, questions, TB and *.
    Dhis2,  // Machines: plain numbers, DHIS2's codes and sentences, nothing is asked.
};

struct StagedValues {
    Dialect dialect = Dialect::Csv;
    TextPool texts;
    std::vector<StagedValue> rows;
    // 0-based columns of the file, for messages; none where the text comes from elsewhere.
    std::optional<std::uint32_t> unit_column, element_column, period_column, option_combo_column,
        attribute_combo_column;
    std::optional<CodeSystem> unit_system;  // The column's title names a code system.
    std::string data_set;                   // DHIS2 header, else empty.
};

// One sentence about one cell. `code`, `property` and `object` serve DHIS2's conflict list.
struct Problem {
    std::uint32_t row = 0;
    std::string column;  // "C"; empty for DHIS2.
    std::string message;
    std::string code, property, object;
};

// A text with several meanings: asked once, whatever the number of rows.
struct Question {
    NameKind kind = NameKind::Unit;
    std::string text;
    std::string sentence;
    std::vector<Candidate> candidates;
    std::uint32_t rows = 0;  // Values that wait for the answer; they count as rejected.
};

struct ResolvedValues {
    std::vector<DataValue> values;
    std::vector<std::uint32_t> value_rows;     // value_rows[i] is the row of values[i].
    std::vector<std::uint32_t> value_columns;  // Its 0-based column.
    std::vector<DataValueKey> deletions;
    std::vector<std::uint32_t> deletion_rows;
    std::vector<Problem> problems;
    std::vector<Question> questions;
    std::size_t rejected = 0;   // Values not taken, those of questions included.
    std::size_t ambiguous = 0;  // Of them numbers with two meanings: "1.234".
};

struct ResolveOptions {
    NumberStyle numbers = NumberStyle::Ask;  // Remembered answer for "1.234".
    std::size_t problems_max = 10'000;       // Further ones are counted, not described (Csv only).
};

// Every staged value becomes a value, a deletion, a problem, or part of a question; a cell that
// cannot be read is never a zero. Two rows of one file that give different values for the same
// cell are both refused (Csv), equal repeats count once; in Dhis2 the last stands, by order.
[[nodiscard]] ResolvedValues resolve(const StagedValues& staged, const NameBook& names,
                                     const ResolveOptions& options = {});

}  // namespace sinergi::exchange
