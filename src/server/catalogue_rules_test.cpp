// SPDX-License-Identifier: Apache-2.0
// The dated tables of the catalogue against what their sources print: classes and gates.
#include <algorithm>
#include <map>
#include <string>

#include <doctest/doctest.h>

#include "exchange/catalogue_toml.h"
#include "methods/band.h"
#include "methods/gate.h"

namespace sinergi::server {

namespace {

const Catalogue& catalogue() {
    static const Catalogue read = [] {
        auto result = exchange::read_catalogue(SINERGI_SOURCE_DIR "/catalogue");
        REQUIRE(result);
        return *result;
    }();
    return read;
}

std::string band(const std::string& code, double value) {
    const auto& sets = catalogue().band_sets;
    const auto set = std::find_if(sets.begin(), sets.end(),
                                  [&](const BandSet& each) { return each.code == code; });
    REQUIRE(set != sets.end());
    const Band* found = methods::band_of(*set, value);
    return found == nullptr ? "" : found->name.id;
}

// The level of every gate that holds on the day, "-" where none is reached, "?" before it where
// more values could change that.
std::map<std::string, std::string> gates(const std::string& day,
                                         const methods::IndicatorValues& values) {
    std::map<std::string, std::string> answers;
    for (const Gate& gate : catalogue().gates) {
        if (!methods::holds_on(gate, day)) continue;
        const methods::GateAnswer answer = methods::answer_gate(gate, values);
        answers[gate.code] = (answer.missing.empty() ? "" : "?") +
                             (answer.level == nullptr ? "-" : answer.level->name.id);
    }
    return answers;
}

methods::IndicatorValues jkn(double covered, double active) {
    return {{"JKN_CAKUPAN", covered}, {"JKN_AKTIF", active}};
}

methods::IndicatorValues jkn(double covered, double active, double paid_by_local_government) {
    methods::IndicatorValues values = jkn(covered, active);
    values["JKN_PEMDA"] = paid_by_local_government;
    return values;
}

using Answers = std::map<std::string, std::string>;

}  // namespace

TEST_CASE("SPM classes hold for the unrounded index") {
    CHECK(band("SPM", 100) == "Tuntas Paripurna");
    CHECK(band("SPM", 99.6) == "Tuntas Utama");
    CHECK(band("SPM", 90) == "Tuntas Utama");
    CHECK(band("SPM", 89.25) == "Tuntas Madya");
    CHECK(band("SPM", 70) == "Tuntas Pratama");
    CHECK(band("SPM", 64.424) == "Tuntas Muda");
    CHECK(band("SPM", 47.872) == "Belum Tuntas");
}

TEST_CASE("satisfaction classes hold for two decimals, and nothing falls between them") {
    CHECK(band("IKM", 33 / 9.0 * 25) == "A (sangat baik)");
    CHECK(band("IKM", 88.31) == "A (sangat baik)");
    CHECK(band("IKM", 88.304) == "B (baik)");
    CHECK(band("IKM", 88.306) == "A (sangat baik)");
    CHECK(band("IKM", 76.61) == "B (baik)");
    CHECK(band("IKM", 76.60) == "C (kurang baik)");
    CHECK(band("IKM", 64.996) == "C (kurang baik)");
    CHECK(band("IKM", 64.994) == "D (tidak baik)");
    CHECK(band("IKM", 25) == "D (tidak baik)");
    CHECK(band("IKM", 24.9).empty());
}

TEST_CASE("a family or village is healthy above 0.800 and not at it") {
    CHECK(band("IKS", 0.801) == "Sehat");
    CHECK(band("IKS", 0.8) == "Pra-sehat");
    CHECK(band("IKS", 0.5) == "Pra-sehat");
    CHECK(band("IKS", 0.499) == "Tidak sehat");
}

TEST_CASE("development and stunting classes start where their sources say") {
    CHECK(band("IPM", 80) == "Sangat tinggi");
    CHECK(band("IPM", 79.999) == "Tinggi");
    CHECK(band("IPM", 70.961) == "Tinggi");
    CHECK(band("IPM", 69.843) == "Sedang");
    CHECK(band("IPM", 59.9) == "Rendah");
    CHECK(band("STUNTING", 30.1) == "Merah (di atas 30 %)");
    CHECK(band("STUNTING", 30) == "Kuning (20-30 %)");
    CHECK(band("STUNTING", 9.9) == "Biru (di bawah 10 %)");
}

TEST_CASE("each day has its own gates, and each its own meaning of universal coverage") {
    // Bangka Tengah 2023, 96.55 % covered and 74.92 % active: the two are often confused.
    CHECK(gates("2023-12-31", jkn(96.55, 74.92)) == Answers{{"UHC_NON_CUT_OFF", "-"}});
    CHECK(gates("2023-12-31", jkn(98, 74.92)) == Answers{{"UHC_NON_CUT_OFF", "UHC non cut off"}});
    // Pangkalpinang, 30 June 2025: 80.0 % active, but local government pays for less than 20 %.
    CHECK(gates("2025-06-30", jkn(98, 80, 19.99)) == Answers{{"UHC_PRIORITAS", "-"}});
    CHECK(gates("2025-06-30", jkn(98, 80, 20)) == Answers{{"UHC_PRIORITAS", "UHC Prioritas"}});
    CHECK(gates("2025-06-30", jkn(98, 79.99, 20)) == Answers{{"UHC_PRIORITAS", "-"}});
    CHECK(gates("2025-06-30", jkn(98, 80)) == Answers{{"UHC_PRIORITAS", "?-"}});
}

TEST_CASE("the award of 2026 classes districts as its rules read") {
    const auto award = [](const methods::IndicatorValues& values) {
        return gates("2026-01-31", values).at("UHC_AWARD");
    };
    // Kabupaten Bangka, January 2026: 99.19 % covered, 80.42 % active.
    CHECK(award(jkn(99.19, 80.42, 20)) == "Pratama");
    CHECK(award(jkn(99.19, 80.42, 25)) == "Madya");
    // Its share paid by local government is not published: Pratama is sure, Madya is open.
    CHECK(award(jkn(99.19, 80.42)) == "?Pratama");
    CHECK(award(jkn(99, 95, 18)) == "Utama");
    CHECK(award(jkn(99, 95, 17.9)) == "Madya");
    CHECK(award(jkn(99, 100, 0)) == "Utama");
    CHECK(award(jkn(98.99, 95, 18)) == "Madya");
    CHECK(award(jkn(98, 85, 0)) == "Madya");
    CHECK(award(jkn(98, 79.9, 30)) == "-");
    CHECK(award(jkn(97.99, 100, 30)) == "-");
}

}  // namespace sinergi::server
