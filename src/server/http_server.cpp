// SPDX-License-Identifier: Apache-2.0
#include "server/http_server.h"

#include <array>
#include <atomic>
#include <deque>
#include <list>
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
#include <boost/beast/core/flat_buffer.hpp>
#include <fmt/format.h>

#include "server/http_parser.h"
#include "server/http_reply.h"

// GCC 12 takes Asio's own frame allocator for a mismatch when sanitizers keep it from inlining.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

namespace sinergi::server {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::size_t kHeaderReadBytes = 4096;
constexpr std::size_t kBodyReadBytes = 65'536;
constexpr std::size_t kSendBytes = 262'144;
constexpr std::size_t kDrainBytesMax = 4 << 20;
constexpr std::size_t kQueuedEventsMax = 256;
constexpr std::chrono::seconds kPing{15};
constexpr std::chrono::seconds kDrain{2};

struct Listener {
    explicit Listener(const asio::any_io_executor& executor) : wake(executor) {}
    asio::steady_timer wake;
    std::deque<std::shared_ptr<const std::string>> queue;
    bool closed = false;
};

// What a connection waits for; also the order in which connections are given up when there are too
// many: those that ask for nothing first.
enum class Phase : std::uint8_t { Idle, Header, Body, Busy };
constexpr std::size_t kWaitingPhases = 3;

struct Connection {
    explicit Connection(asio::io_context& io) : socket(io), deadline(io) {}

    tcp::socket socket;
    asio::steady_timer deadline;
    std::uint64_t armed = 0;  // Counts arm(): an earlier timer that fires late means nothing.
    bool timed_out = false;
    bool given_up = false;
    Phase phase = Phase::Busy;
    std::list<Connection*>::iterator place;  // In State::waiting[phase], unless Busy.
};
using ConnectionPtr = std::shared_ptr<Connection>;

// Cancels what the connection does if it is not disarmed in time.
void arm(const ConnectionPtr& peer, Clock::time_point when) {
    peer->deadline.expires_at(when);
    peer->deadline.async_wait([peer, mine = ++peer->armed](error_code error) {
        if (error || peer->armed != mine) return;
        peer->timed_out = true;
        peer->socket.cancel(error);
    });
}

void disarm(Connection& peer) {
    ++peer.armed;
    peer.deadline.cancel();
}

Response refusal_of(int status, const char* message) {
    Response response = error_response({ErrorCode::Unavailable, message});
    response.status = status;
    if (status == 503) response.headers.emplace_back("Retry-After", "10");
    return response;
}

Response too_slow() {
    return refusal_of(
        408, "Permintaan datang terlalu lambat dan diputus. Periksa sambungan, lalu ulangi.");
}

Response too_many() {
    return refusal_of(503,
                      "Server sedang melayani terlalu banyak sambungan. Coba lagi sebentar lagi.");
}

}  // namespace

struct HttpServer::State : std::enable_shared_from_this<State> {
    State(HttpOptions o, Handle h)
        : options(std::move(o)),
          handle(std::move(h)),
          io(1),
          acceptor(io),
          bodies(options.bodies_bytes_max),
          readers(static_cast<std::size_t>(options.workers)),
          writers(static_cast<std::size_t>(options.workers)) {}

    HttpOptions options;
    Handle handle;
    asio::io_context io;
    tcp::acceptor acceptor;
    // Of the I/O thread only, to `waiting`.
    BodyBudget bodies;
    std::set<std::shared_ptr<Listener>> listeners;
    std::array<std::list<Connection*>, kWaitingPhases> waiting;  // By phase, the longest first.
    std::array<char, kHeaderReadBytes> drained{};                // Read only to be forgotten.
    // Writes wait for each other; they have threads of their own, so that reads do not wait, too.
    asio::thread_pool readers, writers;
    std::atomic<bool> stopping{false};
    std::atomic<std::uint64_t> connections{0}, open{0}, requests{0}, listening{0};
    std::atomic<std::uint64_t> ok{0}, refused{0}, failed{0}, handling_us{0};

    asio::awaitable<void> accept_loop();
    asio::awaitable<void> serve(ConnectionPtr peer);
    asio::awaitable<bool> read_request(ConnectionPtr peer, boost::beast::flat_buffer& buffer,
                                       RequestParser& parser, Response& refusal);
    asio::awaitable<error_code> read_some(ConnectionPtr peer, boost::beast::flat_buffer& buffer,
                                          Clock::time_point until);
    asio::awaitable<Response> respond(Request& request);
    asio::awaitable<error_code> send(ConnectionPtr peer, std::string_view text);
    asio::awaitable<error_code> send(ConnectionPtr peer, const Response& response, bool keep_alive,
                                     bool head_only);
    asio::awaitable<void> drain(ConnectionPtr peer);
    asio::awaitable<void> stream_events(ConnectionPtr peer);
    void enter(Connection& peer, Phase phase);
    bool give_one_up();
    void turn_away(tcp::socket& socket);
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

void HttpServer::State::enter(Connection& peer, Phase phase) {
    if (peer.phase == phase) return;
    if (peer.phase != Phase::Busy) {
        waiting[static_cast<std::size_t>(peer.phase)].erase(peer.place);
    }
    peer.phase = phase;
    if (phase == Phase::Busy) return;
    auto& list = waiting[static_cast<std::size_t>(phase)];
    peer.place = list.insert(list.end(), &peer);
}

// Ends the connection that has waited longest for its own client. False: all are at work.
bool HttpServer::State::give_one_up() {
    for (auto& list : waiting) {
        for (Connection* peer : list) {
            if (peer->given_up) continue;
            error_code ignored;
            peer->given_up = true;
            list.splice(list.end(), list, peer->place);
            peer->socket.cancel(ignored);
            return true;
        }
    }
    return false;
}

// Says why, as far as it can be said without waiting, and closes.
void HttpServer::State::turn_away(tcp::socket& socket) {
    error_code ignored;
    const Response response = too_many();
    const std::string text = head_of(response, false) + response.body;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(text), ignored);
    socket.shutdown(tcp::socket::shutdown_both, ignored);
    count(response.status);
}

asio::awaitable<void> HttpServer::State::accept_loop() {
    while (!stopping) {
        error_code error;
        auto peer = std::make_shared<Connection>(io);
        co_await acceptor.async_accept(peer->socket,
                                       asio::redirect_error(asio::use_awaitable, error));
        if (stopping) co_return;
        if (error) {  // Out of descriptors: let some go and wait, instead of spinning.
            give_one_up();
            asio::steady_timer pause(io, std::chrono::milliseconds(50));
            co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
            continue;
        }
        ++connections;
        // The newcomer takes the place of one that asks for nothing; there is none: it is told so.
        if (open >= options.connections_max && !give_one_up()) {
            turn_away(peer->socket);
            continue;
        }
        ++open;
        asio::co_spawn(
            io,
            [self = shared_from_this(), peer]() -> asio::awaitable<void> {
                struct Leave {
                    State& state;
                    Connection& connection;
                    ~Leave() {
                        state.enter(connection, Phase::Busy);
                        --state.open;
                    }
                } const leave{*self, *peer};
                co_await self->serve(peer);
            },
            asio::detached);
    }
}

// Waits until there are bytes before it makes room for them: an idle connection holds no buffer.
asio::awaitable<error_code> HttpServer::State::read_some(ConnectionPtr peer,
                                                         boost::beast::flat_buffer& buffer,
                                                         Clock::time_point until) {
    error_code error;
    arm(peer, until);
    co_await peer->socket.async_wait(tcp::socket::wait_read,
                                     asio::redirect_error(asio::use_awaitable, error));
    if (!error && !peer->timed_out && !peer->given_up) {
        const auto room =
            buffer.prepare(peer->phase == Phase::Body ? kBodyReadBytes : kHeaderReadBytes);
        buffer.commit(co_await peer->socket.async_read_some(
            room, asio::redirect_error(asio::use_awaitable, error)));
    }
    disarm(*peer);
    if (!error && (peer->timed_out || peer->given_up)) error = asio::error::operation_aborted;
    co_return error;
}

// False if the peer went away, or if it broke a limit; then `refusal` says so.
asio::awaitable<bool> HttpServer::State::read_request(ConnectionPtr peer,
                                                      boost::beast::flat_buffer& buffer,
                                                      RequestParser& parser, Response& refusal) {
    bool continued = false;
    bool any = buffer.size() > 0;
    enter(*peer, any ? Phase::Header : Phase::Idle);
    auto until = Clock::now() + (any ? options.request_seconds : options.idle_seconds);
    auto body_began = Clock::now();
    for (bool first = true;; first = false) {
        if (!first || any) {
            std::size_t used = 0;
            const auto bytes = buffer.data();
            const auto state =
                parser.put({static_cast<const char*>(bytes.data()), bytes.size()}, used);
            buffer.consume(used);
            if (state == RequestParser::State::Whole) break;
            if (state == RequestParser::State::Refused) {
                refusal = parser.refusal();
                co_return false;
            }
            if (parser.header_done() && peer->phase != Phase::Body) {
                enter(*peer, Phase::Body);
                body_began = Clock::now();
            }
            if (parser.expects_continue() && !continued) {
                continued = true;
                co_await send(peer, "HTTP/1.1 100 Continue\r\n\r\n");
            }
        }
        if (peer->phase == Phase::Body) {
            // Each piece in time, and the whole at no less than the slowest line's pace.
            const auto at_pace =
                std::chrono::seconds(parser.body_bytes() / options.body_bytes_per_second_min);
            until = std::min(Clock::now() + options.request_seconds,
                             body_began + options.request_seconds + at_pace);
        }
        if (co_await read_some(peer, buffer, until)) {
            if (any && peer->timed_out) refusal = too_slow();
            if (any && peer->given_up) refusal = too_many();
            co_return false;
        }
        if (!any) {
            any = true;
            enter(*peer, Phase::Header);
            until = Clock::now() + options.request_seconds;
        }
    }
    enter(*peer, Phase::Busy);
    co_return true;
}

asio::awaitable<Response> HttpServer::State::respond(Request& request) {
    const bool reads = request.method == "GET";
    co_return co_await asio::co_spawn(
        reads ? readers : writers,
        [this, &request]() -> asio::awaitable<Response> {
            const auto begin = Clock::now();
            Response response = handle(request);
            compress_for(request, response);
            handling_us += static_cast<std::uint64_t>(
                std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin)
                    .count());
            co_return response;
        },
        asio::use_awaitable);
}

// A client that does not read what it asked for is left after a while.
asio::awaitable<error_code> HttpServer::State::send(ConnectionPtr peer, std::string_view text) {
    error_code error;
    while (!text.empty() && !error) {
        arm(peer, Clock::now() + options.request_seconds);
        const std::size_t sent = co_await peer->socket.async_write_some(
            asio::buffer(text.data(), std::min(text.size(), kSendBytes)),
            asio::redirect_error(asio::use_awaitable, error));
        disarm(*peer);
        text.remove_prefix(sent);
    }
    co_return error;
}

asio::awaitable<error_code> HttpServer::State::send(ConnectionPtr peer, const Response& response,
                                                    bool keep_alive, bool head_only) {
    std::string head = head_of(response, keep_alive);
    if (head_only) co_return co_await send(peer, head);
    if (response.body.size() <= kHeaderReadBytes * 4) {  // One packet less to wait for.
        head += response.body;
        co_return co_await send(peer, head);
    }
    if (const error_code error = co_await send(peer, head)) co_return error;
    co_return co_await send(peer, response.body);
}

// Closing on bytes not yet read would make the system throw away what was just sent: what the
// client still sends is read and forgotten, for a moment, so that it sees the answer.
asio::awaitable<void> HttpServer::State::drain(ConnectionPtr peer) {
    error_code error;
    peer->socket.shutdown(tcp::socket::shutdown_send, error);
    arm(peer, Clock::now() + kDrain);
    for (std::size_t left = kDrainBytesMax; !error && left > drained.size();) {
        left -= co_await peer->socket.async_read_some(
            asio::buffer(drained), asio::redirect_error(asio::use_awaitable, error));
    }
    disarm(*peer);
}

asio::awaitable<void> HttpServer::State::stream_events(ConnectionPtr peer) {
    auto listener = std::make_shared<Listener>(peer->socket.get_executor());
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
        if (text) error = co_await send(peer, *text);
    }
    listeners.erase(listener);
    --listening;
}

asio::awaitable<void> HttpServer::State::serve(ConnectionPtr peer) {
    error_code error;
    peer->socket.set_option(tcp::no_delay(true), error);
    const std::string remote = peer->socket.remote_endpoint(error).address().to_string();
    boost::beast::flat_buffer buffer;
    for (bool keep_alive = true; keep_alive && !stopping && !error;) {
        RequestParser parser({options.header_bytes_max, options.body_bytes_max}, bodies);
        Response response;
        response.status = 0;
        if (!co_await read_request(peer, buffer, parser, response)) {
            enter(*peer, Phase::Busy);
            peer->timed_out = false;
            if (response.status == 0) break;  // The peer left between requests.
            count(response.status);
            if (!co_await send(peer, response, false, false)) co_await drain(peer);
            break;
        }
        ++requests;
        keep_alive = parser.keep_alive() && !stopping;
        Request request = parser.take(remote);
        const bool head_only = request.method == "HEAD";
        if (head_only) request.method = "GET";
        response = co_await respond(request);
        count(response.status);
        error = co_await send(peer, response, keep_alive, head_only);
        if (response.event_stream && !error) {
            co_await stream_events(peer);
            break;
        }
        if (buffer.size() == 0 && buffer.capacity() > kHeaderReadBytes) buffer.shrink_to_fit();
    }
    peer->socket.shutdown(tcp::socket::shutdown_both, error);
    peer->socket.close(error);
}

void HttpServer::State::shut_down() {
    error_code error;
    acceptor.close(error);
    for (const auto& list : waiting) {
        for (Connection* peer : list) peer->socket.cancel(error);
    }
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
    state_->readers.join();
    state_->writers.join();
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
