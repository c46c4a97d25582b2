// SPDX-License-Identifier: Apache-2.0
#include "server/http_server.h"

#include <atomic>
#include <deque>
#include <set>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <fmt/format.h>
#include <zlib.h>

// GCC 12 takes Asio's own frame allocator for a mismatch when sanitizers keep it from inlining.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

namespace sinergi::server {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using Parser = http::request_parser<http::string_body>;

namespace {

constexpr std::size_t kReadBytes = 65'536;
constexpr std::size_t kCompressBytesMin = 1024;
constexpr std::size_t kQueuedEventsMax = 256;
constexpr std::chrono::seconds kPing{15};

struct Listener {
    explicit Listener(const asio::any_io_executor& executor) : wake(executor) {}
    asio::steady_timer wake;
    std::deque<std::shared_ptr<const std::string>> queue;
    bool closed = false;
};

std::string gzip(std::string_view text) {
    z_stream stream{};
    if (deflateInit2(&stream, 5, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) return {};
    std::string out(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int result = deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return result == Z_STREAM_END ? out : std::string();
}

bool compressible(const Response& response) {
    return response.body.size() >= kCompressBytesMin && response.body.size() < 0x7FFFFFFF &&
           (response.content_type.starts_with("application/json") ||
            response.content_type.starts_with("application/csv") ||
            response.content_type.starts_with("application/geo+json") ||
            response.content_type.starts_with("text/") ||
            response.content_type.starts_with("application/javascript") ||
            response.content_type.starts_with("image/svg"));
}

bool has_header(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
        if (key == name) return true;
    }
    return false;
}

std::string head_of(const Response& response, bool keep_alive) {
    std::string head =
        fmt::format("HTTP/1.1 {} {}\r\n", response.status, reason_phrase(response.status));
    for (const auto& [name, value] : response.headers) {
        head += fmt::format("{}: {}\r\n", name, value);
    }
    if (!has_header(response, "Cache-Control")) head += "Cache-Control: no-cache\r\n";
    head += "X-Content-Type-Options: nosniff\r\n";
    head += keep_alive ? "Connection: keep-alive\r\n" : "Connection: close\r\n";
    if (response.event_stream) {
        head += "Content-Type: text/event-stream\r\nX-Accel-Buffering: no\r\n\r\n";
    } else if (response.status == 204 || response.status == 304) {
        head += "\r\n";
    } else {
        head += fmt::format("Content-Type: {}\r\nContent-Length: {}\r\n\r\n", response.content_type,
                            response.body.size());
    }
    return head;
}

Request to_request(Parser& parser, const std::string& remote) {
    auto& message = parser.get();
    Request request;
    request.method = std::string(message.method_string());
    const std::string_view target(message.target().data(), message.target().size());
    const std::size_t mark = std::min(target.find('?'), target.size());
    request.path = percent_decode(target.substr(0, mark), false);
    if (mark < target.size()) request.query = parse_query(target.substr(mark + 1));
    for (const auto& field : message) {
        std::string name(field.name_string());
        for (char& c : name) {
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        }
        request.headers[std::move(name)] = std::string(field.value());
    }
    request.body = std::move(message.body());
    request.remote = remote;
    return request;
}

}  // namespace

struct HttpServer::State : std::enable_shared_from_this<State> {
    State(HttpOptions o, Handle h)
        : options(std::move(o)),
          handle(std::move(h)),
          io(1),
          acceptor(io),
          pool(static_cast<std::size_t>(options.workers)) {}

    HttpOptions options;
    Handle handle;
    asio::io_context io;
    tcp::acceptor acceptor;
    asio::thread_pool pool;
    std::set<std::shared_ptr<Listener>> listeners;        // I/O thread only.
    std::set<std::shared_ptr<tcp::socket>> idle_sockets;  // Between two requests; I/O thread only.
    std::atomic<bool> stopping{false};
    std::atomic<std::uint64_t> connections{0}, open{0}, requests{0}, listening{0};
    std::atomic<std::uint64_t> ok{0}, refused{0}, failed{0}, handling_us{0};

    asio::awaitable<void> accept_loop();
    asio::awaitable<void> serve(std::shared_ptr<tcp::socket> socket);
    asio::awaitable<bool> read_request(std::shared_ptr<tcp::socket> peer,
                                       boost::beast::flat_buffer& buffer, Parser& parser,
                                       Response& refusal);
    asio::awaitable<Response> respond(Request& request);
    asio::awaitable<void> stream_events(tcp::socket& socket);
    void count(int status);
    void shut_down();
};

void HttpServer::State::count(int status) {
    if (status < 400) {
        ++ok;
    } else if (status < 500) {
        ++refused;
    } else {
        ++failed;
    }
}

asio::awaitable<void> HttpServer::State::accept_loop() {
    while (!stopping) {
        error_code error;
        auto socket = std::make_shared<tcp::socket>(io);
        co_await acceptor.async_accept(*socket, asio::redirect_error(asio::use_awaitable, error));
        if (stopping) co_return;
        if (error) {  // Out of descriptors: wait for some to close instead of spinning.
            asio::steady_timer pause(io, std::chrono::milliseconds(50));
            co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
            continue;
        }
        ++connections;
        if (open >= options.connections_max) continue;  // Dropped: the socket closes here.
        ++open;
        asio::co_spawn(
            io,
            [self = shared_from_this(), socket]() -> asio::awaitable<void> {
                co_await self->serve(socket);
                self->idle_sockets.erase(socket);
                --self->open;
            },
            asio::detached);
    }
}

// False if the peer went away, or if it broke a limit; then `refusal` says so.
asio::awaitable<bool> HttpServer::State::read_request(std::shared_ptr<tcp::socket> peer,
                                                      boost::beast::flat_buffer& buffer,
                                                      Parser& parser, Response& refusal) {
    tcp::socket& socket = *peer;
    asio::steady_timer deadline(io);
    // Outlives this coroutine: a timer that has already fired runs its handler later.
    struct Timeout {
        bool fired = false, over = false;
    };
    const auto timeout = std::make_shared<Timeout>();
    struct MarkOver {
        std::shared_ptr<Timeout> timeout;
        ~MarkOver() { timeout->over = true; }
    } const mark_over{timeout};
    bool continued = false;
    bool any = buffer.size() > 0;
    auto started = std::chrono::steady_clock::now();
    const auto arm = [&](std::chrono::steady_clock::time_point when) {
        deadline.expires_at(when);
        deadline.async_wait([peer, timeout](error_code error) {
            if (error || timeout->over) return;
            timeout->fired = true;
            peer->cancel(error);
        });
    };
    arm(started + (any ? options.request_seconds : options.idle_seconds));
    while (!parser.is_done()) {
        error_code error;
        if (buffer.size() > 0) {
            const std::size_t used = parser.put(buffer.data(), error);
            buffer.consume(used);
            if (error == http::error::need_more) {
                error = {};
            } else if (error == http::error::header_limit) {
                refusal = error_response({ErrorCode::TooLarge, "the request's header is too long"});
                refusal.status = 431;
                co_return false;
            } else if (error == http::error::body_limit) {
                refusal = error_response(
                    {ErrorCode::TooLarge, fmt::format("the request's body is larger than {} bytes",
                                                      options.body_bytes_max)});
                co_return false;
            } else if (error) {
                refusal = error_response(
                    {ErrorCode::InvalidArgument, "this is not a valid HTTP request"});
                co_return false;
            }
            if (parser.is_done()) break;
            if (parser.is_header_done() && !continued &&
                parser.get()[http::field::expect] == "100-continue") {
                continued = true;
                co_await asio::async_write(socket,
                                           asio::buffer("HTTP/1.1 100 Continue\r\n\r\n", 25),
                                           asio::redirect_error(asio::use_awaitable, error));
            }
        }
        const std::size_t got = co_await socket.async_read_some(
            buffer.prepare(kReadBytes), asio::redirect_error(asio::use_awaitable, error));
        if (error) {
            if (timeout->fired && any) {
                refusal = error_response({ErrorCode::InvalidArgument, "the request took too long"});
                refusal.status = 408;
            }
            co_return false;
        }
        buffer.commit(got);
        if (!any) {
            any = true;
            started = std::chrono::steady_clock::now();
            arm(started + options.request_seconds);
        } else if (parser.is_header_done()) {  // A body may take long as long as it moves.
            arm(std::chrono::steady_clock::now() + options.request_seconds);
        }
    }
    co_return true;
}

asio::awaitable<Response> HttpServer::State::respond(Request& request) {
    co_return co_await asio::co_spawn(
        pool,
        [this, &request]() -> asio::awaitable<Response> {
            const auto begin = std::chrono::steady_clock::now();
            Response response = handle(request);
            if (request.header("accept-encoding").find("gzip") != std::string::npos &&
                compressible(response) && !has_header(response, "Content-Encoding")) {
                std::string packed = gzip(response.body);
                if (!packed.empty()) {
                    response.body = std::move(packed);
                    response.headers.emplace_back("Content-Encoding", "gzip");
                    response.headers.emplace_back("Vary", "Accept-Encoding");
                }
            }
            handling_us +=
                static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(
                                               std::chrono::steady_clock::now() - begin)
                                               .count());
            co_return response;
        },
        asio::use_awaitable);
}

asio::awaitable<void> HttpServer::State::stream_events(tcp::socket& socket) {
    auto listener = std::make_shared<Listener>(socket.get_executor());
    listeners.insert(listener);
    ++listening;
    error_code error;
    while (!error && !listener->closed && !stopping) {
        std::shared_ptr<const std::string> text;
        if (listener->queue.empty()) {
            listener->wake.expires_after(kPing);
            error_code woken;
            co_await listener->wake.async_wait(asio::redirect_error(asio::use_awaitable, woken));
            if (stopping || listener->closed) break;
            if (!woken) text = std::make_shared<const std::string>(": ping\n\n");
        }
        if (!text && !listener->queue.empty()) {
            text = listener->queue.front();
            listener->queue.pop_front();
        }
        if (!text) continue;
        co_await asio::async_write(socket, asio::buffer(*text),
                                   asio::redirect_error(asio::use_awaitable, error));
    }
    listeners.erase(listener);
    --listening;
}

asio::awaitable<void> HttpServer::State::serve(std::shared_ptr<tcp::socket> socket) {
    error_code error;
    socket->set_option(tcp::no_delay(true), error);
    const std::string remote = socket->remote_endpoint(error).address().to_string();
    boost::beast::flat_buffer buffer;
    for (bool keep_alive = true; keep_alive && !stopping;) {
        Parser parser;
        parser.header_limit(static_cast<std::uint32_t>(options.header_bytes_max));
        parser.body_limit(options.body_bytes_max);
        parser.eager(true);
        Response response;
        response.status = 0;
        idle_sockets.insert(socket);
        const bool whole = co_await read_request(socket, buffer, parser, response);
        idle_sockets.erase(socket);
        if (whole) {
            ++requests;
            keep_alive = parser.get().keep_alive() && !stopping;
            const bool head_only = parser.get().method() == http::verb::head;
            Request request = to_request(parser, remote);
            if (head_only) request.method = "GET";
            response = co_await respond(request);
            if (head_only) {
                const std::string head = head_of(response, keep_alive);
                co_await asio::async_write(*socket, asio::buffer(head),
                                           asio::redirect_error(asio::use_awaitable, error));
                if (error) break;
                continue;
            }
        } else {
            keep_alive = false;
            if (response.status == 0) break;  // The peer left between requests.
        }
        count(response.status);
        const std::string head = head_of(response, keep_alive);
        const std::array<asio::const_buffer, 2> pieces{asio::buffer(head),
                                                       asio::buffer(response.body)};
        co_await asio::async_write(*socket, pieces,
                                   asio::redirect_error(asio::use_awaitable, error));
        if (error) break;
        if (response.event_stream) {
            co_await stream_events(*socket);
            break;
        }
        if (buffer.size() == 0 && buffer.capacity() > 4 * kReadBytes) buffer.shrink_to_fit();
    }
    socket->shutdown(tcp::socket::shutdown_both, error);
    socket->close(error);
}

void HttpServer::State::shut_down() {
    error_code error;
    acceptor.close(error);
    for (const auto& socket : idle_sockets) socket->cancel(error);
    for (const auto& listener : listeners) {
        listener->closed = true;
        listener->wake.cancel();
    }
}

HttpServer::HttpServer(HttpOptions options, Handle handle)
    : state_(std::make_shared<State>(std::move(options), std::move(handle))) {}

HttpServer::~HttpServer() {
    stop();
    // A server that never ran still has to drop what it posted to itself.
    state_->io.restart();
    state_->io.poll();
    state_->pool.join();
}

Result<void> HttpServer::listen() {
    error_code error;
    const auto address = asio::ip::make_address(state_->options.address, error);
    if (error) {
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("'{}' is not an IP address", state_->options.address));
    }
    const tcp::endpoint endpoint(address, state_->options.port);
    auto& acceptor = state_->acceptor;
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
        return fail(ErrorCode::Unavailable,
                    fmt::format("cannot listen on {}:{}: {}. Choose another with --port",
                                state_->options.address, state_->options.port, error.message()));
    }
    return {};
}

std::uint16_t HttpServer::port() const {
    error_code error;
    return state_->acceptor.local_endpoint(error).port();
}

void HttpServer::run() {
    asio::co_spawn(state_->io, state_->accept_loop(), asio::detached);
    state_->io.run();
}

void HttpServer::stop() {
    if (state_->stopping.exchange(true)) return;
    asio::post(state_->io, [state = state_] { state->shut_down(); });
}

void HttpServer::publish(std::string event_text) {
    auto text = std::make_shared<const std::string>(std::move(event_text));
    asio::post(state_->io, [state = state_, text] {
        for (const auto& listener : state->listeners) {
            if (listener->queue.size() >= kQueuedEventsMax) {
                listener->closed = true;  // Too slow: it reconnects and reads the newest state.
            } else {
                listener->queue.push_back(text);
            }
            listener->wake.cancel();
        }
    });
}

HttpCounters HttpServer::counters() const {
    HttpCounters counters;
    counters.connections = state_->connections;
    counters.open_connections = state_->open;
    counters.requests = state_->requests;
    counters.listeners = state_->listening;
    counters.replies_2xx = state_->ok;
    counters.replies_4xx = state_->refused;
    counters.replies_5xx = state_->failed;
    counters.handling_seconds = static_cast<double>(state_->handling_us) / 1e6;
    return counters;
}

}  // namespace sinergi::server
