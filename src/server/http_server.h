// SPDX-License-Identifier: Apache-2.0
// HttpServer: sockets and their limits. Only http_server and http_parser know the network library.
//
// One thread does all input and output; requests are handled on worker threads, reading ones and
// writing ones apart, so that neither a slow query nor a long import stops the others. Everything
// from outside has a limit: header bytes, body bytes (of one request and of all together), the
// seconds to send a request and to read its answer, connections. When there are too many of these,
// a newcomer takes the place of the one that has asked for nothing for longest.
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
    std::size_t bodies_bytes_max = 1024 * 1024 * 1024;  // Of all requests at once.
    std::size_t body_bytes_per_second_min = 1024;       // On the average of one body.
    std::size_t connections_max = 20000;
    // To send a whole header or the next piece of a body, or to read the next piece of a reply.
    std::chrono::seconds request_seconds{30};
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
