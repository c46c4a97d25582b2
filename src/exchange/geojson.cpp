// SPDX-License-Identifier: Apache-2.0
#include "exchange/geojson.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "exchange/geometry.h"
#include "exchange/json_fields.h"
#include "exchange/table.h"
#include "exchange/unit_names.h"

namespace sinergi::exchange {

namespace dom = simdjson::dom;

namespace {

// In plain_header() form, the surer ones first.
constexpr std::array<std::string_view, 11> kCodeKeys = {
    "kodekemendagri", "kode",        "code",  "kdcpum",  "kdepum", "kdpkab",
    "kdppum",         "kodewilayah", "kdkab", "kodekab", "id"};
constexpr std::array<std::string_view, 9> kNameKeys = {
    "nama", "name", "namobj", "wadmkc", "wadmkk", "wadmpr", "kabkot", "kabupaten", "shapename"};

// The refusal of one feature: "Objek 3 (Kab. X): …".
Problem refused(const Boundary& boundary, std::string_view why) {
    Problem problem;
    problem.row = boundary.index + 1;
    const std::string& label = boundary.name.empty() ? boundary.code : boundary.name;
    problem.object = label;
    problem.message = label.empty() ? fmt::format("Objek {}: {}.", problem.row, why)
                                    : fmt::format("Objek {} ({}): {}.", problem.row, label, why);
    return problem;
}

std::string text_of(dom::element value) {
    std::string_view text;
    std::int64_t number = 0;
    if (value.get(text) == simdjson::SUCCESS) return std::string(text);
    if (value.get(number) == simdjson::SUCCESS) return std::to_string(number);
    return {};
}

template <std::size_t N>
std::string property_of(dom::object properties, const std::array<std::string_view, N>& keys) {
    for (const std::string_view key : keys) {
        for (const dom::key_value_pair field : properties) {
            if (plain_header(field.key) != key) continue;
            if (std::string text = text_of(field.value); !text.empty()) return text;
        }
    }
    return {};
}

Result<void> read_geometry(dom::element geometry, Boundary& boundary) {
    const std::string raw = simdjson::minify(geometry);
    std::string_view type;
    if (geometry.at_key("type").get(type) == simdjson::SUCCESS && type == "Point") {
        double x = 0, y = 0;
        dom::array point;
        if (geometry.at_key("coordinates").get(point) != simdjson::SUCCESS ||
            point.at(0).get(x) != simdjson::SUCCESS || point.at(1).get(y) != simdjson::SUCCESS ||
            std::fabs(x) > 180 || std::fabs(y) > 90) {
            return fail(ErrorCode::InvalidArgument, "titik bukan [bujur, lintang] dalam derajat");
        }
        boundary.geometry = raw;
        return {};
    }
    RepairedArea repaired = TRY(repair(TRY(parse_polygons(raw))));
    boundary.geometry = to_geojson(repaired.area);
    boundary.repair = std::move(repaired.fault);
    return {};
}

void read_feature(dom::element feature, std::uint32_t index, DecodedBoundaries& out) {
    Boundary boundary;
    boundary.index = index;
    dom::object properties;
    if (feature.at_key("properties").get(properties) == simdjson::SUCCESS) {
        boundary.code = property_of(properties, kCodeKeys);
        boundary.name = property_of(properties, kNameKeys);
    }
    dom::element id, geometry;
    if (boundary.code.empty() && feature.at_key("id").get(id) == simdjson::SUCCESS) {
        boundary.code = text_of(id);
    }
    if (feature.at_key("geometry").get(geometry) != simdjson::SUCCESS || geometry.is_null()) {
        out.problems.push_back(refused(boundary, "tidak punya geometri"));
        return;
    }
    if (const auto read = read_geometry(geometry, boundary); !read) {
        out.problems.push_back(refused(boundary, read.error().message));
        return;
    }
    out.boundaries.push_back(std::move(boundary));
}

std::string unit_label(const OrgUnit& unit) {
    return unit.short_name.empty() ? unit.name : unit.short_name;
}

// The unit a feature means, or why that is not clear.
Result<std::uint32_t> unit_of(const Boundary& boundary, const UnitNames& names,
                              std::span<const OrgUnit> units) {
    const UnitMatch code = names.find(boundary.code), name = names.find(boundary.name);
    if (code.certain) {
        const bool agrees = name.units.empty() || std::find(name.units.begin(), name.units.end(),
                                                            code.units.front()) != name.units.end();
        if (agrees) return code.units.front();
        return fail(
            ErrorCode::Conflict,
            fmt::format("kode {} milik {}, tetapi namanya ‘{}’; perbaiki salah satunya",
                        boundary.code, unit_label(units[code.units.front()]), boundary.name));
    }
    if (name.certain) return name.units.front();
    if (!name.units.empty()) {
        std::string choices;
        for (const std::uint32_t each : name.units) {
            choices += (choices.empty() ? "" : " atau ") + unit_label(units[each]);
        }
        return fail(ErrorCode::Conflict, fmt::format("‘{}’ dapat berarti {}; beri kode Kemendagri",
                                                     boundary.name, choices));
    }
    return fail(ErrorCode::NotFound,
                "kode dan namanya tidak ada di daftar unit; impor unitnya dahulu atau perbaiki "
                "kodenya");
}

void check_neighbours(std::string_view label, const MultiPolygon& area,
                      const BoundaryContext& context, BoundaryCheck& check) {
    const double own = planar_area(area);
    double nearest = std::numeric_limits<double>::infinity();
    for (const auto& neighbour : context.neighbours) {
        const auto other = parse_polygons(neighbour.geometry);
        if (!other) continue;
        const auto away = distance(area, *other);
        if (away) nearest = std::min(nearest, *away);
        if (!away || *away > 0) continue;
        const auto common = overlap_area(area, *other);
        if (!common) continue;
        const double share = *common / std::min(own, planar_area(*other));
        if (share > 0.2) {
            check.refusal = fmt::format("{} menimpa {} sebesar {:.0f} % luas yang lebih kecil",
                                        label, neighbour.label, share * 100);
        } else if (share > 0.02) {
            check.warnings.push_back(fmt::format("{} menimpa {} sebesar {:.0f} %.", label,
                                                 neighbour.label, share * 100));
        }
    }
    if (context.parent.empty() && nearest > 5 && std::isfinite(nearest)) {
        check.refusal = fmt::format(
            "{} terletak {:.0f} derajat dari semua tetangganya; periksa "
            "urutan bujur dan lintang",
            label, nearest);
    }
}

void check_parent(std::string_view label, const MultiPolygon& area, std::string_view parent,
                  BoundaryCheck& check) {
    const auto outer = parse_polygons(parent);
    if (!outer) return;
    const auto common = overlap_area(area, *outer);
    if (!common) return;
    const double share = *common / planar_area(area);
    if (share < 0.5) {
        check.refusal = fmt::format("hanya {:.0f} % luas {} terletak di dalam wilayah di atasnya",
                                    share * 100, label);
    }
}

}  // namespace

Result<DecodedBoundaries> decode_boundaries(std::string_view json) {
    dom::parser parser;
    const auto root = parse_json(parser, json, "GeoJSON");
    if (!root) {
        return fail(ErrorCode::InvalidArgument,
                    "Berkas bukan GeoJSON yang utuh: " + root.error().message + ".");
    }
    DecodedBoundaries out;
    std::string_view type;
    dom::array features;
    const bool typed = root->at_key("type").get(type) == simdjson::SUCCESS;
    if (typed && type == "Feature") {
        read_feature(*root, 0, out);
    } else if (typed && type == "FeatureCollection" &&
               root->at_key("features").get(features) == simdjson::SUCCESS) {
        std::uint32_t index = 0;
        for (const dom::element feature : features) read_feature(feature, index++, out);
    } else {
        return fail(ErrorCode::InvalidArgument,
                    "Berkas bukan GeoJSON FeatureCollection; simpan batas wilayah sebagai "
                    "GeoJSON (WGS84).");
    }
    return out;
}

BoundaryMatches match_boundaries(std::span<const Boundary> boundaries,
                                 std::span<const OrgUnit> units) {
    const UnitNames names(units);
    BoundaryMatches out;
    std::map<std::uint32_t, std::uint32_t> taken;  // unit -> feature number
    for (std::uint32_t i = 0; i < boundaries.size(); ++i) {
        const auto unit = unit_of(boundaries[i], names, units);
        if (!unit) {
            out.problems.push_back(refused(boundaries[i], unit.error().message));
            continue;
        }
        const auto [other, is_new] = taken.emplace(*unit, boundaries[i].index + 1);
        if (is_new) {
            out.matches.push_back({i, *unit});
        } else {
            out.problems.push_back(
                refused(boundaries[i], fmt::format("objek {} sudah menjadi batas {}; gabungkan "
                                                   "keduanya menjadi satu MultiPolygon",
                                                   other->second, unit_label(units[*unit]))));
        }
    }
    return out;
}

BoundaryCheck check_boundary(std::string_view label, std::string_view geometry,
                             const BoundaryContext& context) {
    BoundaryCheck check;
    const auto area = parse_polygons(geometry);
    if (!area) return check;  // A Point has no area to compare.
    check.area_km2 = area_km2(*area);
    check_neighbours(label, *area, context, check);
    if (!context.parent.empty()) check_parent(label, *area, context.parent, check);
    if (context.official_km2 > 0) {
        const double off = check.area_km2 / context.official_km2 - 1;
        if (std::fabs(off) > 0.1) {
            check.warnings.push_back(fmt::format("Luas {} {:.0f} km², {:+.0f} % dari luas resmi.",
                                                 label, check.area_km2, off * 100));
        }
    }
    if (const auto before = parse_polygons(context.previous); before && area_km2(*before) > 0) {
        const double ratio = check.area_km2 / area_km2(*before);
        if (ratio >= 2 || ratio <= 0.5) {
            check.warnings.push_back(
                fmt::format("Luas {} menjadi {:.1f} kali batas sebelumnya.", label, ratio));
        }
    }
    return check;
}

}  // namespace sinergi::exchange
