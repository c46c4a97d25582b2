// SPDX-License-Identifier: Apache-2.0
#include "exchange/idn_area.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <unordered_set>

#include <fmt/format.h>

#include "base/text.h"
#include "exchange/csv_table.h"
#include "exchange/dhis2_metadata.h"
#include "exchange/unit_names.h"

namespace sinergi::exchange {

namespace {

constexpr std::string_view kFiles[] = {"provinces.csv", "regencies.csv", "districts.csv"};

Result<Table> read_table(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        return fail(ErrorCode::NotFound,
                    fmt::format("Berkas {} tidak dapat dibuka.", path.string()));
    }
    const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    return decode_csv(bytes);
}

// 1 for "36", 2 for "36.02", 3 for "36.02.01".
int depth_of(std::string_view code) {
    return 1 + static_cast<int>(std::count(code.begin(), code.end(), '.'));
}

// Is `outer` the code itself or one above it?
bool holds(std::string_view outer, std::string_view code) {
    return code.substr(0, outer.size()) == outer &&
           (code.size() == outer.size() || code[outer.size()] == '.');
}

bool wanted(std::string_view code, const AreaOptions& options) {
    if (depth_of(code) > options.code_depth) return false;
    return options.within.empty() ||
           std::any_of(options.within.begin(), options.within.end(), [&](const std::string& each) {
               return holds(each, code) || holds(code, each);
           });
}

std::size_t column_of(const Table& table, std::string_view title) {
    const auto found = std::find(table.header().begin(), table.header().end(), title);
    return static_cast<std::size_t>(found - table.header().begin());
}

Problem refused(std::uint32_t row, std::string_view why) {
    Problem problem;
    problem.row = row;
    problem.column = "A";
    problem.message = fmt::format("Baris {}, kolom A: {}.", row, why);
    return problem;
}

class AreaStager {
public:
    AreaStager(const AreaOptions& options, std::span<const OrgUnit> known) : options_(options) {
        for (const OrgUnit& unit : known) {
            const std::string& code = unit.code(CodeSystem::Kemendagri);
            if (!code.empty()) uid_of_code_.emplace(code, unit.uid);
        }
    }

    void add(const Table& table) {
        const std::size_t code_column = column_of(table, "code"),
                          name_column = column_of(table, "name");
        for (std::size_t row = 0; row < table.rows(); ++row) {
            const std::string code(trim(table.cell(row, code_column)));
            if (!looks_like_kemendagri_code(code)) {
                out_.problems.push_back(refused(
                    table.row_number(row),
                    fmt::format("‘{}’ bukan kode Kemendagri seperti 36.02", code.substr(0, 40))));
            } else if (wanted(code, options_)) {
                add_unit(table.row_number(row), code, trim(table.cell(row, name_column)));
            }
        }
    }

    StagedUnits take() { return std::move(out_); }

private:
    void add_unit(std::uint32_t row, const std::string& code, std::string_view name) {
        OrgUnit unit;
        const auto parent = uid_of_code_.find(std::string(parent_code(code)));
        if (depth_of(code) == 1) {
            unit.parent_uid = options_.root_uid;
        } else if (parent == uid_of_code_.end()) {
            out_.problems.push_back(refused(
                row, fmt::format("induk {} dari ‘{}’ belum ada; impor {} dahulu", parent_code(code),
                                 name, kFiles[static_cast<std::size_t>(depth_of(code) - 2)])));
            return;
        } else {
            unit.parent_uid = parent->second;
        }
        if (!codes_.insert(code).second) {
            out_.problems.push_back(refused(row, fmt::format("kode {} ada dua kali", code)));
            return;
        }
        unit.uid = uid_of_code_.emplace(code, uid_of_unit_code(code)).first->second;
        unit.name = name;
        unit.short_name = short_unit_name(name);
        unit.codes[static_cast<std::size_t>(CodeSystem::Dhis2)] = code;
        unit.codes[static_cast<std::size_t>(CodeSystem::Kemendagri)] = code;
        out_.units.push_back(std::move(unit));
    }

    const AreaOptions& options_;
    std::unordered_map<std::string, std::string> uid_of_code_;
    std::unordered_set<std::string> codes_;
    StagedUnits out_;
};

}  // namespace

bool is_idn_area(const Table& table) {
    if (column_of(table, "code") == table.columns() ||
        column_of(table, "name") == table.columns()) {
        return false;
    }
    return std::all_of(table.header().begin(), table.header().end(), [](const std::string& title) {
        return title == "code" || title == "name" || title == "province_code" ||
               title == "regency_code";
    });
}

Result<StagedUnits> stage_areas(std::span<const Table> tables, const AreaOptions& options,
                                std::span<const OrgUnit> known) {
    AreaStager stager(options, known);
    for (const Table& table : tables) {
        if (!is_idn_area(table)) {
            return fail(ErrorCode::InvalidArgument,
                        "Berkas bukan provinces.csv, regencies.csv atau districts.csv dari "
                        "idn-area-data: kolomnya harus code dan name.");
        }
        stager.add(table);
    }
    return stager.take();
}

Result<StagedUnits> read_idn_area(const std::filesystem::path& path, const AreaOptions& options,
                                  std::span<const OrgUnit> known) {
    std::error_code error;
    std::vector<Table> tables;
    if (!std::filesystem::is_directory(path, error)) {
        tables.push_back(TRY(read_table(path)));
        return stage_areas(tables, options, known);
    }
    for (const char* inside : {"", "data", "data/csv", "package/data", "package/data/csv"}) {
        const std::filesystem::path folder = path / inside;
        if (!std::filesystem::exists(folder / kFiles[0], error)) continue;
        for (const std::string_view file : kFiles) {
            if (static_cast<int>(tables.size()) == options.code_depth) break;
            // A partial copy may lack the lower levels.
            if (!tables.empty() && !std::filesystem::exists(folder / file, error)) break;
            tables.push_back(TRY(read_table(folder / file)));
        }
        return stage_areas(tables, options, known);
    }
    return fail(ErrorCode::NotFound,
                fmt::format("Tidak ada provinces.csv di {}; beri folder paket idn-area-data yang "
                            "sudah dibuka.",
                            path.string()));
}

}  // namespace sinergi::exchange
