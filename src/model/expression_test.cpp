// SPDX-License-Identifier: Apache-2.0
#include "model/expression.h"

#include <cmath>
#include <cstdlib>
#include <memory>
#include <random>

#include <doctest/doctest.h>

namespace sinergi {

namespace {

using Value = std::optional<double>;
using Rule = Expression::WhenMissing;

Expression parsed(std::string_view text) {
    auto expression = Expression::parse(text);
    const std::string problem = expression ? "" : expression.error().message;
    CAPTURE(text);
    REQUIRE(problem == "");
    return std::move(*expression);
}

Value evaluated(std::string_view text, const std::vector<Value>& values = {},
                Rule rule = Rule::Zero) {
    return parsed(text).evaluate(values, rule);
}

std::string refusal(std::string_view text) {
    const auto expression = Expression::parse(text);
    CAPTURE(text);
    REQUIRE_FALSE(expression.has_value());
    return expression.error().message;
}

Item only_item(std::string_view text) {
    const Expression expression = parsed(text);
    REQUIRE(expression.items().size() == 1);
    return expression.items().front();
}

}  // namespace

TEST_CASE("operators bind as in DHIS2's server") {
    CHECK(evaluated("2^3^2") == 512);
    CHECK(evaluated("-2^2") == -4);
    CHECK(evaluated("2^-1") == 0.5);
    CHECK(evaluated("10-3-2") == 5);
    CHECK(evaluated("100/10/2") == 5);
    CHECK(evaluated("7 % 4 * 2") == 6);
    CHECK(evaluated("2+3*4") == 14);
    CHECK(evaluated("(2+3)*4") == 20);
    CHECK(evaluated("-2*-3") == 6);
    CHECK(evaluated("--2") == 2);
    CHECK(evaluated("+2 - +1") == 1);
    CHECK(evaluated("1 + 1 > 1") == 1);
    CHECK(evaluated("1 < 2 == 2 > 1") == 1);
    CHECK(evaluated("1 == 1 && 2 == 3") == 0);
    CHECK(evaluated("1 || 0 && 0") == 1);
    CHECK(evaluated("(1 || 0) && 0") == 0);
    CHECK(evaluated("!1 == 0") == 1);
    CHECK(evaluated("not 0 and 1") == 1);
    CHECK(evaluated("true or false") == 1);
    CHECK(evaluated("3 >= 3 and 3 <= 2 or 1 != 2") == 1);
    CHECK(evaluated("1 /* one */ + /* two */ 2\n") == 3);
    CHECK(evaluated(".5 + 1.5e1") == 15.5);
}

TEST_CASE("functions give what DHIS2 documents") {
    CHECK(evaluated("if(2 > 1, 10, 20)") == 10);
    CHECK(evaluated("if(0, 10, 20)") == 20);
    CHECK(evaluated("greatest(1, 7, 3)") == 7);
    CHECK(evaluated("least(4, 2, 3)") == 2);
    CHECK(evaluated("greatest(null, 2)") == 2);
    CHECK(evaluated("log10(1000)") == doctest::Approx(3));
    CHECK(evaluated("log(8, 2)") == doctest::Approx(3));
    CHECK(evaluated("log(1)") == 0);
    CHECK(evaluated("removeZeros(0)") == std::nullopt);
    CHECK(evaluated("removeZeros(5)") == 5);
    CHECK(evaluated("firstNonNull(null, removeZeros(0), 3, 4)") == 3);
    CHECK(evaluated("isNull(null) + isNotNull(1)") == 2);
    CHECK(evaluated("is(3 in 1, 2, 3)") == 1);
    CHECK(evaluated("is(1 + 3 in 1, 2, 3)") == 0);
    CHECK(evaluated("is('a' in 'b', \"a\")") == 1);
    CHECK(evaluated("contains('diphtheria', 'dip', 'ria')") == 1);
    CHECK(evaluated("contains('diphtheria', 'dip', 'x')") == 0);
    CHECK(evaluated("containsItems('AB,CD', 'CD', 'AB')") == 1);
    CHECK(evaluated("containsItems('AB,CD', 'A')") == 0);
    CHECK(evaluated("'it\\'s' == \"it's\"") == 1);
    CHECK(evaluated("'a' != 'a'") == 0);
}

TEST_CASE("what arithmetic cannot answer is no value, and stays so to the end") {
    CHECK(evaluated("1/0") == std::nullopt);
    CHECK(evaluated("1 + 1/0") == std::nullopt);
    CHECK(evaluated("0 * (1/0)") == std::nullopt);
    CHECK(evaluated("5 % 0") == std::nullopt);
    CHECK(evaluated("log(0)") == std::nullopt);
    CHECK(evaluated("log(-1)") == std::nullopt);
    CHECK(evaluated("log(5, 1)") == std::nullopt);
    CHECK(evaluated("(-8)^0.5") == std::nullopt);
    CHECK(evaluated("1e300 * 1e300") == std::nullopt);
    CHECK(evaluated("!(1/0)") == std::nullopt);
    CHECK(evaluated("1/0 == 1/0") == std::nullopt);
    CHECK(evaluated("is(1/0 in 1)") == std::nullopt);
    // SQL's truth tables.
    CHECK(evaluated("null && 0") == 0);
    CHECK(evaluated("0 && null") == 0);
    CHECK(evaluated("null && 1") == std::nullopt);
    CHECK(evaluated("1 && null") == std::nullopt);
    CHECK(evaluated("null || 1") == 1);
    CHECK(evaluated("1 || null") == 1);
    CHECK(evaluated("null || 0") == std::nullopt);
    CHECK(evaluated("0 || null") == std::nullopt);
    CHECK(evaluated("if(null, 1, 2)") == 2);
    CHECK(evaluated("firstNonNull(1/0, 9)") == 9);
}

TEST_CASE("a missing item counts as 0 unless all that were read are missing") {
    const Value none;
    CHECK(evaluated("#{A} + #{B}", {1, none}) == 1);
    CHECK(evaluated("#{A} + #{B}", {0, none}) == 0);
    CHECK(evaluated("#{A} + #{B}", {none, none}) == none);
    CHECK(evaluated("#{A}", {none}) == none);
    CHECK(evaluated("5 + #{A}", {none}) == none);
    CHECK(evaluated("#{A} * C{K}", {none, 3}) == none);
    CHECK(evaluated("[days] + #{A}", {30, none}) == none);
    CHECK(evaluated("#{A} * C{K}", {2, none}) == none);  // An unknown constant is never 0.
    CHECK(evaluated("C{K} + 1", {4}) == 5);
    CHECK(evaluated("#{A} / #{B}", {4, none}) == none);
    // Those that are tested for do not count.
    CHECK(evaluated("isNull(#{A})", {none}) == 1);
    CHECK(evaluated("isNull(#{A} + 1)", {none}) == 1);
    CHECK(evaluated("firstNonNull(#{A}, 7)", {none}) == 7);
    CHECK(evaluated("firstNonNull(#{A}, #{B})", {none, none}) == none);
    CHECK(evaluated("if(isNull(#{A}), 0, #{B})", {none, none}) == 0);
    CHECK(evaluated("if(isNull(#{A}), #{B}, 0)", {none, none}) == none);
    CHECK(evaluated("if(isNotNull(#{A}), #{A} + #{B}, 9)", {1, none}) == 1);
    CHECK(evaluated("N{I} + R{DS.REPORTING_RATE} + #{deGroup:G}", {none, none, none}) == none);
}

TEST_CASE("where missing propagates, one missing item that is read leaves no value") {
    const Value none;
    CHECK(evaluated("#{A} + #{B}", {1, none}, Rule::Propagate) == none);
    CHECK(evaluated("#{A} + #{B}", {1, 2}, Rule::Propagate) == 3);
    CHECK(evaluated("if(#{A} > 0, #{A}, #{B})", {1, none}, Rule::Propagate) == 1);
    CHECK(evaluated("#{A} > 0 || #{B} > 0", {1, none}, Rule::Propagate) == 1);
    CHECK(evaluated("firstNonNull(#{B}, #{A})", {none, 4}, Rule::Propagate) == 4);
    CHECK(evaluated("greatest(1, C{K})", {none}, Rule::Propagate) == none);
}

TEST_CASE("items are listed once, in order of first use, as written") {
    const Expression expression = parsed("#{B.c} + #{A} / #{B.c} + N{B}");
    REQUIRE(expression.items().size() == 3);
    CHECK(expression.items()[0].id == "B");
    CHECK(expression.items()[0].option_combo == "c");
    CHECK(expression.items()[1].id == "A");
    CHECK(expression.items()[2].kind == ItemKind::Indicator);
    CHECK(expression.evaluate(std::vector<Value>{2, 6, 1}) == 6);
}

TEST_CASE("every form of item is understood") {
    CHECK(only_item("#{SPM_K01_LAYAN}") ==
          Item{ItemKind::DataElement, "SPM_K01_LAYAN", "", "", "", 0, false, "", "", ""});
    CHECK(only_item("#{fbfJHSPpUQD.pq2XI5kz2BY}").option_combo == "pq2XI5kz2BY");
    const Item full = only_item("#{DE.COC.AOC}");
    CHECK(full.option_combo == "COC");
    CHECK(full.attribute_combo == "AOC");
    CHECK(only_item("#{DE.*.AOC}").option_combo.empty());
    CHECK(only_item("#{DE.*.AOC}").attribute_combo == "AOC");
    CHECK(only_item("#{DE.*}") == only_item("#{DE}"));
    CHECK(only_item("#{deGroup:G-1}").kind == ItemKind::DataElementGroup);
    CHECK(only_item("#{deGroup:G-1}").id == "G-1");
    CHECK(only_item("#{DE.co:OPT}").kind == ItemKind::CategoryOption);
    CHECK(only_item("#{DE.co:OPT}").option_combo == "OPT");
    CHECK(only_item("N{SPM-K01}").id == "SPM-K01");
    CHECK(only_item("R{DS.ACTUAL_REPORTS_ON_TIME}").metric == "ACTUAL_REPORTS_ON_TIME");
    CHECK(only_item("C{PI}").kind == ItemKind::Constant);
    CHECK(only_item("OUG{G}").kind == ItemKind::OrgUnitGroup);
    CHECK(only_item("[days]").kind == ItemKind::Days);
    CHECK(only_item("[periodInYear]").kind == ItemKind::PeriodInYear);
    CHECK(only_item("[yearlyPeriodCount]").kind == ItemKind::YearlyPeriodCount);
}

TEST_CASE("dot methods reach every item before them; offsets add up, inner settings stay") {
    CHECK(only_item("#{A}.periodOffset(-1)").period_offset == -1);
    CHECK(only_item("#{A}.periodOffset(-1).periodOffset(+3)").period_offset == 2);
    CHECK(only_item("#{A}.yearToDate()").year_to_date);
    CHECK(only_item("#{A}.aggregationType(LAST)").aggregation == "LAST");
    CHECK(only_item("#{A}.minDate(2024-8-1)").min_date == "2024-08-01");
    CHECK(only_item("#{A}.maxDate( 2024-12-31 )").max_date == "2024-12-31");

    const Expression nested = parsed(
        "(#{A} + (#{B}.aggregationType(MAX) + C{K}).periodOffset(-2)).periodOffset(-1)"
        ".aggregationType(SUM) + #{A}");
    REQUIRE(nested.items().size() == 4);
    CHECK(nested.items()[0].period_offset == -1);
    CHECK(nested.items()[0].aggregation == "SUM");
    CHECK(nested.items()[1].period_offset == -3);
    CHECK(nested.items()[1].aggregation == "MAX");
    CHECK(nested.items()[2].period_offset == 0);
    CHECK(nested.items()[3].period_offset == 0);
    CHECK(nested.evaluate(std::vector<Value>{1, 10, 100, 1000}) == 1111);
}

TEST_CASE("only an expression that is one item is reported as such") {
    CHECK(parsed("#{A}").single_item() == 0U);
    CHECK(parsed("(#{A})").single_item() == 0U);
    CHECK(parsed("#{A} + 0").single_item() == std::nullopt);
    CHECK(parsed("7").single_item() == std::nullopt);
    CHECK(Expression().single_item() == std::nullopt);
    CHECK(Expression().evaluate({}) == 1);
    CHECK(Expression().items().empty());
}

TEST_CASE("an error says where it is and what was expected") {
    CHECK(refusal("") ==
          "expression, position 1: expected a number, an item, a function or '(', found the end");
    CHECK(refusal("(1 + 2") == "expression, position 7: expected ')', found the end");
    CHECK(refusal("1 + * 2") ==
          "expression, position 5: expected a number, an item, a function or '(', found '* 2'");
    CHECK(refusal("1 2") == "expression, position 3: expected an operator or the end, found '2'");
    CHECK(refusal("1 = 2") ==
          "expression, position 3: expected an operator or the end, found '= 2'");
    CHECK(refusal("'é' + 1") == "expression, position 1: expected a number, found a text");
    CHECK(refusal("/* é */ 1 +") ==
          "expression, position 12: expected a number, an item, a "
          "function or '(', found the end");
    CHECK(refusal("1 + 'a'") == "expression, position 5: expected a number, found a text");
    CHECK(refusal("'a' == 1") == "expression, position 1: expected a number, found a text");
    CHECK(refusal("'abc") ==
          "expression, position 1: expected a closing quote for this text, found ''abc'");
    CHECK(refusal("if(1, 2)") == "expression, position 8: expected ',', found ')'");
    CHECK(refusal("log10(1, 2)") == "expression, position 8: expected ')', found ', 2)'");
    CHECK(refusal("contains(#{A}, 'x')") ==
          "expression, position 10: expected a text in quotes, found '#{A}, 'x')'");
    CHECK(refusal("is(1, 2)") == "expression, position 5: expected in, found ', 2)'");
    CHECK(refusal("foo(1)") == "expression, position 1: there is no function or value 'foo'");
    CHECK(refusal("if") == "expression, position 3: expected '(', found the end");
    CHECK(refusal("12abc") == "expression, position 3: expected an operator, found 'abc'");
    CHECK(refusal("1 /* open") ==
          "expression, position 4: expected a number, an item, a function or '(', found '* open'");
    CHECK(refusal("\xFF") == "expression: not valid UTF-8");
    CHECK(refusal(std::string("1\0", 2)).find("expected an operator") != std::string::npos);
}

TEST_CASE("an item that cannot be is refused with what was expected") {
    CHECK(refusal("2 * #{A") == "expression, position 7: expected '}' after this, found 'A'");
    CHECK(refusal("#{}") ==
          "expression, position 1: expected the uid or code of a data element, found ''");
    CHECK(refusal("#{9A}").find("found '9A'") != std::string::npos);
    CHECK(refusal("#{A.B.C.D}").find("at most data element") != std::string::npos);
    CHECK(refusal("#{A.}").find("option combo, or *") != std::string::npos);
    CHECK(refusal("#{A.coGroup:X&Y}").find("coGroup: is not supported") != std::string::npos);
    CHECK(refusal("R{DS.RATE}").find("REPORTING_RATE_ON_TIME") != std::string::npos);
    CHECK(refusal("R{DS}").find("a data set, a dot and a metric") != std::string::npos);
    CHECK(refusal("D{P.E}") == "expression, position 1: D{...} is not an item of an indicator");
    CHECK(refusal("[weeks]").find("days, periodInYear or yearlyPeriodCount") != std::string::npos);
}

TEST_CASE("methods are refused where they have nothing to act on or a wrong argument") {
    CHECK(refusal("1.5 + (2).periodOffset(1)") ==
          "expression, position 11: periodOffset has no data item before it");
    CHECK(refusal("[days].periodOffset(1)").find("no data item") != std::string::npos);
    CHECK(refusal("#{A}.periodOffset(x)").find("a whole number up to 10000") != std::string::npos);
    CHECK(refusal("#{A}.periodOffset(10000).periodOffset(1)").find("up to 10000") !=
          std::string::npos);
    CHECK(refusal("#{A}.minDate(2024-2-30)").find("a date such as") != std::string::npos);
    CHECK(refusal("#{A}.maxDate(2024)").find("a date such as") != std::string::npos);
    CHECK(refusal("#{A}.aggregationType(sum)").find("a name such as SUM") != std::string::npos);
    CHECK(refusal("#{A}.frobnicate()").find("found frobnicate()") != std::string::npos);
    CHECK(refusal("if(1,#{A},2).periodOffset(1)").find("methods follow an item") !=
          std::string::npos);
}

TEST_CASE("subExpression and the functions of predictors are refused by name") {
    CHECK(refusal("subExpression(#{A} > 1)") ==
          "expression, position 1: subExpression is not supported");
    CHECK(refusal("1 + avg(#{A})") ==
          "expression, position 5: avg is a function of predictors, not of indicators");
    CHECK(refusal("percentileCont(0.5, #{A})").find("predictors") != std::string::npos);
    CHECK(refusal("orgUnit.group(X)").find("validation rules") != std::string::npos);
}

TEST_CASE("length, nesting, signs and powers have limits, and the limits themselves are allowed") {
    const auto nested = [](int levels) {
        const auto count = static_cast<std::size_t>(levels);
        return std::string(count, '(') + "1" + std::string(count, ')');
    };
    CHECK(evaluated(nested(Expression::kDepthMax)) == 1);
    const auto deep = Expression::parse(nested(Expression::kDepthMax + 1));
    REQUIRE_FALSE(deep.has_value());
    CHECK(deep.error().code == ErrorCode::TooLarge);
    CHECK(deep.error().message == "expression, position 66: nested deeper than 64 levels");

    CHECK(evaluated(std::string(64, '-') + "1") == 1);
    CHECK(Expression::parse(std::string(65, '-') + "1").error().code == ErrorCode::TooLarge);
    std::string tower = "1";
    for (int i = 0; i < 65; ++i) tower.append("^1");
    CHECK(Expression::parse(tower).error().code == ErrorCode::TooLarge);

    std::string sum = "1";
    while (sum.size() + 2 <= Expression::kLengthMax) sum += "+1";
    CHECK(evaluated(sum) == static_cast<double>(sum.size() + 1) / 2);
    sum.resize(Expression::kLengthMax + 1, ' ');
    CHECK(Expression::parse(sum).error().code == ErrorCode::TooLarge);

    std::string wide = "0";  // Deep on the value stack, not in parentheses.
    for (int i = 0; i < 60; ++i) wide = std::string("1 + 2 * (").append(wide).append(")");
    CHECK(evaluated(wide) == std::ldexp(1.0, 60) - 1);
}

namespace {

// A tree that is evaluated by walking it: the slow and obvious way.
struct Node {
    enum class Kind { Number, Item, Binary, Negate, Not, If, FirstNonNull, IsNull, Greatest };
    Kind kind = Kind::Number;
    std::string op;
    double number = 0;
    std::size_t item = 0;
    std::vector<Node> children;
};

constexpr std::size_t kItemCount = 4;

struct BinaryOp {
    const char* text;
    int precedence;
};
constexpr BinaryOp kBinaryOps[] = {{"||", 1}, {"&&", 2}, {"==", 3}, {"!=", 3}, {"<", 4}, {">=", 4},
                                   {"+", 5},  {"-", 5},  {"*", 6},  {"/", 6},  {"%", 6}, {"^", 8}};

Node random_node(std::mt19937_64& random, int depth) {
    Node node;
    const auto child = [&] { node.children.push_back(random_node(random, depth - 1)); };
    const auto choice = depth == 0 ? random() % 3 : random() % 13;
    if (choice == 0) {
        node.number = static_cast<double>(random() % 5) / 2;
    } else if (choice < 4) {
        node.kind = Node::Kind::Item;
        node.item = random() % kItemCount;
    } else if (choice < 8) {
        node.kind = Node::Kind::Binary;
        node.op = kBinaryOps[random() % std::size(kBinaryOps)].text;
        child();
        child();
    } else if (choice == 8) {
        node.kind = random() % 2 == 0 ? Node::Kind::Negate : Node::Kind::Not;
        child();
    } else if (choice == 9) {
        node.kind = Node::Kind::If;
        for (int i = 0; i < 3; ++i) child();
    } else if (choice == 10) {
        node.kind = Node::Kind::IsNull;
        child();
    } else {
        node.kind = choice == 11 ? Node::Kind::FirstNonNull : Node::Kind::Greatest;
        for (std::uint64_t i = 0, count = 1 + random() % 3; i < count; ++i) child();
    }
    return node;
}

int precedence_of(const Node& node) {
    if (node.kind == Node::Kind::Negate || node.kind == Node::Kind::Not) return 7;
    for (const BinaryOp& op : kBinaryOps) {
        if (node.kind == Node::Kind::Binary && node.op == op.text) return op.precedence;
    }
    return 9;
}

std::string written(const Node& node);

std::string operand(const Node& node, int weakest) {
    return precedence_of(node) < weakest ? "(" + written(node) + ")" : written(node);
}

// With only the parentheses that precedence makes necessary.
std::string written(const Node& node) {
    const int own = precedence_of(node);
    std::string list;
    for (const Node& child : node.children) list += (list.empty() ? "" : ", ") + written(child);
    switch (node.kind) {
        case Node::Kind::Number: return std::to_string(static_cast<int>(node.number * 10)) + "e-1";
        case Node::Kind::Item: return "#{E" + std::to_string(node.item) + "}";
        case Node::Kind::Binary: {
            const bool power = node.op == "^";
            return operand(node.children[0], power ? own + 1 : own) + " " + node.op + " " +
                   operand(node.children[1], power ? own : own + 1);
        }
        case Node::Kind::Negate: return "-" + operand(node.children[0], own);
        case Node::Kind::Not: return "!" + operand(node.children[0], own);
        case Node::Kind::If: return "if(" + list + ")";
        case Node::Kind::FirstNonNull: return "firstNonNull(" + list + ")";
        case Node::Kind::IsNull: return "isNull(" + list + ")";
        case Node::Kind::Greatest: return "greatest(" + list + ")";
    }
    return {};
}

struct Walk {
    const std::vector<Value>& values;
    Rule rule;
    int read = 0, found = 0;
    bool stopped = false;  // A missing item was read under Propagate.

    Value finite(double value) { return std::isfinite(value) ? Value(value) : std::nullopt; }

    Value binary(const Node& node, bool as_is) {
        const Value a = value_of(node.children[0], as_is);
        if (node.op == "&&" || node.op == "||") {
            const bool stop = node.op == "||";
            if (a && (*a != 0) == stop) return stop ? 1 : 0;
            const Value b = value_of(node.children[1], as_is);
            if (b && (*b != 0) == stop) return stop ? 1 : 0;
            return a && b ? Value(stop ? 0 : 1) : std::nullopt;
        }
        const Value b = value_of(node.children[1], as_is);
        if (!a || !b) return std::nullopt;
        if (node.op == "==") return *a == *b ? 1 : 0;
        if (node.op == "!=") return *a != *b ? 1 : 0;
        if (node.op == "<") return *a < *b ? 1 : 0;
        if (node.op == ">=") return *a >= *b ? 1 : 0;
        if (node.op == "+") return finite(*a + *b);
        if (node.op == "-") return finite(*a - *b);
        if (node.op == "*") return finite(*a * *b);
        if (node.op == "/") return finite(*a / *b);
        if (node.op == "%") return finite(std::fmod(*a, *b));
        return finite(std::pow(*a, *b));
    }

    Value value_of(const Node& node, bool as_is) {
        switch (node.kind) {
            case Node::Kind::Number: return node.number;
            case Node::Kind::Item: {
                const Value& value = values[node.item];
                if (as_is) return value;
                stopped = stopped || (!value && rule == Rule::Propagate);
                ++read;
                found += value ? 1 : 0;
                return value.value_or(0);
            }
            case Node::Kind::Binary: return binary(node, as_is);
            case Node::Kind::Negate:
            case Node::Kind::Not: {
                const Value x = value_of(node.children[0], as_is);
                if (!x) return x;
                return node.kind == Node::Kind::Negate ? -*x : (*x == 0 ? 1 : 0);
            }
            case Node::Kind::If: {
                const Value condition = value_of(node.children[0], as_is);
                return value_of(node.children[condition && *condition != 0 ? 1 : 2], as_is);
            }
            case Node::Kind::IsNull: return value_of(node.children[0], true) ? 0 : 1;
            case Node::Kind::FirstNonNull:
                for (const Node& child : node.children) {
                    if (const Value value = value_of(child, true)) return value;
                }
                return std::nullopt;
            case Node::Kind::Greatest: {
                Value greatest;
                for (const Node& child : node.children) {
                    const Value value = value_of(child, as_is);
                    if (value && (!greatest || *value > *greatest)) greatest = value;
                }
                return greatest;
            }
        }
        return std::nullopt;
    }

    Value result(const Node& node) {
        const Value value = value_of(node, false);
        if (stopped || (read > 0 && found == 0)) return std::nullopt;
        return value;
    }
};

void check_random_expression(std::uint64_t seed) {
    std::mt19937_64 random(seed);
    const Node node = random_node(random, 5);
    const std::string text = written(node);
    CAPTURE(seed);
    CAPTURE(text);
    const Expression expression = parsed(text);
    for (int round = 0; round < 6; ++round) {
        std::vector<Value> values(kItemCount), listed;
        for (Value& value : values) {
            if (random() % 3 != 0) value = static_cast<double>(random() % 7) - 2;
        }
        for (const Item& item : expression.items()) {
            listed.push_back(values[static_cast<std::size_t>(item.id[1] - '0')]);
        }
        for (const Rule rule : {Rule::Zero, Rule::Propagate}) {
            Walk walk{values, rule};
            CHECK(expression.evaluate(listed, rule) == walk.result(node));
        }
    }
}

}  // namespace

TEST_CASE("the steps give what walking the tree gives, for any expression and missing items") {
    if (const char* seed = std::getenv("SEED")) {
        return check_random_expression(std::strtoull(seed, nullptr, 10));
    }
    for (std::uint64_t seed = 0; seed < 3000; ++seed) check_random_expression(seed);
}

}  // namespace sinergi
