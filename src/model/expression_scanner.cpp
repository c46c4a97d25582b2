// SPDX-License-Identifier: Apache-2.0
#include "model/expression_scanner.h"

#include <algorithm>

#include <fmt/format.h>

namespace sinergi {

namespace {

constexpr std::size_t kShownMax = 12;  // Bytes of the text that an error repeats.

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_word(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_'; }
bool starts_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

}  // namespace

char ExpressionScanner::peek() {
    for (;;) {
        while (at_ < text_.size() &&
               std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) {
            ++at_;
        }
        if (text_.substr(at_, 2) != "/*") break;
        const auto close = text_.find("*/", at_ + 2);
        if (close == std::string_view::npos) break;
        at_ = close + 2;
    }
    return at_ < text_.size() ? text_[at_] : '\0';
}

bool ExpressionScanner::at_end() {
    peek();
    return at_ == text_.size();
}

std::string_view ExpressionScanner::peek_word() {
    if (!is_letter(peek())) return {};
    std::size_t end = at_;
    while (end < text_.size() && is_word(text_[end])) ++end;
    return text_.substr(at_, end - at_);
}

bool ExpressionScanner::take_if(char c) {
    if (at_end() || peek() != c) return false;
    ++at_;
    return true;
}

Result<void> ExpressionScanner::take(char c) {
    if (take_if(c)) return {};
    return expected(fmt::format("'{}'", c));
}

tl::unexpected<Error> ExpressionScanner::error_at(std::size_t at, const std::string& what,
                                                  ErrorCode code) const {
    const auto before = text_.substr(0, at);
    const auto position = 1 + std::count_if(before.begin(), before.end(), starts_character);
    return fail(code, fmt::format("expression, position {}: {}", position, what));
}

tl::unexpected<Error> ExpressionScanner::expected(const std::string& what) {
    if (at_end()) return error_at(at_, "expected " + what + ", found the end");
    std::size_t end = std::min(text_.size(), at_ + kShownMax);
    while (end < text_.size() && !starts_character(text_[end])) ++end;
    return error_at(at_,
                    fmt::format("expected {}, found '{}'", what, text_.substr(at_, end - at_)));
}

}  // namespace sinergi
