// SPDX-License-Identifier: Apache-2.0
#include "server/import/undo.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "exchange/value_text.h"
#include "server/access.h"
#include "server/json_writer.h"

namespace sinergi::server {

namespace {

constexpr std::size_t kKeptShown = 100;

// One value of the change: what it made, and what had been there.
struct Step {
    const store::ValueVersion* made = nullptr;
    const store::ValueVersion* before = nullptr;  // None: there was nothing.
};

class Undo {
public:
    Undo(Office& office, const Viewer& viewer, store::ChangeNumber change, bool dry_run)
        : office_(office), viewer_(viewer), snapshot_(office.snapshot()) {
        report_.undone = change;
        report_.dry_run = dry_run;
    }

    Result<UndoReport> run() {
        const auto versions = TRY(office_.store().versions_of(report_.undone));
        const auto figures = TRY(office_.store().figure_versions_of(report_.undone));
        if (versions.empty() && figures.empty()) {
            return fail(ErrorCode::Conflict,
                        fmt::format("Perubahan {} tidak mengubah nilai laporan atau angka terbit; "
                                    "metadata dan akun tidak dapat diurungkan di sini.",
                                    report_.undone));
        }
        for (const Step& step : steps_of(versions)) plan(step);
        plan_figures(figures);
        if (put_.empty() && remove_.empty() && put_figures_.empty() && remove_figures_.empty()) {
            return fail(
                ErrorCode::Conflict,
                fmt::format("Tidak ada yang dapat diurungkan dari perubahan {}: {}", report_.undone,
                            report_.kept.empty() ? std::string("nilainya sudah seperti semula.")
                                                 : report_.kept.front()));
        }
        report_.restored = put_.size() + put_figures_.size();
        report_.removed = remove_.size() + remove_figures_.size();
        const auto change = TRY(office_.write(
            viewer_.username, fmt::format("urungkan perubahan {}", report_.undone),
            [&](store::Draft& draft) -> Result<void> {
                if (!put_.empty()) TRY(draft.put_values(put_));
                if (!remove_.empty()) TRY(draft.remove_values(remove_));
                for (const auto& figure : put_figures_) TRY(draft.put_figure(figure));
                for (const auto& figure : remove_figures_) TRY(draft.remove_figure(figure));
                return {};
            },
            report_.dry_run));
        report_.change = change.number;
        return std::move(report_);
    }

private:
    // Versions come ordered by key: at most the one that ended, then the one that was made.
    [[nodiscard]] std::vector<Step> steps_of(
        const std::vector<store::ValueVersion>& versions) const {
        std::vector<Step> steps;
        for (const store::ValueVersion& version : versions) {
            if (steps.empty() || !(key_of(steps.back()) == version.value.key)) steps.emplace_back();
            Step& step = steps.back();
            (version.from == report_.undone ? step.made : step.before) = &version;
        }
        return steps;
    }

    static const DataValueKey& key_of(const Step& step) {
        return (step.made != nullptr ? step.made : step.before)->value.key;
    }

    void plan(const Step& step) {
        if (step.made == nullptr) return;  // Ended without a successor: it never shows.
        const DataValueKey& key = step.made->value.key;
        const Row row = snapshot_->tree().find_object(key.org_unit);
        if (row == kNoRow || !may_enter(viewer_, snapshot_->tree(), row)) {
            leave(key, "di luar wilayah kerja");
            return;
        }
        if (step.made->to != 0) {
            leave(key, fmt::format("diubah lagi pada perubahan {}", step.made->to));
            return;
        }
        const bool there_was = step.before != nullptr && !step.before->deleted;
        if (there_was) {
            put_.push_back(step.before->value);
        } else if (!step.made->deleted) {
            remove_.push_back(key);
        } else {
            return;
        }
        list(key, step.made->deleted ? nullptr : &step.made->value,
             there_was ? &step.before->value : nullptr);
    }

    // Refers to the figure's own texts.
    using FigureKey = std::tuple<const std::string&, const std::string&, const std::string&,
                                 const std::string&, const std::string&>;
    static FigureKey figure_key(const store::PublishedFigure& figure) {
        return std::tie(figure.indicator_code, figure.unit_uid, figure.period, figure.source,
                        figure.basis);
    }

    // Versions come ordered by key, then by begin: at most the one that the change ended, then the
    // one it made.
    void plan_figures(const std::vector<store::FigureVersion>& versions) {
        if (versions.empty()) return;
        const auto reference = office_.reference();
        std::set<FigureKey> held;
        for (const store::PublishedFigure& figure : reference->figures()) {
            held.insert(figure_key(figure));
        }
        for (std::size_t i = 0; i < versions.size();) {
            const store::FigureVersion* before = nullptr;
            const store::FigureVersion* made = nullptr;
            const std::size_t first = i;
            for (; i < versions.size() &&
                   figure_key(versions[i].figure) == figure_key(versions[first].figure);
                 ++i) {
                (versions[i].from == report_.undone ? made : before) = &versions[i];
            }
            plan_figure(before, made, held);
        }
    }

    void plan_figure(const store::FigureVersion* before, const store::FigureVersion* made,
                     const std::set<FigureKey>& held) {
        const store::PublishedFigure& figure = (made != nullptr ? made : before)->figure;
        const Row row = snapshot_->tree().find_uid(figure.unit_uid);
        if (row == kNoRow || !may_enter(viewer_, snapshot_->tree(), row)) {
            return leave_figure(figure, "di luar wilayah kerja");
        }
        if (made != nullptr && made->to != 0) {
            return leave_figure(figure, fmt::format("diubah lagi pada perubahan {}", made->to));
        }
        if (made == nullptr && held.contains(figure_key(figure))) {
            return leave_figure(figure, "diisi lagi sesudahnya");
        }
        before != nullptr ? put_figures_.push_back(before->figure)
                          : remove_figures_.push_back(made->figure);
        if (report_.changes.size() == ImportReport::kChangesShown) return;
        ImportChange change;
        change.is_new = made == nullptr;
        change.unit = unit_name(figure);
        change.element = figure.indicator_code;
        change.period = figure.period;
        if (made != nullptr) change.before = fmt::format("{}", made->figure.value);
        if (before != nullptr) change.after = fmt::format("{}", before->figure.value);
        report_.changes.push_back(std::move(change));
    }

    [[nodiscard]] std::string unit_name(const store::PublishedFigure& figure) const {
        const Row row = snapshot_->tree().find_uid(figure.unit_uid);
        return row == kNoRow ? figure.unit_uid : snapshot_->tree().unit(row).name;
    }

    void leave_figure(const store::PublishedFigure& figure, const std::string& why) {
        ++report_.left;
        if (report_.kept.size() == kKeptShown) return;
        report_.kept.push_back(fmt::format("{}, {}, {}: dibiarkan, {}.", unit_name(figure),
                                           figure.indicator_code, figure.period, why));
    }

    struct Names {
        std::string unit, element, type;
    };
    [[nodiscard]] Names names_of(const DataValueKey& key) const {
        Names names;
        const Row row = snapshot_->tree().find_object(key.org_unit);
        names.unit = row == kNoRow ? std::string("unit") : snapshot_->tree().unit(row).name;
        if (const auto* element = snapshot_->metadata->data_element(key.series.data_element)) {
            names.element = element->name;
            names.type = element->value_type;
        }
        return names;
    }

    void leave(const DataValueKey& key, const std::string& why) {
        ++report_.left;
        if (report_.kept.size() == kKeptShown) return;
        const Names names = names_of(key);
        report_.kept.push_back(fmt::format("{}, {}, {}: dibiarkan, {}.", names.unit, names.element,
                                           to_string(key.period), why));
    }

    void list(const DataValueKey& key, const DataValue* now, const DataValue* then) {
        if (report_.changes.size() == ImportReport::kChangesShown) return;
        const Names names = names_of(key);
        ImportChange change;
        change.is_new = now == nullptr;
        change.unit = names.unit;
        change.element = names.element;
        change.period = to_string(key.period);
        if (now != nullptr) change.before = exchange::value_text(*now, names.type);
        if (then != nullptr) change.after = exchange::value_text(*then, names.type);
        report_.changes.push_back(std::move(change));
    }

    Office& office_;
    const Viewer& viewer_;
    engine::SnapshotPtr snapshot_;
    UndoReport report_;
    std::vector<DataValue> put_;
    std::vector<DataValueKey> remove_;
    std::vector<store::PublishedFigure> put_figures_, remove_figures_;
};

}  // namespace

Result<UndoReport> undo_change(Office& office, const Viewer& viewer, store::ChangeNumber change,
                               bool dry_run) {
    return Undo(office, viewer, change, dry_run).run();
}

std::string to_json(const UndoReport& report) {
    JsonWriter json;
    json.object([&] {
        json.member("dry_run", report.dry_run);
        json.member("undone", report.undone);
        json.member("change", report.change);
        json.member("restored", report.restored);
        json.member("removed", report.removed);
        json.member("left", report.left);
        json.array("kept", [&] {
            for (const std::string& sentence : report.kept) json.put(sentence);
        });
        json.array("changes", [&] {
            for (const ImportChange& change : report.changes) write(json, change);
        });
    });
    return json.take();
}

}  // namespace sinergi::server
