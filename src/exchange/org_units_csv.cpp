// SPDX-License-Identifier: Apache-2.0
#include "exchange/org_units_csv.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "base/number_text.h"
#include "base/text.h"
#include "exchange/dhis2_metadata.h"
#include "exchange/unit_names.h"

namespace sinergi::exchange {

namespace {

enum class Field : std::uint8_t {
    Uid,
    Code,
    Kemendagri,
    Bps,
    Kemenkes,
    Name,
    ShortName,
    Parent,
    Opening,
    Closed,
    Latitude,
    Longitude,
    Type,
    Ownership
};
constexpr std::size_t kFieldCount = 14;

struct FieldTitles {
    std::string_view field;
    std::vector<std::string_view> titles;  // In plain_header() form.
};

const std::array<FieldTitles, kFieldCount>& field_titles() {
    static const std::array<FieldTitles, kFieldCount> titles = {{
        {"uid", {"uid", "id", "organisationunitid"}},
        {"code", {"code", "kode", "kodeunit", "kodefaskes", "kodepuskesmas"}},
        {"kemendagri", {"kodekemendagri", "kemendagri", "kodewilayah"}},
        {"bps", {"kodebps", "bps"}},
        {"kemenkes", {"kodekemenkes", "kemenkes", "kodefasyankes", "koderegistrasi"}},
        {"name", {"name", "nama", "namaunit", "namafaskes", "namafasyankes", "namapuskesmas"}},
        {"short_name", {"shortname", "namapendek", "namasingkat", "singkatan"}},
        {"parent",
         {"parent", "parentcode", "induk", "kodeinduk", "namainduk", "parentid", "kodekecamatan",
          "districtcode", "regencycode", "provincecode", "kecamatan"}},
        {"opening_date", {"openingdate", "tanggalbuka", "tglbuka", "mulaiberoperasi"}},
        {"closed_date", {"closeddate", "tanggaltutup", "tgltutup"}},
        {"latitude", {"latitude", "lat", "lintang"}},
        {"longitude", {"longitude", "lng", "lon", "long", "bujur"}},
        {"type", {"type", "jenis", "tipe", "jenisfaskes", "jenisunit"}},
        {"ownership", {"ownership", "kepemilikan", "pemilik", "statuskepemilikan"}},
    }};
    return titles;
}

using Columns = std::array<std::optional<std::size_t>, kFieldCount>;

std::optional<std::size_t> column_of(const Columns& columns, Field field) {
    return columns[static_cast<std::size_t>(field)];
}

Result<Columns> find_columns(const Table& table, const std::vector<ColumnRole>& mapping) {
    Columns columns;
    std::vector<bool> used(table.columns(), false);
    const auto& header = table.header();
    for (const ColumnRole& given : mapping) {
        const auto column = std::find(header.begin(), header.end(), given.column);
        if (column == header.end()) {
            return fail(ErrorCode::InvalidArgument,
                        fmt::format("Kolom ‘{}’ tidak ada di berkas.", given.column));
        }
        const auto index = static_cast<std::size_t>(column - header.begin());
        used[index] = true;
        const auto& fields = field_titles();
        const auto field = std::find_if(fields.begin(), fields.end(), [&](const FieldTitles& each) {
            return each.field == given.field;
        });
        if (field != fields.end()) {
            columns[static_cast<std::size_t>(field - fields.begin())] = index;
        } else if (given.field != "ignore") {
            return fail(ErrorCode::InvalidArgument,
                        fmt::format("Peran kolom ‘{}’ tidak dikenal.", given.field));
        }
    }
    for (std::size_t field = 0; field < kFieldCount; ++field) {
        for (const std::string_view title : field_titles()[field].titles) {
            for (std::size_t i = 0; i < header.size() && !columns[field]; ++i) {
                if (used[i] || plain_header(header[i]) != title) continue;
                columns[field] = i;
                used[i] = true;
            }
        }
    }
    if (!column_of(columns, Field::Name)) {
        return fail(ErrorCode::InvalidArgument, "Tidak ada kolom nama (misalnya ‘nama’).");
    }
    return columns;
}

// "2010-12-31" or "31/12/2010" -> ISO; nothing if it is neither.
std::optional<std::string> read_day(std::string_view text) {
    const char separator = text.find('/') != std::string_view::npos ? '/' : '-';
    const auto parts = split(text, separator);
    if (parts.size() != 3) return std::nullopt;
    const bool year_first = parts[0].size() == 4;
    int number[3] = {};
    for (std::size_t i = 0; i < 3; ++i) {
        if (parts[i].empty() || parts[i].size() > 4) return std::nullopt;
        for (const char c : parts[i]) {
            if (c < '0' || c > '9') return std::nullopt;
            number[i] = number[i] * 10 + (c - '0');
        }
    }
    const std::chrono::year_month_day day{
        std::chrono::year{number[year_first ? 0 : 2]},
        std::chrono::month{static_cast<unsigned>(number[1])},
        std::chrono::day{static_cast<unsigned>(number[year_first ? 2 : 0])}};
    if (!day.ok() || number[year_first ? 0 : 2] < 1000) return std::nullopt;
    return fmt::format("{:04}-{:02}-{:02}", number[year_first ? 0 : 2], number[1],
                       number[year_first ? 2 : 0]);
}

// "106,123" is no 106123: only one reading is on the globe.
std::optional<double> read_degree(std::string_view text, double limit) {
    const ParsedNumber parsed = parse_number(text);
    if (parsed.kind != NumberKind::Number && parsed.kind != NumberKind::Ambiguous) {
        return std::nullopt;
    }
    const double value = parsed.kind == NumberKind::Number ? parsed.value : parsed.as_decimal;
    if (std::fabs(value) > limit) return std::nullopt;
    return value;
}

class UnitStager {
public:
    UnitStager(const Table& table, const Columns& columns, std::span<const OrgUnit> known)
        : table_(table), columns_(columns), known_(known) {
        for (const OrgUnit& unit : known) {
            for (const CodeSystem system : {CodeSystem::Dhis2, CodeSystem::Kemendagri}) {
                if (!unit.code(system).empty()) known_code_.emplace(unit.code(system), &unit);
            }
        }
    }

    StagedUnits run() {
        for (std::size_t row = 0; row < table_.rows(); ++row) read(row);
        resolve_parents();
        return std::move(out_);
    }

private:
    [[nodiscard]] std::string_view text(std::size_t row, Field field) const {
        return column_of(columns_, field) ? trim(table_.cell(row, *column_of(columns_, field)))
                                          : std::string_view{};
    }

    void refuse(std::size_t row, Field field, std::string_view why) {
        Problem problem;
        problem.row = table_.row_number(row);
        problem.column = column_letter(
            column_of(columns_, field) ? table_.source_column(*column_of(columns_, field)) : 0);
        problem.message = fmt::format("Baris {}, kolom {}: {}.", problem.row, problem.column, why);
        out_.problems.push_back(std::move(problem));
    }

    void read(std::size_t row) {
        OrgUnit unit;
        unit.name = text(row, Field::Name);
        if (unit.name.empty()) return refuse(row, Field::Name, "nama kosong; tulis nama unit");
        unit.short_name = text(row, Field::ShortName);
        if (unit.short_name.empty()) unit.short_name = short_unit_name(unit.name);
        unit.codes = {std::string(text(row, Field::Code)),
                      std::string(text(row, Field::Kemendagri)), std::string(text(row, Field::Bps)),
                      std::string(text(row, Field::Kemenkes))};
        std::string& code = unit.codes[static_cast<std::size_t>(CodeSystem::Dhis2)];
        std::string& kemendagri = unit.codes[static_cast<std::size_t>(CodeSystem::Kemendagri)];
        if (kemendagri.empty() && looks_like_kemendagri_code(code)) kemendagri = code;
        if (code.empty()) code = kemendagri;
        if (!read_days(row, unit) || !read_place(row, unit)) return;
        unit.uid = text(row, Field::Uid);
        if (!unit.uid.empty() && !is_uid(unit.uid)) {
            return refuse(row, Field::Uid,
                          fmt::format("‘{}’ bukan uid DHIS2; kosongkan atau perbaiki",
                                      unit.uid.substr(0, 40)));
        }
        if (unit.uid.empty()) unit.uid = make_uid(unit, text(row, Field::Parent));
        if (!uids_.insert(unit.uid).second) {
            return refuse(row, column_of(columns_, Field::Code) ? Field::Code : Field::Name,
                          fmt::format("‘{}’ sudah ada di baris sebelumnya; hapus salah satu",
                                      code.empty() ? unit.name : code));
        }
        for (const auto& [field, set] :
             {std::pair{Field::Type, "type"}, {Field::Ownership, "ownership"}}) {
            const std::string_view group = text(row, field);
            if (!group.empty()) out_.groups.push_back({unit.uid, set, std::string(group)});
        }
        out_.units.push_back(std::move(unit));
        rows_.push_back(row);
    }

    bool read_days(std::size_t row, OrgUnit& unit) {
        for (const auto& [field, target] :
             {std::pair{Field::Opening, &unit.opening_date}, {Field::Closed, &unit.closed_date}}) {
            const std::string_view written = text(row, field);
            if (written.empty()) continue;
            const auto day = read_day(written);
            if (!day) {
                refuse(row, field,
                       fmt::format("‘{}’ bukan tanggal; tulis 2010-12-31 atau "
                                   "31/12/2010",
                                   written.substr(0, 40)));
                return false;
            }
            *target = *day;
        }
        return true;
    }

    bool read_place(std::size_t row, OrgUnit& unit) {
        const std::string_view latitude = text(row, Field::Latitude),
                               longitude = text(row, Field::Longitude);
        if (latitude.empty() && longitude.empty()) return true;
        const auto y = read_degree(latitude, 90), x = read_degree(longitude, 180);
        if (!x || !y) {
            refuse(row, y ? Field::Longitude : Field::Latitude,
                   fmt::format("‘{}’ bukan derajat; tulis misalnya -2.1312",
                               (y ? longitude : latitude).substr(0, 40)));
            return false;
        }
        unit.geometry = fmt::format(R"({{"type":"Point","coordinates":[{},{}]}})", json_number(*x),
                                    json_number(*y));
        return true;
    }

    [[nodiscard]] std::string make_uid(const OrgUnit& unit, std::string_view parent) const {
        for (const CodeSystem system : {CodeSystem::Dhis2, CodeSystem::Kemendagri}) {
            const auto same = known_code_.find(unit.code(system));
            if (same != known_code_.end()) return same->second->uid;
        }
        const std::string& code = unit.code(CodeSystem::Dhis2);
        if (!code.empty()) return uid_of_unit_code(code);
        const std::string& kemenkes = unit.code(CodeSystem::Kemenkes);
        if (!kemenkes.empty()) return uid_of_unit_code("kemenkes:" + kemenkes);
        return uid_of_unit_code(fmt::format("{}/{}", parent, unit.name));
    }

    // Units whose parent is unclear are refused, and then those below them.
    void resolve_parents() {
        std::vector<OrgUnit> all(known_.begin(), known_.end());
        all.insert(all.end(), out_.units.begin(), out_.units.end());
        const UnitNames names(all);
        std::vector<bool> good(out_.units.size(), true);
        std::unordered_map<std::string, std::size_t> place;
        for (std::size_t i = 0; i < out_.units.size(); ++i) {
            place.emplace(out_.units[i].uid, i);
            good[i] = find_parent(i, names, all);
        }
        std::unordered_set<std::string> known_uids;
        for (const OrgUnit& unit : known_) known_uids.insert(unit.uid);
        for (bool changed = true; changed;) {
            changed = false;
            for (std::size_t i = 0; i < out_.units.size(); ++i) {
                const std::string& parent = out_.units[i].parent_uid;
                if (!good[i] || parent.empty() || known_uids.contains(parent)) continue;
                if (good[place.at(parent)]) continue;
                good[i] = false;
                changed = true;
                refuse(rows_[i], Field::Parent,
                       "unit induknya ditolak; perbaiki unit induknya dahulu");
            }
        }
        keep(good);
    }

    bool find_parent(std::size_t index, const UnitNames& names, const std::vector<OrgUnit>& all) {
        OrgUnit& unit = out_.units[index];
        std::string_view written = text(rows_[index], Field::Parent);
        const std::string_view by_code = parent_code(unit.code(CodeSystem::Kemendagri));
        const bool from_code = written.empty();
        if (from_code) written = by_code;
        if (written.empty()) return true;  // A root.
        const UnitMatch match =
            names.find(written, from_code ? std::optional(CodeSystem::Kemendagri) : std::nullopt);
        // A unit that is known and in the file stands in `all` twice.
        const bool one = std::all_of(match.units.begin(), match.units.end(), [&](auto each) {
            return all[each].uid == all[match.units.front()].uid;
        });
        if (!one) {
            refuse(rows_[index], Field::Parent,
                   fmt::format("induk ‘{}’ dapat berarti beberapa unit; tulis kodenya", written));
            return false;
        }
        if (match.units.empty() || all[match.units.front()].uid == unit.uid) {
            refuse(rows_[index], column_of(columns_, Field::Parent) ? Field::Parent : Field::Name,
                   fmt::format("induk ‘{}’ dari ‘{}’ tidak dikenal; impor induknya dahulu",
                               written.substr(0, 60), unit.name.substr(0, 60)));
            return false;
        }
        unit.parent_uid = all[match.units.front()].uid;
        return true;
    }

    void keep(const std::vector<bool>& good) {
        std::unordered_set<std::string> gone;
        std::vector<OrgUnit> kept;
        for (std::size_t i = 0; i < out_.units.size(); ++i) {
            if (good[i]) {
                kept.push_back(std::move(out_.units[i]));
            } else {
                gone.insert(out_.units[i].uid);
            }
        }
        out_.units = std::move(kept);
        std::erase_if(out_.groups,
                      [&](const UnitGroupText& group) { return gone.contains(group.unit_uid); });
    }

    const Table& table_;
    const Columns& columns_;
    std::span<const OrgUnit> known_;
    std::unordered_map<std::string, const OrgUnit*> known_code_;
    std::unordered_set<std::string> uids_;
    std::vector<std::size_t> rows_;  // rows_[i] is the table row of units[i].
    StagedUnits out_;
};

}  // namespace

std::string uid_of_unit_code(std::string_view code) {
    return uid_from("organisationUnits" + std::string(code));
}

std::string_view parent_code(std::string_view kemendagri) {
    if (!looks_like_kemendagri_code(kemendagri) || kemendagri.size() == 2) return {};
    return kemendagri.substr(0, kemendagri.rfind('.'));
}

Result<StagedUnits> stage_org_units(const Table& table, const std::vector<ColumnRole>& mapping,
                                    std::span<const OrgUnit> known) {
    const Columns columns = TRY(find_columns(table, mapping));
    return UnitStager(table, columns, known).run();
}

}  // namespace sinergi::exchange
