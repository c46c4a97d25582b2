// SPDX-License-Identifier: Apache-2.0
// Result<T>: a value, or the reason there is none.
//
// Whatever can fail for a reason outside the program (a person's input, a file, the network, the
// database) returns Result<T> and is unwrapped with TRY. A broken invariant is a bug and stops the
// program through VERIFY, in release builds too: a wrong number is worse than a restart.
//
// Backed by tl::expected, because std::expected needs C++23; only this header knows.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace sinergi {

// A closed list. Clients and translations refer to these names; only server/http maps them to HTTP.
enum class ErrorCode {
    InvalidArgument,  // The caller sent something that cannot be right.
    Unauthorized,     // Nobody is logged in, or the password is wrong.
    Forbidden,        // Logged in, but without the right.
    NotFound,
    Conflict,     // The request is well formed and contradicts what is stored.
    TooLarge,     // A limit was passed; the message names it.
    Corrupt,      // Stored data fail their own check.
    Unavailable,  // Disk full, locked folder, stopped server: trying later may help.
};

// `message` is for the person who can mend it: it names the thing and says what was expected.
// `detail` is a stable machine code where an interface defines one (DHIS2's "E7124"), else empty.
struct Error {
    ErrorCode code = ErrorCode::InvalidArgument;
    std::string message;
    std::string detail = {};
};

template <class T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, std::string message,
                                                std::string detail = {}) {
    return tl::unexpected<Error>(Error{code, std::move(message), std::move(detail)});
}

namespace detail {
template <class T>
T take(Result<T>&& result) {
    return std::move(*result);
}
inline void take(Result<void>&&) {}

[[noreturn]] inline void broken(const char* file, int line, const char* condition) {
    std::fprintf(stderr, "%s:%d: VERIFY(%s) failed\n", file, line, condition);
    std::abort();
}
}  // namespace detail

}  // namespace sinergi

#define SINERGI_JOIN_(a, b) a##b
#define SINERGI_JOIN(a, b) SINERGI_JOIN_(a, b)
#define SINERGI_TRY(expression, result)                                \
    __extension__({                                                    \
        auto result = (expression);                                    \
        if (!result) return tl::unexpected(std::move(result).error()); \
        ::sinergi::detail::take(std::move(result));                    \
    })
// Unwraps a Result, or returns its error from the enclosing function (GCC and clang only). It
// stands alone or first in its full expression: what the expression made before it would leak when
// it returns (g++ 12), as in f(std::string(x), TRY(y)).
#define TRY(expression) SINERGI_TRY(expression, SINERGI_JOIN(try_result_, __COUNTER__))

// States what must be true; stays on in release builds.
#define VERIFY(condition) \
    ((condition) ? static_cast<void>(0) : ::sinergi::detail::broken(__FILE__, __LINE__, #condition))
