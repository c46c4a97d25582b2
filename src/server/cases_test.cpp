// SPDX-License-Identifier: Apache-2.0
// Runs cases/*.case: tests in the language of the office, through the API. A line is one of
//   unit CODE PARENT|- NAME…            element CODE AGGREGATION
//   indicator CODE RULE FACTOR NUMERATOR [/ DENOMINATOR]
//   catalogue CODE…                     indicators of the repository's catalogue, with their
//   elements value ELEMENT UNIT PERIOD NUMBER|blank|TB|* account NAME UNIT view|enter ask INDICATOR
//   UNIT PERIOD => VALUE | no value: REASON | STATUS gate CODE UNIT PERIOD => LEVEL… | none | no
//   rule, with " ; missing CODE…" where more may be reached pws INDICATOR UNIT PERIOD => STATUS
//   enter ACCOUNT ELEMENT UNIT PERIOD TEXT => STATUS
#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <simdjson.h>

#include "base/text.h"
#include "exchange/catalogue_toml.h"
#include "exchange/dhis2_metadata.h"
#include "server/routes.h"

namespace sinergi::server {

namespace {

using Words = std::vector<std::string>;

const Catalogue& repository_catalogue() {
    static const Catalogue read = [] {
        auto result = exchange::read_catalogue(SINERGI_SOURCE_DIR "/catalogue");
        REQUIRE(result.has_value());
        return *result;
    }();
    return read;
}

// Words from `first` on with single spaces.
std::string rest_of(const Words& words, std::size_t first) {
    std::string text;
    for (std::size_t i = first; i < words.size(); ++i) {
        if (i > first) text += ' ';
        text += words[i];
    }
    return text;
}

PeriodRule rule_of(const std::string& name) {
    if (name == "cumulative") return PeriodRule::CumulativeYear;
    if (name == "latest") return PeriodRule::Latest;
    if (name == "yearly") return PeriodRule::Yearly;
    REQUIRE(name == "monthly");
    return PeriodRule::Monthly;
}

// Everything of a case file up to its first question, then an office that answers.
class Case {
public:
    Case() {
        char name[] = "/tmp/sinergi-case-XXXXXX";
        folder_ = ::mkdtemp(name);
    }
    ~Case() {
        services_.reset();
        access_.reset();
        office_.reset();
        std::filesystem::remove_all(folder_);
    }

    void run(const Words& words) {
        if (words[0] == "unit") return add_unit(words);
        if (words[0] == "element") return add_element(words);
        if (words[0] == "indicator") return add_indicator(words);
        if (words[0] == "catalogue") return add_from_catalogue(words);
        if (words[0] == "account") return accounts_.push_back(words);
        if (words[0] == "value") return values_.push_back(words);
        if (office_ == nullptr) open();
        if (words[0] == "ask") return ask(words);
        if (words[0] == "gate") return gate(words);
        if (words[0] == "pws") return pws(words);
        REQUIRE(words[0] == "enter");
        enter(words);
    }

private:
    void add_unit(const Words& words) {
        OrgUnit unit;
        unit.uid = uid_from(words[1]);
        unit.codes[0] = words[1];
        if (words[2] != "-") unit.parent_uid = uid_from(words[2]);
        for (std::size_t i = 3; i < words.size(); ++i) unit.name += (i > 3 ? " " : "") + words[i];
        units_.push_back(unit);
    }

    void add_element(const Words& words) {
        DataElement element;
        element.uid = uid_from("element:" + words[1]);
        element.code = element.name = element.short_name = words[1];
        element.aggregation = parse_aggregation_type(words[2]);
        elements_.push_back(element);
    }

    void add_indicator(const Words& words) {
        CatalogueIndicator indicator;
        indicator.code = words[1];
        indicator.period_rule = rule_of(words[2]);
        std::from_chars(words[3].data(), words[3].data() + words[3].size(), indicator.factor);
        std::string* side = &indicator.numerator;
        for (std::size_t i = 4; i < words.size(); ++i) {
            if (words[i] == "/") {
                side = &indicator.denominator;
            } else {
                *side += words[i] + " ";
            }
        }
        catalogue_.indicators.push_back(indicator);
    }

    // All elements of the catalogue come along: which of them a formula reads is the formula's own.
    void add_from_catalogue(const Words& words) {
        const Catalogue& all = repository_catalogue();
        catalogue_.gates = all.gates;
        for (const CatalogueElement& each : all.elements) {
            add_element({"element", each.code, each.aggregation});
        }
        for (std::size_t i = 1; i < words.size(); ++i) {
            const auto found =
                std::find_if(all.indicators.begin(), all.indicators.end(),
                             [&](const auto& each) { return each.code == words[i]; });
            REQUIRE(found != all.indicators.end());
            catalogue_.indicators.push_back(*found);
        }
    }

    void open() {
        auto opened = Office::open(folder_, catalogue_);
        REQUIRE(opened.has_value());
        office_ = std::move(*opened);
        auto change = office_->write("case", "metadata", [&](store::Draft& draft) -> Result<void> {
            for (const auto& unit : units_) {
                TRY(draft.put_object("organisationUnits", unit.uid, exchange::to_json(unit)));
            }
            for (const auto& element : elements_) {
                TRY(draft.put_object("dataElements", element.uid, exchange::to_json(element)));
            }
            return put_accounts(draft);
        });
        REQUIRE(change.has_value());
        change = office_->write("case", "values", [&](store::Draft& draft) -> Result<void> {
            TRY(draft.put_values(values()));
            return {};
        });
        REQUIRE(change.has_value());
        access_ = std::make_unique<Access>(*office_);
        services_ = std::make_unique<Services>(
            Services{*office_, *access_, "case", "/nowhere", false, {}, [] {
                         return std::chrono::sys_days();
                     }});
    }

    Result<void> put_accounts(store::Draft& draft) const {
        for (const Words& words : accounts_) {
            store::Account account;
            account.username = words[1];
            account.password_hash = hash_password("x");
            account.unit_uid = uid_from(words[2]);
            account.can_enter = words[3] == "enter";
            TRY(draft.put_account(account));
        }
        return {};
    }

    [[nodiscard]] std::vector<DataValue> values() const {
        const auto snapshot = office_->snapshot();
        const ObjectId combo = snapshot->metadata->option_combo(kDefaultOptionComboUid)->id;
        std::vector<DataValue> stored;
        for (const Words& words : values_) {
            const DataElement* element = snapshot->metadata->data_element(words[1]);
            REQUIRE(element != nullptr);
            DataValue value;
            const Row row = *snapshot->tree().find(words[2]);
            value.key = {{element->id, combo, combo},
                         *parse_period(words[3]),
                         snapshot->tree().unit(row).id};
            if (words[4] == "blank") value.state = ValueState::Blank;
            if (words[4] == "TB") value.state = ValueState::NotApplicable;
            if (words[4] == "*") value.state = ValueState::Suppressed;
            std::from_chars(words[4].data(), words[4].data() + words[4].size(), value.number);
            stored.push_back(value);
        }
        return stored;
    }

    Response call(const std::string& method, const std::string& target, const std::string& body,
                  const std::string& account) {
        Request request;
        request.method = method;
        const std::size_t mark = target.find('?');
        request.path = target.substr(0, mark);
        if (mark != std::string::npos) request.query = parse_query(target.substr(mark + 1));
        request.body = body;
        if (!account.empty()) {
            const std::string secret = *access_->log_in(account, "x", "case");
            request.headers["cookie"] = "sinergi_session=" + secret;
            request.headers["x-requested-with"] = "XMLHttpRequest";
        }
        return dispatch(request, *services_);
    }

    void ask(const Words& words) {
        const Response reply =
            call("GET",
                 fmt::format("/v1/figures?indicator={}&unit={}&period={}&below=0", words[1],
                             words[2], words[3]),
                 "", first_account());
        REQUIRE(words[4] == "=>");
        if (reply.status != 200) {
            CHECK(std::to_string(reply.status) == words[5]);
            return;
        }
        simdjson::dom::parser parser;
        const simdjson::dom::element body = parser.parse(reply.body);
        const std::string_view reason = body["cells"]["reason"].at(0);
        if (words[5] == "no") {
            CHECK(reason == words[7]);
            CHECK(body["cells"]["value"].at(0).is_null());
            return;
        }
        REQUIRE(reason.empty());
        double expected = 0;
        std::from_chars(words[5].data(), words[5].data() + words[5].size(), expected);
        CHECK(double(body["cells"]["value"].at(0)) == doctest::Approx(expected).epsilon(1e-12));
    }

    void gate(const Words& words) {
        const Response reply =
            call("GET", fmt::format("/v1/gates?unit={}&period={}", words[2], words[3]), "",
                 first_account());
        REQUIRE(reply.status == 200);
        simdjson::dom::parser parser;
        const simdjson::dom::element body = parser.parse(reply.body);
        std::string answer = "no rule";
        for (const simdjson::dom::element each : body["gates"].get_array()) {
            if (std::string_view(each["code"]) != words[1]) continue;
            const simdjson::dom::element reached = each["reached"];
            answer = reached.is_null() ? "none" : std::string(std::string_view(reached["id"]));
            const simdjson::dom::array missing = each["missing"];
            if (missing.size() > 0) answer += " ; missing";
            for (const std::string_view code : missing) answer += fmt::format(" {}", code);
        }
        REQUIRE(words[4] == "=>");
        CHECK(answer == rest_of(words, 5));
    }

    void pws(const Words& words) {
        const Response reply = call("GET",
                                    fmt::format("/v1/pws?indicator={}&unit={}&period={}&below=0",
                                                words[1], words[2], words[3]),
                                    "", first_account());
        REQUIRE(words[4] == "=>");
        if (reply.status != 200) {
            CHECK(std::to_string(reply.status) == words[5]);
            return;
        }
        simdjson::dom::parser parser;
        const simdjson::dom::element body = parser.parse(reply.body);
        CHECK(std::string_view(body["areas"].at(0)["status"]) == words[5]);
    }

    void enter(const Words& words) {
        const Response reply =
            call("POST", "/v1/values",
                 fmt::format(R"({{"unit":"{}","period":"{}","data_element":"{}","value":"{}"}})",
                             words[3], words[4], words[2], words[5]),
                 words[1]);
        REQUIRE(words[6] == "=>");
        CHECK(std::to_string(reply.status) == words[7]);
    }

    // Questions are asked by somebody who may see small cells, where the case has an account.
    [[nodiscard]] std::string first_account() const {
        return accounts_.empty() ? std::string() : accounts_.front()[1];
    }

    std::string folder_;
    Catalogue catalogue_;
    std::vector<OrgUnit> units_;
    std::vector<DataElement> elements_;
    std::vector<Words> accounts_, values_;
    std::unique_ptr<Office> office_;
    std::unique_ptr<Access> access_;
    std::unique_ptr<Services> services_;
};

void run_file(const std::filesystem::path& path) {
    std::ifstream file(path);
    REQUIRE(file.good());
    Case the_case;
    std::string line;
    for (int number = 1; std::getline(file, line); ++number) {
        const std::size_t comment = line.find(" # ");
        std::istringstream stream(line.starts_with("#") ? "" : line.substr(0, comment));
        Words words;
        for (std::string word; stream >> word;) words.push_back(word);
        if (words.empty()) continue;
        INFO(fmt::format("{}:{}: {}", path.filename().string(), number, line));
        the_case.run(words);
    }
}

}  // namespace

TEST_CASE("every case file holds") {
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(SINERGI_SOURCE_DIR "/cases")) {
        if (entry.path().extension() != ".case") continue;
        run_file(entry.path());
        ++count;
    }
    CHECK(count >= 6);
}

}  // namespace sinergi::server
