// SPDX-License-Identifier: Apache-2.0
#include "exchange/name_book.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"

namespace sinergi::exchange {

namespace {

// Lower case; runs of anything but letters and digits become one space.
std::string plain_name(std::string_view text) {
    std::string plain;
    for (const char c : to_lower_ascii(trim(text))) {
        const bool part = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                          static_cast<unsigned char>(c) >= 0x80;
        if (part) {
            plain += c;
        } else if (!plain.empty() && plain.back() != ' ') {
            plain += ' ';
        }
    }
    if (!plain.empty() && plain.back() == ' ') plain.pop_back();
    return plain;
}

std::string unit_label(const OrgUnit& unit) {
    const std::string& name = unit.short_name.empty() ? unit.name : unit.short_name;
    for (const CodeSystem system : {CodeSystem::Kemendagri, CodeSystem::Dhis2}) {
        if (!unit.code(system).empty()) return fmt::format("{} ({})", name, unit.code(system));
    }
    return name;
}

}  // namespace

std::string question_key(NameKind kind, std::string_view text) {
    constexpr std::string_view prefixes[] = {"unit:", "element:", "combo:"};
    return fmt::format("{}{}", prefixes[static_cast<std::size_t>(kind)], trim(text));
}

NameBook::NameBook(const Metadata& metadata, Answers answers)
    : metadata_(metadata), answers_(std::move(answers)), units_(metadata.org_units) {
    const auto add = [](Index& index, std::string key, const Entry& entry) {
        if (!key.empty()) index.emplace(std::move(key), entry);
    };
    for (const DataElement& element : metadata.data_elements) {
        const Entry entry{element.id, &element.uid, &element.name};
        elements_.emplace(element.id, &element);
        add(element_keys_, element.uid, entry);
        if (element.code != element.uid) add(element_keys_, element.code, entry);
        add(element_names_, plain_name(element.name), entry);
        if (plain_name(element.short_name) != plain_name(element.name)) {
            add(element_names_, plain_name(element.short_name), entry);
        }
        add(element_names_, plain_name(element.code), entry);
    }
    for (const CategoryOptionCombo& combo : metadata.category_option_combos) {
        const Entry entry{combo.id, &combo.uid, &combo.name};
        if (combo.uid == kDefaultOptionComboUid) default_combo_ = combo.id;
        add(combo_keys_, combo.uid, entry);
        if (combo.code != combo.uid) add(combo_keys_, combo.code, entry);
        add(combo_names_, plain_name(combo.name), entry);
    }
}

const std::string* NameBook::answer(NameKind kind, std::string_view text) const {
    const auto found = answers_.find(question_key(kind, text));
    return found == answers_.end() ? nullptr : &found->second;
}

NameMatch NameBook::find_unit(std::string_view text, std::optional<CodeSystem> system) const {
    if (const std::string* uid = answer(NameKind::Unit, text)) {
        text = *uid;
        system.reset();
    }
    const UnitMatch found = units_.find(text, system);
    NameMatch match;
    if (found.certain) {
        match.id = metadata_.org_units[found.units.front()].id;
        return match;
    }
    for (const std::uint32_t index : found.units) {
        const OrgUnit& unit = metadata_.org_units[index];
        match.candidates.push_back({unit.id, unit.uid, unit_label(unit)});
    }
    return match;
}

NameMatch NameBook::look_up(const Index& keys, const Index& names, std::string_view text) {
    NameMatch match;
    text = trim(text);
    for (const auto& [index, key] :
         {std::pair{&keys, std::string(text)}, std::pair{&names, plain_name(text)}}) {
        const auto [begin, end] = index->equal_range(key);
        for (auto each = begin; each != end; ++each) {
            const Entry& entry = each->second;
            const bool known =
                std::any_of(match.candidates.begin(), match.candidates.end(),
                            [&](const Candidate& other) { return other.id == entry.id; });
            if (!known) {
                match.candidates.push_back(
                    {entry.id, *entry.uid, fmt::format("{} ({})", *entry.label, *entry.uid)});
            }
        }
        if (!match.candidates.empty()) break;
    }
    if (match.candidates.size() == 1) {
        match.id = match.candidates.front().id;
        match.candidates.clear();
    }
    return match;
}

NameMatch NameBook::find_element(std::string_view text) const {
    const std::string* uid = answer(NameKind::Element, text);
    return look_up(element_keys_, element_names_, uid ? *uid : text);
}

NameMatch NameBook::find_option_combo(std::string_view text) const {
    if (trim(text).empty()) return {default_combo_, {}};
    const std::string* uid = answer(NameKind::OptionCombo, text);
    return look_up(combo_keys_, combo_names_, uid ? *uid : text);
}

const DataElement* NameBook::element(ObjectId id) const {
    const auto found = elements_.find(id);
    return found == elements_.end() ? nullptr : found->second;
}

}  // namespace sinergi::exchange
