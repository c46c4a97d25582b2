// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "model/expression.h"
#include "model/expression_item.h"
#include "model/expression_ops.h"
#include "model/expression_scanner.h"

namespace sinergi {

namespace {

using Op = ExpressionOp;

// Weakest first. Source: DHIS2's Expression.g4, where ^ binds stronger than a sign and to the
// right: -2^2 is -4 and 2^3^2 is 512.
constexpr int kOr = 1, kAnd = 2, kEquality = 3, kComparison = 4, kSum = 5, kProduct = 6, kSign = 7,
              kPower = 8;

struct Operator {
    std::string_view text;
    Op op;
    int precedence;
};

// A longer text stands before the shorter ones it begins with.
constexpr std::array<Operator, 16> kOperators = {{
    {"<=", Op::LessOrEqual, kComparison},
    {">=", Op::GreaterOrEqual, kComparison},
    {"==", Op::Equal, kEquality},
    {"!=", Op::NotEqual, kEquality},
    {"&&", Op::And, kAnd},
    {"||", Op::Or, kOr},
    {"and", Op::And, kAnd},
    {"or", Op::Or, kOr},
    {"<", Op::Less, kComparison},
    {">", Op::Greater, kComparison},
    {"^", Op::Power, kPower},
    {"*", Op::Multiply, kProduct},
    {"/", Op::Divide, kProduct},
    {"%", Op::Remainder, kProduct},
    {"+", Op::Add, kSum},
    {"-", Op::Subtract, kSum},
}};

constexpr std::array<std::string_view, 13> kPredictorFunctions = {
    "avg",         "count",          "max",    "median",    "min",        "normDistCum",
    "normDistDen", "percentileCont", "stddev", "stddevPop", "stddevSamp", "sum",
    "variance"};

constexpr int kPeriodOffsetMax = 10000;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_letter(c) || is_digit(c) || c == '_'; }

// What was just parsed: a number, left on the stack by the steps, or a text literal, which exists
// only while parsing (contains, is and == on texts are decided then).
struct Operand {
    bool is_text = false;
    std::string text;
    std::size_t at = 0;
};

}  // namespace

class ExpressionParser {
public:
    explicit ExpressionParser(std::string_view text) : scan_(text) { parsed_.steps_.clear(); }

    Result<Expression> parse() {
        if (scan_.text().size() > Expression::kLengthMax) {
            return fail(ErrorCode::TooLarge,
                        fmt::format("expression: longer than {} bytes", Expression::kLengthMax));
        }
        if (!is_valid_utf8(scan_.text())) {
            return fail(ErrorCode::InvalidArgument, "expression: not valid UTF-8");
        }
        TRY(parse_number_operand());
        if (!scan_.at_end()) return scan_.expected("an operator or the end");
        parsed_.depth_ = height_max_;
        keep_items_once();
        return std::move(parsed_);
    }

private:
    // Operators, weakest first; what binds stronger than `weakest` belongs to the operand.
    Result<Operand> parse_binary(int weakest) {
        Operand left = TRY(parse_prefix());
        while (const Operator* found = peek_operator()) {
            if (found->precedence < weakest) break;
            scan_.skip(found->text.size());
            if (left.is_text) {
                TRY(compare_texts(*found, left));
            } else {
                TRY(parse_right_side(*found));
            }
            left = Operand{};
        }
        return left;
    }

    Result<void> parse_right_side(const Operator& found) {
        std::size_t jump = 0;
        const bool is_logic = found.op == Op::And || found.op == Op::Or;
        if (is_logic) jump = emit(found.op == Op::And ? Op::JumpIfFalse : Op::JumpIfTrue, 0);
        const bool to_the_right = found.op == Op::Power;
        if (to_the_right) TRY(go_deeper(chain_));
        const Operand right =
            TRY(parse_binary(to_the_right ? found.precedence : found.precedence + 1));
        TRY(require_number(right));
        if (to_the_right) --chain_;
        emit(found.op, -1);
        if (is_logic) land(jump);
        return {};
    }

    Result<void> compare_texts(const Operator& found, const Operand& left) {
        if (found.op != Op::Equal && found.op != Op::NotEqual) return require_number(left);
        const Operand right = TRY(parse_binary(found.precedence + 1));
        if (!right.is_text) return require_number(left);
        emit_number((left.text == right.text) == (found.op == Op::Equal) ? 1 : 0);
        return {};
    }

    Result<Operand> parse_prefix() {
        const char sign = scan_.peek();
        const bool is_not =
            (sign == '!' && scan_.rest().substr(0, 2) != "!=") || scan_.peek_word() == "not";
        if (sign != '+' && sign != '-' && !is_not) return parse_primary();
        scan_.skip(sign == 'n' ? 3 : 1);
        TRY(go_deeper(chain_));
        TRY(require_number(TRY(parse_binary(kSign))));
        --chain_;
        if (is_not) emit(Op::Not, 0);
        if (sign == '-') emit(Op::Negate, 0);
        return Operand{};
    }

    Result<Operand> parse_primary() {
        const char c = scan_.peek();
        const std::size_t first_item = raw_items_.size();
        Operand operand;
        operand.at = scan_.at();
        bool takes_methods = false;
        if (c == '(') {
            scan_.skip(1);
            TRY(go_deeper(nesting_));
            operand = TRY(parse_binary(kOr));
            TRY(scan_.take(')'));
            --nesting_;
            takes_methods = true;
        } else if (c == '\'' || c == '"') {
            operand = TRY(parse_text());
        } else if (is_digit(c) || c == '.') {
            TRY(parse_literal());
        } else if (c == '#' || c == '[') {
            TRY(parse_item_at(c == '#' ? "#" : "["));
            takes_methods = true;
        } else if (const std::string_view word = scan_.peek_word(); !word.empty()) {
            takes_methods = scan_.rest().substr(word.size(), 1) == "{";
            TRY(takes_methods ? parse_item_at(word) : parse_named(word));
        } else {
            return scan_.expected("a number, an item, a function or '('");
        }
        while (scan_.peek() == '.' && scan_.rest().size() > 1 && is_letter(scan_.rest()[1])) {
            if (!takes_methods) return scan_.expected("an operator; methods follow an item or ')'");
            TRY(parse_method(first_item));
        }
        return operand;
    }

    Result<void> parse_number_operand() { return require_number(TRY(parse_binary(kOr))); }

    Result<void> parse_literal() {
        double number = 0;
        const std::string_view rest = scan_.rest();
        const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), number);
        if (read.ec != std::errc()) return scan_.expected("a number");
        scan_.skip(static_cast<std::size_t>(read.ptr - rest.data()));
        const std::string_view after = scan_.rest();
        if (!after.empty() && is_word(after.front())) return scan_.expected("an operator");
        emit_number(number);
        return {};
    }

    Result<Operand> parse_text() {
        Operand operand;
        operand.is_text = true;
        operand.at = scan_.at();
        const std::string_view rest = scan_.rest();
        std::size_t i = 1;
        while (i < rest.size() && rest[i] != rest.front()) {
            if (rest[i] == '\\' && i + 1 < rest.size()) ++i;
            operand.text += rest[i++];
        }
        if (i >= rest.size()) return scan_.expected("a closing quote for this text");
        scan_.skip(i + 1);
        return operand;
    }

    // "#{...}", "N{...}", ... and "[days]".
    Result<void> parse_item_at(std::string_view prefix) {
        const std::size_t start = scan_.at();
        const bool is_bracket = prefix == "[";
        scan_.skip(prefix.size());
        if (!is_bracket && scan_.rest().substr(0, 1) != "{") return scan_.expected("'{'");
        if (!is_bracket) scan_.skip(1);
        const auto close = scan_.rest().find(is_bracket ? ']' : '}');
        if (close == std::string_view::npos) {
            return scan_.expected(is_bracket ? "']' after this" : "'}' after this");
        }
        const std::string_view body = scan_.rest().substr(0, close);
        Item item;
        if (is_bracket) {
            if (body == "days") {
                item.kind = ItemKind::Days;
            } else if (body == "periodInYear") {
                item.kind = ItemKind::PeriodInYear;
            } else if (body == "yearlyPeriodCount") {
                item.kind = ItemKind::YearlyPeriodCount;
            } else {
                return scan_.expected("days, periodInYear or yearlyPeriodCount");
            }
        } else {
            Result<Item> parsed = parse_item(prefix, body);
            if (!parsed) return scan_.error_at(start, parsed.error().message);
            item = std::move(*parsed);
        }
        scan_.skip(close + 1);
        Op op = is_data_item(item.kind) ? Op::Item : Op::OtherItem;
        if (sees_missing_) op = Op::ItemAsIs;
        emit(op, 1);
        parsed_.steps_.back().arg = static_cast<std::uint32_t>(raw_items_.size());
        raw_items_.push_back(std::move(item));
        return {};
    }

    // true, false, null and functions.
    Result<void> parse_named(std::string_view word) {
        const std::size_t start = scan_.at();
        scan_.skip(word.size());
        if (word == "true" || word == "false") return emit_number(word == "true" ? 1 : 0);
        if (word == "null") {
            emit(Op::Nothing, 1);
            return {};
        }
        if (word == "subExpression") {
            return scan_.error_at(start, "subExpression is not supported");
        }
        if (word == "orgUnit") {
            return scan_.error_at(start, "orgUnit functions belong to validation rules");
        }
        if (std::find(kPredictorFunctions.begin(), kPredictorFunctions.end(), word) !=
            kPredictorFunctions.end()) {
            return scan_.error_at(
                start, fmt::format("{} is a function of predictors, not of indicators", word));
        }
        const Function function = find_function(word);
        if (function == nullptr) {
            return scan_.error_at(start, fmt::format("there is no function or value '{}'", word));
        }
        TRY(scan_.take('('));
        TRY(go_deeper(nesting_));
        TRY((this->*function)());
        TRY(scan_.take(')'));
        --nesting_;
        return {};
    }

    using Function = Result<void> (ExpressionParser::*)();

    static Function find_function(std::string_view name) {
        static constexpr std::array<std::pair<std::string_view, Function>, 12> functions = {{
            {"if", &ExpressionParser::parse_if},
            {"firstNonNull", &ExpressionParser::parse_first_non_null},
            {"isNull", &ExpressionParser::parse_test<Op::IsNull>},
            {"isNotNull", &ExpressionParser::parse_test<Op::IsNotNull>},
            {"greatest", &ExpressionParser::parse_extreme<Op::Greatest>},
            {"least", &ExpressionParser::parse_extreme<Op::Least>},
            {"log", &ExpressionParser::parse_log},
            {"log10", &ExpressionParser::parse_unary<Op::Log10>},
            {"removeZeros", &ExpressionParser::parse_unary<Op::RemoveZeros>},
            {"contains", &ExpressionParser::parse_contains<false>},
            {"containsItems", &ExpressionParser::parse_contains<true>},
            {"is", &ExpressionParser::parse_is},
        }};
        for (const auto& [known, function] : functions) {
            if (known == name) return function;
        }
        return nullptr;
    }

    // if(condition, then, else): only the branch that is chosen is read.
    Result<void> parse_if() {
        TRY(parse_number_operand());
        const std::size_t to_else = emit(Op::JumpUnlessTrue, -1);
        TRY(scan_.take(','));
        TRY(parse_number_operand());
        const std::size_t to_end = emit(Op::Jump, -1);
        land(to_else);
        TRY(scan_.take(','));
        TRY(parse_number_operand());
        land(to_end);
        return {};
    }

    Result<void> parse_first_non_null() {
        const bool outside = std::exchange(sees_missing_, true);
        std::vector<std::size_t> to_end;
        TRY(parse_number_operand());
        while (scan_.take_if(',')) {
            to_end.push_back(emit(Op::JumpIfValue, -1));
            TRY(parse_number_operand());
        }
        for (const std::size_t jump : to_end) land(jump);
        sees_missing_ = outside;
        return {};
    }

    template <Op op>
    Result<void> parse_test() {
        const bool outside = std::exchange(sees_missing_, true);
        TRY(parse_number_operand());
        sees_missing_ = outside;
        emit(op, 0);
        return {};
    }

    template <Op op>
    Result<void> parse_unary() {
        TRY(parse_number_operand());
        emit(op, 0);
        return {};
    }

    template <Op op>
    Result<void> parse_extreme() {
        TRY(parse_number_operand());
        while (scan_.take_if(',')) {
            TRY(parse_number_operand());
            emit(op, -1);
        }
        return {};
    }

    Result<void> parse_log() {
        TRY(parse_number_operand());
        if (!scan_.take_if(',')) {
            emit(Op::Log, 0);
            return {};
        }
        TRY(parse_number_operand());
        emit(Op::LogBase, -1);
        return {};
    }

    // contains('abcdef', 'abc', 'def'): every part occurs. containsItems compares whole pieces
    // between commas.
    template <bool whole_items>
    Result<void> parse_contains() {
        const std::string text = TRY(parse_text_operand());
        const auto items = split(text, ',');
        bool holds = true;
        TRY(scan_.take(','));
        do {
            const std::string part = TRY(parse_text_operand());
            const bool found = whole_items
                                   ? std::find(items.begin(), items.end(), part) != items.end()
                                   : text.find(part) != std::string::npos;
            holds = holds && found;
        } while (scan_.take_if(','));
        return emit_number(holds ? 1 : 0);
    }

    // is(x in a, b, ...)
    Result<void> parse_is() {
        const Operand needle = TRY(parse_binary(kOr));
        if (scan_.peek_word() != "in") return scan_.expected("in");
        scan_.skip(2);
        if (needle.is_text) {
            bool holds = false;
            do {
                const std::string candidate = TRY(parse_text_operand());
                holds = holds || candidate == needle.text;
            } while (scan_.take_if(','));
            return emit_number(holds ? 1 : 0);
        }
        TRY(emit_number(0));
        do {
            TRY(parse_number_operand());
            emit(Op::IsInStep, -1);
        } while (scan_.take_if(','));
        emit(Op::IsInEnd, -1);
        return {};
    }

    Result<std::string> parse_text_operand() {
        const char c = scan_.peek();
        if (c != '\'' && c != '"') return scan_.expected("a text in quotes");
        return TRY(parse_text()).text;
    }

    // ".periodOffset(-1)" and the like, for every data item since `first_item`.
    Result<void> parse_method(std::size_t first_item) {
        scan_.skip(1);
        const std::size_t start = scan_.at();
        const std::string_view name = scan_.peek_word();
        scan_.skip(name.size());
        TRY(scan_.take('('));
        const auto close = scan_.rest().find(')');
        if (close == std::string_view::npos) return scan_.expected("')' after this");
        const std::string_view argument = trim(scan_.rest().substr(0, close));
        bool applied = false;
        for (std::size_t i = first_item; i < raw_items_.size(); ++i) {
            if (!is_data_item(raw_items_[i].kind)) continue;
            const Result<void> result = apply_method(name, argument, raw_items_[i]);
            if (!result) return scan_.error_at(start, result.error().message);
            applied = true;
        }
        if (!applied)
            return scan_.error_at(start, fmt::format("{} has no data item before it", name));
        scan_.skip(close + 1);
        return {};
    }

    // What an inner method set stays; offsets add up.
    static Result<void> apply_method(std::string_view name, std::string_view argument, Item& item) {
        if (name == "periodOffset") {
            const bool plus = argument.substr(0, 1) == "+";
            const std::string_view digits = argument.substr(plus ? 1 : 0);
            const char* const end = digits.data() + digits.size();
            int offset = 0;
            const auto read = std::from_chars(digits.data(), end, offset);
            const bool is_whole = read.ec == std::errc() && read.ptr == end && !digits.empty();
            if (!is_whole || offset < -kPeriodOffsetMax || offset > kPeriodOffsetMax ||
                std::abs(item.period_offset + offset) > kPeriodOffsetMax) {
                return fail(ErrorCode::InvalidArgument,
                            fmt::format("periodOffset: expected a whole number up to {}, found "
                                        "'{}'",
                                        kPeriodOffsetMax, argument));
            }
            item.period_offset += offset;
            return {};
        }
        if (name == "yearToDate" && argument.empty()) {
            item.year_to_date = true;
            return {};
        }
        if (name == "aggregationType") {
            const bool is_name =
                !argument.empty() && std::all_of(argument.begin(), argument.end(), [](char c) {
                    return (c >= 'A' && c <= 'Z') || c == '_';
                });
            if (!is_name) {
                return fail(ErrorCode::InvalidArgument,
                            fmt::format("aggregationType: expected a name such as SUM, found '{}'",
                                        argument));
            }
            if (item.aggregation.empty()) item.aggregation = argument;
            return {};
        }
        if (name == "minDate" || name == "maxDate") {
            std::string& date = name == "minDate" ? item.min_date : item.max_date;
            const std::string parsed = TRY(parse_item_date(argument));
            if (date.empty()) date = parsed;
            return {};
        }
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("expected periodOffset(n), aggregationType(TYPE), minDate(date), "
                                "maxDate(date) or yearToDate(), found {}({})",
                                name, argument));
    }

    // Equal items become one; steps then point to those that stay.
    void keep_items_once() {
        std::vector<std::uint32_t> place(raw_items_.size());
        auto& kept = parsed_.items_;
        for (std::size_t i = 0; i < raw_items_.size(); ++i) {
            const auto found = std::find(kept.begin(), kept.end(), raw_items_[i]);
            place[i] = static_cast<std::uint32_t>(found - kept.begin());
            if (found == kept.end()) kept.push_back(raw_items_[i]);
        }
        for (Expression::Step& step : parsed_.steps_) {
            const auto op = static_cast<Op>(step.op);
            if (op == Op::Item || op == Op::ItemAsIs || op == Op::OtherItem) {
                step.arg = place[step.arg];
            }
        }
    }

    // Adds a step that changes the height of the stack by `change`; its index.
    std::size_t emit(Op op, int change) {
        parsed_.steps_.push_back({static_cast<std::uint8_t>(op), 0, 0});
        height_ += change;
        height_max_ = std::max(height_max_, height_);
        return parsed_.steps_.size() - 1;
    }

    Result<void> emit_number(double number) {
        parsed_.steps_[emit(Op::Number, 1)].number = number;
        return {};
    }

    void land(std::size_t jump) {
        parsed_.steps_[jump].arg = static_cast<std::uint32_t>(parsed_.steps_.size());
    }

    // Nesting is the user's; our own stack is not.
    [[nodiscard]] Result<void> go_deeper(int& counter) const {
        if (++counter <= Expression::kDepthMax) return {};
        return scan_.error_at(scan_.at(),
                              fmt::format("nested deeper than {} levels", Expression::kDepthMax),
                              ErrorCode::TooLarge);
    }

    [[nodiscard]] Result<void> require_number(const Operand& operand) const {
        if (!operand.is_text) return {};
        return scan_.error_at(operand.at, "expected a number, found a text");
    }

    const Operator* peek_operator() {
        scan_.peek();
        for (const Operator& candidate : kOperators) {
            if (scan_.rest().substr(0, candidate.text.size()) != candidate.text) continue;
            if (is_letter(candidate.text.front()) && scan_.peek_word() != candidate.text) continue;
            return &candidate;
        }
        return nullptr;
    }

    ExpressionScanner scan_;
    int nesting_ = 0;  // Open parentheses and calls.
    int chain_ = 0;    // Open signs and powers: "----x", "2^2^2".
    int height_ = 0, height_max_ = 0;
    bool sees_missing_ = false;  // Inside isNull, isNotNull or firstNonNull.
    std::vector<Item> raw_items_;
    Expression parsed_;
};

Result<Expression> Expression::parse(std::string_view text) {
    return ExpressionParser(text).parse();
}

}  // namespace sinergi
