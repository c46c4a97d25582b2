// SPDX-License-Identifier: Apache-2.0
// value_titles: the column titles that offices and DHIS2 give to units, elements, periods and
// values.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace sinergi::exchange {

// Titles in plain_header() form, the surer ones first: a code says more than a name.
inline constexpr std::array<std::string_view, 37> kUnitTitles = {"orgunit",
                                                                 "orgunitid",
                                                                 "organisationunit",
                                                                 "organisationunitid",
                                                                 "organizationunit",
                                                                 "ou",
                                                                 "unit",
                                                                 "unitid",
                                                                 "kodeunit",
                                                                 "kodekemendagri",
                                                                 "kodebps",
                                                                 "kodekemenkes",
                                                                 "kodepuskesmas",
                                                                 "kodefaskes",
                                                                 "kodewilayah",
                                                                 "kodekabkota",
                                                                 "kodekecamatan",
                                                                 "kodefasyankes",
                                                                 "unitkerja",
                                                                 "unitorganisasi",
                                                                 "namaunit",
                                                                 "puskesmas",
                                                                 "namapuskesmas",
                                                                 "faskes",
                                                                 "namafaskes",
                                                                 "fasyankes",
                                                                 "namafasyankes",
                                                                 "facility",
                                                                 "kabkota",
                                                                 "kabupatenkota",
                                                                 "kabupaten",
                                                                 "namakabupaten",
                                                                 "namakabkota",
                                                                 "kecamatan",
                                                                 "namakecamatan",
                                                                 "wilayah",
                                                                 "orgunitname"};
inline constexpr std::array<std::string_view, 15> kElementTitles = {
    "dataelement",  "dataelementid", "de",         "kodeelemen",    "kodeelemendata",
    "kodevariabel", "elemen",        "elemendata", "element",       "variabel",
    "namavariabel", "namaelemen",    "indikator",  "kodeindikator", "dataelementname"};
inline constexpr std::array<std::string_view, 6> kPeriodTitles = {
    "period", "periode", "periodid", "pe", "waktu", "masalaporan"};
inline constexpr std::array<std::string_view, 3> kMonthTitles = {"bulan", "month", "bln"};
inline constexpr std::array<std::string_view, 3> kYearTitles = {"tahun", "year", "thn"};
inline constexpr std::array<std::string_view, 6> kComboTitles = {
    "categoryoptioncombo", "coc",         "categoryoptioncomboid",
    "kombinasikategori",   "disagregasi", "kategori"};
inline constexpr std::array<std::string_view, 4> kAttributeTitles = {
    "attributeoptioncombo", "aoc", "attributeoptioncomboid", "kombinasiatribut"};
inline constexpr std::array<std::string_view, 7> kValueTitles = {
    "value", "nilai", "angka", "jumlah", "isi", "realisasi", "capaian"};
// Never a data element in a wide form.
inline constexpr std::array<std::string_view, 22> kRemarkTitles = {
    "no",       "nomor",     "source",      "sumber",   "keterangan",   "catatan",
    "comment",  "storedby",  "lastupdated", "created",  "followup",     "deleted",
    "satuan",   "nama",      "name",        "provinsi", "namaprovinsi", "kodeprovinsi",
    "waktuisi", "timestamp", "petugas",     "alamat"};

template <std::size_t N>
bool contains_title(const std::array<std::string_view, N>& list, std::string_view title) {
    return std::find(list.begin(), list.end(), title) != list.end();
}

// `plain` is plain_header() of the title. Lists of units call their columns nama and kode.
inline bool names_a_unit(std::string_view plain) {
    static constexpr std::array<std::string_view, 6> kListTitles = {"nama", "name",    "kode",
                                                                    "code", "namarsu", "namars"};
    return contains_title(kUnitTitles, plain) || contains_title(kListTitles, plain);
}

inline bool is_value_title(std::string_view plain) {
    return contains_title(kElementTitles, plain) || contains_title(kPeriodTitles, plain) ||
           contains_title(kMonthTitles, plain) || contains_title(kYearTitles, plain) ||
           contains_title(kComboTitles, plain) || contains_title(kAttributeTitles, plain) ||
           contains_title(kValueTitles, plain) || contains_title(kRemarkTitles, plain);
}

}  // namespace sinergi::exchange
