// SPDX-License-Identifier: Apache-2.0
#include "methods/plausibility.h"

#include <doctest/doctest.h>

namespace sinergi::methods {

namespace {

Figure figure(std::string indicator, std::uint32_t unit, int year, double value,
              std::string_view measure, int decimals = 0) {
    Figure made;
    made.indicator = std::move(indicator);
    made.unit = unit;
    made.year = year;
    made.value = value;
    made.measure = parse_measure(measure);
    made.decimals = decimals;
    made.source = "s";
    return made;
}

Surroundings around() {
    Surroundings made;
    made.natures = {{"AKB", parse_measure("per 1.000 kelahiran hidup"), false},
                    {"K4", parse_measure("%"), true}};
    made.crude_birth_rate = 18.23;
    made.crude_birth_rate_source = "BPS 2020";
    return made;
}

std::vector<Rule> rules_of(const std::vector<Figure>& figures, std::size_t figure,
                           const Surroundings& surroundings = around()) {
    std::vector<Rule> rules;
    for (const Doubt& doubt : find_doubts(figures, surroundings)) {
        if (doubt.figure == figure) rules.push_back(doubt.rule);
    }
    return rules;
}

using Rules = std::vector<Rule>;

}  // namespace

TEST_CASE("printed units are rates, counts and indices") {
    CHECK(parse_measure("%").per == 100);
    CHECK(parse_measure("persen").kind == Measure::Kind::Rate);
    CHECK(parse_measure("per 1.000 KH").per == 1000);
    CHECK(parse_measure("per 1.000 KH").of_births);
    CHECK(parse_measure("per 100,000 live births").per == 100'000);
    CHECK_FALSE(parse_measure("per 1.000 penduduk").of_births);
    CHECK(parse_measure("kasus").kind == Measure::Kind::Count);
    CHECK(parse_measure("indeks").kind == Measure::Kind::Index);
    CHECK(parse_measure("tahun").kind == Measure::Kind::Unknown);
    CHECK(parse_measure("").kind == Measure::Kind::Unknown);
}

TEST_CASE("a per-1,000 rate printed as per cent, a count printed as a rate") {
    // Banten 2023: the infant mortality of Lebak, 18.57 per 1,000, was printed as "persen".
    CHECK(rules_of({figure("AKB", 1, 2020, 18.57, "persen", 2)}, 0) == Rules{Rule::OtherMeasure});
    CHECK(rules_of({figure("AKB", 1, 2020, 18.57, "per 1.000 KH", 2)}, 0).empty());
    // West Kalimantan 2012: 143 deaths were printed as "143 per 100.000".
    CHECK(rules_of({figure("N_KEMATIAN_IBU", 1, 2012, 143, "per 100.000 KH")}, 0) ==
          Rules{Rule::OtherMeasure});
    CHECK(rules_of({figure("N_KEMATIAN_IBU", 1, 2012, 143, "kasus")}, 0).empty());
}

TEST_CASE("a rate that stands for less than one death, with births published or estimated") {
    // Pangkalpinang 2016: 12.65 per 100,000 was printed; 126.5 fits 5 deaths of 3,953 births.
    const Figure wrong = figure("AKI", 1, 2016, 12.65, "per 100.000 KH", 2);
    const Figure right = figure("AKI", 1, 2016, 126.5, "per 100.000 KH", 1);
    const Figure births = figure("KELAHIRAN_HIDUP", 1, 2016, 3953, "bayi");
    const Figure people = figure("PENDUDUK", 1, 2024, 242'285, "jiwa");
    CHECK(rules_of({wrong, births}, 0) == Rules{Rule::LessThanOne});
    CHECK(rules_of({right, births}, 0).empty());
    const auto doubts = find_doubts({wrong, people}, around());
    REQUIRE(doubts.size() == 1);
    CHECK(doubts.front().sentence.find("diperkirakan 4.417 = penduduk 242.285") !=
          std::string::npos);
    CHECK(doubts.front().sentence.find("18,23 per 1.000, BPS 2020") != std::string::npos);
    CHECK(rules_of({wrong}, 0).empty());  // Nothing to hold it against.
    CHECK(rules_of({figure("AKI", 1, 2016, 0, "per 100.000 KH"), births}, 0).empty());
}

TEST_CASE("what cannot be is out of range") {
    CHECK(rules_of({figure("K4", 1, 2024, 104.2, "%", 1)}, 0) == Rules{Rule::OutOfRange});
    CHECK(rules_of({figure("K4", 1, 2024, 100, "%")}, 0).empty());
    CHECK(rules_of({figure("K4", 1, 2024, -1, "%")}, 0) == Rules{Rule::OutOfRange});
    CHECK(rules_of({figure("N_KRS", 1, 2024, 10.5, "keluarga", 1)}, 0) == Rules{Rule::OutOfRange});
}

TEST_CASE("a rate that its own numerator and denominator do not give") {
    Figure share = figure("PKM_OBAT", 1, 2024, 96.1, "%", 1);
    share.numerator = 9509;  // Of 9,895 puskesmas, as published.
    share.denominator = 9895;
    CHECK(rules_of({share}, 0).empty());
    share.value = 91.6;
    CHECK(rules_of({share}, 0) == Rules{Rule::Quotient});
}

TEST_CASE("events printed beside rates must tell of the same births") {
    // Kab. Bangka 2022: 57.28 (3 deaths) and 6.3 (33) imply 5,238 births; 0.19 (3) does not.
    Figure mothers = figure("AKI", 1, 2022, 57.28, "per 100.000 KH", 2);
    mothers.numerator = 3;
    Figure newborns = figure("AKN", 1, 2022, 6.3, "per 1.000 KH", 1);
    newborns.numerator = 33;
    Figure children = figure("AKABA", 1, 2022, 0.19, "per 1.000 KH", 2);
    children.numerator = 3;
    const std::vector<Figure> all{mothers, newborns, children};
    CHECK(rules_of(all, 0).empty());
    CHECK(rules_of(all, 1).empty());
    CHECK(rules_of(all, 2) == Rules{Rule::ImpliedBirths});
}

TEST_CASE("an index its own components do not give") {
    std::vector<Figure> babel{
        figure("IPM", 1, 2022, 72.24, "indeks", 2), figure("UHH", 1, 2022, 70.98, "tahun", 2),
        figure("HLS", 1, 2022, 12.8, "tahun", 1), figure("RLS", 1, 2022, 8.11, "tahun", 2),
        figure("PKP", 1, 2022, 13.368, "juta Rp/tahun", 3)};
    CHECK(rules_of(babel, 0) == Rules{Rule::Components});
    babel[2].value = 12.18;
    CHECK(rules_of(babel, 0).empty());
    babel.pop_back();  // Without expenditure there is nothing to hold it against.
    babel[2].value = 12.8;
    CHECK(rules_of(babel, 0).empty());
}

TEST_CASE("a digit lost or added, beside the other years and beside the neighbours") {
    const std::vector<Figure> years{figure("PENDUDUK", 1, 2010, 1'223'296, "jiwa"),
                                    figure("PENDUDUK", 1, 2015, 135'316, "jiwa"),
                                    figure("PENDUDUK", 1, 2020, 1'455'678, "jiwa")};
    CHECK(rules_of(years, 1) == Rules{Rule::Jump});
    CHECK(rules_of(years, 0).empty());
    CHECK(rules_of(years, 2).empty());
    std::vector<Figure> deaths;  // 2, 1 and 9 deaths are how small numbers behave.
    for (const auto& [year, value] : {std::pair{2020, 2.0}, {2021, 1.0}, {2022, 9.0}}) {
        deaths.push_back(figure("N_KEMATIAN_IBU", 1, year, value, "kasus"));
    }
    CHECK(rules_of(deaths, 2).empty());
    std::vector<Figure> districts;
    for (std::uint32_t unit = 1; unit <= 7; ++unit) {
        districts.push_back(figure("STUNTING", unit, 2022, 15 + unit, "%"));
        districts.back().parent = 0;
    }
    CHECK(find_doubts(districts, around()).empty());
    districts[3].value = 190;
    CHECK(rules_of(districts, 3) == Rules{Rule::Jump});
}

TEST_CASE("parts that do not add up to the whole, once all of them are there") {
    Surroundings surroundings = around();
    surroundings.children = {{9, {1, 2}}};
    std::vector<Figure> figures{figure("N_KRS", 9, 2024, 300, "keluarga"),
                                figure("N_KRS", 1, 2024, 100, "keluarga")};
    CHECK(rules_of(figures, 0, surroundings).empty());  // One part is still to come.
    figures.push_back(figure("N_KRS", 2, 2024, 200, "keluarga"));
    CHECK(rules_of(figures, 0, surroundings).empty());
    figures[2].value = 150;
    CHECK(rules_of(figures, 0, surroundings) == Rules{Rule::Sum});
}

TEST_CASE("two sources that disagree are both asked about, rounding and another basis are not") {
    Figure one = figure("IPM", 1, 2022, 73.38, "indeks", 2);
    Figure two = figure("IPM", 1, 2022, 73.78, "indeks", 2);
    two.source = "other";
    CHECK(rules_of({one, two}, 0) == Rules{Rule::SourcesDisagree});
    CHECK(rules_of({one, two}, 1) == Rules{Rule::SourcesDisagree});
    two.value = 73.4;
    two.decimals = 1;
    CHECK(rules_of({one, two}, 0).empty());
    two.value = 71.5;
    two.basis = "old series";
    CHECK(rules_of({one, two}, 0).empty());
}

}  // namespace sinergi::methods
