// SPDX-License-Identifier: Apache-2.0
// NameBook: what the texts of a file mean: units, data elements, option combos.
//
// Built once per import from the metadata and the answers people gave before. A text with several
// meanings gets all of them; the caller asks and remembers the answer. Borrows the metadata.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "exchange/unit_names.h"
#include "model/metadata.h"

namespace sinergi::exchange {

// "unit:Serang" or "element:K4" -> uid; the key is question_key() of the text.
using Answers = std::map<std::string, std::string>;

enum class NameKind : std::uint8_t { Unit, Element, OptionCombo };
[[nodiscard]] std::string question_key(NameKind kind, std::string_view text);

struct Candidate {
    ObjectId id = kNoObject;
    std::string uid;
    std::string label;  // "Kab. Serang (36.04)"
};

struct NameMatch {
    ObjectId id = kNoObject;            // Set if there is one certain meaning.
    std::vector<Candidate> candidates;  // Otherwise what could be meant; empty: unknown.
};

class NameBook {
public:
    // `metadata` must outlive the book.
    explicit NameBook(const Metadata& metadata, Answers answers = {});

    [[nodiscard]] NameMatch find_unit(std::string_view text,
                                      std::optional<CodeSystem> system = std::nullopt) const;
    // By uid, code, then name or short name without regard to case and punctuation.
    [[nodiscard]] NameMatch find_element(std::string_view text) const;
    // An empty text is the default combo.
    [[nodiscard]] NameMatch find_option_combo(std::string_view text) const;

    [[nodiscard]] const DataElement* element(ObjectId id) const;

private:
    struct Entry {
        ObjectId id = kNoObject;
        const std::string* uid = nullptr;
        const std::string* label = nullptr;
    };
    using Index = std::unordered_multimap<std::string, Entry>;

    [[nodiscard]] const std::string* answer(NameKind kind, std::string_view text) const;
    [[nodiscard]] static NameMatch look_up(const Index& keys, const Index& names,
                                           std::string_view text);

    const Metadata& metadata_;
    Answers answers_;
    UnitNames units_;
    Index element_keys_, element_names_, combo_keys_, combo_names_;
    std::unordered_map<ObjectId, const DataElement*> elements_;
    ObjectId default_combo_ = kNoObject;
};

}  // namespace sinergi::exchange
