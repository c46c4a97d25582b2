// SPDX-License-Identifier: Apache-2.0
// Healthy family index (Indeks Keluarga Sehat, IKS) of one family, after PIS-PK.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

namespace sinergi::methods {

enum class FamilyAnswer : std::uint8_t {
    Yes,            // "Y"
    No,             // "T", tidak
    NotApplicable,  // "N"
};

// In the order of the form: family planning, birth in a facility, full immunisation, exclusive
// breastfeeding, growth monitoring, tuberculosis treated, hypertension treated, mental disorder not
// neglected, nobody smokes, members of JKN, clean water, healthy latrine.
using FamilyAnswers = std::array<FamilyAnswer, 12>;

// 0..1: "Y" / (12 - "N"); no value for a family to which nothing applies. Source: PIS-PK manual's
// worked example; a formula without N that is printed elsewhere is not used.
[[nodiscard]] std::optional<double> healthy_family_index(const FamilyAnswers& answers);

}  // namespace sinergi::methods
