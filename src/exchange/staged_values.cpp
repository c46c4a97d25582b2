// SPDX-License-Identifier: Apache-2.0
#include "exchange/staged_values.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "exchange/period_text.h"
#include "exchange/table.h"
#include "exchange/value_text.h"

namespace sinergi::exchange {

TextId TextPool::intern(std::string_view text) {
    const auto found = ids_.find(text);
    if (found != ids_.end()) return found->second;
    const auto id = static_cast<TextId>(texts_.size());
    ids_.emplace(texts_.emplace_back(text), id);
    return id;
}

namespace {

constexpr std::size_t kShownMax = 60;        // Bytes of a text repeated in a message.
constexpr std::size_t kCandidatesShown = 6;  // In a question's sentence.

// Which of a value's texts; the order of DHIS2's checks.
enum class Field : std::uint8_t { Element, Period, Unit, OptionCombo, AttributeCombo };
constexpr std::size_t kFieldCount = 5;

struct FieldWords {
    std::string_view indonesian, mend, property, code, english;
};
constexpr FieldWords kWords[kFieldCount] = {
    {"elemen data", "tulis kode atau nama elemen data yang ada di katalog", "dataElement", "E7610",
     "Data element not found or not accessible"},
    {"periode", "", "period", "E7611", "Period not valid"},
    {"unit", "tulis kode atau nama lengkap seperti di daftar unit", "orgUnit", "E7612",
     "Organisation unit not found or not accessible"},
    {"kombinasi kategori", "tulis kode atau nama kombinasi kategori yang ada",
     "categoryOptionCombo", "E7613", "Category option combo not found or not accessible"},
    {"kombinasi atribut", "tulis kode atau nama kombinasi atribut yang ada", "attributeOptionCombo",
     "E7615", "Attribute option combo not found or not accessible"},
};

// What one text was found to mean.
struct Meaning {
    enum class State : std::uint8_t { NotLooked, Known, Unknown, Asked };
    State state = State::NotLooked;
    ObjectId id = kNoObject;
    Period period;
    std::size_t question = 0;
};

class Resolver {
public:
    Resolver(const StagedValues& staged, const NameBook& names, const ResolveOptions& options)
        : staged_(staged), names_(names), options_(options) {
        for (auto& meanings : meanings_) meanings.resize(staged.texts.size());
    }

    ResolvedValues run() {
        out_.values.reserve(staged_.rows.size());
        out_.value_rows.reserve(staged_.rows.size());
        out_.value_columns.reserve(staged_.rows.size());
        for (const StagedValue& row : staged_.rows) {
            if (!take(row)) ++out_.rejected;
        }
        if (staged_.dialect == Dialect::Csv) refuse_contradictions();
        for (Question& question : out_.questions) finish(question);
        return std::move(out_);
    }

private:
    bool take(const StagedValue& row) {
        const Meaning* element = meaning(Field::Element, row.element, row);
        if (!element) return false;
        const Meaning* period = meaning(Field::Period, row.period, row);
        if (!period) return false;
        const Meaning* unit = meaning(Field::Unit, row.unit, row);
        if (!unit) return false;
        const Meaning* combo = meaning(Field::OptionCombo, row.option_combo, row);
        if (!combo) return false;
        const Meaning* attribute = meaning(Field::AttributeCombo, row.attribute_combo, row);
        if (!attribute) return false;
        const DataValueKey key{{element->id, combo->id, attribute->id}, period->period, unit->id};
        if (row.deleted) {
            out_.deletions.push_back(key);
            out_.deletion_rows.push_back(row.row);
            return true;
        }
        return take_value(row, key);
    }

    bool take_value(const StagedValue& row, const DataValueKey& key) {
        const DataElement* element = names_.element(key.series.data_element);
        const std::string_view type = element ? std::string_view(element->value_type) : "NUMBER";
        const std::string_view text = staged_.texts.text(row.value);
        const NumberStyle style = row.is_number ? NumberStyle::English : options_.numbers;
        ReadValue read = read_value(text, type, staged_.dialect, style);
        if (!read.fault.empty()) {
            if (read.is_ambiguous) ++out_.ambiguous;
            refuse(row, row.column, read.fault, "E7619", "value", row.element,
                   fmt::format("Value must match value type of data element `{}`: `{}`",
                               staged_.texts.text(row.element), text.substr(0, kShownMax)));
            return false;
        }
        const bool empty = read.state == ValueState::Blank && read.text.empty();
        if (empty && staged_.dialect == Dialect::Dhis2) {
            refuse(row, row.column, "", "E7618", "value", row.element,
                   fmt::format("Value or comment not specified for data element: `{}`",
                               staged_.texts.text(row.element)));
            return false;
        }
        out_.values.push_back({key, read.state, read.number, std::move(read.text)});
        out_.value_rows.push_back(row.row);
        out_.value_columns.push_back(row.column);
        return true;
    }

    // Looks a text up the first time; a text without one meaning refuses this row.
    const Meaning* meaning(Field field, TextId id, const StagedValue& row) {
        Meaning& known = meanings_[static_cast<std::size_t>(field)][id];
        if (known.state == Meaning::State::NotLooked) look_up(field, id, known);
        if (known.state == Meaning::State::Known) return &known;
        if (known.state == Meaning::State::Asked) {
            ask(field, known, row);
        } else {
            refuse_text(field, id, row);
        }
        return nullptr;
    }

    void look_up(Field field, TextId id, Meaning& known) {
        const std::string_view text = staged_.texts.text(id);
        known.state = Meaning::State::Unknown;
        if (field == Field::Period) {
            const bool plain = staged_.dialect == Dialect::Dhis2;
            const auto period = plain ? parse_period(text) : read_period(text);
            if (!period) return;
            known.period = *period;
            known.state = Meaning::State::Known;
            return;
        }
        NameMatch match = find(field, text);
        if (match.id != kNoObject) {
            known.id = match.id;
            known.state = Meaning::State::Known;
        } else if (!match.candidates.empty() && staged_.dialect == Dialect::Csv) {
            known.state = Meaning::State::Asked;
            known.question = out_.questions.size();
            Question question;
            question.kind = field == Field::Unit      ? NameKind::Unit
                            : field == Field::Element ? NameKind::Element
                                                      : NameKind::OptionCombo;
            question.text = text;
            question.candidates = std::move(match.candidates);
            out_.questions.push_back(std::move(question));
        }
    }

    [[nodiscard]] NameMatch find(Field field, std::string_view text) const {
        if (field == Field::Unit) return names_.find_unit(text, staged_.unit_system);
        if (field == Field::Element) return names_.find_element(text);
        return names_.find_option_combo(text);
    }

    [[nodiscard]] std::uint32_t column_of(Field field, const StagedValue& row) const {
        switch (field) {
            case Field::Unit: return staged_.unit_column.value_or(row.column);
            case Field::Element: return staged_.element_column.value_or(row.column);
            case Field::Period: return staged_.period_column.value_or(row.column);
            case Field::OptionCombo: return staged_.option_combo_column.value_or(row.column);
            case Field::AttributeCombo: return staged_.attribute_combo_column.value_or(row.column);
        }
        return row.column;
    }

    void ask(Field field, const Meaning& known, const StagedValue& row) {
        Question& question = out_.questions[known.question];
        if (question.rows++ == 0) {
            question.sentence =
                fmt::format("Baris {}, kolom {}", row.row, column_letter(column_of(field, row)));
        }
    }

    static void finish(Question& question) {
        std::string choices;
        const std::size_t shown = std::min(question.candidates.size(), kCandidatesShown);
        for (std::size_t i = 0; i < shown; ++i) {
            if (i > 0) choices += i + 1 == question.candidates.size() ? " atau " : ", ";
            choices += question.candidates[i].label;
        }
        if (shown < question.candidates.size()) choices += ", …";
        question.sentence +=
            fmt::format(": ‘{}’ {} {}{}", question.text.substr(0, kShownMax),
                        question.candidates.size() == 1 ? "mungkin berarti" : "dapat berarti",
                        choices, question.candidates.size() == 1 ? "; benarkah?" : "; yang mana?");
    }

    void refuse_text(Field field, TextId id, const StagedValue& row) {
        const FieldWords& words = kWords[static_cast<std::size_t>(field)];
        const bool in_title = staged_.dialect == Dialect::Csv &&
                              ((field == Field::Element && !staged_.element_column) ||
                               (field == Field::Period && !staged_.period_column));
        if (in_title && !titles_refused_.insert({field, id}).second) return;
        const std::string text(staged_.texts.text(id).substr(0, kShownMax));
        std::string fault;
        if (field == Field::Period) {
            fault =
                fmt::format("‘{}’ bukan periode; tulis misalnya 202412, 2024Q4 atau 2024", text);
        } else if (text.empty()) {
            fault = fmt::format("{} kosong; {}", words.indonesian, words.mend);
        } else {
            fault = fmt::format("{} ‘{}’ tidak dikenal; {}", words.indonesian, text, words.mend);
        }
        StagedValue place = row;
        if (in_title) place.row = 1;  // The column's title; said once, not once per row.
        refuse(place, column_of(field, row), fault, words.code, words.property, id,
               fmt::format("{}: `{}`", words.english, text));
    }

    void refuse(const StagedValue& row, std::uint32_t column, std::string_view fault,
                std::string_view code, std::string_view property, TextId object,
                std::string english) {
        Problem problem;
        problem.row = row.row;
        problem.code = code;
        problem.property = property;
        problem.object = staged_.texts.text(object);
        if (staged_.dialect == Dialect::Dhis2) {
            problem.message = std::move(english);
        } else {
            if (out_.problems.size() >= options_.problems_max) return;
            problem.column = column_letter(column);
            problem.message =
                fmt::format("Baris {}, kolom {}: {}.", row.row, problem.column, fault);
            // A wide row whose unit is unknown says so once, not for each of its cells.
            if (!out_.problems.empty() && out_.problems.back().message == problem.message) return;
        }
        out_.problems.push_back(std::move(problem));
    }

    static bool same_value(const DataValue& a, const DataValue& b) {
        const bool same_text = a.state != ValueState::Blank || a.text == b.text;
        return a.state == b.state && a.number == b.number && same_text;
    }

    void refuse_contradictions() {
        std::vector<std::size_t> order(out_.values.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return out_.values[a].key < out_.values[b].key;
        });
        std::vector<bool> dropped(out_.values.size(), false);
        bool any = false;
        for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
            for (end = begin + 1; end < order.size() &&
                                  out_.values[order[begin]].key == out_.values[order[end]].key;) {
                ++end;
            }
            if (end - begin == 1) continue;
            any = true;
            settle({order.data() + begin, order.data() + end}, dropped);
        }
        if (any) remove(dropped);
    }

    // Values for one cell: equal ones count once, different ones are all refused.
    void settle(std::span<const std::size_t> group, std::vector<bool>& dropped) {
        const std::size_t first = group.front();
        const bool equal = std::all_of(group.begin(), group.end(), [&](std::size_t each) {
            return same_value(out_.values[first], out_.values[each]);
        });
        for (const std::size_t each : group) {
            if (equal && each == first) continue;
            dropped[each] = true;
            if (equal) continue;
            ++out_.rejected;
            const std::size_t other = each == first ? group[1] : first;
            StagedValue row;
            row.row = out_.value_rows[each];
            refuse(row, out_.value_columns[each],
                   fmt::format("baris {}, kolom {} memberi nilai lain untuk unit, elemen data dan "
                               "periode yang sama; hapus salah satu",
                               out_.value_rows[other], column_letter(out_.value_columns[other])),
                   "", "value", 0, "");
        }
    }

    void remove(const std::vector<bool>& dropped) {
        std::size_t to = 0;
        for (std::size_t from = 0; from < out_.values.size(); ++from) {
            if (dropped[from]) continue;
            if (to != from) {
                out_.values[to] = std::move(out_.values[from]);
                out_.value_rows[to] = out_.value_rows[from];
                out_.value_columns[to] = out_.value_columns[from];
            }
            ++to;
        }
        out_.values.resize(to);
        out_.value_rows.resize(to);
        out_.value_columns.resize(to);
    }

    const StagedValues& staged_;
    const NameBook& names_;
    const ResolveOptions& options_;
    std::vector<Meaning> meanings_[kFieldCount];  // By text.
    std::set<std::pair<Field, TextId>> titles_refused_;
    ResolvedValues out_;
};

}  // namespace

ResolvedValues resolve(const StagedValues& staged, const NameBook& names,
                       const ResolveOptions& options) {
    return Resolver(staged, names, options).run();
}

}  // namespace sinergi::exchange
