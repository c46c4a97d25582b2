// SPDX-License-Identifier: Apache-2.0
#include "exchange/catalogue_toml.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <optional>
#include <set>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <vector>

#include <fmt/format.h>

// The parser asserts things of the file that a broken file does not keep ("[=]"): that is an error
// of the file and must not end the program.
namespace sinergi::exchange {
[[noreturn]] static void refuse_toml() { throw std::invalid_argument("not TOML"); }
}  // namespace sinergi::exchange
#define TOML_ASSERT(expression) ((expression) ? void() : ::sinergi::exchange::refuse_toml())
#include <toml++/toml.h>

#include "model/metadata.h"
#include "model/period.h"

namespace sinergi::exchange {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFileBytesMax = 1U << 20U;
constexpr int kYearsMax = 50;  // Of one target span.

tl::unexpected<Error> bad(const std::string& file, std::string_view key,
                          std::string_view expected) {
    return fail(ErrorCode::InvalidArgument, fmt::format("{}: {}: {}", file, key, expected));
}

// One table of a file; `where` is the path of keys that leads to it, for messages.
struct Place {
    const toml::table& table;
    const std::string& file;
    std::string where;

    [[nodiscard]] std::string key(std::string_view name) const {
        return where.empty() ? std::string(name) : fmt::format("{}.{}", where, name);
    }
};

// A misspelt key would silently leave a default in force, so unknown keys are refused.
Result<void> only_keys(const Place& place, std::initializer_list<std::string_view> known) {
    for (const auto& [name, node] : place.table) {
        if (std::find(known.begin(), known.end(), name.str()) == known.end()) {
            return bad(place.file, place.key(name.str()), "unknown key");
        }
    }
    return {};
}

Result<std::string> text(const Place& place, std::string_view name,
                         std::optional<std::string_view> otherwise = std::nullopt) {
    const toml::node* node = place.table.get(name);
    if (node == nullptr) {
        if (otherwise) return std::string(*otherwise);
        return bad(place.file, place.key(name), "missing, a text is expected");
    }
    if (const auto value = node->value_exact<std::string>()) return *value;
    return bad(place.file, place.key(name), "a text is expected");
}

Result<double> number(const Place& place, std::string_view name,
                      std::optional<double> otherwise = std::nullopt) {
    const toml::node* node = place.table.get(name);
    if (node == nullptr) {
        if (otherwise) return *otherwise;
        return bad(place.file, place.key(name), "missing, a number is expected");
    }
    const auto value = node->is_number() ? node->value<double>() : std::nullopt;
    if (!value || !std::isfinite(*value)) {
        return bad(place.file, place.key(name), "a number is expected");
    }
    return *value;
}

Result<int> whole(const Place& place, std::string_view name, int from, int to,
                  std::optional<int> otherwise = std::nullopt) {
    const toml::node* node = place.table.get(name);
    if (node == nullptr && otherwise) return *otherwise;
    const auto value = node == nullptr ? std::nullopt : node->value_exact<std::int64_t>();
    if (!value || *value < from || *value > to) {
        return bad(place.file, place.key(name),
                   fmt::format("a whole number from {} to {} is expected", from, to));
    }
    return static_cast<int>(*value);
}

Result<bool> flag(const Place& place, std::string_view name, bool otherwise) {
    const toml::node* node = place.table.get(name);
    if (node == nullptr) return otherwise;
    if (const auto value = node->value_exact<bool>()) return *value;
    return bad(place.file, place.key(name), "true or false is expected");
}

Result<LocalizedText> localized(const Place& place, std::string_view name, bool required) {
    const toml::node* node = place.table.get(name);
    if (node == nullptr && !required) return LocalizedText{};
    if (node == nullptr || !node->is_table()) {
        return bad(place.file, place.key(name), "{ id = \"…\", en = \"…\" } is expected");
    }
    const Place inner{*node->as_table(), place.file, place.key(name)};
    TRY(only_keys(inner, {"id", "en"}));
    LocalizedText result;
    result.id = TRY(text(inner, "id"));
    result.en = TRY(text(inner, "en"));
    return result;
}

// The tables of an array of tables; none if the key is absent.
Result<std::vector<Place>> tables(const Place& place, std::string_view name) {
    std::vector<Place> result;
    const toml::node* node = place.table.get(name);
    if (node == nullptr) return result;
    const toml::array* array = node->as_array();
    if (array == nullptr) return bad(place.file, place.key(name), "a list of tables is expected");
    for (const toml::node& item : *array) {
        const std::string where = fmt::format("{}[{}]", place.key(name), result.size());
        if (!item.is_table()) return bad(place.file, where, "a table is expected");
        result.push_back({*item.as_table(), place.file, where});
    }
    return result;
}

template <class Value>
struct Choice {
    std::string_view name;
    Value value;
};

template <class Value>
Result<Value> choice(const Place& place, std::string_view name,
                     std::initializer_list<Choice<Value>> choices, Value otherwise) {
    const std::string word = TRY(text(place, name, ""));
    if (word.empty()) return otherwise;
    std::string names;
    for (const Choice<Value>& each : choices) {
        if (each.name == word) return each.value;
        names += fmt::format("{}{}", names.empty() ? "" : ", ", each.name);
    }
    return bad(place.file, place.key(name), fmt::format("\"{}\" is not one of {}", word, names));
}

Result<toml::table> parse_file(const fs::path& path, const std::string& shown) {
    std::ifstream stream(path, std::ios::binary);
    if (!stream) return fail(ErrorCode::NotFound, fmt::format("{}: cannot be read", shown));
    std::ostringstream buffer;
    buffer << stream.rdbuf();
    const std::string bytes = buffer.str();
    if (bytes.size() > kFileBytesMax) {
        return fail(ErrorCode::TooLarge,
                    fmt::format("{}: larger than {} bytes", shown, kFileBytesMax));
    }
    try {
        return toml::parse(bytes, shown);
    } catch (const toml::parse_error& error) {
        return bad(shown, fmt::format("line {}", error.source().begin.line), error.description());
    } catch (const std::invalid_argument&) {
        return bad(shown, "a table or key", "expected a name of letters, digits, '-' and '_'");
    }
}

Result<std::vector<fs::path>> toml_files(const fs::path& folder) {
    std::error_code code;
    std::vector<fs::path> files;
    fs::directory_iterator entry(folder, code);
    for (; !code && entry != fs::directory_iterator(); entry.increment(code)) {
        if (entry->path().extension() == ".toml") files.push_back(entry->path());
    }
    if (code) {
        return fail(ErrorCode::NotFound, fmt::format("{}: {}", folder.string(), code.message()));
    }
    std::sort(files.begin(), files.end());
    return files;
}

Result<void> read_pillars(const Place& file, Catalogue& catalogue) {
    TRY(only_keys(file, {"pillar"}));
    for (const Place& place : TRY(tables(file, "pillar"))) {
        TRY(only_keys(place, {"number", "name", "color"}));
        Pillar pillar;
        pillar.number = TRY(whole(place, "number", 1, 99));
        pillar.name = TRY(localized(place, "name", true));
        pillar.color = TRY(text(place, "color"));
        const auto same = [&](const Pillar& other) { return other.number == pillar.number; };
        if (std::any_of(catalogue.pillars.begin(), catalogue.pillars.end(), same)) {
            return bad(place.file, place.key("number"), "this pillar is there already");
        }
        catalogue.pillars.push_back(std::move(pillar));
    }
    return {};
}

Result<void> read_bands(const Place& file, Catalogue& catalogue) {
    TRY(only_keys(file, {"band_set"}));
    for (const Place& place : TRY(tables(file, "band_set"))) {
        TRY(only_keys(place, {"code", "name", "valid_from", "source", "bands"}));
        BandSet set;
        set.code = TRY(text(place, "code"));
        set.name = TRY(localized(place, "name", true));
        set.valid_from = TRY(text(place, "valid_from"));
        set.source = TRY(text(place, "source"));
        for (const Place& inner : TRY(tables(place, "bands"))) {
            TRY(only_keys(inner, {"name", "from"}));
            Band band;
            band.name = TRY(localized(inner, "name", true));
            band.from = TRY(number(inner, "from"));
            if (!set.bands.empty() && band.from >= set.bands.back().from) {
                return bad(inner.file, inner.key("from"), "bands are written from high to low");
            }
            set.bands.push_back(std::move(band));
        }
        if (set.bands.empty()) return bad(place.file, place.key("bands"), "at least one band");
        catalogue.band_sets.push_back(std::move(set));
    }
    return {};
}

Result<void> read_elements(const Place& file, std::set<std::string>& codes, Catalogue& catalogue) {
    TRY(only_keys(file, {"group", "element"}));
    const std::string group = TRY(text(file, "group"));
    for (const Place& place : TRY(tables(file, "element"))) {
        TRY(only_keys(place, {"code", "name", "aggregation", "period_type", "value_type"}));
        CatalogueElement element;
        element.code = TRY(text(place, "code"));
        element.name = TRY(localized(place, "name", true));
        element.aggregation = TRY(text(place, "aggregation", element.aggregation));
        element.period_type = TRY(text(place, "period_type", element.period_type));
        element.value_type = TRY(text(place, "value_type", element.value_type));
        element.group = group;
        const AggregationType type = parse_aggregation_type(element.aggregation);
        if (type == AggregationType::Other) {
            return bad(place.file, place.key("aggregation"),
                       fmt::format("\"{}\" is not an aggregation type", element.aggregation));
        }
        TRY(parse_period_type(element.period_type).map_error([&](Error error) {
            error.message =
                fmt::format("{}: {}: {}", place.file, place.key("period_type"), error.message);
            return error;
        }));
        if (!codes.insert(element.code).second) {
            return bad(place.file, place.key("code"),
                       fmt::format("\"{}\" is there already", element.code));
        }
        catalogue.elements.push_back(std::move(element));
    }
    return {};
}

// "2024" or "2020-2029".
Result<std::pair<int, int>> year_span(const Place& place) {
    const std::string span = TRY(text(place, "year"));
    const auto year = [&](std::size_t at) {
        int value = 0;
        for (std::size_t i = at; i < at + 4; ++i) {
            if (i >= span.size() || span[i] < '0' || span[i] > '9') return 0;
            value = value * 10 + (span[i] - '0');
        }
        return value;
    };
    const int first = year(0);
    int last = first;
    if (span.size() == 9 && span[4] == '-') {
        last = year(5);
    } else if (span.size() != 4) {
        last = 0;
    }
    if (first < 1900 || last < first || last - first > kYearsMax) {
        return bad(place.file, place.key("year"), "a year or a span \"2020-2029\" is expected");
    }
    return std::pair(first, last);
}

Result<std::vector<TargetRule>> read_targets(const Place& file) {
    std::vector<TargetRule> targets;
    std::set<std::string> years;
    for (const Place& place : TRY(tables(file, "target"))) {
        TRY(only_keys(place, {"year", "value", "upper", "source", "unverified"}));
        TargetRule rule;
        rule.value = TRY(number(place, "value"));
        if (place.table.contains("upper")) {
            rule.upper = TRY(number(place, "upper"));
            if (*rule.upper < rule.value) {
                return bad(place.file, place.key("upper"), "must not be below value");
            }
        }
        rule.source = TRY(text(place, "source"));
        if (rule.source.empty()) return bad(place.file, place.key("source"), "must not be empty");
        rule.unverified = TRY(flag(place, "unverified", false));
        const auto [first, last] = TRY(year_span(place));
        for (int year = first; year <= last; ++year) {
            rule.year = fmt::format("{}", year);
            if (!years.insert(rule.year).second) {
                return bad(place.file, place.key("year"),
                           fmt::format("two targets for {}", rule.year));
            }
            targets.push_back(rule);
        }
    }
    return targets;
}

// Parses the expression under `name` and looks its elements up. Empty text is left to the caller.
Result<std::string> expression(const Place& place, std::string_view name,
                               const std::set<std::string>& elements) {
    std::string written = TRY(text(place, name, ""));
    if (written.empty()) return written;
    const auto parsed = Expression::parse(written);
    if (!parsed) return bad(place.file, place.key(name), parsed.error().message);
    for (const Item& item : parsed->items()) {
        if (item.kind == ItemKind::Days) continue;
        if (item.kind != ItemKind::DataElement) {
            return bad(place.file, place.key(name),
                       "only data elements #{CODE}, numbers and [days] can be used");
        }
        if (elements.count(item.id) == 0) {
            return bad(place.file, place.key(name),
                       fmt::format("there is no data element \"{}\"", item.id));
        }
    }
    return written;
}

Result<std::vector<double>> read_breaks(const Place& place) {
    std::vector<double> breaks;
    const toml::node* node = place.table.get("breaks");
    if (node == nullptr) return breaks;
    const toml::array* array = node->as_array();
    const auto wrong = [&] {
        return bad(place.file, place.key("breaks"), "four ascending numbers are expected");
    };
    if (array == nullptr || array->size() != 4) return wrong();
    for (const toml::node& item : *array) {
        const auto value = item.is_number() ? item.value<double>() : std::nullopt;
        if (!value || (!breaks.empty() && *value <= breaks.back())) return wrong();
        breaks.push_back(*value);
    }
    return breaks;
}

// The months of a FixedMonths indicator; nothing for the other rules.
Result<std::vector<int>> read_months(const Place& place, PeriodRule rule) {
    std::vector<int> months;
    if (const toml::node* node = place.table.get("months")) {
        const toml::array* array = node->as_array();
        if (array == nullptr) return bad(place.file, place.key("months"), "a list is expected");
        for (const toml::node& item : *array) {
            const auto month = item.value_exact<std::int64_t>();
            if (!month || *month < 1 || *month > 12) {
                return bad(place.file, place.key("months"), "months are numbers from 1 to 12");
            }
            months.push_back(static_cast<int>(*month));
        }
    }
    if (months.empty() == (rule == PeriodRule::FixedMonths)) {
        return bad(place.file, place.key("months"),
                   "belongs to period_rule \"fixed\" and only to it");
    }
    return months;
}

Result<void> read_texts(const Place& place, CatalogueIndicator& indicator) {
    indicator.code = TRY(text(place, "code"));
    indicator.name = TRY(localized(place, "name", true));
    indicator.short_name = TRY(localized(place, "short_name", true));
    indicator.unit = TRY(localized(place, "unit", true));
    indicator.numerator_text = TRY(localized(place, "numerator_text", true));
    indicator.denominator_text = TRY(localized(place, "denominator_text", false));
    indicator.note = TRY(localized(place, "note", false));
    indicator.group = TRY(text(place, "group"));
    indicator.basis_rule = TRY(text(place, "basis_rule", ""));
    indicator.level = TRY(text(place, "level"));
    indicator.system = TRY(text(place, "system"));
    indicator.source = TRY(text(place, "source"));
    if (indicator.source.empty()) return bad(place.file, place.key("source"), "must not be empty");
    return {};
}

Result<void> read_rules(const Place& place, CatalogueIndicator& indicator) {
    indicator.factor = TRY(number(place, "factor", 100));
    indicator.decimals = TRY(whole(place, "decimals", 0, 6, 1));
    indicator.pillar = TRY(whole(place, "pillar", 1, 99));
    indicator.direction = TRY((choice<Direction>(place, "direction",
                                                 {{"higher", Direction::Higher},
                                                  {"lower", Direction::Lower},
                                                  {"range", Direction::Range},
                                                  {"context", Direction::Context}},
                                                 Direction::Higher)));
    indicator.period_rule = TRY((choice<PeriodRule>(place, "period_rule",
                                                    {{"monthly", PeriodRule::Monthly},
                                                     {"cumulative", PeriodRule::CumulativeYear},
                                                     {"latest", PeriodRule::Latest},
                                                     {"fixed", PeriodRule::FixedMonths},
                                                     {"yearly", PeriodRule::Yearly}},
                                                    PeriodRule::Monthly)));
    indicator.months = TRY(read_months(place, indicator.period_rule));
    indicator.kind = TRY((choice<FigureKind>(
        place, "kind", {{"routine", FigureKind::Routine}, {"survey", FigureKind::Survey}},
        FigureKind::Routine)));
    indicator.proportion = TRY(flag(place, "proportion", true));
    indicator.interval = TRY(flag(place, "interval", true));
    indicator.events_small = TRY(flag(place, "events_small", false));
    indicator.propagate_missing = TRY(flag(place, "propagate_missing", false));
    indicator.unverified = TRY(flag(place, "unverified", false));
    indicator.targets = TRY(read_targets(place));
    indicator.breaks = TRY(read_breaks(place));
    return {};
}

Result<CatalogueIndicator> read_indicator(const Place& place, const std::set<std::string>& elements,
                                          const Catalogue& catalogue) {
    TRY(only_keys(place, {"code",
                          "name",
                          "short_name",
                          "unit",
                          "numerator",
                          "denominator",
                          "numerator_text",
                          "denominator_text",
                          "note",
                          "factor",
                          "decimals",
                          "pillar",
                          "group",
                          "direction",
                          "period_rule",
                          "months",
                          "kind",
                          "proportion",
                          "interval",
                          "events_small",
                          "propagate_missing",
                          "basis_rule",
                          "level",
                          "system",
                          "source",
                          "unverified",
                          "breaks",
                          "target"}));
    CatalogueIndicator indicator;
    TRY(read_texts(place, indicator));
    TRY(read_rules(place, indicator));
    indicator.numerator = TRY(expression(place, "numerator", elements));
    indicator.denominator = TRY(expression(place, "denominator", elements));
    if (indicator.numerator.empty() != (indicator.kind == FigureKind::Survey)) {
        return bad(place.file, "numerator",
                   "a routine indicator needs one, a survey figure is published and has none");
    }
    const auto has_number = [&](const Pillar& pillar) { return pillar.number == indicator.pillar; };
    if (std::none_of(catalogue.pillars.begin(), catalogue.pillars.end(), has_number)) {
        return bad(place.file, "pillar", fmt::format("there is no pillar {}", indicator.pillar));
    }
    const auto same = [&](const CatalogueIndicator& other) { return other.code == indicator.code; };
    if (std::any_of(catalogue.indicators.begin(), catalogue.indicators.end(), same)) {
        return bad(place.file, "code", fmt::format("\"{}\" is there already", indicator.code));
    }
    return indicator;
}

}  // namespace

Result<Catalogue> read_catalogue(const std::string& folder) {
    const fs::path root(folder);
    Catalogue catalogue;
    std::set<std::string> elements;

    const toml::table pillars = TRY(parse_file(root / "pillars.toml", "pillars.toml"));
    const std::string pillars_name = "pillars.toml";
    TRY(read_pillars({pillars, pillars_name, ""}, catalogue));

    const toml::table bands = TRY(parse_file(root / "bands.toml", "bands.toml"));
    const std::string bands_name = "bands.toml";
    TRY(read_bands({bands, bands_name, ""}, catalogue));

    for (const fs::path& path : TRY(toml_files(root / "elements"))) {
        const std::string name = "elements/" + path.filename().string();
        const toml::table table = TRY(parse_file(path, name));
        TRY(read_elements({table, name, ""}, elements, catalogue));
    }
    for (const fs::path& path : TRY(toml_files(root / "indicators"))) {
        const std::string name = "indicators/" + path.filename().string();
        const toml::table table = TRY(parse_file(path, name));
        catalogue.indicators.push_back(TRY(read_indicator({table, name, ""}, elements, catalogue)));
    }
    return catalogue;
}

std::string catalogue_element_uid(std::string_view code) {
    return uid_from(fmt::format("element:{}", code));
}

std::string catalogue_indicator_uid(std::string_view code) {
    return uid_from(fmt::format("indicator:{}", code));
}

}  // namespace sinergi::exchange
