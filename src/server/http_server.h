// SPDX-License-Identifier: Apache-2.0
// HttpServer: sockets, HTTP/1.1 and its limits. The only file pair that knows the network library.
//
// One thread does all input and output; requests are handled on a pool of worker threads, so a slow
// query never stops the others. Everything from outside has a limit: header bytes, body bytes,
// seconds to send a request, connections.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "server/http.h"

namespace sinergi::server {

struct HttpOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;  // 0: any free one.
    int workers = 4;
    std::size_t header_bytes_max = 16 * 1024;
    std::size_t body_bytes_max = 512 * 1024 * 1024;
    std::size_t connections_max = 20000;
    std::chrono::seconds request_seconds{
        30};                                // To send a whole header, or the next piece of a body.
    std::chrono::seconds idle_seconds{75};  // Between requests of one connection.
};

// Counted since the start; read by /metrics.
struct HttpCounters {
    std::uint64_t connections = 0, open_connections = 0, requests = 0, listeners = 0;
    std::uint64_t replies_2xx = 0, replies_4xx = 0, replies_5xx = 0;
    double handling_seconds = 0;
};

class HttpServer {
public:
    using Handle = std::function<Response(Request&)>;

    HttpServer(HttpOptions options, Handle handle);
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    // Errors: Unavailable if the address is in use, saying which.
    [[nodiscard]] Result<void> listen();
    [[nodiscard]] std::uint16_t port() const;

    // Serves until stop(); requests under way are finished first.
    void run();
    // From any thread, and from a signal's thread.
    void stop();

    // Sends one server-sent event to everybody who listens. From any thread.
    void publish(std::string event_text);

    [[nodiscard]] HttpCounters counters() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace sinergi::server
