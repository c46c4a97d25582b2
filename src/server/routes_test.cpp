// SPDX-License-Identifier: Apache-2.0
#include "server/routes.h"

#include <cstdlib>
#include <filesystem>

#include <doctest/doctest.h>

#include "exchange/dhis2_metadata.h"

namespace sinergi::server {

namespace {

// An office with a district of two puskesmas, and an account at one of them.
class TestServer {
public:
    TestServer() {
        char name[] = "/tmp/sinergi-test-XXXXXX";
        folder_ = ::mkdtemp(name);
        auto opened = Office::open(folder_, {});
        REQUIRE(opened.has_value());
        office_ = std::move(*opened);
        const auto change =
            office_->write("test", "setup", [](store::Draft& draft) { return fill(draft); });
        REQUIRE(change.has_value());
        access_ = std::make_unique<Access>(*office_);
        services_ = std::make_unique<Services>(
            Services{*office_, *access_, "test", "/nowhere", false, {}, [] {
                         return std::chrono::sys_days();
                     }});
    }
    ~TestServer() {
        services_.reset();
        access_.reset();
        office_.reset();
        std::filesystem::remove_all(folder_);
    }

    static Result<void> fill(store::Draft& draft) {
        for (const char* name : {"district", "own", "other"}) {
            OrgUnit unit;
            unit.uid = uid_from(name);
            unit.name = unit.codes[0] = name;
            if (unit.name != "district") unit.parent_uid = uid_from("district");
            TRY(draft.put_object("organisationUnits", unit.uid, exchange::to_json(unit)));
        }
        DataElement element;
        element.uid = uid_from("K4");
        element.code = element.name = element.short_name = "K4";
        TRY(draft.put_object("dataElements", element.uid, exchange::to_json(element)));
        store::Account account;
        account.username = "siti";
        account.password_hash = hash_password("rahasia");
        account.unit_uid = uid_from("own");
        account.can_enter = true;
        return draft.put_account(account);
    }

    Response call(std::string method, const std::string& path, std::string body = {},
                  std::map<std::string, std::string> headers = {}) {
        Request request;
        request.method = std::move(method);
        const std::size_t mark = path.find('?');
        if (mark != std::string::npos) request.query = parse_query(path.substr(mark + 1));
        request.path = path.substr(0, mark);
        request.body = std::move(body);
        request.headers = std::move(headers);
        return dispatch(request, *services_);
    }

    // "siti:rahasia"
    static std::map<std::string, std::string> basic() {
        return {{"authorization", "Basic c2l0aTpyYWhhc2lh"}};
    }

private:
    std::string folder_;
    std::unique_ptr<Office> office_;
    std::unique_ptr<Access> access_;
    std::unique_ptr<Services> services_;
};

std::string value_at(const char* unit, const char* value) {
    return std::string(R"({"unit":")") + uid_from(unit) +
           R"(","period":"202401","data_element":"K4","value":")" + value + "\"}";
}

}  // namespace

TEST_CASE("a value can be entered for the account's own unit and nowhere else") {
    TestServer server;
    CHECK(server.call("POST", "/v1/values", value_at("own", "12")).status == 401);
    CHECK(server.call("POST", "/v1/values", value_at("own", "12"), TestServer::basic()).status ==
          200);
    const Response refused =
        server.call("POST", "/v1/values", value_at("other", "12"), TestServer::basic());
    CHECK(refused.status == 403);
    CHECK(refused.body.find("other") != std::string::npos);
    CHECK(
        server.call("POST", "/v1/values", value_at("district", "12"), TestServer::basic()).status ==
        403);
}

TEST_CASE(
    "what is typed is a number, blank, TB or *; anything else is refused and changes nothing") {
    TestServer server;
    const auto state = [&](const char* typed) {
        return server.call("POST", "/v1/values", value_at("own", typed), TestServer::basic());
    };
    CHECK(state("0").body.find(R"("state":"number","value":0)") != std::string::npos);
    CHECK(state("").body.find(R"("state":"blank","value":null)") != std::string::npos);
    CHECK(state("TB").body.find(R"("state":"not_applicable")") != std::string::npos);
    CHECK(state("*").body.find(R"("state":"suppressed")") != std::string::npos);
    CHECK(state("1.234,5").body.find(R"("value":1234.5)") != std::string::npos);
    const std::string before = server.call("GET", "/healthz").body;
    CHECK(state("1.234").status == 400);
    CHECK(state("dua").status == 400);
    CHECK(server.call("GET", "/healthz").body == before);
    const Response history =
        server.call("GET", "/v1/values/history?unit=own&period=202401&data_element=K4", "",
                    TestServer::basic());
    CHECK(history.body.find(R"("value":1234.5)") != std::string::npos);
    CHECK(history.body.find("siti") != std::string::npos);
}

TEST_CASE("a browser session needs its own header to write, and ends when logged out") {
    TestServer server;
    const Response login =
        server.call("POST", "/v1/session", R"({"username":"siti","password":"rahasia"})");
    REQUIRE(login.status == 200);
    std::string cookie;
    for (const auto& [name, value] : login.headers) {
        if (name == "Set-Cookie") cookie = value.substr(0, value.find(';'));
    }
    CHECK(server.call("POST", "/v1/values", value_at("own", "1"), {{"cookie", cookie}}).status ==
          403);
    CHECK(server
              .call("POST", "/v1/values", value_at("own", "1"),
                    {{"cookie", cookie}, {"x-requested-with", "XMLHttpRequest"}})
              .status == 200);
    CHECK(server
              .call("DELETE", "/v1/session", "",
                    {{"cookie", cookie}, {"x-requested-with", "XMLHttpRequest"}})
              .status == 204);
    CHECK(
        server.call("GET", "/v1/values?unit=own&period=202401", "", {{"cookie", cookie}}).status ==
        401);
}

TEST_CASE("a wrong password is refused, and after ten of them the right one too for a while") {
    TestServer server;
    for (int i = 0; i < 10; ++i) {
        CHECK(server.call("POST", "/v1/session", R"({"username":"siti","password":"x"})").status ==
              401);
    }
    CHECK(
        server.call("POST", "/v1/session", R"({"username":"siti","password":"rahasia"})").status ==
        401);
}

TEST_CASE("an unknown address, a wrong method and broken JSON each say so") {
    TestServer server;
    CHECK(server.call("GET", "/v1/nothing").status == 404);
    CHECK(server.call("DELETE", "/v1/catalogue").status == 400);
    CHECK(server.call("POST", "/v1/session", "{").status == 400);
    CHECK(server.call("GET", "/v1/units/unknown").status == 404);
    CHECK(server.call("GET", "/v1/figures?unit=own&period=202401").status == 400);
    CHECK(server.call("GET", "/../../etc/passwd").status == 404);
}

TEST_CASE("only a command on the server's own computer may write a backup") {
    TestServer server;
    CHECK(server.call("POST", "/v1/backup?file=/tmp/x", "", TestServer::basic()).status == 403);
}

}  // namespace sinergi::server
