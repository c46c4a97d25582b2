// SPDX-License-Identifier: Apache-2.0
#include "exchange/geometry.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <optional>

#include <fmt/format.h>
#include <geos_c.h>

#include "base/number_text.h"
#include "exchange/json_fields.h"

namespace sinergi::exchange {

namespace dom = simdjson::dom;

namespace {

constexpr double kEarthRadiusKm = 6371.0088;  // Mean radius, IUGG.

tl::unexpected<Error> refuse(std::string message) {
    return fail(ErrorCode::InvalidArgument, std::move(message));
}

Result<Ring> read_ring(dom::element element) {
    dom::array points;
    if (element.get(points) != simdjson::SUCCESS) return refuse("koordinat bukan daftar titik");
    Ring ring;
    ring.reserve(points.size() + 1);
    for (const dom::element each : points) {
        dom::array pair;
        MapPoint point;
        if (each.get(pair) != simdjson::SUCCESS || pair.at(0).get(point.x) != simdjson::SUCCESS ||
            pair.at(1).get(point.y) != simdjson::SUCCESS) {
            return refuse("sebuah titik bukan pasangan [bujur, lintang]");
        }
        if (!(std::fabs(point.x) <= 180) || !(std::fabs(point.y) <= 90)) {
            return refuse(
                fmt::format("titik [{}, {}] bukan derajat bujur dan lintang; simpan "
                            "dalam WGS84 (EPSG:4326)",
                            point.x, point.y));
        }
        ring.push_back(point);
    }
    if (!ring.empty() && !(ring.front() == ring.back())) ring.push_back(ring.front());
    if (ring.size() < 4) return refuse("sebuah cincin punya kurang dari tiga titik");
    return ring;
}

Result<Polygon> read_polygon(dom::element element) {
    dom::array rings;
    if (element.get(rings) != simdjson::SUCCESS) return refuse("koordinat bukan daftar cincin");
    Polygon polygon;
    for (const dom::element ring : rings) polygon.push_back(TRY(read_ring(ring)));
    if (polygon.empty()) return refuse("poligon tanpa cincin");
    return polygon;
}

// One GEOS context for one operation; errors are return values, nothing is printed.
class Geos {
public:
    struct Delete {
        GEOSContextHandle_t context;
        void operator()(GEOSGeometry* geometry) const { GEOSGeom_destroy_r(context, geometry); }
    };
    using Pointer = std::unique_ptr<GEOSGeometry, Delete>;

    Geos() : context_(GEOS_init_r()) {}
    ~Geos() { GEOS_finish_r(context_); }
    Geos(const Geos&) = delete;
    Geos& operator=(const Geos&) = delete;

    [[nodiscard]] GEOSContextHandle_t context() const { return context_; }
    [[nodiscard]] Pointer hold(GEOSGeometry* geometry) const { return {geometry, {context_}}; }

    [[nodiscard]] Pointer ring(const Ring& ring) const {
        std::vector<double> flat;
        flat.reserve(ring.size() * 2);
        for (const MapPoint& point : ring) {
            flat.push_back(point.x);
            flat.push_back(point.y);
        }
        GEOSCoordSequence* points = GEOSCoordSeq_copyFromBuffer_r(
            context_, flat.data(), static_cast<unsigned>(ring.size()), 0, 0);
        return hold(points ? GEOSGeom_createLinearRing_r(context_, points) : nullptr);
    }

    [[nodiscard]] Pointer area(const MultiPolygon& area) const {
        std::vector<Pointer> polygons;
        for (const Polygon& polygon : area) {
            Pointer shell = ring(polygon.front());
            std::vector<Pointer> holes;
            for (std::size_t i = 1; i < polygon.size(); ++i) holes.push_back(ring(polygon[i]));
            const bool broken = !shell || std::any_of(holes.begin(), holes.end(),
                                                      [](const Pointer& hole) { return !hole; });
            if (broken) return hold(nullptr);
            std::vector<GEOSGeometry*> raw;
            raw.reserve(holes.size());
            for (Pointer& hole : holes) raw.push_back(hole.release());
            polygons.push_back(hold(GEOSGeom_createPolygon_r(context_, shell.release(), raw.data(),
                                                             static_cast<unsigned>(raw.size()))));
            if (!polygons.back()) return hold(nullptr);
        }
        std::vector<GEOSGeometry*> raw;
        raw.reserve(polygons.size());
        for (Pointer& polygon : polygons) raw.push_back(polygon.release());
        return hold(GEOSGeom_createCollection_r(context_, GEOS_MULTIPOLYGON, raw.data(),
                                                static_cast<unsigned>(raw.size())));
    }

    // Adds the polygons of any geometry; lines and points that MakeValid leaves are dropped.
    void collect(const GEOSGeometry* geometry, MultiPolygon& area) const {
        if (GEOSGeomTypeId_r(context_, geometry) == GEOS_POLYGON) {
            if (GEOSisEmpty_r(context_, geometry) == 0) area.push_back(polygon(geometry));
            return;
        }
        if (GEOSGeomTypeId_r(context_, geometry) < GEOS_MULTIPOINT) return;
        const int count = GEOSGetNumGeometries_r(context_, geometry);
        for (int i = 0; i < count; ++i) collect(GEOSGetGeometryN_r(context_, geometry, i), area);
    }

    [[nodiscard]] std::string why_invalid(const GEOSGeometry* geometry) const {
        char* reason = GEOSisValidReason_r(context_, geometry);
        std::string text = reason ? reason : "";
        if (reason) GEOSFree_r(context_, reason);
        return text;
    }

private:
    [[nodiscard]] Ring points(const GEOSGeometry* ring) const {
        const GEOSCoordSequence* sequence = GEOSGeom_getCoordSeq_r(context_, ring);
        unsigned size = 0;
        GEOSCoordSeq_getSize_r(context_, sequence, &size);
        Ring read(size);
        for (unsigned i = 0; i < size; ++i) {
            GEOSCoordSeq_getXY_r(context_, sequence, i, &read[i].x, &read[i].y);
        }
        return read;
    }

    [[nodiscard]] Polygon polygon(const GEOSGeometry* geometry) const {
        Polygon read = {points(GEOSGetExteriorRing_r(context_, geometry))};
        const int holes = GEOSGetNumInteriorRings_r(context_, geometry);
        for (int i = 0; i < holes; ++i) {
            read.push_back(points(GEOSGetInteriorRingN_r(context_, geometry, i)));
        }
        return read;
    }

    GEOSContextHandle_t context_;
};

void turn(MultiPolygon& area) {
    for (Polygon& polygon : area) {
        for (std::size_t i = 0; i < polygon.size(); ++i) {
            const bool counter_clockwise = signed_area(polygon[i]) > 0;
            if (counter_clockwise != (i == 0)) std::reverse(polygon[i].begin(), polygon[i].end());
        }
    }
}

double ring_area_km2(const Ring& ring) {
    // Chamberlain & Duquette (2007), Some Algorithms for Polygons on a Sphere, JPL 07-03, eq. 1.
    constexpr double radians = std::numbers::pi / 180;
    double sum = 0;
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
        sum += (ring[i + 1].x - ring[i].x) * radians *
               (2 + std::sin(ring[i].y * radians) + std::sin(ring[i + 1].y * radians));
    }
    return std::fabs(sum) * kEarthRadiusKm * kEarthRadiusKm / 2;
}

void append_ring(std::string& out, const Ring& ring) {
    out += '[';
    for (std::size_t i = 0; i < ring.size(); ++i) {
        out += i == 0 ? "[" : ",[";
        out += json_number(ring[i].x);
        out += ',';
        out += json_number(ring[i].y);
        out += ']';
    }
    out += ']';
}

void append_polygon(std::string& out, const Polygon& polygon) {
    out += '[';
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        if (i > 0) out += ',';
        append_ring(out, polygon[i]);
    }
    out += ']';
}

}  // namespace

Result<MultiPolygon> parse_polygons(std::string_view geojson) {
    dom::parser parser;
    const auto root = parse_json(parser, geojson, "geometri");
    if (!root) return refuse("geometri bukan JSON yang utuh");
    std::string_view type;
    dom::array coordinates;
    if (root->at_key("type").get(type) != simdjson::SUCCESS ||
        root->at_key("coordinates").get(coordinates) != simdjson::SUCCESS) {
        return refuse("geometri tanpa ‘type’ atau ‘coordinates’");
    }
    if (type == "Polygon") {
        return MultiPolygon{TRY(read_polygon(root->at_key("coordinates").value_unsafe()))};
    }
    if (type != "MultiPolygon") {
        return refuse(fmt::format("geometri ‘{}’; batas wilayah harus Polygon atau MultiPolygon",
                                  type.substr(0, 30)));
    }
    MultiPolygon area;
    for (const dom::element polygon : coordinates) area.push_back(TRY(read_polygon(polygon)));
    if (area.empty()) return refuse("geometri kosong");
    return area;
}

std::string to_geojson(const MultiPolygon& area) {
    std::string out;
    if (area.size() == 1) {
        out = R"({"type":"Polygon","coordinates":)";
        append_polygon(out, area.front());
    } else {
        out = R"({"type":"MultiPolygon","coordinates":[)";
        for (std::size_t i = 0; i < area.size(); ++i) {
            if (i > 0) out += ',';
            append_polygon(out, area[i]);
        }
        out += ']';
    }
    return out + '}';
}

double signed_area(const Ring& ring) {
    double sum = 0;
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
        // Relative to the first point, so that little digits are lost.
        const MapPoint& origin = ring.front();
        sum += (ring[i].x - origin.x) * (ring[i + 1].y - origin.y) -
               (ring[i + 1].x - origin.x) * (ring[i].y - origin.y);
    }
    return sum / 2;
}

double planar_area(const MultiPolygon& area) {
    double sum = 0;
    for (const Polygon& polygon : area) {
        for (std::size_t i = 0; i < polygon.size(); ++i) {
            sum += (i == 0 ? 1 : -1) * std::fabs(signed_area(polygon[i]));
        }
    }
    return sum;
}

double area_km2(const MultiPolygon& area) {
    double sum = 0;
    for (const Polygon& polygon : area) {
        for (std::size_t i = 0; i < polygon.size(); ++i) {
            sum += (i == 0 ? 1 : -1) * ring_area_km2(polygon[i]);
        }
    }
    return sum;
}

Result<RepairedArea> repair(MultiPolygon area) {
    RepairedArea repaired;
    const Geos geos;
    const Geos::Pointer geometry = geos.area(area);
    if (!geometry) return refuse("geometri tidak dapat dibaca");
    if (GEOSisValid_r(geos.context(), geometry.get()) == 1) {
        repaired.area = std::move(area);
    } else {
        repaired.fault = geos.why_invalid(geometry.get());
        const Geos::Pointer valid = geos.hold(GEOSMakeValid_r(geos.context(), geometry.get()));
        if (valid) geos.collect(valid.get(), repaired.area);
    }
    turn(repaired.area);
    if (repaired.area.empty() || planar_area(repaired.area) <= 0) {
        return refuse("geometri tidak memuat luas");
    }
    return repaired;
}

Result<double> overlap_area(const MultiPolygon& a, const MultiPolygon& b) {
    const Geos geos;
    const Geos::Pointer first = geos.area(a), second = geos.area(b);
    const Geos::Pointer common = geos.hold(
        first && second ? GEOSIntersection_r(geos.context(), first.get(), second.get()) : nullptr);
    double area = 0;
    if (!common || GEOSArea_r(geos.context(), common.get(), &area) != 1) {
        return fail(ErrorCode::Corrupt, "irisan dua batas tidak dapat dihitung");
    }
    return area;
}

Result<double> distance(const MultiPolygon& a, const MultiPolygon& b) {
    const Geos geos;
    const Geos::Pointer first = geos.area(a), second = geos.area(b);
    double degrees = 0;
    if (!first || !second ||
        GEOSDistance_r(geos.context(), first.get(), second.get(), &degrees) != 1) {
        return fail(ErrorCode::Corrupt, "jarak dua batas tidak dapat dihitung");
    }
    return degrees;
}

}  // namespace sinergi::exchange
