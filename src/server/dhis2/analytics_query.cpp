// SPDX-License-Identifier: Apache-2.0
#include "server/dhis2/analytics_query.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "server/dhis2/web_message.h"

namespace sinergi::server::dhis2 {

namespace {

struct Asked {
    std::string dimension;
    std::vector<std::string> items;
    bool is_filter = false;
};

// "dimension=dx:a;b,pe:2022" is two dimensions; items are separated by semicolons.
std::vector<Asked> split_dimensions(const Request& request) {
    std::vector<Asked> all;
    for (const auto& [name, value] : request.query) {
        if (name != "dimension" && name != "filter") continue;
        for (const std::string_view part : split(value, ',')) {
            if (part.empty()) continue;
            const std::size_t colon = std::min(part.find(':'), part.size());
            Asked asked{std::string(part.substr(0, colon)), {}, name == "filter"};
            if (colon < part.size()) {
                for (const std::string_view item : split(part.substr(colon + 1), ';')) {
                    if (!item.empty()) asked.items.emplace_back(item);
                }
            }
            all.push_back(std::move(asked));
        }
    }
    return all;
}

Result<void> check_repeats(const std::vector<Asked>& asked) {
    std::set<std::string> dimensions;
    std::set<std::string> filters;
    for (const Asked& one : asked) {
        if (!one.is_filter && !dimensions.insert(one.dimension).second) {
            return refuse("E7111", {one.dimension});
        }
        if (one.is_filter) filters.insert(one.dimension);
    }
    for (const std::string& name : filters) {
        if (dimensions.contains(name)) return refuse("E7103", {"[" + name + "]"});
    }
    return {};
}

// --- data ----------------------------------------------------------------------------------------

constexpr std::string_view kRateMetrics[] = {"REPORTING_RATE", "REPORTING_RATE_ON_TIME",
                                             "ACTUAL_REPORTS", "ACTUAL_REPORTS_ON_TIME",
                                             "EXPECTED_REPORTS"};

bool is_numeric(const std::string& value_type) {
    return value_type == "NUMBER" || value_type == "PERCENTAGE" || value_type == "UNIT_INTERVAL" ||
           value_type.starts_with("INTEGER") || value_type == "BOOLEAN" ||
           value_type == "TRUE_ONLY";
}

// Nothing if the text names nothing: DHIS2 drops unknown items silently.
Result<std::optional<DataItem>> data_item(const std::string& text,
                                          const engine::MetadataView& metadata) {
    DataItem item;
    item.id = text;
    const auto parts = split(text, '.');
    if (parts.size() == 2 && std::find(std::begin(kRateMetrics), std::end(kRateMetrics),
                                       parts[1]) != std::end(kRateMetrics)) {
        const DataSet* set = metadata.data_set(parts[0]);
        if (set == nullptr) return std::optional<DataItem>();
        item.name = set->name + " - " + std::string(parts[1]);
        item.is_rate = true;
        engine::IndicatorFormula formula;
        formula.numerator = TRY(Expression::parse("R{" + text + "}"));
        formula.follows_dhis2 = true;
        item.formula = std::move(formula);
        return std::optional(std::move(item));
    }
    if (const Indicator* indicator = metadata.indicator(text)) {
        item.id = indicator->uid;
        item.name = indicator->name;
        item.formula = TRY(engine::compile(*indicator));
        item.decimals = indicator->decimals;
        return std::optional(std::move(item));
    }
    const DataElement* element = metadata.data_element(parts[0]);
    if (element == nullptr) return std::optional<DataItem>();
    engine::Selector selector{element->id, kNoObject, kNoObject, element->aggregation};
    item.name = element->name;
    item.id = element->uid;
    for (std::size_t i = 1; i < parts.size() && i < 3; ++i) {
        item.id += "." + std::string(parts[i]);
        if (parts[i] == "*") continue;
        const auto* combo = metadata.option_combo(parts[i]);
        if (combo == nullptr) return std::optional<DataItem>();
        (i == 1 ? selector.category_option_combo : selector.attribute_option_combo) = combo->id;
        item.name += " " + combo->name;
    }
    if (!is_numeric(element->value_type) || !engine::is_supported(element->aggregation)) {
        return refuse("E7115", {"[" + element->uid + "]"});
    }
    item.zero_counts = element->zero_is_significant ||
                       element->aggregation == AggregationType::Average ||
                       element->aggregation == AggregationType::AverageSumOrgUnit;
    item.selector = selector;
    return std::optional(std::move(item));
}

Result<void> read_data(const Asked& asked, const engine::MetadataView& metadata,
                       AnalyticsQuery& query) {
    query.data_is_filter = asked.is_filter;
    std::set<std::string> seen;
    for (const std::string& text : asked.items) {
        auto item = TRY(data_item(text, metadata));
        if (item && seen.insert(item->id).second) query.data.push_back(std::move(*item));
    }
    if (query.data.empty()) return refuse("E7124", {"dx"});
    if (asked.is_filter && query.data.size() > 1) {
        for (const DataItem& item : query.data) {
            if (item.formula) return refuse(item.is_rate ? "E7109" : "E7108");
        }
    }
    return {};
}

// --- periods -------------------------------------------------------------------------------------

Result<void> read_periods(const Asked& asked, std::chrono::sys_days today, AnalyticsQuery& query) {
    query.periods_are_filter = asked.is_filter;
    for (const std::string& text : asked.items) {
        std::vector<Period> periods;
        if (is_relative_period(text)) {
            periods = TRY(expand_relative_period(text, today));
            std::string name = to_lower_ascii(text);
            std::replace(name.begin(), name.end(), '_', ' ');
            name.front() = text.front();
            query.keywords.push_back({text, name});
        } else {
            periods.push_back(TRY(parse_period(text)));
        }
        for (const Period period : periods) {
            if (std::find(query.periods.begin(), query.periods.end(), period) ==
                query.periods.end()) {
                query.periods.push_back(period);
            }
        }
    }
    if (query.periods.empty()) return refuse("E7124", {"pe"});
    if (!asked.is_filter) return {};
    std::vector<Period> sorted = query.periods;
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t i = 1; i < sorted.size(); ++i) {
        if (sorted[i].kind != sorted[0].kind || sorted[i].index != sorted[i - 1].index + 1) {
            return fail(ErrorCode::InvalidArgument,
                        "Periods of a filter must follow one another without a gap");
        }
    }
    query.periods = std::move(sorted);
    return {};
}

// --- organisation units --------------------------------------------------------------------------

struct UnitWish {
    std::vector<Row> plain;  // Units named; boundaries where levels or groups are asked for.
    std::set<int> levels;
    std::vector<const engine::RowMask*> groups;
};

std::vector<Row> sorted_by_name(const OrgUnitTree& tree, std::vector<Row> rows) {
    std::stable_sort(rows.begin(), rows.end(),
                     [&](Row a, Row b) { return tree.unit(a).name < tree.unit(b).name; });
    return rows;
}

void add_user_units(const std::string& keyword, const Request& request, const OrgUnitTree& tree,
                    AnalyticsQuery& query, UnitWish& wish) {
    const Row own = tree.find_uid(request.viewer.unit_uid);
    if (own == kNoRow) return;
    query.user_units = {tree.unit(own).uid};
    if (keyword == "USER_ORGUNIT") {
        wish.plain.push_back(own);
        return;
    }
    for (const Row child : sorted_by_name(tree, tree.children(own))) {
        if (keyword == "USER_ORGUNIT_CHILDREN") {
            wish.plain.push_back(child);
            continue;
        }
        for (const Row grandchild : sorted_by_name(tree, tree.children(child))) {
            wish.plain.push_back(grandchild);
        }
    }
}

void read_unit_item(const std::string& text, const Request& request,
                    const engine::MetadataView& metadata, AnalyticsQuery& query, UnitWish& wish) {
    const OrgUnitTree& tree = metadata.tree();
    if (text.starts_with("USER_ORGUNIT")) return add_user_units(text, request, tree, query, wish);
    if (text.starts_with("LEVEL-")) {
        int level = 0;
        std::from_chars(text.data() + 6, text.data() + text.size(), level);
        if (level > 0) wish.levels.insert(level);
        query.keywords.push_back({text, fmt::format("Level {}", level)});
    } else if (text.starts_with("OU_GROUP-")) {
        const OrgUnitGroup* group = metadata.org_unit_group(text.substr(9));
        if (group == nullptr) return;
        wish.groups.push_back(metadata.group_rows(group->uid));
        query.keywords.push_back({group->uid, group->name});
    } else if (const Row row = tree.find_uid(text); row != kNoRow) {
        wish.plain.push_back(row);
    }
}

Result<void> read_units(const Asked& asked, const Request& request,
                        const engine::MetadataView& metadata, AnalyticsQuery& query) {
    const OrgUnitTree& tree = metadata.tree();
    query.units_are_filter = asked.is_filter;
    UnitWish wish;
    for (const std::string& text : asked.items) {
        read_unit_item(text, request, metadata, query, wish);
    }
    std::vector<Row> rows = wish.plain;
    if (!wish.levels.empty() || !wish.groups.empty()) {
        rows.clear();
        const auto inside = [&](Row row) {
            return wish.plain.empty() ||
                   std::any_of(wish.plain.begin(), wish.plain.end(),
                               [&](Row above) { return tree.subtree(above).contains(row); });
        };
        for (Row row = 0; row < tree.size(); ++row) {
            bool wanted = wish.levels.contains(tree.level(row));
            for (const engine::RowMask* group : wish.groups) {
                wanted |= (((*group)[row / 64] >> (row % 64)) & 1) != 0;
            }
            if (wanted && inside(row)) rows.push_back(row);
        }
        for (const Row row : wish.plain) {
            query.keywords.push_back({tree.unit(row).uid, tree.unit(row).name});
        }
    }
    std::set<Row> seen;
    for (const Row row : rows) {
        if (!seen.insert(row).second) continue;
        UnitItem item;
        item.id = tree.unit(row).uid;
        item.name = tree.unit(row).name;
        item.row = row;
        query.units.push_back(std::move(item));
    }
    if (query.units.empty()) return refuse("E7143");
    return {};
}

// The members of a group, with everything below them where the set says so, and without units that
// an earlier group of the set holds already: a unit counts in one group of a set.
engine::RowMask group_rows(const OrgUnitGroupSet& set, const OrgUnitGroup& group,
                           const engine::MetadataView& metadata, engine::RowMask& taken) {
    engine::RowMask rows = *metadata.group_rows(group.uid);
    const OrgUnitTree& tree = metadata.tree();
    if (set.include_subhierarchy) {
        for (const std::string& uid : group.unit_uids) {
            const Row member = tree.find_uid(uid);
            if (member == kNoRow) continue;
            for (Row row = member; row < tree.subtree(member).end; ++row) {
                rows[row / 64] |= std::uint64_t{1} << (row % 64);
            }
        }
    }
    taken.resize(rows.size(), 0);
    for (std::size_t word = 0; word < rows.size(); ++word) {
        rows[word] &= ~taken[word];
        taken[word] |= rows[word];
    }
    return rows;
}

Result<void> read_group_set(const Asked& asked, const engine::MetadataView& metadata,
                            AnalyticsQuery& query) {
    const OrgUnitGroupSet* set = metadata.org_unit_group_set(asked.dimension);
    if (set == nullptr || !set->data_dimension) return refuse("E7125", {asked.dimension});
    GroupSetDimension dimension{set->uid, set->name, {}, asked.is_filter};
    const bool all = asked.items.empty() || asked.items.front() == "ALL_ITEMS";
    engine::RowMask taken;
    for (const std::string& uid : set->group_uids) {
        const OrgUnitGroup* group = metadata.org_unit_group(uid);
        if (group == nullptr) continue;
        engine::RowMask rows = group_rows(*set, *group, metadata, taken);
        if (!all && std::find(asked.items.begin(), asked.items.end(), uid) == asked.items.end()) {
            continue;
        }
        GroupItem item;
        item.id = group->uid;
        item.name = group->name;
        item.rows = std::move(rows);
        dimension.groups.push_back(std::move(item));
    }
    if (dimension.groups.empty()) return refuse("E7124", {asked.dimension});
    query.group_sets.push_back(std::move(dimension));
    return {};
}

}  // namespace

Result<AnalyticsQuery> parse_analytics(const Request& request, const engine::Snapshot& snapshot,
                                       std::chrono::sys_days today) {
    const std::vector<Asked> asked = split_dimensions(request);
    const bool any_dimension =
        std::any_of(asked.begin(), asked.end(), [](const Asked& one) { return !one.is_filter; });
    if (!any_dimension) return refuse("E7101");
    TRY(check_repeats(asked));
    AnalyticsQuery query;
    if (const auto date = request.find("relativePeriodDate")) today = TRY(parse_date(*date));
    bool has_data = false;
    bool has_period = false;
    bool has_unit = false;
    for (const Asked& one : asked) {
        if (one.dimension == "dx") {
            TRY(read_data(one, *snapshot.metadata, query));
            has_data = true;
        } else if (one.dimension == "pe") {
            TRY(read_periods(one, today, query));
            has_period = true;
        } else if (one.dimension == "ou") {
            TRY(read_units(one, request, *snapshot.metadata, query));
            has_unit = true;
        } else {
            TRY(read_group_set(one, *snapshot.metadata, query));
        }
        if (!one.is_filter && one.dimension != "dx") query.columns.push_back(one.dimension);
    }
    if (!has_data) return refuse("E7102");
    if (!has_period) return refuse("E7104");
    if (!has_unit) {  // DHIS2 then means the whole tree.
        query.units_are_filter = true;
        for (const Row root : snapshot.tree().roots()) {
            UnitItem item;
            item.id = snapshot.tree().unit(root).uid;
            item.name = snapshot.tree().unit(root).name;
            item.row = root;
            query.units.push_back(std::move(item));
        }
    }
    if (!query.data_is_filter) query.columns.insert(query.columns.begin(), "dx");
    query.skip_meta = request.flag("skipMeta");
    query.skip_data = request.flag("skipData");
    query.skip_rounding = request.flag("skipRounding");
    query.with_parts = request.flag("includeNumDen");
    query.with_hierarchy = request.flag("hierarchyMeta");
    query.by_code = request.get("outputIdScheme", "UID") == "CODE";
    return query;
}

}  // namespace sinergi::server::dhis2
