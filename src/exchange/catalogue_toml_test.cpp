// SPDX-License-Identifier: Apache-2.0
#include "exchange/catalogue_toml.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <string>

#include <doctest/doctest.h>

#include "model/expression.h"

namespace sinergi::exchange {
namespace {

namespace fs = std::filesystem;

const Catalogue& repository_catalogue() {
    static const Catalogue catalogue = [] {
        auto read = read_catalogue(SINERGI_SOURCE_DIR "/catalogue");
        if (!read) MESSAGE(read.error().message);
        REQUIRE(read);
        return *read;
    }();
    return catalogue;
}

const CatalogueIndicator& indicator(const std::string& code) {
    const auto& all = repository_catalogue().indicators;
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.code == code; });
    INFO(code);
    REQUIRE(found != all.end());
    return *found;
}

using Items = std::map<std::string, double>;  // "[days]" stands for the days of the period.

std::optional<double> evaluate(const std::string& text, const Items& items) {
    const auto expression = Expression::parse(text);
    REQUIRE(expression);
    std::vector<std::optional<double>> values;
    for (const Item& item : expression->items()) {
        const auto found = items.find(item.kind == ItemKind::Days ? "[days]" : item.id);
        values.push_back(found == items.end() ? std::nullopt : std::optional(found->second));
    }
    return expression->evaluate(values, Expression::WhenMissing::Propagate);
}

double value_of(const std::string& code, const Items& items) {
    const CatalogueIndicator& each = indicator(code);
    const auto above = evaluate(each.numerator, items);
    REQUIRE(above);
    const auto below =
        each.denominator.empty() ? std::optional(1.0) : evaluate(each.denominator, items);
    REQUIRE(below);
    return *above * each.factor / *below;
}

// A small catalogue in a folder of its own, which a test may damage.
class TemporaryCatalogue {
public:
    TemporaryCatalogue() {
        static int count = 0;
        root_ = fs::temp_directory_path() /
                ("sinergi-catalogue-" + std::to_string(reinterpret_cast<std::uintptr_t>(this)) +
                 "-" + std::to_string(++count));
        fs::create_directories(root_ / "elements");
        fs::create_directories(root_ / "indicators");
        write("pillars.toml",
              "[[pillar]]\nnumber = 1\nname = { id = \"a\", en = \"b\" }\ncolor = \"#000000\"\n");
        write("bands.toml", "");
        write("gates.toml", "");
        write("assumptions.toml",
              "[crude_birth_rate]\nvalue = 18\nyear = \"2020\"\nsource = \"s\"\n");
        write("elements/a.toml",
              "group = \"g\"\n[[element]]\ncode = \"A\"\nname = { id = \"a\", en = \"a\" }\n");
        write_indicator("numerator = \"#{A}\"\n");
    }
    ~TemporaryCatalogue() { fs::remove_all(root_); }
    TemporaryCatalogue(const TemporaryCatalogue&) = delete;
    TemporaryCatalogue& operator=(const TemporaryCatalogue&) = delete;

    void write(const std::string& name, const std::string& text) const {
        std::ofstream(root_ / name, std::ios::binary) << text;
    }

    void write_indicator(const std::string& lines, const std::string& targets = "") const {
        write("indicators/X.toml",
              "code = \"X\"\nname = { id = \"x\", en = \"x\" }\n"
              "short_name = { id = \"x\", en = \"x\" }\nunit = { id = \"%\", en = \"%\" }\n"
              "numerator_text = { id = \"x\", en = \"x\" }\npillar = 1\ngroup = \"g\"\n"
              "level = \"kab\"\nsystem = \"s\"\nsource = \"s\"\n" +
                  lines + targets);
    }

    [[nodiscard]] Result<Catalogue> read() const { return read_catalogue(root_.string()); }
    [[nodiscard]] std::string error() const {
        const auto result = read();
        return result ? "" : result.error().message;
    }

private:
    fs::path root_;
};

bool mentions(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the repository's catalogue has what the office's five meetings and the SPM name") {
    const Catalogue& catalogue = repository_catalogue();
    CHECK(catalogue.pillars.size() == 6);
    CHECK(catalogue.pillars[0].name.id == "Layanan primer");
    CHECK(catalogue.pillars[5].name.id == "Teknologi kesehatan");
    CHECK(catalogue.elements.size() >= 150);
    CHECK(catalogue.indicators.size() >= 60);
    for (int i = 1; i <= 12; ++i) {
        const std::string number = (i < 10 ? "0" : "") + std::to_string(i);
        const CatalogueIndicator& spm = indicator("SPM-K" + number);
        CHECK(spm.numerator == "#{SPM_K" + number + "_LAYAN}");
        CHECK(spm.denominator == "#{SPM_K" + number + "_SASARAN}");
        CHECK(spm.period_rule == PeriodRule::CumulativeYear);
        REQUIRE(!spm.targets.empty());
        CHECK(spm.targets.front().value == 100);
    }
    for (const char* code : {"AKI",
                             "AKB",
                             "GIZI_BURUK",
                             "STUNTING_SURVEI",
                             "STUNTING_EPPGBM",
                             "UHH",
                             "I_SEHAT",
                             "IPM",
                             "IKM",
                             "JKN_CAKUPAN",
                             "JKN_AKTIF",
                             "BOR",
                             "KB_AKTIF",
                             "K1",
                             "K4",
                             "PF",
                             "IDL",
                             "ASI_EKS",
                             "DS",
                             "AVLOS",
                             "TOI",
                             "BTO",
                             "NDR",
                             "GDR",
                             "IP_SPM",
                             "IKS",
                             "JKN_PEMDA",
                             "SPM-P1",
                             "SPM-P2"}) {
        CHECK(indicator(code).code == code);
    }
    CHECK(indicator("STUNTING_SURVEI").kind == FigureKind::Survey);
    CHECK(indicator("STUNTING_EPPGBM").months == std::vector<int>{2, 8});
    CHECK(indicator("AKI").events_small);
}

TEST_CASE("every pillar has an indicator, and every target and indicator has a source") {
    std::set<int> pillars;
    for (const CatalogueIndicator& each : repository_catalogue().indicators) {
        pillars.insert(each.pillar);
        CHECK(!each.source.empty());
        for (const TargetRule& target : each.targets) CHECK(!target.source.empty());
    }
    CHECK(pillars == std::set<int>{1, 2, 3, 4, 5, 6});
}

TEST_CASE("an indicator that takes the latest value sums nothing over months") {
    const Catalogue& catalogue = repository_catalogue();
    for (const CatalogueIndicator& each : catalogue.indicators) {
        if (each.period_rule != PeriodRule::Latest) continue;
        const auto expression = Expression::parse(each.numerator);
        REQUIRE(expression);
        for (const Item& item : expression->items()) {
            const auto element =
                std::find_if(catalogue.elements.begin(), catalogue.elements.end(),
                             [&](const auto& other) { return other.code == item.id; });
            CHECK(element->aggregation == "LAST");
        }
    }
}

TEST_CASE("a cumulative indicator's denominator is a yearly figure or counts the same months") {
    const Catalogue& catalogue = repository_catalogue();
    for (const CatalogueIndicator& each : catalogue.indicators) {
        if (each.period_rule != PeriodRule::CumulativeYear || each.denominator.empty()) continue;
        INFO(each.code);
        const auto expression = Expression::parse(each.denominator);
        REQUIRE(expression);
        for (const Item& item : expression->items()) {
            const auto element =
                std::find_if(catalogue.elements.begin(), catalogue.elements.end(),
                             [&](const auto& other) { return other.code == item.id; });
            const bool yearly = element->period_type == "Yearly";
            CHECK(element->aggregation == (yearly ? "AVERAGE_SUM_ORG_UNIT" : "SUM"));
            CHECK((yearly || element->period_type == "Monthly"));
        }
    }
}

TEST_CASE("the development index agrees with published values to their two decimals") {
    struct Published {
        double life, expected_school, mean_school, spending, index;
    };
    // Banten 2016 and 2023, Kalimantan Timur 2023, Kalimantan Utara 2017.
    for (const Published& each : {Published{69.46, 12.70, 8.37, 11470000, 70.96},
                                  Published{74.77, 13.09, 9.15, 12600000, 75.77},
                                  Published{74.72, 14.02, 9.99, 13200000, 78.20},
                                  Published{72.47, 12.79, 8.62, 8643000, 69.84}}) {
        const Items items = {{"UHH", each.life},
                             {"HLS", each.expected_school},
                             {"RLS", each.mean_school},
                             {"PKP", each.spending}};
        CHECK(value_of("IPM", items) == doctest::Approx(each.index).epsilon(0.0051 / each.index));
    }
    // Schooling counts up to 18 and 15 years only.
    const Items most = {{"UHH", 85}, {"HLS", 20}, {"RLS", 16}, {"PKP", 26572352}};
    CHECK(value_of("IPM", most) == doctest::Approx(100));
}

TEST_CASE("the health index is 0 at 20 years and 100 at 85") {
    CHECK(value_of("I_SEHAT", {{"UHH", 20}}) == doctest::Approx(0));
    CHECK(value_of("I_SEHAT", {{"UHH", 85}}) == doctest::Approx(100));
    CHECK(value_of("I_SEHAT", {{"UHH", 72.75}}) == doctest::Approx(81.1538).epsilon(1e-5));
}

TEST_CASE("the satisfaction index weighs nine elements by exactly one ninth") {
    constexpr double kScores[] = {4, 4, 3, 4, 4, 4, 4, 3, 3};
    Items items;
    for (int i = 1; i <= 9; ++i) {
        items["IKM_U" + std::to_string(i)] = kScores[i - 1] * 20;
        items["IKM_N" + std::to_string(i)] = 20;
    }
    CHECK(value_of("IKM", items) == doctest::Approx(91.6667).epsilon(1e-6));
    // Fewer answers to one question change its mean only.
    items["IKM_U3"] = 3 * 7;
    items["IKM_N3"] = 7;
    CHECK(value_of("IKM", items) == doctest::Approx(91.6667).epsilon(1e-6));
    items["IKM_N3"] = 0;
    CHECK(!evaluate(indicator("IKM").numerator, items));
}

TEST_CASE("hospital indicators repeat the textbook's example and its identity") {
    const Items items = {
        {"RS_TT", 312}, {"RS_HP", 5856}, {"RS_KELUAR", 1736}, {"RS_LAMA", 5856}, {"[days]", 365}};
    const double bor = value_of("BOR", items), bto = value_of("BTO", items);
    CHECK(bor == doctest::Approx(5.14).epsilon(0.001));
    CHECK(bto == doctest::Approx(5.56).epsilon(0.001));
    CHECK(value_of("TOI", items) == doctest::Approx(62.2).epsilon(0.001));
    CHECK(value_of("AVLOS", items) == doctest::Approx(3.37).epsilon(0.001));
    CHECK(bor / 100 == doctest::Approx(value_of("AVLOS", items) * bto / 365));
    CHECK(value_of("TOI", items) == doctest::Approx((1 - bor / 100) * 365 / bto));
}

TEST_CASE("the hospital identities hold for a month as for a year") {
    const Items january = {{"RS_TT", 312}, {"RS_HP", 6100}, {"RS_KELUAR", 1490}, {"[days]", 31}};
    Items stays = january;
    stays["RS_LAMA"] = january.at("RS_HP");  // They hold for stays counted in bed days.
    const double bor = value_of("BOR", stays), bto = value_of("BTO", stays);
    CHECK(bor / 100 == doctest::Approx(value_of("AVLOS", stays) * bto / 365));
    CHECK(value_of("TOI", stays) == doctest::Approx((1 - bor / 100) * 365 / bto));
    // Of 1,490 discharged 45 died, 20 of them after 48 hours or more: GDR is never below NDR.
    stays["RS_MATI"] = 45;
    stays["RS_MATI48"] = 20;
    CHECK(value_of("GDR", stays) == doctest::Approx(45 * 1000.0 / 1490));
    CHECK(value_of("NDR", stays) == doctest::Approx(20 * 1000.0 / 1490));
}

// What a district reports of one SPM service: people to serve and served, and the percentages of
// its quality items, which count 100 at most.
struct Service {
    double target = 0, served = 0;
    std::vector<double> items;
};

Items spm_items(const std::vector<Service>& services) {
    Items items;
    for (int i = 1; i <= 12; ++i) {
        const std::string code = (i < 10 ? "SPM_K0" : "SPM_K") + std::to_string(i);
        const Service service = static_cast<std::size_t>(i) <= services.size()
                                    ? services[static_cast<std::size_t>(i) - 1]
                                    : Service{};
        items[code + "_SASARAN"] = service.target;
        items[code + "_LAYAN"] = service.served;
        items[code + "_BUTIR"] = static_cast<double>(service.items.size());
        items[code + "_MUTU"] = 0;
        for (const double each : service.items) items[code + "_MUTU"] += std::min(each, 100.0);
    }
    return items;
}

TEST_CASE("the SPM index weighs people served by 80 and quality by 20") {
    // 900 of 1,000 pregnant women; five goods and three kinds of staff: A 90, B 86.25.
    const Service mothers{1000, 900, {100, 80, 60, 100, 100, 100, 100, 50}};
    CHECK(value_of("IP_SPM", spm_items({mothers})) == doctest::Approx(89.25));
    CHECK(value_of("IP_SPM", spm_items(std::vector<Service>(12, mothers))) ==
          doctest::Approx(89.25));
    // Nobody and nothing counts more than 100 %.
    const Service crowded{1000, 1089, {83.8, 89.3, 110.1, 109, 31.3, 83.3, 114.9, 106.3, 94.4}};
    CHECK(value_of("IP_SPM", spm_items({crowded})) == doctest::Approx(97.38));
    CHECK(value_of("IP_SPM", spm_items({{1000, 1000, {100, 100, 100}}})) == doctest::Approx(100));
    CHECK(value_of("IP_SPM", spm_items({{1000, 439, {70.7, 108.6, 37.3, 42.6, 68.2}}})) ==
          doctest::Approx(47.872));
    CHECK(
        value_of("IP_SPM", spm_items({{5000, 4976, {77.8, 74.2, 34.5, 41.9, 54.6, 81.2, 80.9}}})) ==
        doctest::Approx(92.33314285714286).epsilon(1e-12));
}

TEST_CASE("a service without a target leaves the SPM index, one without a report leaves none") {
    const Service mothers{1000, 900, {100, 80, 60, 100, 100, 100, 100, 50}};
    const Service births{100, 98, {46.9, 113.5, 90.6}};  // 94.2333
    Items items = spm_items({mothers, births});
    CHECK(value_of("IP_SPM", items) == doctest::Approx((89.25 + 94.23333333333333) / 2));
    CHECK(!evaluate(indicator("IP_SPM").numerator, {}));
    items.erase("SPM_K02_LAYAN");
    CHECK(!evaluate(indicator("IP_SPM").numerator, items));
    CHECK(evaluate(indicator("IP_SPM").denominator, spm_items({})) == 0.0);
    CHECK(indicator("IP_SPM").propagate_missing);
}

TEST_CASE("a region's healthy family index is the share of families above 0.800") {
    CHECK(value_of("IKS", {{"KS_SEHAT", 158}, {"KS_DATA", 1000}}) == doctest::Approx(0.158));
}

TEST_CASE("gates name known indicators, real days, and one rule at a time") {
    const Catalogue& catalogue = repository_catalogue();
    REQUIRE(catalogue.gates.size() == 3);
    for (const Gate& gate : catalogue.gates) {
        CHECK(!gate.source.empty());
        CHECK(!gate.levels.empty());
    }
    const TemporaryCatalogue files;
    const std::string head = "[[gate]]\ncode = \"G\"\nname = { id = \"g\", en = \"g\" }\n";
    const auto gate = [&](const std::string& dates, const std::string& conditions) {
        return head + dates +
               "source = \"s\"\n[[gate.level]]\nname = { id = \"l\", en = \"l\" }\n" + "any = [" +
               conditions + "]\n";
    };
    const std::string old = "valid_to = \"2025-12-31\"\n", later = "valid_from = \"2026-01-01\"\n";
    files.write("gates.toml", gate(old, "{ X = 1 }") + gate(later, "{ X = 2 }, { X = 3 }"));
    CHECK(files.error() == "");
    CHECK(files.read()->gates[1].levels[0].any.size() == 2);
    files.write("gates.toml", gate(old, "{ Y = 1 }"));
    CHECK(mentions(files.error(), "gates.toml: gate[0].level[0].any[0].Y: there is no such"));
    files.write("gates.toml", gate(old, ""));
    CHECK(mentions(files.error(), "gate[0].level[0].any: at least one condition"));
    files.write("gates.toml", gate("valid_from = \"2026-02-30\"\n", "{ X = 1 }"));
    CHECK(mentions(files.error(), "gate[0].valid_from: a date"));
    files.write("gates.toml", gate(old, "{ X = 1 }") + gate("", "{ X = 1 }"));
    CHECK(mentions(files.error(), "gate[1].valid_from: two rules of \"G\""));
    files.write("gates.toml", head + "source = \"s\"\n");
    CHECK(mentions(files.error(), "gate[0].level: at least one level"));
}

TEST_CASE("a band starts at a number or above it, never both") {
    const TemporaryCatalogue files;
    const std::string set =
        "[[band_set]]\ncode = \"B\"\nname = { id = \"b\", en = \"b\" }\nvalid_from = \"\"\n"
        "source = \"s\"\nround_to = 2\nbands = [{ name = { id = \"b\", en = \"b\" }, ";
    files.write("bands.toml", set + "above = 0.8 }]\n");
    const auto read = files.read();
    REQUIRE(read);
    CHECK(read->band_sets[0].bands[0].above);
    CHECK(read->band_sets[0].round_to == 2);
    files.write("bands.toml", set + "above = 0.8, from = 0.8 }]\n");
    CHECK(mentions(files.error(), "bands[0].above: a band has"));
}

TEST_CASE("rates and shares repeat the counts they were published from") {
    CHECK(value_of("SPM-K01", {{"SPM_K01_LAYAN", 900}, {"SPM_K01_SASARAN", 1000}}) ==
          doctest::Approx(90));
    // 5 deaths and 25 infant deaths of 3,953 births.
    CHECK(value_of("AKI", {{"KEMATIAN_IBU", 5}, {"KELAHIRAN_HIDUP", 3953}}) ==
          doctest::Approx(126.5).epsilon(0.001));
    CHECK(value_of("AKB", {{"KEMATIAN_BAYI", 25}, {"KELAHIRAN_HIDUP", 3953}}) ==
          doctest::Approx(6.32).epsilon(0.001));
    // Kabupaten Bangka 2022: 3 mothers, 33 newborns and 11 infants give 57.28, 6.3 and 2.1 of the
    // same 5,238 births; 3 under-fives do not give the 0.19 printed beside them.
    CHECK(value_of("AKI", {{"KEMATIAN_IBU", 3}, {"KELAHIRAN_HIDUP", 5238}}) ==
          doctest::Approx(57.28).epsilon(0.0002));
    CHECK(value_of("AKN", {{"KEMATIAN_NEONATAL", 33}, {"KELAHIRAN_HIDUP", 5238}}) ==
          doctest::Approx(6.3).epsilon(0.001));
    CHECK(value_of("JKN_CAKUPAN", {{"JKN_PESERTA", 9919}, {"PENDUDUK", 10000}}) ==
          doctest::Approx(99.19));
    // 7,063 of 10,253 is the same arithmetic for any share of facilities.
    CHECK(value_of("PKM_9NAKES", {{"PKM_9NAKES", 7063}, {"PKM", 10253}}) ==
          doctest::Approx(68.89).epsilon(0.0001));
}

TEST_CASE("a target for a span of years holds in each of them and no other") {
    const auto& targets = indicator("SPM-K01").targets;
    CHECK(targets.front().year == "2020");
    CHECK(targets.back().year == "2029");
    CHECK(targets.size() == 10);
}

TEST_CASE("an expression with an unknown element is refused with file and key") {
    const TemporaryCatalogue files;
    CHECK(files.error() == "");
    files.write_indicator("numerator = \"#{B}\"\n");
    CHECK(mentions(files.error(), "indicators/X.toml: numerator"));
    CHECK(mentions(files.error(), "\"B\""));
    files.write_indicator("numerator = \"#{A}\"\ndenominator = \"(#{A}\"\n");
    CHECK(mentions(files.error(), "indicators/X.toml: denominator"));
}

TEST_CASE("what is missing, misspelt or twice is refused with file and key") {
    const TemporaryCatalogue files;
    files.write_indicator("");
    CHECK(mentions(files.error(), "indicators/X.toml: numerator"));
    files.write_indicator("numerator = \"#{A}\"\nfaktor = 1\n");
    CHECK(mentions(files.error(), "indicators/X.toml: faktor: unknown key"));
    files.write_indicator("numerator = \"#{A}\"\nperiod_rule = \"fixed\"\n");
    CHECK(mentions(files.error(), "indicators/X.toml: months"));
    files.write_indicator("numerator = \"#{A}\"\ndirection = \"up\"\n");
    CHECK(mentions(files.error(), "indicators/X.toml: direction: \"up\" is not one of higher"));
    files.write_indicator("numerator = \"#{A}\"\n", "[[target]]\nyear = \"2024\"\nvalue = 1\n");
    CHECK(mentions(files.error(), "indicators/X.toml: target[0].source"));
    files.write_indicator("numerator = \"#{A}\"\n",
                          "[[target]]\nyear = \"24\"\nvalue = 1\nsource = \"s\"\n");
    CHECK(mentions(files.error(), "indicators/X.toml: target[0].year"));
    files.write_indicator("numerator = \"#{A}\"\n");
    files.write("elements/b.toml",
                "group = \"g\"\n[[element]]\ncode = \"A\"\nname = { id = \"a\", en = \"a\" }\n");
    CHECK(mentions(files.error(), "elements/b.toml: element[0].code: \"A\" is there already"));
}

TEST_CASE("a pillar that does not exist and a file that is no TOML are refused") {
    const TemporaryCatalogue files;
    files.write("pillars.toml",
                "[[pillar]]\nnumber = 2\nname = { id = \"a\", en = \"b\" }\ncolor = \"#000\"\n");
    CHECK(mentions(files.error(), "indicators/X.toml: pillar: there is no pillar 1"));
    files.write("pillars.toml", "[[pillar]\n");
    CHECK(mentions(files.error(), "pillars.toml: line 1"));
    const auto absent = read_catalogue("/nonexistent/catalogue");
    REQUIRE(!absent);
    CHECK(absent.error().code == ErrorCode::NotFound);
}

}  // namespace sinergi::exchange
