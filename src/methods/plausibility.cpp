// SPDX-License-Identifier: Apache-2.0
#include "methods/plausibility.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

#include <fmt/format.h>

#include "base/number_text.h"
#include "base/text.h"
#include "methods/human_development_index.h"

namespace sinergi::methods {

namespace {

// An estimate of births may be a third too low before a rate is doubted for it.
constexpr double kEventsMin = 0.7;
constexpr double kIndexTolerance = 0.1;    // Points; components are printed with two decimals.
constexpr double kBirthsTolerance = 1.25;  // Ratio; a rate printed as 2.1 is known to 2.4 %.
constexpr double kSumTolerance = 0.005;
constexpr double kJump = 4;  // Ratio to the median of the other years.
constexpr double kFarSpread = 6, kFarRatio = 2.5;
constexpr std::size_t kNeighboursMin = 5;
constexpr std::size_t kComparedMax = 64;  // Figures that one figure is held against.
constexpr std::size_t kBasesMax = 6;      // Of each component of an index, in one year.
constexpr int kBirthYears = 3, kPopulationYears = 10;

std::string number(double value, int decimals) {
    return format_number(value, decimals, NumberStyle::Indonesian);
}
std::string shortest(double value) {
    for (int decimals = 0; decimals < 6; ++decimals) {
        const double scale = std::pow(10.0, decimals);
        if (std::abs(value * scale - std::round(value * scale)) < 1e-6 * scale) {
            return number(value, decimals);
        }
    }
    return number(value, 6);
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::string words(const Measure& measure) {
    if (measure.kind == Measure::Kind::Count) return "jumlah";
    if (measure.kind == Measure::Kind::Index) return "indeks";
    if (measure.per == 100) return "persen";
    return fmt::format("per {}", number(measure.per, 0));
}

struct Births {
    double number = 0;
    std::string how;  // Said in the sentence; empty: published for this very year.
};

class Judge {
public:
    Judge(const std::vector<Figure>& figures, const Surroundings& around)
        : figures_(figures), around_(around) {
        for (const IndicatorNature& nature : around.natures) natures_[nature.indicator] = &nature;
        for (std::size_t i = 0; i < figures.size(); ++i) {
            const Figure& figure = figures[i];
            add(of_[{figure.indicator, figure.unit}], i);
            by_unit_[figure.unit].push_back(i);
            auto& births = births_[{figure.unit, figure.year}];
            if (births.size() < kComparedMax) {
                if (figure.indicator == "KELAHIRAN_HIDUP") births.emplace_back(i, figure.value);
                if (const auto implied = implied_by(figure)) births.emplace_back(i, *implied);
            }
            if (!figure.parent) continue;
            siblings_[{figure.indicator, figure.year, *figure.parent}].push_back(i);
        }
    }

    std::vector<Doubt> run() {
        for (std::size_t i = 0; i < figures_.size(); ++i) {
            measure(i);
            range(i);
            quotient(i);
            less_than_one(i);
            implied_births(i);
            components(i);
            jump(i);
            sources(i);
        }
        for (const auto& [parent, children] : around_.children) sums(parent, children);
        std::stable_sort(doubts_.begin(), doubts_.end(), [](const Doubt& a, const Doubt& b) {
            return std::tie(a.figure, a.rule) < std::tie(b.figure, b.rule);
        });
        return std::move(doubts_);
    }

private:
    // A file that says one thing a thousand times is not compared a million times.
    static void add(std::vector<std::size_t>& figures, std::size_t one) {
        if (figures.size() < kComparedMax) figures.push_back(one);
    }

    void doubt(std::size_t figure, Rule rule, std::string sentence) {
        doubts_.push_back({figure, rule, std::move(sentence)});
    }

    [[nodiscard]] const std::vector<std::size_t>& of(const std::string& indicator,
                                                     std::uint32_t unit) const {
        static const std::vector<std::size_t> none;
        const auto found = of_.find({indicator, unit});
        return found == of_.end() ? none : found->second;
    }

    [[nodiscard]] const std::vector<std::size_t>& of_unit(std::uint32_t unit) const {
        static const std::vector<std::size_t> none;
        const auto found = by_unit_.find(unit);
        return found == by_unit_.end() ? none : found->second;
    }

    // The same indicator and year of the units below the same parent.
    [[nodiscard]] const std::vector<std::size_t>& siblings(const Figure& figure) const {
        return siblings_.at({figure.indicator, figure.year, *figure.parent});
    }

    // What the catalogue says, else what the code says: N_ counts.
    [[nodiscard]] Measure expected(const std::string& indicator) const {
        const auto found = natures_.find(indicator);
        if (found != natures_.end()) return found->second->measure;
        Measure count;
        if (indicator.starts_with("N_")) count.kind = Measure::Kind::Count;
        return count;
    }

    void measure(std::size_t i) {
        const Figure& figure = figures_[i];
        const Measure usual = expected(figure.indicator);
        const auto either = [&](Measure::Kind kind) {
            return usual.kind == kind || figure.measure.kind == kind;
        };
        if (usual.kind == Measure::Kind::Unknown || figure.measure.kind == Measure::Kind::Unknown) {
            return;
        }
        const bool same = usual.kind == figure.measure.kind && usual.per == figure.measure.per;
        if (same || !either(Measure::Kind::Rate)) return;
        doubt(i, Rule::OtherMeasure,
              fmt::format("{} adalah {}, tetapi tertulis {}: satuannya mungkin salah cetak.",
                          figure.indicator, words(usual), words(figure.measure)));
    }

    void range(std::size_t i) {
        const Figure& figure = figures_[i];
        const std::string value = number(figure.value, figure.decimals);
        const auto nature = natures_.find(figure.indicator);
        if (figure.value < 0) {
            doubt(i, Rule::OutOfRange, fmt::format("{} kurang dari 0.", value));
        } else if (nature != natures_.end() && nature->second->is_proportion &&
                   figure.measure.per == 100 && figure.value > 100) {
            doubt(i, Rule::OutOfRange,
                  fmt::format("{} persen: bagian dari keseluruhan tidak dapat lebih dari 100.",
                              value));
        } else if (figure.measure.kind == Measure::Kind::Count &&
                   figure.value != std::floor(figure.value)) {
            doubt(i, Rule::OutOfRange,
                  fmt::format("{} bukan bilangan bulat, padahal jumlah.", value));
        }
    }

    void quotient(std::size_t i) {
        const Figure& figure = figures_[i];
        if (!figure.numerator || !figure.denominator || *figure.denominator <= 0 ||
            figure.measure.kind != Measure::Kind::Rate) {
            return;
        }
        const double quotient = figure.measure.per * *figure.numerator / *figure.denominator;
        const double tolerance =
            0.51 * std::pow(10.0, -figure.decimals) + 0.005 * std::abs(quotient);
        if (std::abs(quotient - figure.value) <= tolerance) return;
        doubt(i, Rule::Quotient,
              fmt::format("{} dari {} adalah {}, bukan {}.", shortest(*figure.numerator),
                          shortest(*figure.denominator), number(quotient, figure.decimals),
                          number(figure.value, figure.decimals)));
    }

    // The figure of the nearest year, not further than `years`; npos if there is none.
    [[nodiscard]] std::size_t nearest(const std::string& indicator, std::uint32_t unit, int year,
                                      int years) const {
        std::size_t best = std::string::npos;
        for (const std::size_t i : of(indicator, unit)) {
            const int far = std::abs(figures_[i].year - year);
            if (far > years) continue;
            if (best == std::string::npos || far < std::abs(figures_[best].year - year)) best = i;
        }
        return best;
    }

    [[nodiscard]] std::optional<Births> births(const Figure& figure) const {
        if (figure.denominator) return Births{*figure.denominator, ""};
        const auto published = nearest("KELAHIRAN_HIDUP", figure.unit, figure.year, kBirthYears);
        if (published != std::string::npos) {
            const Figure& births = figures_[published];
            return Births{births.value, births.year == figure.year
                                            ? std::string()
                                            : fmt::format(" (kelahiran {})", births.year)};
        }
        const auto people = nearest("PENDUDUK", figure.unit, figure.year, kPopulationYears);
        if (people == std::string::npos) return std::nullopt;
        double rate = around_.crude_birth_rate;
        std::string source = around_.crude_birth_rate_source;
        for (const auto unit : {std::optional(figure.unit), figure.parent}) {
            if (!unit) continue;
            const auto own = nearest("CBR", *unit, figure.year, kPopulationYears);
            if (own == std::string::npos) continue;
            rate = figures_[own].value;
            const Figure& rate_of = figures_[own];
            source = fmt::format("{} {}", rate_of.basis.empty() ? rate_of.source : rate_of.basis,
                                 rate_of.year);
            break;
        }
        if (rate <= 0) return std::nullopt;
        const double number_of_births = figures_[people].value * rate / 1000;
        return Births{number_of_births,
                      fmt::format(" (kelahiran tidak diterbitkan; diperkirakan {} = penduduk {} "
                                  "tahun {} × angka kelahiran kasar {} per 1.000, {})",
                                  number(number_of_births, 0), number(figures_[people].value, 0),
                                  figures_[people].year, shortest(rate), source)};
    }

    void less_than_one(std::size_t i) {
        const Figure& figure = figures_[i];
        if (!figure.measure.of_births || figure.measure.per < 1000 || figure.value <= 0) return;
        const auto known = births(figure);
        if (!known) return;
        const double events = figure.value * known->number / figure.measure.per;
        if (events >= kEventsMin) return;
        doubt(
            i, Rule::LessThanOne,
            fmt::format("{} per {} kelahiran hidup berarti {} kejadian dari {} kelahiran{}: kurang "
                        "dari satu; letak komanya mungkin salah.",
                        number(figure.value, figure.decimals), number(figure.measure.per, 0),
                        number(events, 2), number(known->number, 0), known->how));
    }

    // Rates with their events printed beside them all tell how many births there were.
    void implied_births(std::size_t i) {
        const Figure& figure = figures_[i];
        const auto implied = implied_by(figure);
        if (!implied) return;
        std::vector<double> others;
        for (const auto& [k, births] : births_.at({figure.unit, figure.year})) {
            if (k != i) others.push_back(births);
        }
        const auto agrees = [&](double births) {
            return std::max(*implied / births, births / *implied) <= kBirthsTolerance;
        };
        // One wrong rate among three must not throw doubt on the other two.
        const auto agreeing = std::count_if(others.begin(), others.end(), agrees);
        if (others.empty() || 2 * static_cast<std::size_t>(agreeing) >= others.size()) return;
        const double usual = median(others);
        doubt(
            i, Rule::ImpliedBirths,
            fmt::format("{} dengan {} kejadian menuntut {} kelahiran, padahal angka lain tahun {} "
                        "menunjukkan sekitar {}.",
                        number(figure.value, figure.decimals), shortest(*figure.numerator),
                        number(*implied, 0), figure.year, number(usual, 0)));
    }

    static std::optional<double> implied_by(const Figure& figure) {
        if (!figure.measure.of_births || !figure.numerator || *figure.numerator <= 0 ||
            figure.value <= 0) {
            return std::nullopt;
        }
        return *figure.numerator * figure.measure.per / figure.value;
    }

    // Expenditure is printed in rupiah, thousands or millions.
    static double rupiah(double expenditure) {
        if (expenditure < 1000) return expenditure * 1e6;
        return expenditure < 1e6 ? expenditure * 1e3 : expenditure;
    }

    [[nodiscard]] std::vector<double> in_year(const std::string& indicator,
                                              const Figure& figure) const {
        std::vector<double> values;
        for (const std::size_t i : of(indicator, figure.unit)) {
            if (values.size() == kBasesMax) break;
            if (figures_[i].year == figure.year) values.push_back(figures_[i].value);
        }
        return values;
    }

    void components(std::size_t i) {
        const Figure& figure = figures_[i];
        if (figure.indicator != "IPM") return;
        double best = 0, off = -1;
        for (const double life : in_year("UHH", figure)) {
            for (const double expected_years : in_year("HLS", figure)) {
                for (const double mean_years : in_year("RLS", figure)) {
                    for (const double money : in_year("PKP", figure)) {
                        const double index = human_development_index(
                            {life, expected_years, mean_years, rupiah(money)});
                        const double miss = std::abs(index - figure.value);
                        if (off < 0 || miss < off) best = index, off = miss;
                    }
                }
            }
        }
        if (!(off > kIndexTolerance)) return;
        doubt(
            i, Rule::Components,
            fmt::format("IPM {} tidak dihasilkan oleh komponennya (UHH, HLS, RLS dan pengeluaran "
                        "tahun {} memberi {}); satu di antaranya salah cetak atau dari tahun lain.",
                        number(figure.value, figure.decimals), figure.year, number(best, 2)));
    }

    void jump(std::size_t i) {
        const Figure& figure = figures_[i];
        if (figure.value <= 0 || figure.is_part_of_year) return;
        std::vector<double> years, neighbours;
        for (const std::size_t k : of(figure.indicator, figure.unit)) {
            if (figures_[k].year != figure.year && figures_[k].basis == figure.basis) {
                years.push_back(figures_[k].value);
            }
        }
        if (years.size() >= 2 && is_large(figure)) {
            const double usual = median(years);
            if (usual > 0 && std::max(figure.value / usual, usual / figure.value) > kJump) {
                doubt(i, Rule::Jump,
                      fmt::format(
                          "{} jauh dari tahun-tahun lain (sekitar {}); mungkin ada angka yang "
                          "hilang atau berlebih.",
                          number(figure.value, figure.decimals), shortest(usual)));
                return;
            }
        }
        if (figure.measure.kind != Measure::Kind::Rate) return;
        if (!figure.parent) return;
        for (const std::size_t k : siblings(figure)) {
            const Figure& other = figures_[k];
            if (neighbours.size() == kComparedMax) break;
            if (other.unit != figure.unit && other.basis == figure.basis) {
                neighbours.push_back(other.value);
            }
        }
        if (neighbours.size() < kNeighboursMin) return;
        const double middle = median(neighbours);
        std::vector<double> misses;
        misses.reserve(neighbours.size());
        for (const double value : neighbours) misses.push_back(std::abs(value - middle));
        const double spread = 1.4826 * median(misses);  // As a standard deviation, if normal.
        const double ratio = std::max(figure.value / middle, middle / figure.value);
        if (std::abs(figure.value - middle) <= kFarSpread * spread || ratio <= kFarRatio) return;
        doubt(i, Rule::Jump,
              fmt::format("{} jauh dari {} wilayah tetangganya (sekitar {}).",
                          number(figure.value, figure.decimals), neighbours.size(),
                          shortest(middle)));
    }

    // A handful of deaths may well be none or four times as many next year.
    static bool is_large(const Figure& figure) {
        return figure.measure.kind != Measure::Kind::Count || figure.value >= 100;
    }

    void sources(std::size_t i) {
        const Figure& figure = figures_[i];
        for (const std::size_t k : of(figure.indicator, figure.unit)) {
            const Figure& other = figures_[k];
            if (k == i || other.year != figure.year || other.basis != figure.basis ||
                other.is_part_of_year != figure.is_part_of_year ||
                !(other.measure == figure.measure)) {
                continue;
            }
            const double rounding =
                std::pow(10.0, -std::min(figure.decimals, other.decimals)) / 2 * 1.01;
            if (std::abs(figure.value - other.value) <= rounding) continue;
            doubt(i, Rule::SourcesDisagree,
                  fmt::format("Sumber lain ({}) menulis {} untuk angka yang sama.",
                              other.source.substr(0, 120), number(other.value, other.decimals)));
            return;
        }
    }

    void sums(std::uint32_t parent, const std::vector<std::uint32_t>& children) {
        std::map<std::pair<std::string, int>, std::pair<double, std::set<std::uint32_t>>> totals;
        for (const std::uint32_t child : children) {
            for (const std::size_t i : of_unit(child)) {
                const Figure& figure = figures_[i];
                if (figure.measure.kind != Measure::Kind::Count || figure.is_part_of_year) continue;
                auto& [total, seen] = totals[{figure.indicator, figure.year}];
                if (seen.insert(child).second) total += figure.value;
            }
        }
        for (const auto& [key, sum] : totals) {
            for (const std::size_t i : of(key.first, parent)) {
                const Figure& whole = figures_[i];
                if (whole.year != key.second || whole.is_part_of_year) continue;
                const bool all = sum.second.size() == children.size();
                const double over = sum.first - whole.value;
                const bool wrong = all ? std::abs(over) > kSumTolerance * whole.value
                                       : over > kSumTolerance * whole.value;
                if (!wrong) continue;
                doubt(i, Rule::Sum,
                      fmt::format("{} dari {} wilayah di bawahnya berjumlah {}, tertulis {}.",
                                  sum.second.size(), children.size(), shortest(sum.first),
                                  number(whole.value, whole.decimals)));
            }
        }
    }

    const std::vector<Figure>& figures_;
    const Surroundings& around_;
    std::map<std::string, const IndicatorNature*> natures_;
    std::map<std::pair<std::string, std::uint32_t>, std::vector<std::size_t>> of_;
    std::unordered_map<std::uint32_t, std::vector<std::size_t>> by_unit_;
    // Births published, or implied by a rate and its events, by unit and year.
    std::map<std::pair<std::uint32_t, int>, std::vector<std::pair<std::size_t, double>>> births_;
    std::map<std::tuple<std::string, int, std::uint32_t>, std::vector<std::size_t>> siblings_;
    std::vector<Doubt> doubts_;
};

}  // namespace

Measure parse_measure(std::string_view text) {
    const std::string lower = to_lower_ascii(trim(text));
    Measure measure;
    const auto has = [&](std::string_view word) { return lower.find(word) != std::string::npos; };
    measure.of_births = has("kh") || has("kelahiran hidup") || has("live birth");
    if (lower == "%" || has("persen") || has("percent") || has("per cent")) {
        measure.per = 100;
    } else if (has("100.000") || has("100,000") || has("100000")) {
        measure.per = 100'000;
    } else if (has("10.000") || has("10,000") || has("10000")) {
        measure.per = 10'000;
    } else if (has("1.000") || has("1,000") || has("1000")) {
        measure.per = 1000;
    }
    if (measure.per > 0 && (lower == "%" || has("per"))) {
        measure.kind = Measure::Kind::Rate;
        return measure;
    }
    measure.per = 0;
    for (const char* word : {"indeks", "index", "skor", "score"}) {
        if (has(word)) measure.kind = Measure::Kind::Index;
    }
    for (const char* word :
         {"kasus", "jiwa", "orang", "bayi", "balita", "anak", "keluarga", "peserta", "puskesmas",
          "rs", "desa", "kelurahan", "kecamatan", "unit", "cases"}) {
        if (lower == word) measure.kind = Measure::Kind::Count;
    }
    return measure;
}

std::string_view to_string(Rule rule) {
    switch (rule) {
        case Rule::OtherMeasure: return "other_measure";
        case Rule::LessThanOne: return "less_than_one";
        case Rule::OutOfRange: return "out_of_range";
        case Rule::Quotient: return "quotient";
        case Rule::ImpliedBirths: return "implied_births";
        case Rule::Components: return "components";
        case Rule::Jump: return "jump";
        case Rule::Sum: return "sum";
        case Rule::SourcesDisagree: return "sources_disagree";
    }
    return "";
}

std::vector<Doubt> find_doubts(const std::vector<Figure>& figures,
                               const Surroundings& surroundings) {
    return Judge(figures, surroundings).run();
}

}  // namespace sinergi::methods
