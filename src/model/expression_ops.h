// SPDX-License-Identifier: Apache-2.0
// Expression's instructions: what its parser writes and its evaluation runs. Only those two files
// include this.
//
// A value on the stack is a double or nothing. "Keeps" and "takes" say what a jump does with the
// top of the stack.
#pragma once

#include <cstdint>

namespace sinergi {

enum class ExpressionOp : std::uint8_t {
    Number,     // Pushes Step::number.
    Nothing,    // Pushes no value.
    Item,       // Pushes items[arg] under the missing rule.
    ItemAsIs,   // Pushes items[arg], missing or not.
    OtherItem,  // As ItemAsIs, for items that are not data.
    Negate,
    Not,
    IsNull,
    IsNotNull,
    RemoveZeros,
    Log,
    Log10,
    Power,  // From here to IsInStep: takes two, pushes one.
    Multiply,
    Divide,
    Remainder,
    Add,
    Subtract,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
    And,
    Or,
    Greatest,
    Least,
    LogBase,
    IsInEnd,         // needle, found -> found, or no value if the needle has none.
    IsInStep,        // needle, found, candidate -> needle, found or needle == candidate.
    Jump,            // To step `arg`, as all jumps.
    JumpUnlessTrue,  // Takes it.
    JumpIfFalse,     // Keeps it.
    JumpIfTrue,      // Keeps it, as 1.
    JumpIfValue,     // Keeps it if it is a value, takes it otherwise.
};

}  // namespace sinergi
