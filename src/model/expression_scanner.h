// SPDX-License-Identifier: Apache-2.0
// Expression scanner: a position in the text of an expression. Skips white space and comments,
// looks ahead, and words errors so that they say where they are. Used by the expression parser
// only.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sinergi {

class ExpressionScanner {
public:
    explicit ExpressionScanner(std::string_view text) : text_(text) {}

    [[nodiscard]] std::string_view text() const { return text_; }
    [[nodiscard]] std::size_t at() const { return at_; }  // In bytes.
    [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }
    void skip(std::size_t bytes) { at_ += bytes; }
    void move_to(std::size_t at) { at_ = at; }

    // Skips white space and comments; the next character, or NUL at the end.
    char peek();
    bool at_end();
    // Likewise, then the letters, digits and underscores that come next; empty unless the first is
    // a letter.
    std::string_view peek_word();

    // Takes `c` if it comes next.
    bool take_if(char c);
    Result<void> take(char c);

    // "expression, position 5: ...", counted in characters from 1, as an editor does.
    [[nodiscard]] tl::unexpected<Error> error_at(std::size_t at, const std::string& what,
                                                 ErrorCode code = ErrorCode::InvalidArgument) const;
    // The same for the present position, with what stands there instead.
    tl::unexpected<Error> expected(const std::string& what);

private:
    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace sinergi
