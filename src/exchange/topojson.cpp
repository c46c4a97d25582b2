// SPDX-License-Identifier: Apache-2.0
#include "exchange/topojson.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "base/number_text.h"
#include "exchange/topology.h"

namespace sinergi::exchange {

namespace {

constexpr double kGrid = 10'000;           // Steps across the map.
constexpr double kIslandTriangles = 4;     // An island shows if it is so many tolerances large.
constexpr std::size_t kRingPointsMin = 3;  // Distinct points of a ring that still is one.
constexpr int kBudgetSteps = 18;           // Of the search for the tolerance.

struct GridPoint {
    std::int64_t x = 0, y = 0;
    friend bool operator==(const GridPoint&, const GridPoint&) = default;
};

struct Transform {
    double min_x = 0, min_y = 0, step_x = 1, step_y = 1;

    [[nodiscard]] GridPoint place(const MapPoint& point) const {
        return {std::llround((point.x - min_x) / step_x), std::llround((point.y - min_y) / step_y)};
    }
};

class TopoWriter {
public:
    TopoWriter(const std::vector<TopoUnit>& units, std::vector<std::uint32_t> unit_of_area,
               Topology topology)
        : units_(units), unit_of_area_(std::move(unit_of_area)), topology_(std::move(topology)) {
        find_largest();
        find_transform();
    }

    // The text at one tolerance (square degrees).
    std::string write(double tolerance) {
        choose_rings(tolerance);
        choose_points(tolerance);
        number_arcs();
        return text();
    }

    // Of all points, the heaviest that could still go.
    [[nodiscard]] double tolerance_max() const {
        double largest = 0;
        for (const Arc& arc : topology_.arcs) {
            for (const double weight : arc.weight) {
                if (std::isfinite(weight)) largest = std::max(largest, weight);
            }
        }
        for (const TopoRing& ring : topology_.rings) {
            largest = std::max(largest, ring.area / kIslandTriangles);
        }
        return largest * 1.01;
    }

private:
    void find_largest() {
        largest_.assign(unit_of_area_.size(), kNone);
        for (std::size_t i = 0; i < topology_.rings.size(); ++i) {
            const TopoRing& ring = topology_.rings[i];
            std::size_t& largest = largest_[ring.area_index];
            if (!ring.hole && (largest == kNone || ring.area > topology_.rings[largest].area)) {
                largest = i;
            }
        }
    }

    void find_transform() {
        constexpr double infinity = std::numeric_limits<double>::infinity();
        double min_x = infinity, min_y = infinity, max_x = -infinity, max_y = -infinity;
        for (const Arc& arc : topology_.arcs) {
            for (const MapPoint& point : arc.points) {
                min_x = std::min(min_x, point.x);
                max_x = std::max(max_x, point.x);
                min_y = std::min(min_y, point.y);
                max_y = std::max(max_y, point.y);
            }
        }
        if (!(min_x <= max_x)) return;
        const auto step = [](double low, double high) {
            return high > low ? (high - low) / (kGrid - 1) : 1.0;
        };
        transform_ = {min_x, min_y, step(min_x, max_x), step(min_y, max_y)};
    }

    // Small islands and lakes go, unless a neighbour shares their border or the unit has no more.
    void choose_rings(double tolerance) {
        shown_.assign(topology_.rings.size(), false);
        bool exterior_shown = false;
        for (std::size_t i = 0; i < topology_.rings.size(); ++i) {
            const TopoRing& ring = topology_.rings[i];
            const bool shared =
                std::any_of(ring.arcs.begin(), ring.arcs.end(),
                            [&](const ArcUse& use) { return topology_.arcs[use.arc].uses > 1; });
            const bool keep = shared || i == largest_[ring.area_index] ||
                              ring.area >= tolerance * kIslandTriangles;
            if (!ring.hole) exterior_shown = keep;
            shown_[i] = keep && exterior_shown;
        }
    }

    void choose_points(double tolerance) {
        kept_.assign(topology_.arcs.size(), {});
        for (std::size_t i = 0; i < topology_.rings.size(); ++i) {
            if (!shown_[i]) continue;
            for (const ArcUse& use : topology_.rings[i].arcs) {
                if (kept_[use.arc].empty()) kept_[use.arc] = grid_points(use.arc, tolerance);
            }
        }
        for (std::size_t i = 0; i < topology_.rings.size(); ++i) {
            if (shown_[i]) keep_open(topology_.rings[i]);
        }
    }

    [[nodiscard]] std::vector<GridPoint> grid_points(std::uint32_t index, double tolerance) const {
        const Arc& arc = topology_.arcs[index];
        std::vector<GridPoint> points;
        for (std::size_t i = 0; i < arc.points.size(); ++i) {
            if (arc.weight[i] < tolerance) continue;
            const GridPoint point = transform_.place(arc.points[i]);
            if (points.empty() || !(points.back() == point)) points.push_back(point);
        }
        if (points.size() == 1) points.push_back(points.front());  // An arc has two ends.
        return points;
    }

    // A ring that simplification would close to a line gets back its heaviest points, on every
    // ring that shares them.
    void keep_open(const TopoRing& ring) {
        const auto open_points = [&] {
            std::size_t count = 0;
            for (const ArcUse& use : ring.arcs) count += kept_[use.arc].size() - 1;
            return count;
        };
        for (std::size_t most = 1; open_points() < kRingPointsMin && most <= 64; most *= 2) {
            for (const ArcUse& use : ring.arcs) {
                const Arc& arc = topology_.arcs[use.arc];
                std::vector<double> weights(arc.weight);
                std::sort(weights.begin(), weights.end(), std::greater<>());
                // The two ends are infinite; `most` more.
                const std::size_t last = std::min(weights.size() - 1, most + 1);
                auto points = grid_points(use.arc, weights[last]);
                if (points.size() > kept_[use.arc].size()) kept_[use.arc] = std::move(points);
            }
        }
    }

    void number_arcs() {
        number_.assign(topology_.arcs.size(), 0);
        order_.clear();
        for (std::size_t i = 0; i < topology_.rings.size(); ++i) {
            if (!shown_[i]) continue;
            for (const ArcUse& use : topology_.rings[i].arcs) {
                if (number_[use.arc] != 0) continue;
                order_.push_back(use.arc);
                number_[use.arc] = order_.size();
            }
        }
    }

    using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

    [[nodiscard]] std::string text() const {
        rapidjson::StringBuffer buffer;
        Writer writer(buffer);
        writer.StartObject();
        writer.Key("type");
        writer.String("Topology");
        writer.Key("objects");
        writer.StartObject();
        writer.Key("units");
        writer.StartObject();
        writer.Key("type");
        writer.String("GeometryCollection");
        writer.Key("geometries");
        writer.StartArray();
        std::size_t ring = 0;
        for (std::uint32_t area = 0; area < unit_of_area_.size(); ++area) {
            write_unit(writer, area, ring);
        }
        writer.EndArray();
        writer.EndObject();
        writer.EndObject();
        write_arcs(writer);
        write_transform(writer);
        writer.EndObject();
        return {buffer.GetString(), buffer.GetSize()};
    }

    static void write_text(Writer& writer, const char* key, std::string_view text) {
        writer.Key(key);
        writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    }

    // `ring` moves on over the unit's rings.
    void write_unit(Writer& writer, std::uint32_t area, std::size_t& ring) const {
        const TopoUnit& unit = units_[unit_of_area_[area]];
        writer.StartObject();
        write_text(writer, "type", "MultiPolygon");
        write_text(writer, "id", unit.uid);
        writer.Key("properties");
        writer.StartObject();
        write_text(writer, "code", unit.code);
        write_text(writer, "name", unit.name);
        writer.EndObject();
        writer.Key("arcs");
        writer.StartArray();
        std::optional<std::uint32_t> open;
        for (; ring < topology_.rings.size() && topology_.rings[ring].area_index == area; ++ring) {
            if (!shown_[ring]) continue;
            const TopoRing& each = topology_.rings[ring];
            if (open != each.polygon_index) {
                if (open) writer.EndArray();
                open = each.polygon_index;
                writer.StartArray();
            }
            writer.StartArray();
            for (const ArcUse& use : each.arcs) {
                const auto number = static_cast<std::int64_t>(number_[use.arc]) - 1;
                writer.Int64(use.reversed ? ~number : number);
            }
            writer.EndArray();
        }
        if (open) writer.EndArray();
        writer.EndArray();
        writer.EndObject();
    }

    void write_arcs(Writer& writer) const {
        writer.Key("arcs");
        writer.StartArray();
        for (const std::uint32_t arc : order_) {
            writer.StartArray();
            GridPoint last;
            for (const GridPoint& point : kept_[arc]) {
                writer.StartArray();
                writer.Int64(point.x - last.x);
                writer.Int64(point.y - last.y);
                writer.EndArray();
                last = point;
            }
            writer.EndArray();
        }
        writer.EndArray();
    }

    void write_transform(Writer& writer) const {
        const std::string transform =
            fmt::format(R"({{"scale":[{},{}],"translate":[{},{}]}})",
                        json_number(transform_.step_x), json_number(transform_.step_y),
                        json_number(transform_.min_x), json_number(transform_.min_y));
        writer.Key("transform");
        writer.RawValue(transform.data(), transform.size(), rapidjson::kObjectType);
    }

    static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
    const std::vector<TopoUnit>& units_;
    std::vector<std::uint32_t> unit_of_area_;
    Topology topology_;
    Transform transform_;
    std::vector<std::size_t> largest_;          // By area: its largest exterior ring.
    std::vector<bool> shown_;                   // By ring.
    std::vector<std::vector<GridPoint>> kept_;  // By arc; empty if no shown ring uses it.
    std::vector<std::size_t> number_;           // By arc: 1 + its place in the text; 0 if absent.
    std::vector<std::uint32_t> order_;
};

}  // namespace

std::string to_topojson(const std::vector<TopoUnit>& units, const TopoOptions& options) {
    std::vector<MultiPolygon> areas;
    std::vector<std::uint32_t> unit_of_area;
    for (std::uint32_t i = 0; i < units.size(); ++i) {
        auto area = parse_polygons(units[i].geometry);
        if (!area) continue;
        areas.push_back(std::move(*area));
        unit_of_area.push_back(i);
    }
    const std::size_t budget = options.byte_budget != 0
                                   ? options.byte_budget
                                   : std::max<std::size_t>(7000, 875 * areas.size());
    TopoWriter writer(units, std::move(unit_of_area), build_topology(areas));
    std::string best = writer.write(options.tolerance_min);
    if (best.size() <= budget) return best;
    // The text shrinks as the tolerance grows: the smallest that fits, to a few percent.
    double high = writer.tolerance_max(), low = std::max(options.tolerance_min, high * 1e-9);
    best = writer.write(high);
    for (int step = 0; step < kBudgetSteps && best.size() <= budget; ++step) {
        const double middle = std::sqrt(low * high);
        std::string text = writer.write(middle);
        if (text.size() <= budget) {
            high = middle;
            best = std::move(text);
        } else {
            low = middle;
        }
    }
    return best;
}

}  // namespace sinergi::exchange
