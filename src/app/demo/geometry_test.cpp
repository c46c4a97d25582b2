// SPDX-License-Identifier: Apache-2.0
#include "app/demo/geometry.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <doctest/doctest.h>

namespace sinergi::app {
namespace {

std::vector<DistrictPlan> small_plan() {
    std::vector<DistrictPlan> plan(5);
    plan[0].subdistricts = 6;
    plan[0].touches = 3;
    plan[1].subdistricts = 7;
    plan[1].split = true;
    plan[2].east = true;
    plan[2].subdistricts = 5;
    plan[2].on_small_islands = 2;
    plan[3].city = true;
    plan[3].subdistricts = 4;
    plan[4].city = plan[4].east = true;
    plan[4].subdistricts = 3;
    return plan;
}

using Key = std::pair<double, double>;
using Segment = std::pair<Key, Key>;

Segment segment(Point a, Point b) {
    const Key from{a.x, a.y}, to{b.x, b.y};
    return from < to ? Segment{from, to} : Segment{to, from};
}

// How often each piece of border is drawn.
void count_segments(const MultiPolygon& shape, std::map<Segment, int>& counts) {
    const auto add = [&](const Ring& ring) {
        for (std::size_t i = 0; i + 1 < ring.size(); ++i) ++counts[segment(ring[i], ring[i + 1])];
    };
    for (const Polygon& polygon : shape) {
        add(polygon.outer);
        for (const Ring& hole : polygon.holes) add(hole);
    }
}

double cross(Key a, Key b, Key c) {
    return (b.first - a.first) * (c.second - a.second) -
           (b.second - a.second) * (c.first - a.first);
}

bool cross_properly(const Segment& s, const Segment& t) {
    const double a = cross(s.first, s.second, t.first), b = cross(s.first, s.second, t.second);
    const double c = cross(t.first, t.second, s.first), d = cross(t.first, t.second, s.second);
    return ((a > 0 && b < 0) || (a < 0 && b > 0)) && ((c > 0 && d < 0) || (c < 0 && d > 0));
}

}  // namespace

TEST_CASE("subdistricts add up to their district and districts to the province, for any seed") {
    for (const std::uint64_t seed : {1U, 2U, 3U, 2024U}) {
        CAPTURE(seed);
        const DemoMap map = make_demo_map(small_plan(), seed);
        REQUIRE(map.districts.size() == 5);
        double all = 0;
        for (const MapDistrict& district : map.districts) {
            double sum = 0;
            for (const MapSubdistrict& each : district.subdistricts) {
                CHECK(area(each.area) > 0);
                sum += area(each.area);
            }
            CHECK(sum == doctest::Approx(area(district.area)).epsilon(1e-9));
            all += sum;
        }
        CHECK(all == doctest::Approx(area(map.area)).epsilon(1e-9));
    }
}

TEST_CASE("every piece of border is the coast of one subdistrict or shared by exactly two") {
    const DemoMap map = make_demo_map(small_plan(), 5);
    std::map<Segment, int> subdistricts, districts, province;
    count_segments(map.area, province);
    for (const MapDistrict& district : map.districts) {
        count_segments(district.area, districts);
        for (const MapSubdistrict& each : district.subdistricts) {
            count_segments(each.area, subdistricts);
        }
    }
    for (const auto& [piece, times] : subdistricts) {
        CHECK(times == (province.count(piece) > 0 ? 1 : 2));
    }
    for (const auto& [piece, times] : districts) {
        CHECK(subdistricts.count(piece) == 1);
        CHECK(times == (province.count(piece) > 0 ? 1 : 2));
    }
}

TEST_CASE("no two pieces of border cross") {
    const DemoMap map = make_demo_map(small_plan(), 6);
    std::map<Segment, int> pieces;
    for (const MapDistrict& district : map.districts) {
        for (const MapSubdistrict& each : district.subdistricts) {
            count_segments(each.area, pieces);
        }
    }
    int crossings = 0;
    for (auto a = pieces.begin(); a != pieces.end(); ++a) {
        // Ordered by the western end: stop where the other begins east of this one's end.
        for (auto b = std::next(a); b != pieces.end(); ++b) {
            if (b->first.first.first > a->first.second.first) break;
            if (cross_properly(a->first, b->first)) ++crossings;
        }
    }
    CHECK(crossings == 0);
}

TEST_CASE("cities are tiny, small islands apart, and the split halves are neighbours") {
    const DemoMap map = make_demo_map(small_plan(), 7);
    for (const std::size_t city : {3U, 4U}) {
        CHECK(area(map.districts[city].area) < 0.2 * area(map.area));
    }
    const auto& east = map.districts[2].subdistricts;
    CHECK(std::count_if(east.begin(), east.end(), [](const auto& each) { return each.island; }) ==
          2);
    const MapDistrict& split = map.districts[1];
    std::map<Segment, int> both;
    count_segments(split.subdistricts[split.split_from].area, both);
    count_segments(split.subdistricts[split.split_to].area, both);
    CHECK(std::any_of(both.begin(), both.end(), [](const auto& each) { return each.second == 2; }));
    CHECK(split.subdistricts[split.split_from].centre.x <
          split.subdistricts[split.split_to].centre.x);
}

TEST_CASE("GeoJSON text closes its rings and keeps five decimals") {
    const MultiPolygon square = {{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}, {}}};
    CHECK(to_geojson(square) ==
          R"({"type":"Polygon","coordinates":[[[0.00000,0.00000],[1.00000,0.00000],)"
          R"([1.00000,1.00000],[0.00000,0.00000]]]})");
    CHECK(to_geojson(Point{108.123456, -11.5}) ==
          R"({"type":"Point","coordinates":[108.12346,-11.50000]})");
    CHECK(area(square) == doctest::Approx(0.5));
    CHECK(contains(square, {0.7, 0.3}));
    CHECK(!contains(square, {0.3, 0.7}));
}

}  // namespace sinergi::app
