// SPDX-License-Identifier: Apache-2.0
// Importing published figures: a table of their own beside the reports, never added up.
#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/number_text.h"
#include "base/text.h"
#include "exchange/dhis2_metadata.h"
#include "exchange/figures_csv.h"
#include "methods/plausibility.h"
#include "server/access.h"
#include "server/import/import_run.h"

namespace sinergi::server {

namespace {

using exchange::FigureText;
using exchange::StagedFigure;
using Key = std::tuple<std::string, std::string, std::string, std::string, std::string>;

Key key_of(const store::PublishedFigure& figure) {
    return {figure.indicator_code, figure.unit_uid, figure.period, figure.source, figure.basis};
}

bool same_figure(const store::PublishedFigure& a, const store::PublishedFigure& b) {
    return a.kind == b.kind && a.value == b.value && a.numerator == b.numerator &&
           a.denominator == b.denominator && a.measure == b.measure && a.question == b.question &&
           a.note == b.note;
}

// A place below the unit whose code the file gives.
bool is_small_place(std::string_view kind) {
    static const std::set<std::string_view> kinds = {"puskesmas", "pustu",    "rs",      "rsud",
                                                     "rsu",       "klinik",   "desa",    "kel",
                                                     "kelurahan", "labkesda", "posyandu"};
    return kinds.contains(kind);
}

// "Puskesmas Rau (Kota Serang)" -> "Puskesmas Rau".
std::string without_remark(std::string_view place) {
    const std::size_t open = place.find('(');
    return std::string(trim(open == std::string_view::npos ? place : place.substr(0, open)));
}

bool says_the_same(std::string_view place, std::string_view name) {
    const auto a = exchange::split_place_name(place);
    const auto b = exchange::split_place_name(name);
    return exchange::plain_header(a.bare) == exchange::plain_header(b.bare) &&
           (a.kind == b.kind || a.kind.empty() || b.kind.empty());
}

// "to 6 Nov 2025", "Jan - 3 Jun 2022", "TW III 2025": not the whole year.
bool is_part_of_year(std::string_view period) {
    const std::string lower = ' ' + to_lower_ascii(period) + ' ';
    for (const char* word : {" to ", " sampai ", " s.d", " s/d", " hingga ", " tw ", " triwulan ",
                             " semester ", " jan - ", " januari - "}) {
        if (lower.find(word) != std::string::npos) return true;
    }
    return false;
}

int decimals_of(double value) {
    const std::string text = json_number(value);
    const std::size_t point = text.find('.');
    return point == std::string::npos ? 0 : static_cast<int>(text.size() - point - 1);
}

struct Taken {
    std::uint32_t row = 0;
    std::string column;  // Of the value.
    store::PublishedFigure figure;
};

// Texts to figures; what cannot be one is a problem that names the cell.
class Reader {
public:
    explicit Reader(Import& import)
        : import_(import),
          names_(import.snapshot->metadata->metadata(), import.memory.answers()),
          style_(import.memory.numbers() == "id"   ? NumberStyle::Indonesian
                 : import.memory.numbers() == "en" ? NumberStyle::English
                                                   : NumberStyle::Ask) {}

    void read(const std::vector<StagedFigure>& staged) {
        for (const StagedFigure& one : staged) {
            store::PublishedFigure figure;
            if (!read_unit(one, figure) || !read_texts(one, figure) || !read_numbers(one, figure)) {
                ++import_.report.rejected;
                continue;
            }
            const auto [known, is_new] = keys_.emplace(key_of(figure), taken.size());
            if (is_new) {
                taken.push_back({one.row, one.value.column, std::move(figure)});
            } else if (taken[known->second].figure.value != figure.value) {
                refuse(
                    one.row, one.value,
                    fmt::format("baris {} memberi angka lain untuk indikator, wilayah, tahun dan "
                                "sumber yang sama; hapus salah satu",
                                taken[known->second].row));
                ++import_.report.rejected;
            }
        }
    }

    std::vector<Taken> taken;
    std::map<std::string, OrgUnit> new_units;  // By uid.

private:
    bool refuse(std::uint32_t row, const FigureText& cell, std::string_view fault) {
        if (import_.report.problems.size() < ImportReport::kProblemsShown) {
            import_.report.problems.push_back(
                {row, cell.column,
                 cell.column.empty()
                     ? fmt::format("Baris {}: {}.", row, fault)
                     : fmt::format("Baris {}, kolom {}: {}.", row, cell.column, fault)});
        }
        return false;
    }

    bool read_unit(const StagedFigure& one, store::PublishedFigure& figure) {
        const OrgUnitTree& tree = import_.snapshot->tree();
        if (one.code.text.empty()) {
            const exchange::NameMatch match = names_.find_unit(one.place.text);
            if (match.id == kNoObject) {
                return refuse(one.row, one.place,
                              match.candidates.empty()
                                  ? fmt::format("wilayah ‘{}’ tidak dikenal; isi kode_kemendagri",
                                                one.place.text)
                                  : fmt::format("‘{}’ dapat berarti beberapa wilayah; isi "
                                                "kode_kemendagri",
                                                one.place.text));
            }
            figure.unit_uid = tree.unit(tree.find_object(match.id)).uid;
            return true;
        }
        const Row row = tree.find_code(CodeSystem::Kemendagri, one.code.text);
        if (row == kNoRow) {
            return refuse(one.row, one.code,
                          fmt::format("kode ‘{}’ ({}) tidak ada di daftar unit; tambahkan unitnya "
                                      "dulu",
                                      one.code.text, one.place.text));
        }
        const OrgUnit& unit = tree.unit(row);
        figure.unit_uid = unit.uid;
        const std::string place = without_remark(one.place.text);
        if (place.empty() || says_the_same(place, unit.name)) return true;
        if (!is_small_place(exchange::split_place_name(place).kind)) {
            return refuse(one.row, one.place,
                          fmt::format("kode {} adalah {}, bukan ‘{}’; perbaiki salah satunya",
                                      one.code.text, unit.name, one.place.text));
        }
        figure.unit_uid = place_below(row, place);
        return true;
    }

    // The unit of that name below `row`, known or new.
    std::string place_below(Row row, const std::string& place) {
        const OrgUnitTree& tree = import_.snapshot->tree();
        for (Row below = row + 1; below < tree.subtree(row).end; ++below) {
            if (says_the_same(place, tree.unit(below).name)) return tree.unit(below).uid;
        }
        const OrgUnit& parent = tree.unit(row);
        std::string uid =
            uid_from(fmt::format("place:{}:{}", parent.uid, exchange::plain_header(place)));
        OrgUnit& unit = new_units[uid];
        unit.uid = uid;
        unit.parent_uid = parent.uid;
        unit.name = unit.short_name = place;
        return uid;
    }

    bool read_texts(const StagedFigure& one, store::PublishedFigure& figure) {
        if (one.indicator.text.empty()) return refuse(one.row, one.indicator, "indikator kosong");
        if (one.source.text.empty()) {
            return refuse(one.row, one.source,
                          "sumber kosong; angka terbitan tanpa sumber tidak dapat dirujuk");
        }
        const auto year = parse_period(one.year.text);
        if (!year || year->kind != PeriodKind::Yearly) {
            return refuse(one.row, one.year, fmt::format("‘{}’ bukan tahun", one.year.text));
        }
        figure.indicator_code = one.indicator.text;
        figure.period = one.year.text;
        figure.source = one.source.text;
        figure.kind = one.kind.text;
        figure.measure = one.measure.text;
        figure.basis = one.basis.text;
        if (!one.period.text.empty()) {
            figure.basis += figure.basis.empty() ? one.period.text : ", " + one.period.text;
        }
        return true;
    }

    bool read_numbers(const StagedFigure& one, store::PublishedFigure& figure) {
        std::optional<double> value;
        if (!read_number(one.row, one.value, value) ||
            !read_number(one.row, one.numerator, figure.numerator) ||
            !read_number(one.row, one.denominator, figure.denominator)) {
            return false;
        }
        if (!value)
            return refuse(one.row, one.value, "nilai kosong; hapus barisnya atau isi angkanya");
        figure.value = *value;
        return true;
    }

    bool read_number(std::uint32_t row, const FigureText& cell, std::optional<double>& number) {
        const ParsedNumber parsed =
            parse_number(cell.text, cell.is_number ? NumberStyle::English : style_);
        switch (parsed.kind) {
            case NumberKind::Number: number = parsed.value; return true;
            case NumberKind::Blank: return true;
            case NumberKind::Ambiguous:
                ++import_.report.ambiguous_numbers;
                return refuse(
                    row, cell,
                    fmt::format("‘{}’ dapat berarti {} atau {}; katakan cara berkas ini "
                                "menulis angka",
                                cell.text, fixed_text(parsed.as_thousands, 0),
                                format_number(parsed.as_decimal, 3, NumberStyle::Indonesian)));
            default: break;
        }
        return refuse(row, cell, fmt::format("‘{}’ bukan angka", cell.text));
    }

    Import& import_;
    exchange::NameBook names_;
    NumberStyle style_;
    std::map<Key, std::size_t> keys_;
};

// Holds the file's figures against each other and against those stored already.
class Questions {
public:
    Questions(const Import& import, const Reader& reader) : import_(import), reader_(reader) {}

    // Sets the question of each figure of the file.
    void ask(std::vector<Taken>& taken) {
        std::set<Key> replaced;
        for (const Taken& one : taken) {
            replaced.insert(key_of(one.figure));
            add(one.figure);
        }
        for (const auto& figure : import_.office.reference()->figures()) {
            if (!replaced.contains(key_of(figure))) add(figure);
        }
        for (const methods::Doubt& doubt : methods::find_doubts(figures_, surroundings())) {
            if (doubt.figure >= taken.size()) continue;
            std::string& question = taken[doubt.figure].figure.question;
            question += (question.empty() ? "" : " ") + doubt.sentence;
        }
    }

private:
    std::uint32_t number_of(const std::string& uid) {
        return numbers_.emplace(uid, static_cast<std::uint32_t>(numbers_.size())).first->second;
    }

    [[nodiscard]] std::string parent_of(const std::string& uid) const {
        if (const auto found = reader_.new_units.find(uid); found != reader_.new_units.end()) {
            return found->second.parent_uid;
        }
        const Row row = import_.snapshot->tree().find_uid(uid);
        return row == kNoRow ? std::string() : import_.snapshot->tree().unit(row).parent_uid;
    }

    void add(const store::PublishedFigure& published) {
        methods::Figure figure;
        figure.indicator = published.indicator_code;
        figure.unit = number_of(published.unit_uid);
        if (const std::string parent = parent_of(published.unit_uid); !parent.empty()) {
            figure.parent = number_of(parent);
        }
        const char* year = published.period.data();  // "2024", or a period of that year.
        std::from_chars(year, year + std::min<std::size_t>(published.period.size(), 4),
                        figure.year);
        figure.value = published.value;
        figure.decimals = decimals_of(published.value);
        figure.numerator = published.numerator;
        figure.denominator = published.denominator;
        figure.measure = methods::parse_measure(published.measure);
        figure.basis = published.basis;
        figure.source = published.source;
        figure.is_part_of_year = is_part_of_year(published.basis);
        figures_.push_back(std::move(figure));
    }

    [[nodiscard]] methods::Surroundings surroundings() {
        methods::Surroundings around;
        for (const CatalogueIndicator& indicator : import_.office.catalogue().indicators) {
            around.natures.push_back({indicator.code, methods::parse_measure(indicator.unit.id),
                                      indicator.proportion && !indicator.denominator.empty()});
        }
        const Assumption& births = import_.office.catalogue().crude_birth_rate;
        around.crude_birth_rate = births.value;
        around.crude_birth_rate_source = births.source + ' ' + births.year;
        // Units of one kind below a unit: its puskesmas apart from its subdistricts.
        std::map<std::pair<std::string, std::string>, std::vector<std::uint32_t>> children;
        const OrgUnitTree& tree = import_.snapshot->tree();
        for (const auto& [uid, number] : std::map<std::string, std::uint32_t>(numbers_)) {
            const Row row = tree.find_uid(uid);
            if (row == kNoRow) continue;
            for (const Row child : tree.children(row)) {
                const OrgUnit& unit = tree.unit(child);
                children[{uid, kind_of(unit.name)}].push_back(number_of(unit.uid));
            }
        }
        for (const auto& [uid, unit] : reader_.new_units) {
            children[{unit.parent_uid, kind_of(unit.name)}].push_back(number_of(uid));
        }
        for (auto& [key, units] : children) {
            around.children.emplace_back(number_of(key.first), std::move(units));
        }
        return around;
    }

    // Districts and cities are one level.
    static std::string kind_of(const std::string& name) {
        const std::string kind = exchange::split_place_name(name).kind;
        return kind == "kota" ? "kab" : kind;
    }

    const Import& import_;
    const Reader& reader_;
    std::map<std::string, std::uint32_t> numbers_;
    std::vector<methods::Figure> figures_;
};

void list_change(Import& import, const Reader& reader, const Taken& one,
                 const store::PublishedFigure* before) {
    std::uint64_t& count = before == nullptr ? import.report.created : import.report.changed;
    if (++count > ImportReport::kChangesShown || !import.options.dry_run) return;
    const Row row = import.snapshot->tree().find_uid(one.figure.unit_uid);
    ImportChange change;
    change.is_new = before == nullptr;
    change.row = one.row;
    change.column = one.column;
    change.unit = row == kNoRow ? reader.new_units.at(one.figure.unit_uid).name
                                : import.snapshot->tree().unit(row).name;
    change.element = one.figure.indicator_code;
    change.period = one.figure.period;
    if (before != nullptr) change.before = json_number(before->value);
    change.after = json_number(one.figure.value);
    import.report.changes.push_back(std::move(change));
}

// What the file would write, compared with what is stored.
std::vector<const Taken*> compare(Import& import, const Reader& reader) {
    std::map<Key, const store::PublishedFigure*> stored;
    const auto reference = import.office.reference();
    for (const auto& figure : reference->figures()) stored[key_of(figure)] = &figure;
    std::vector<const Taken*> different;
    for (const Taken& one : reader.taken) {
        const auto known = stored.find(key_of(one.figure));
        if (known != stored.end() && same_figure(*known->second, one.figure)) {
            ++import.report.same;
            continue;
        }
        list_change(import, reader, one, known == stored.end() ? nullptr : known->second);
        different.push_back(&one);
    }
    return different;
}

void report_questions(Import& import, const Reader& reader) {
    std::set<std::string> unknown;
    for (const Taken& one : reader.taken) {
        if (import.office.indicator(one.figure.indicator_code) == nullptr) {
            unknown.insert(one.figure.indicator_code);
        }
        if (one.figure.question.empty()) continue;
        ++import.report.questioned;
        if (import.report.doubts.size() == ImportReport::kProblemsShown) continue;
        import.report.doubts.push_back(
            {one.row, one.column,
             fmt::format("Baris {}, kolom {}: {}", one.row, one.column, one.figure.question)});
    }
    std::string list;
    for (const std::string& code : unknown) list += (list.empty() ? "" : ", ") + code;
    if (!list.empty()) {
        import.report.notes.push_back(
            fmt::format("Indikator di luar katalog, disimpan dengan kodenya: {}.", list));
    }
    if (!reader.new_units.empty()) {
        import.report.notes.push_back(
            fmt::format("{} fasilitas atau desa baru dibuat di bawah kode wilayahnya.",
                        reader.new_units.size()));
    }
}

}  // namespace

Result<void> import_figures(Import& import) {
    const exchange::Table& table = *TRY(import.table());
    Reader reader(import);
    reader.read(TRY(exchange::stage_figures(table)));
    Questions(import, reader).ask(reader.taken);
    report_questions(import, reader);
    const std::vector<const Taken*> different = compare(import, reader);
    if (different.empty()) return {};
    std::vector<Office::ObjectChange> units;
    for (const auto& [uid, unit] : reader.new_units) {
        units.push_back({"organisationUnits", uid, exchange::to_json(unit)});
    }
    if (!units.empty()) TRY(import.office.check_metadata(units));
    const auto change = TRY(import.office.write(
        import.viewer.username, import.reason(),
        [&](store::Draft& draft) -> Result<void> {
            for (const auto& unit : units) {
                TRY(draft.put_object(unit.collection, unit.uid, unit.json));
            }
            for (const Taken* one : different) TRY(draft.put_figure(one->figure));
            if (import.memory.is_changed()) {
                TRY(import.memory.save(draft, import.viewer.username));
            }
            return {};
        },
        import.options.dry_run));
    import.report.change = change.number;
    return {};
}

}  // namespace sinergi::server
