// SPDX-License-Identifier: Apache-2.0
#include "model/expression.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "model/expression_ops.h"

namespace sinergi {

namespace {

using Op = ExpressionOp;
using Value = std::optional<double>;

constexpr std::size_t kSmallStack = 16;

Value truth(bool holds) { return holds ? 1.0 : 0.0; }

// Infinity and NaN are what arithmetic says where there is no value.
Value finite(double value) { return std::isfinite(value) ? Value(value) : std::nullopt; }

Value unary(Op op, Value x) {
    if (op == Op::IsNull) return truth(!x);
    if (op == Op::IsNotNull) return truth(x.has_value());
    if (!x) return std::nullopt;
    switch (op) {
        case Op::Negate: return -*x;
        case Op::Not: return truth(*x == 0);
        case Op::RemoveZeros: return *x == 0 ? std::nullopt : x;
        case Op::Log: return finite(std::log(*x));
        case Op::Log10: return finite(std::log10(*x));
        default: VERIFY(false);
    }
    return std::nullopt;
}

// SQL's truth tables: "false and nothing" is false, "true and nothing" is nothing.
Value logic(Op op, Value a, Value b) {
    const bool deciding = op == Op::Or;
    if ((a && (*a != 0) == deciding) || (b && (*b != 0) == deciding)) return truth(deciding);
    return a && b ? truth(!deciding) : std::nullopt;
}

Value extreme(Op op, Value a, Value b) {
    if (!a || !b) return a ? a : b;
    return op == Op::Greatest ? std::max(*a, *b) : std::min(*a, *b);
}

Value binary(Op op, Value a, Value b) {
    if (op == Op::And || op == Op::Or) return logic(op, a, b);
    if (op == Op::Greatest || op == Op::Least) return extreme(op, a, b);
    if (!a || !b) return std::nullopt;
    switch (op) {
        case Op::Power: return finite(std::pow(*a, *b));
        case Op::Multiply: return finite(*a * *b);
        case Op::Divide: return *b == 0 ? std::nullopt : finite(*a / *b);
        case Op::Remainder: return *b == 0 ? std::nullopt : finite(std::fmod(*a, *b));
        case Op::Add: return finite(*a + *b);
        case Op::Subtract: return finite(*a - *b);
        case Op::Less: return truth(*a < *b);
        case Op::LessOrEqual: return truth(*a <= *b);
        case Op::Greater: return truth(*a > *b);
        case Op::GreaterOrEqual: return truth(*a >= *b);
        case Op::Equal: return truth(*a == *b);
        case Op::NotEqual: return truth(*a != *b);
        case Op::LogBase: return finite(std::log(*a) / std::log(*b));
        case Op::IsInEnd: return b;
        default: VERIFY(false);
    }
    return std::nullopt;
}

// Does the jump happen? `takes` says whether the top of the stack goes.
bool jumps(Op op, const Value& top, bool& takes) {
    takes = op == Op::JumpUnlessTrue || (op == Op::JumpIfValue && !top);
    switch (op) {
        case Op::Jump: return true;
        case Op::JumpUnlessTrue: return !top || *top == 0;
        case Op::JumpIfFalse: return top && *top == 0;
        case Op::JumpIfTrue: return top && *top != 0;
        default: return top.has_value();  // JumpIfValue
    }
}

}  // namespace

Expression::Expression() { steps_.push_back({static_cast<std::uint8_t>(Op::Number), 0, 1}); }

std::optional<std::size_t> Expression::single_item() const {
    if (steps_.size() != 1) return std::nullopt;
    const auto op = static_cast<Op>(steps_.front().op);
    const bool is_item = op == Op::Item || op == Op::ItemAsIs || op == Op::OtherItem;
    return is_item ? std::optional<std::size_t>(steps_.front().arg) : std::nullopt;
}

std::optional<double> Expression::evaluate(std::span<const std::optional<double>> values,
                                           WhenMissing rule) const {
    VERIFY(values.size() == items_.size());
    std::array<Value, kSmallStack> small;
    std::vector<Value> large;
    Value* stack = small.data();
    if (static_cast<std::size_t>(depth_) > kSmallStack) {
        large.resize(static_cast<std::size_t>(depth_));
        stack = large.data();
    }

    std::size_t top = 0;  // One past the top of the stack.
    bool any_read = false, any_found = false;
    for (std::size_t at = 0; at < steps_.size(); ++at) {
        const Step& step = steps_[at];
        const auto op = static_cast<Op>(step.op);
        if (op == Op::Number) {
            stack[top++] = step.number;
        } else if (op == Op::Item) {
            const Value& value = values[step.arg];
            if (!value && rule == WhenMissing::Propagate) return std::nullopt;
            any_read = true;
            any_found = any_found || value;
            stack[top++] = value.value_or(0);
        } else if (op == Op::OtherItem) {
            const Value& value = values[step.arg];
            if (!value && rule == WhenMissing::Propagate) return std::nullopt;
            stack[top++] = value;
        } else if (op == Op::ItemAsIs) {
            stack[top++] = values[step.arg];
        } else if (op == Op::Nothing) {
            stack[top++] = std::nullopt;
        } else if (op >= Op::Jump) {
            bool takes = false;
            const Value nothing;
            const bool jump = jumps(op, op == Op::Jump ? nothing : stack[top - 1], takes);
            if (takes) --top;
            if (jump && op == Op::JumpIfTrue) stack[top - 1] = 1;  // "5 || x" is 1.
            if (jump) at = step.arg - 1U;
        } else if (op == Op::IsInStep) {
            const Value candidate = stack[--top];
            const Value& needle = stack[top - 2];
            if (needle && candidate && *needle == *candidate) stack[top - 1] = 1;
        } else if (op >= Op::Power) {
            const Value right = stack[--top];
            stack[top - 1] = binary(op, stack[top - 1], right);
        } else {
            stack[top - 1] = unary(op, stack[top - 1]);
        }
    }
    VERIFY(top == 1);
    if (any_read && !any_found) return std::nullopt;
    return stack[0];
}

}  // namespace sinergi
