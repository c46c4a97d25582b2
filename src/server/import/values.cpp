// SPDX-License-Identifier: Apache-2.0
// Importing data values: cells of a table or a dataValueSet.
#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "exchange/dhis2_values.h"
#include "exchange/value_text.h"
#include "server/access.h"
#include "server/import/import_run.h"

namespace sinergi::server {

namespace {

Result<exchange::StagedValues> stage(Import& import) {
    if (looks_like_json(import.bytes)) {
        exchange::StagedValues staged = TRY(exchange::decode_dhis2_json(import.bytes));
        if (!staged.rows.empty()) return staged;
        return fail(
            ErrorCode::InvalidArgument,
            "Berkas ini tidak berisi nilai (dataValues). Periksa apakah berkasnya benar dan "
            "utuh.");
    }
    const exchange::Table& table = *TRY(import.table());
    exchange::StageOptions stage;
    stage.roles = import.column_roles();
    stage.period = import.options.period;
    stage.element = import.options.element;
    return exchange::stage_values(table, stage);
}

// Drops what lies outside the viewer's own units, each with a sentence.
void keep_own_units(Import& import, exchange::ResolvedValues& resolved) {
    const OrgUnitTree& tree = import.snapshot->tree();
    std::size_t kept = 0;
    for (std::size_t i = 0; i < resolved.values.size(); ++i) {
        const Row row = tree.find_object(resolved.values[i].key.org_unit);
        if (row != kNoRow && may_enter(import.viewer, tree, row)) {
            if (kept != i) {
                resolved.values[kept] = std::move(resolved.values[i]);
                resolved.value_rows[kept] = resolved.value_rows[i];
                resolved.value_columns[kept] = resolved.value_columns[i];
            }
            ++kept;
            continue;
        }
        ++resolved.rejected;
        if (import.report.problems.size() >= ImportReport::kProblemsShown) continue;
        const std::string name = row == kNoRow ? std::string("unit") : tree.unit(row).name;
        import.report.problems.push_back(
            {resolved.value_rows[i], "",
             fmt::format("Baris {}: {} di luar wilayah kerja {}.", resolved.value_rows[i], name,
                         import.viewer.username)});
    }
    resolved.values.resize(kept);
    resolved.value_rows.resize(kept);
    resolved.value_columns.resize(kept);
    std::erase_if(resolved.deletions, [&](const DataValueKey& key) {
        const Row row = tree.find_object(key.org_unit);
        const bool own = row != kNoRow && may_enter(import.viewer, tree, row);
        if (!own) ++resolved.rejected;
        return !own;
    });
}

void add_questions(Import& import, const exchange::ResolvedValues& resolved) {
    for (const exchange::Question& asked : resolved.questions) {
        ImportQuestion question;
        question.kind = asked.kind == exchange::NameKind::Unit      ? "unit"
                        : asked.kind == exchange::NameKind::Element ? "element"
                                                                    : "option_combo";
        question.text = asked.text;
        question.sentence = asked.sentence;
        question.rows = asked.rows;
        for (const exchange::Candidate& candidate : asked.candidates) {
            question.choices.push_back({candidate.uid, candidate.label});
        }
        import.report.questions.push_back(std::move(question));
    }
}

std::string shown(const std::optional<engine::ColumnEntry>& entry, std::string_view value_type) {
    if (!entry) return {};
    DataValue value;
    value.state = entry->state;
    value.number = entry->number;
    return exchange::value_text(value, value_type);
}

// Names of what the keys refer to, and what stands in the columns now.
class Differences {
public:
    explicit Differences(Import& import) : import_(import), snapshot_(*import.snapshot) {}

    void list(const exchange::ResolvedValues& resolved) {
        for (std::size_t i = 0; i < resolved.values.size(); ++i) {
            if (new_ == ImportReport::kChangesShown && changed_ == new_) return;
            add(resolved.values[i], resolved.value_rows[i], resolved.value_columns[i]);
        }
    }

private:
    void add(const DataValue& value, std::uint32_t row, std::uint32_t column) {
        const auto before = entry_of(value.key);
        if (before && before->state == value.state && before->number == value.number) return;
        std::size_t& listed = before ? changed_ : new_;
        if (listed == ImportReport::kChangesShown) return;
        ++listed;
        const DataElement* element =
            snapshot_.metadata->data_element(value.key.series.data_element);
        const std::string_view type =
            element == nullptr ? std::string_view("NUMBER") : std::string_view(element->value_type);
        const OrgUnitTree& tree = snapshot_.tree();
        ImportChange change;
        change.is_new = !before;
        change.row = row;
        change.column = exchange::column_letter(column);
        change.unit = tree.unit(tree.find_object(value.key.org_unit)).name;
        change.element = element == nullptr ? std::string() : element->name;
        change.period = to_string(value.key.period);
        change.before = shown(before, type);
        change.after = exchange::value_text(value, type);
        import_.report.changes.push_back(std::move(change));
    }

    [[nodiscard]] std::optional<engine::ColumnEntry> entry_of(const DataValueKey& key) const {
        const Row row = snapshot_.tree().find_object(key.org_unit);
        for (const auto& series : snapshot_.columns.of_element(key.series.data_element)) {
            if (!(series->series == key.series)) continue;
            const engine::Column* column = series->find(key.period);
            return column == nullptr ? std::nullopt : column->at(row);
        }
        return std::nullopt;
    }

    Import& import_;
    const engine::Snapshot& snapshot_;
    std::size_t new_ = 0, changed_ = 0;
};

// The sender confirmed a comparison: nothing in it may have changed meanwhile.
Result<void> check_unchanged(const Import& import, const exchange::ResolvedValues& resolved) {
    if (!import.options.compared_at || import.options.dry_run) return {};
    std::vector<DataValueKey> keys;
    keys.reserve(resolved.values.size());
    for (const DataValue& value : resolved.values) keys.push_back(value.key);
    keys.insert(keys.end(), resolved.deletions.begin(), resolved.deletions.end());
    std::sort(keys.begin(), keys.end());
    return import.office.store().scan_changes(
        *import.options.compared_at,
        [&](const std::vector<store::ValueVersion>& batch) -> Result<void> {
            for (const store::ValueVersion& version : batch) {
                if (!std::binary_search(keys.begin(), keys.end(), version.value.key)) continue;
                return fail(
                    ErrorCode::Conflict,
                    fmt::format("Data yang sama diubah orang lain pada perubahan {} sesudah "
                                "berkas ini diuji; uji lagi untuk melihat bedanya.",
                                version.from),
                    "changed_meanwhile");
            }
            return {};
        });
}

Result<void> write(Import& import, exchange::ResolvedValues& resolved) {
    store::WriteCounts counts;
    const auto change = TRY(import.office.write(
        import.viewer.username, import.reason(),
        [&](store::Draft& draft) -> Result<void> {
            TRY(check_unchanged(import, resolved));
            counts = TRY(draft.put_values(std::move(resolved.values)));
            if (!resolved.deletions.empty()) {
                counts.deleted = TRY(draft.remove_values(resolved.deletions)).deleted;
            }
            if (import.memory.is_changed()) {
                TRY(import.memory.save(draft, import.viewer.username));
            }
            return {};
        },
        import.options.dry_run));
    import.report.change = change.number;
    import.report.created = counts.created;
    import.report.changed = counts.updated;
    import.report.same = counts.same;
    import.report.removed = counts.deleted;
    return {};
}

}  // namespace

Result<void> import_values(Import& import) {
    auto decoded = stage(import);
    if (!decoded && import.options.dry_run && import.decoded) {
        // The sender sees the columns and can say what they hold.
        import.report.problems.push_back({0, "", decoded.error().message});
        import.report.rejected = import.decoded->table.rows();
        return {};
    }
    const exchange::StagedValues staged = TRY(std::move(decoded));
    const exchange::NameBook names(import.snapshot->metadata->metadata(), import.memory.answers());
    exchange::ResolveOptions resolve;
    const std::string style = import.memory.numbers();
    if (style == "id") resolve.numbers = NumberStyle::Indonesian;
    if (style == "en") resolve.numbers = NumberStyle::English;
    exchange::ResolvedValues resolved = exchange::resolve(staged, names, resolve);
    import.add_problems(resolved.problems);
    add_questions(import, resolved);
    keep_own_units(import, resolved);
    import.report.rejected = resolved.rejected;
    import.report.ambiguous_numbers = resolved.ambiguous;
    if (import.options.dry_run) Differences(import).list(resolved);
    if (resolved.values.empty() && resolved.deletions.empty()) return {};
    return write(import, resolved);
}

}  // namespace sinergi::server
