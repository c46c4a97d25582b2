// SPDX-License-Identifier: Apache-2.0
#include "exchange/personal_columns.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "base/text.h"

namespace sinergi::exchange {

namespace {

constexpr std::string_view kErased = "(NIK dihapus)";

template <std::size_t N>
bool any_of(const std::array<std::string_view, N>& list, std::string_view text) {
    return std::find(list.begin(), list.end(), text) != list.end();
}

bool is_identifier_title(std::string_view title) {
    constexpr std::array<std::string_view, 30> titles = {"nik",
                                                         "nonik",
                                                         "nomornik",
                                                         "nikibu",
                                                         "nikanak",
                                                         "nikpasien",
                                                         "nikktp",
                                                         "ktp",
                                                         "noktp",
                                                         "nomorktp",
                                                         "nomorindukkependudukan",
                                                         "kk",
                                                         "nokk",
                                                         "nomorkk",
                                                         "nokartukeluarga",
                                                         "nomorkartukeluarga",
                                                         "nobpjs",
                                                         "nomorbpjs",
                                                         "nokartubpjs",
                                                         "nojkn",
                                                         "norm",
                                                         "norekammedis",
                                                         "nomorrekammedis",
                                                         "nohp",
                                                         "nomorhp",
                                                         "notelepon",
                                                         "notelp",
                                                         "nopaspor",
                                                         "passport",
                                                         "nationalid"};
    return any_of(titles, title);
}

bool is_birth_date_title(std::string_view title) {
    constexpr std::array<std::string_view, 9> titles = {
        "tanggallahir",     "tgllahir",    "tglkelahiran",
        "tanggalkelahiran", "ttl",         "tempattanggallahir",
        "birthdate",        "dateofbirth", "dob"};
    return any_of(titles, title) || title.substr(0, 12) == "tanggallahir" ||
           title.substr(0, 8) == "tgllahir";
}

// "nama", "nama_ibu", "name"; not the name of a place, a facility or an item.
bool is_person_name_title(std::string_view title) {
    constexpr std::array<std::string_view, 6> plain = {"nama",        "name",    "fullname",
                                                       "patientname", "patient", "pasien"};
    if (any_of(plain, title)) return true;
    constexpr std::array<std::string_view, 16> persons = {
        "lengkap", "pasien",   "ibu",     "anak",     "bayi",  "balita", "suami",  "istri",
        "ayah",    "orangtua", "peserta", "penduduk", "warga", "siswa",  "lansia", "orang"};
    return title.substr(0, 4) == "nama" && any_of(persons, title.substr(4));
}

struct NikCount {
    std::size_t filled = 0, niks = 0;
};

NikCount count_niks(const Table& table, std::size_t column) {
    NikCount count;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        const std::string_view cell = trim(table.cell(row, column));
        if (cell.empty()) continue;
        ++count.filled;
        if (looks_like_nik(cell)) ++count.niks;
    }
    return count;
}

void erase_niks(Table& table, std::size_t column) {
    for (std::size_t row = 0; row < table.rows(); ++row) {
        if (looks_like_nik(trim(table.cell(row, column)))) {
            table.replace_cell(row, column, kErased);
        }
    }
}

}  // namespace

bool looks_like_nik(std::string_view text) {
    std::string digits;
    if (!text.empty() && text.front() == '\'') text.remove_prefix(1);
    for (const char c : text) {
        if (c >= '0' && c <= '9') {
            digits += c;
        } else if (c != ' ' && c != '.' && c != '-') {
            return false;
        }
    }
    if (digits.size() != 16 || digits[0] == '0') return false;
    const auto two = [&](std::size_t at) { return (digits[at] - '0') * 10 + digits[at + 1] - '0'; };
    const int day = two(6) > 40 ? two(6) - 40 : two(6);
    return day >= 1 && day <= 31 && two(8) >= 1 && two(8) <= 12;
}

std::vector<std::string> drop_personal_columns(Table& table) {
    bool has_birth_date = false;
    for (const std::string& title : table.header()) {
        has_birth_date = has_birth_date || is_birth_date_title(plain_header(title));
    }
    std::vector<std::string> dropped;
    for (std::size_t column = 0; column < table.columns();) {
        const std::string name = table.header()[column].empty()
                                     ? "kolom " + column_letter(table.source_column(column))
                                     : table.header()[column];
        const std::string title = plain_header(name);
        const NikCount count = count_niks(table, column);
        const bool personal =
            is_identifier_title(title) || (count.niks > 0 && count.niks * 5 >= count.filled) ||
            (has_birth_date && (is_birth_date_title(title) || is_person_name_title(title)));
        if (personal) {
            table.drop_column(column);
            dropped.push_back(name);
            continue;
        }
        if (count.niks > 0) {
            erase_niks(table, column);
            dropped.push_back(fmt::format("{} ({} sel berisi NIK)", name, count.niks));
        }
        ++column;
    }
    return dropped;
}

}  // namespace sinergi::exchange
