// SPDX-License-Identifier: Apache-2.0
// RequestParser: the bytes of one HTTP/1.1 request to a Request, within limits.
//
// Bytes may come in any pieces. Every refusal is a Response that says what was wrong; nothing
// throws. A body counts against a budget that all bodies in memory share. For one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "server/http.h"

namespace sinergi::server {

// Bytes of bodies that are in memory at once, over all connections.
class BodyBudget {
public:
    explicit BodyBudget(std::size_t bytes_max) : left_(bytes_max) {}

    [[nodiscard]] bool take(std::size_t bytes) {
        if (bytes > left_) return false;
        left_ -= bytes;
        return true;
    }
    void give_back(std::size_t bytes) { left_ += bytes; }

private:
    std::size_t left_;
};

struct RequestLimits {
    std::size_t header_bytes = 16 * 1024;
    std::size_t body_bytes = 512 * 1024 * 1024;
};

class RequestParser {
public:
    enum class State : std::uint8_t { NeedsMore, Whole, Refused };

    // `budget` must outlive the parser; the parser gives back what it took when it ends.
    RequestParser(const RequestLimits& limits, BodyBudget& budget);
    RequestParser(const RequestParser&) = delete;
    RequestParser& operator=(const RequestParser&) = delete;
    ~RequestParser();

    // Takes what it can of `bytes` and says how much in `used`; the rest belongs in front of what
    // comes next, or to the next request once this one is Whole.
    State put(std::string_view bytes, std::size_t& used);

    [[nodiscard]] bool header_done() const;
    // The sender waits to be told to go on before it sends the body.
    [[nodiscard]] bool expects_continue() const;
    [[nodiscard]] bool keep_alive() const;
    [[nodiscard]] std::size_t body_bytes() const;

    // Requires: the last put() was Refused.
    [[nodiscard]] Response refusal() const { return refusal_; }
    // Requires: the last put() was Whole. Once.
    [[nodiscard]] Request take(const std::string& remote);

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
    Response refusal_;
};

}  // namespace sinergi::server
