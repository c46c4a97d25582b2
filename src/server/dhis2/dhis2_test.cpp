// SPDX-License-Identifier: Apache-2.0
// The compatible API on a small world whose sums are done by hand in the comments.
#include <cstdlib>
#include <filesystem>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "server/routes.h"

namespace sinergi::server::dhis2 {

namespace {

// Root > D1 (F1, F2), D2 (F3). K4 and SEEN are sums, TARGET a yearly denominator.
constexpr const char* kMetadata = R"({
 "organisationUnits":[
  {"id":"RootRootRo0","name":"Root","shortName":"Root","code":"R"},
  {"id":"DistDistDi1","name":"District 1","shortName":"D1","parent":{"id":"RootRootRo0"}},
  {"id":"DistDistDi2","name":"District 2","shortName":"D2","parent":{"id":"RootRootRo0"}},
  {"id":"FaciFaciFa1","name":"Facility 1","shortName":"F1","parent":{"id":"DistDistDi1"}},
  {"id":"FaciFaciFa2","name":"Facility 2","shortName":"F2","parent":{"id":"DistDistDi1"}},
  {"id":"FaciFaciFa3","name":"Facility 3","shortName":"F3","parent":{"id":"DistDistDi2"}}],
 "organisationUnitGroups":[
  {"id":"GrouGrouGr1","name":"Public",
   "organisationUnits":[{"id":"FaciFaciFa1"},{"id":"FaciFaciFa3"}]},
  {"id":"GrouGrouGr2","name":"Private","organisationUnits":[{"id":"FaciFaciFa2"}]}],
 "organisationUnitGroupSets":[
  {"id":"GsetGsetGs1","name":"Ownership","dataDimension":true,
   "organisationUnitGroups":[{"id":"GrouGrouGr1"},{"id":"GrouGrouGr2"}]}],
 "dataElements":[
  {"id":"ElemElemEl1","code":"K4","name":"ANC 4","shortName":"K4","valueType":"NUMBER",
   "domainType":"AGGREGATE","aggregationType":"SUM","zeroIsSignificant":true,
   "categoryCombo":{"id":"bjDvmb4bfuf"}},
  {"id":"ElemElemEl2","code":"TARGET","name":"Target","shortName":"T","valueType":"NUMBER",
   "domainType":"AGGREGATE","aggregationType":"AVERAGE_SUM_ORG_UNIT",
   "categoryCombo":{"id":"bjDvmb4bfuf"}}],
 "indicatorTypes":[{"id":"TypeTypeTy1","name":"Percent","factor":100}],
 "indicators":[
  {"id":"IndiIndiIn1","name":"Coverage","shortName":"Cov","indicatorType":{"id":"TypeTypeTy1"},
   "numerator":"#{ElemElemEl1}","denominator":"#{ElemElemEl2}"}],
 "dashboards":[{"id":"DashDashDa1","name":"Kept as it came","dashboardItems":[{"x":1}]}]
})";

class World {
public:
    World() {
        char name[] = "/tmp/sinergi-test-XXXXXX";
        folder_ = ::mkdtemp(name);
        auto opened = Office::open(folder_, {});
        REQUIRE(opened.has_value());
        office_ = std::move(*opened);
        access_ = std::make_unique<Access>(*office_);
        services_ = std::make_unique<Services>(
            Services{*office_, *access_, "test", "/nowhere", false, {}, [] {
                         return std::chrono::sys_days(std::chrono::year(2025) / 4 / 10);
                     }});
        admin_ = {{"authorization", "Bearer " + access_->local_secret()}};
        REQUIRE(call("POST", "/api/metadata", kMetadata).status == 200);
        const auto change = office_->write("test", "account", [](store::Draft& draft) {
            store::Account account;
            account.username = "d1";
            account.password_hash = hash_password("x");
            account.unit_uid = "DistDistDi1";
            account.can_enter = true;
            return draft.put_account(account);
        });
        REQUIRE(change.has_value());
    }
    ~World() {
        services_.reset();
        access_.reset();
        office_.reset();
        std::filesystem::remove_all(folder_);
    }

    Response call(const std::string& method, const std::string& target, std::string body = {}) {
        return call_as(admin_, method, target, std::move(body));
    }
    Response call_d1(const std::string& method, const std::string& target, std::string body = {}) {
        return call_as({{"authorization", "Basic ZDE6eA=="}}, method, target, std::move(body));
    }
    std::string get(const std::string& target) { return call("GET", target).body; }

    void put(const std::string& element, const std::string& unit, const std::string& period,
             const std::string& value) {
        const Response reply = call("POST", "/api/dataValueSets",
                                    fmt::format(R"({{"dataValues":[{{"dataElement":"{}",
            "period":"{}","orgUnit":"{}","value":"{}"}}]}})",
                                                element, period, unit, value));
        INFO(reply.body);
        REQUIRE(reply.status == 200);
    }

private:
    Response call_as(std::map<std::string, std::string> headers, const std::string& method,
                     const std::string& target, std::string body) {
        Request request;
        request.method = method;
        const std::size_t mark = target.find('?');
        request.path = target.substr(0, mark);
        if (mark != std::string::npos) request.query = parse_query(target.substr(mark + 1));
        request.body = std::move(body);
        request.headers = std::move(headers);
        return dispatch(request, *services_);
    }

    std::string folder_;
    std::unique_ptr<Office> office_;
    std::unique_ptr<Access> access_;
    std::unique_ptr<Services> services_;
    std::map<std::string, std::string> admin_;
};

bool has(const std::string& text, std::string_view part) {
    INFO(text);
    return text.find(part) != std::string::npos;
}

void fill(World& world) {
    world.put("ElemElemEl1", "FaciFaciFa1", "202501", "10");
    world.put("ElemElemEl1", "FaciFaciFa1", "202502", "20");
    world.put("ElemElemEl1", "FaciFaciFa2", "202501", "5");
    world.put("ElemElemEl1", "FaciFaciFa3", "202501", "1");
    world.put("ElemElemEl2", "FaciFaciFa1", "2025", "40");
    world.put("ElemElemEl2", "FaciFaciFa3", "2025", "8");
}

}  // namespace

TEST_CASE("analytics sums a subtree for each period and gives no row where nobody reported") {
    World world;
    fill(world);
    const std::string rows = world.get(
        "/api/42/analytics?dimension=dx:ElemElemEl1,pe:202501;202502&dimension=ou:LEVEL-2");
    CHECK(has(rows, R"(["ElemElemEl1","202501","DistDistDi1","15"])"));
    CHECK(has(rows, R"(["ElemElemEl1","202502","DistDistDi1","20"])"));
    CHECK(has(rows, R"(["ElemElemEl1","202501","DistDistDi2","1"])"));
    CHECK(has(rows, R"("width":4,"height":3,"headerWidth":4)"));
    CHECK(has(world.get("/api/analytics?dimension=dx:ElemElemEl1&dimension=pe:2025Q1&filter=ou:"
                        "RootRootRo0"),
              R"("rows":[["ElemElemEl1","2025Q1","36"]])"));
}

TEST_CASE("an indicator divides sums, keeps a decimal and shows its parts when asked") {
    World world;
    fill(world);
    // District 1 in January: 15 of 40; the root in the quarter: 36 of 48.
    const std::string rows = world.get(
        "/api/analytics?dimension=dx:IndiIndiIn1&dimension=pe:202501;2025Q1&dimension=ou:"
        "DistDistDi1;RootRootRo0&includeNumDen=true");
    CHECK(has(rows,
              R"(["IndiIndiIn1","202501","DistDistDi1","37.5","15.0","40.0","100.0","100","1"])"));
    CHECK(has(rows,
              R"(["IndiIndiIn1","2025Q1","RootRootRo0","75.0","36.0","48.0","100.0","100","1"])"));
    CHECK(has(rows, R"("headerWidth":9)"));
}

TEST_CASE("a group set is a dimension, and relative periods count from the given date") {
    World world;
    fill(world);
    const std::string rows = world.get(
        "/api/analytics?dimension=dx:ElemElemEl1&dimension=GsetGsetGs1&dimension=pe:LAST_3_MONTHS"
        "&filter=ou:RootRootRo0");
    CHECK(has(rows, R"(["ElemElemEl1","GrouGrouGr1","202501","11"])"));
    CHECK(has(rows, R"(["ElemElemEl1","GrouGrouGr2","202501","5"])"));
    CHECK(has(rows, R"(["ElemElemEl1","GrouGrouGr1","202502","20"])"));
    CHECK(has(rows, R"("LAST_3_MONTHS")"));
}

TEST_CASE("a filter's months are one stretch of time: a population is not added up, visits are") {
    World world;
    fill(world);
    // District 1, January to March together: 35 visits of a population of 40.
    CHECK(
        has(world.get("/api/analytics?dimension=dx:IndiIndiIn1;ElemElemEl2&filter=pe:202501;"
                      "202502;202503&dimension=ou:DistDistDi1"),
            R"("rows":[["IndiIndiIn1","DistDistDi1","87.5"],["ElemElemEl2","DistDistDi1","40"]])"));
    // Two filter units, one inside the other: nobody counts twice.
    CHECK(has(world.get("/api/analytics?dimension=dx:ElemElemEl1&dimension=pe:202501&filter=ou:"
                        "DistDistDi1;FaciFaciFa1;DistDistDi2"),
              R"("rows":[["ElemElemEl1","202501","16"]])"));
    // Data as a filter: both elements together.
    CHECK(has(world.get("/api/analytics?filter=dx:ElemElemEl1;ElemElemEl2&dimension=pe:202501"
                        "&dimension=ou:FaciFaciFa1"),
              R"("rows":[["202501","FaciFaciFa1","50"]])"));
    CHECK(world
              .call("GET",
                    "/api/analytics?dimension=dx:ElemElemEl1&filter=pe:202501;202503"
                    "&dimension=ou:RootRootRo0")
              .status == 409);
}

TEST_CASE("a query that cannot be answered is a conflict with DHIS2's code") {
    World world;
    const auto code = [&](const std::string& query, std::string_view expected) {
        const Response reply = world.call("GET", "/api/analytics?" + query);
        CAPTURE(query);
        CHECK(reply.status == 409);
        CHECK(has(reply.body, fmt::format(R"("errorCode":"{}")", expected)));
    };
    code("", "E7101");
    code("dimension=pe:2025&dimension=ou:RootRootRo0", "E7102");
    code("dimension=dx:unknownxxxx&dimension=pe:2025&dimension=ou:RootRootRo0", "E7124");
    code("dimension=dx:ElemElemEl1&dimension=ou:RootRootRo0", "E7104");
    code("dimension=dx:ElemElemEl1&dimension=pe:2025X&dimension=ou:RootRootRo0", "E7611");
    code("dimension=dx:ElemElemEl1&dimension=pe:2025&dimension=ou:nowherexxxx", "E7143");
    code("dimension=dx:ElemElemEl1&dimension=pe:2025&filter=pe:2024&dimension=ou:RootRootRo0",
         "E7103");
    code("dimension=dx:ElemElemEl1&dimension=pe:2025&dimension=pe:2024&dimension=ou:RootRootRo0",
         "E7111");
    code(
        "dimension=dx:ElemElemEl1&dimension=pe:2025&dimension=ou:RootRootRo0&dimension=abcdefghijk",
        "E7125");
    CHECK(world.call("GET", "/api/nothingHere").status == 404);
}

TEST_CASE("valid values are stored beside conflicts, each named with its positions") {
    World world;
    const Response reply = world.call("POST", "/api/dataValueSets", R"({"dataValues":[
        {"dataElement":"ElemElemEl1","period":"202503","orgUnit":"FaciFaciFa1","value":"7"},
        {"dataElement":"unknownxxxx","period":"202503","orgUnit":"FaciFaciFa1","value":"7"},
        {"dataElement":"ElemElemEl1","period":"2025X3","orgUnit":"FaciFaciFa1","value":"7"},
        {"dataElement":"ElemElemEl1","period":"202503","orgUnit":"FaciFaciFa2","value":"many"},
        {"dataElement":"unknownxxxx","period":"202503","orgUnit":"FaciFaciFa1","value":"8"}]})");
    CHECK(reply.status == 409);
    CHECK(has(reply.body, R"("status":"WARNING")"));
    CHECK(has(reply.body, R"("imported":1,"updated":0,"ignored":4)"));
    CHECK(has(reply.body, R"("errorCode":"E7610","property":"dataElement","indexes":[1,4])"));
    CHECK(has(reply.body, R"("errorCode":"E7611")"));
    CHECK(has(reply.body, R"("errorCode":"E7619")"));
    CHECK(has(reply.body, R"("rejectedIndexes":[1,2,3,4])"));
    CHECK(has(world.get("/api/dataValueSets?dataElement=ElemElemEl1&period=202503&orgUnit="
                        "RootRootRo0&children=true"),
              R"("orgUnit":"FaciFaciFa1")"));
}

TEST_CASE("an account stores values in its own hierarchy only, and a dry run stores nothing") {
    World world;
    const std::string own = R"({"dataValues":[{"dataElement":"ElemElemEl1","period":"202504",
        "orgUnit":"FaciFaciFa1","value":"3"}]})";
    const std::string other = R"({"dataValues":[{"dataElement":"ElemElemEl1","period":"202504",
        "orgUnit":"FaciFaciFa3","value":"3"}]})";
    CHECK(world.call_d1("POST", "/api/dataValueSets?dryRun=true", own).status == 200);
    const std::string ask =
        "/api/analytics?dimension=dx:ElemElemEl1&dimension=pe:202504&dimension=ou:RootRootRo0";
    CHECK(has(world.get(ask), R"("height":0)"));
    CHECK(has(world.call_d1("POST", "/api/dataValueSets", other).body, R"("E7617")"));
    fill(world);
    CHECK(has(world
                  .call_d1("POST", "/api/dataValueSets",
                           R"({"dataValues":[{"dataElement":"ElemElemEl1","period":"202501",
        "orgUnit":"FaciFaciFa3","value":"1","deleted":true}]})")
                  .body,
              R"("E7617")"));
    CHECK(world.call_d1("POST", "/api/dataValueSets", own).status == 200);
    CHECK(has(world.get(ask), R"("3"])"));
    CHECK(world.call_d1("POST", "/api/metadata", "{}").status == 403);
}

TEST_CASE("strategies create, update or delete only, and CSV says the same as JSON") {
    World world;
    fill(world);
    const auto send = [&](const std::string& parameters, const std::string& csv) {
        return world
            .call("POST", "/api/dataValueSets.csv?" + parameters,
                  "dataelement,period,orgunit,coc,aoc,value\n" + csv)
            .body;
    };
    const std::string known = "ElemElemEl1,202501,FaciFaciFa1,,,11\n";
    const std::string fresh = "ElemElemEl1,202506,FaciFaciFa1,,,4\n";
    CHECK(has(send("importStrategy=CREATE", known + fresh),
              R"("imported":1,"updated":0,"ignored":1,"deleted":0)"));
    CHECK(has(send("importStrategy=UPDATE", known),
              R"("imported":0,"updated":1,"ignored":0,"deleted":0)"));
    CHECK(has(send("importStrategy=DELETE", fresh),
              R"("imported":0,"updated":0,"ignored":0,"deleted":1)"));
    CHECK(has(send("", known), R"("imported":0,"updated":0,"ignored":1,"deleted":0)"));
    CHECK(has(world.get("/api/dataValueSets.csv?dataElement=ElemElemEl1&period=202501&orgUnit="
                        "FaciFaciFa1"),
              "11"));
}

TEST_CASE("lists filter, narrow, order and page; unknown kinds come back as they came") {
    World world;
    CHECK(has(
        world.get("/api/organisationUnits?fields=id,level,parent[id,name]&filter=level:eq:2"
                  "&order=name:desc&pageSize=1"),
        R"("organisationUnits":[{"id":"DistDistDi2","level":2,"parent":{"id":"RootRootRo0","name":"Root"}}])"));
    CHECK(has(world.get("/api/organisationUnits?fields=id&filter=name:ilike:FACILITY&paging=false"),
              R"({"id":"FaciFaciFa3"})"));
    CHECK(has(world.get("/api/organisationUnits/FaciFaciFa1?fields=path"),
              R"({"path":"/RootRootRo0/DistDistDi1/FaciFaciFa1"})"));
    CHECK(has(world.get("/api/dashboards/DashDashDa1?fields=*"), R"("dashboardItems":[{"x":1}])"));
    CHECK(has(world.get("/api/metadata?dataElements:fields=id&dataElements:filter=code:eq:K4"),
              R"("dataElements":[{"id":"ElemElemEl1"}])"));
    CHECK(world.call("GET", "/api/organisationUnits/unknownxxxx").status == 404);
    CHECK(has(world.get("/api/me?fields=settings[keyUiLocale"), "keyUiLocale"));
}

TEST_CASE("metadata that leaves a unit without its parent is refused whole") {
    World world;
    const Response reply = world.call("POST", "/api/metadata", R"({"organisationUnits":[
        {"id":"NewwNewwNe1","name":"Child","parent":{"id":"NoneNoneNo1"}}],
        "dataElements":[{"id":"NewwNewwNe2","name":"Not kept"}]})");
    CHECK(reply.status == 409);
    CHECK(world.call("GET", "/api/dataElements/NewwNewwNe2").status == 404);
    CHECK(has(world
                  .call("POST", "/api/metadata?importMode=VALIDATE",
                        R"({"dataElements":[{"id":"NewwNewwNe2","name":"Not kept"}]})")
                  .body,
              R"("created":1)"));
    CHECK(world.call("GET", "/api/dataElements/NewwNewwNe2").status == 404);
    CHECK(world.call("POST", "/api/metadata", "{").status == 400);
    // An indicator's type is known from before; removing it while it is used is refused.
    CHECK(world
              .call("POST", "/api/metadata", R"({"indicators":[{"id":"IndiIndiIn2","name":"X",
        "indicatorType":{"id":"TypeTypeTy1"},"numerator":"1","denominator":"1"}]})")
              .status == 200);
    CHECK(world
              .call("POST", "/api/metadata?importStrategy=DELETE",
                    R"({"indicatorTypes":[{"id":"TypeTypeTy1"}]})")
              .status == 409);
}

}  // namespace sinergi::server::dhis2
