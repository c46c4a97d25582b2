// SPDX-License-Identifier: Apache-2.0
#include "exchange/unit_names.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "exchange/dhis2_metadata.h"

namespace sinergi::exchange {

namespace {

struct Prefix {
    std::string_view written, kind;
};
// Longer ones first where one begins another.
constexpr std::array<Prefix, 26> kPrefixes = {{
    {"kabupaten administrasi", "kab"},
    {"kabupaten adm", "kab"},
    {"kab adm", "kab"},
    {"kabupaten", "kab"},
    {"kab", "kab"},
    {"kota administrasi", "kota"},
    {"kota adm", "kota"},
    {"kotamadya", "kota"},
    {"kota", "kota"},
    {"provinsi", "prov"},
    {"propinsi", "prov"},
    {"prov", "prov"},
    {"kecamatan", "kec"},
    {"kec", "kec"},
    {"distrik", "kec"},
    {"kelurahan", "kel"},
    {"desa", "desa"},
    {"uptd puskesmas", "puskesmas"},
    {"upt puskesmas", "puskesmas"},
    {"puskesmas", "puskesmas"},
    {"pkm", "puskesmas"},
    {"rumah sakit umum daerah", "rsud"},
    {"rsud", "rsud"},
    {"rumah sakit", "rs"},
    {"rs", "rs"},
    {"klinik", "klinik"},
}};

// Lower case, punctuation to single spaces.
std::string words_of(std::string_view text) {
    std::string words;
    for (const char c : to_lower_ascii(trim(text))) {
        const bool part = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                          static_cast<unsigned char>(c) >= 0x80;
        if (part) {
            words += c;
        } else if (c != '\'' && !words.empty() && words.back() != ' ') {
            words += ' ';
        }
    }
    if (!words.empty() && words.back() == ' ') words.pop_back();
    return words;
}

std::string joined(const PlaceName& name) { return name.kind + '|' + name.bare; }

// What a unit is by its Kemendagri code, for names that do not say: 36.02 is a regency, cities
// count from 71.
std::string_view kind_of_code(std::string_view code) {
    if (!looks_like_kemendagri_code(code)) return {};
    if (code.size() == 2) return "prov";
    if (code.size() == 5) return code[3] >= '7' ? "kota" : "kab";
    return code.size() == 8 ? "kec" : std::string_view{};
}

bool all_digits(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string without_dots(std::string_view code) {
    std::string plain(code);
    plain.erase(std::remove(plain.begin(), plain.end(), '.'), plain.end());
    return plain;
}

}  // namespace

PlaceName split_place_name(std::string_view text) {
    const std::string words = words_of(text);
    for (const Prefix& prefix : kPrefixes) {
        if (words.size() > prefix.written.size() + 1 && words[prefix.written.size()] == ' ' &&
            words.compare(0, prefix.written.size(), prefix.written) == 0) {
            return {std::string(prefix.kind), words.substr(prefix.written.size() + 1)};
        }
    }
    return {"", words};
}

std::string short_unit_name(std::string_view name) {
    constexpr std::string_view full = "Kabupaten ";
    if (name.substr(0, full.size()) != full) return std::string(name);
    return "Kab. " + std::string(name.substr(full.size()));
}

UnitNames::UnitNames(std::span<const OrgUnit> units) {
    for (std::uint32_t i = 0; i < units.size(); ++i) {
        const OrgUnit& unit = units[i];
        const auto add = [i](Index& index, std::string key) {
            if (!key.empty()) index.emplace(std::move(key), i);
        };
        const std::string& kemendagri = unit.code(CodeSystem::Kemendagri);
        add(by_uid_, unit.uid);
        add(by_code_, unit.code(CodeSystem::Dhis2));
        add(by_kemendagri_, without_dots(kemendagri));
        add(by_bps_, unit.code(CodeSystem::Bps));
        add(by_kemenkes_, unit.code(CodeSystem::Kemenkes));
        const std::string kind(kind_of_code(kemendagri));
        for (const std::string* written : {&unit.name, &unit.short_name}) {
            if (written->empty()) continue;
            const std::string words = words_of(*written);
            const PlaceName name = split_place_name(*written);
            add(by_full_name_, joined({name.kind.empty() ? kind : name.kind, name.bare}));
            if (!kind.empty()) add(by_full_name_, joined({kind, words}));
            add(by_bare_name_, name.bare);
            add(by_bare_name_, words);
        }
    }
}

UnitMatch UnitNames::find(std::string_view text, std::optional<CodeSystem> system) const {
    text = trim(text);
    if (text.empty()) return {};
    UnitMatch match = find_code(text, system);
    if (match.units.empty()) match = find_name(text);
    return match;
}

void UnitNames::collect(const Index& index, const std::string& key, UnitMatch& match) {
    const auto [begin, end] = index.equal_range(key);
    for (auto each = begin; each != end; ++each) match.units.push_back(each->second);
    std::sort(match.units.begin(), match.units.end());
    match.units.erase(std::unique(match.units.begin(), match.units.end()), match.units.end());
    match.certain = match.units.size() == 1;
}

UnitMatch UnitNames::find_code(std::string_view text, std::optional<CodeSystem> system) const {
    UnitMatch match;
    const std::string key(text);
    collect(by_uid_, key, match);
    if (!match.units.empty()) return match;
    if (system == CodeSystem::Bps || system == CodeSystem::Kemenkes) {
        collect(system == CodeSystem::Bps ? by_bps_ : by_kemenkes_, key, match);
        return match;
    }
    if (system != CodeSystem::Kemendagri) collect(by_code_, key, match);
    if (!match.units.empty()) return match;
    if (system == CodeSystem::Kemendagri || looks_like_kemendagri_code(text)) {
        collect(by_kemendagri_, without_dots(text), match);
        return match;
    }
    collect(by_kemenkes_, key, match);
    if (!match.units.empty() || !all_digits(text)) return match;
    UnitMatch bps;
    collect(by_bps_, key, bps);
    match = bps;
    collect(by_kemendagri_, key, match);
    match.certain = match.certain && bps.certain;
    return match;
}

UnitMatch UnitNames::find_name(std::string_view text) const {
    const PlaceName name = split_place_name(text);
    UnitMatch match;
    if (name.kind.empty()) {
        collect(by_bare_name_, name.bare, match);
    } else {
        collect(by_full_name_, joined(name), match);
    }
    return match;
}

}  // namespace sinergi::exchange
