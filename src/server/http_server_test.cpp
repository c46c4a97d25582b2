// SPDX-License-Identifier: Apache-2.0
#include "server/http_server.h"

#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <doctest/doctest.h>

namespace sinergi::server {

namespace {

namespace asio = boost::asio;

// A server on a free loopback port for the length of one test.
class RunningServer {
public:
    explicit RunningServer(HttpOptions options, HttpServer::Handle handle)
        : server_(with_free_port(std::move(options)), std::move(handle)) {
        REQUIRE(server_.listen().has_value());
        port_ = server_.port();
        thread_ = std::thread([this] { server_.run(); });
    }
    ~RunningServer() {
        server_.stop();
        thread_.join();
    }

    [[nodiscard]] HttpServer& server() { return server_; }
    [[nodiscard]] std::uint16_t port() const { return port_; }

private:
    static HttpOptions with_free_port(HttpOptions options) {
        options.port = 0;
        options.workers = 2;
        return options;
    }

    HttpServer server_;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

// Sends `text` and reads until the server closes.
std::string exchange_all(std::uint16_t port, const std::string& text) {
    asio::io_context io;
    asio::ip::tcp::socket socket(io);
    socket.connect({asio::ip::make_address("127.0.0.1"), port});
    boost::system::error_code error;
    asio::write(socket, asio::buffer(text), error);
    std::string reply;
    asio::read(socket, asio::dynamic_buffer(reply), error);
    return reply;
}

Response echo(Request& request) {
    return text_response(request.method + " " + request.path + " " + request.get("q", "-") + " " +
                         std::to_string(request.body.size()));
}

}  // namespace

TEST_CASE("two requests on one connection are answered in order") {
    RunningServer running({}, echo);
    const std::string reply = exchange_all(
        running.port(),
        "GET /a%20b?q=x%2By+z HTTP/1.1\r\nHost: h\r\n\r\n"
        "POST /c HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc");
    const std::size_t first = reply.find("GET /a b x+y z 0");
    const std::size_t second = reply.find("POST /c - 3");
    CHECK(first != std::string::npos);
    CHECK(second != std::string::npos);
    CHECK(first < second);
}

TEST_CASE("what is no HTTP, or too long, is refused with a status and a closed connection") {
    HttpOptions options;
    options.header_bytes_max = 1024;
    options.body_bytes_max = 100;
    RunningServer running(options, echo);
    CHECK(exchange_all(running.port(), "hello\r\n\r\n").starts_with("HTTP/1.1 400"));
    CHECK(
        exchange_all(running.port(), "GET / HTTP/1.1\r\nX: " + std::string(5000, 'x') + "\r\n\r\n")
            .starts_with("HTTP/1.1 431"));
    CHECK(exchange_all(running.port(),
                       "POST / HTTP/1.1\r\nContent-Length: 101\r\n\r\n" + std::string(101, 'x'))
              .starts_with("HTTP/1.1 413"));
    CHECK(exchange_all(running.port(), "GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
              .starts_with("HTTP/1.1 200"));
}

TEST_CASE("a newcomer takes the place of the connection that has asked for nothing for longest") {
    HttpOptions options;
    options.connections_max = 2;
    RunningServer running(options, echo);
    asio::io_context io;
    asio::ip::tcp::socket first(io);
    asio::ip::tcp::socket second(io);
    first.connect({asio::ip::make_address("127.0.0.1"), running.port()});
    second.connect({asio::ip::make_address("127.0.0.1"), running.port()});
    asio::write(second, asio::buffer(std::string("GET /half")));
    while (running.server().counters().open_connections < 2) std::this_thread::yield();
    const std::string get = "GET /new HTTP/1.1\r\nConnection: close\r\n\r\n";
    CHECK(exchange_all(running.port(), get).find("GET /new") != std::string::npos);
    std::string heard;
    boost::system::error_code error;
    asio::read(first, asio::dynamic_buffer(heard), error);
    CHECK(heard.empty());
    CHECK(error == asio::error::eof);
    asio::write(second, asio::buffer(std::string(" HTTP/1.1\r\nConnection: close\r\n\r\n")));
    asio::read(second, asio::dynamic_buffer(heard), error);
    CHECK(heard.find("GET /half") != std::string::npos);
}

TEST_CASE("bodies share one budget, and give back what they took") {
    HttpOptions options;
    options.bodies_bytes_max = 100;
    RunningServer running(options, echo);
    const auto post = [&](std::size_t size) {
        return exchange_all(running.port(),
                            "POST /x HTTP/1.1\r\nConnection: close\r\nContent-Length: " +
                                std::to_string(size) + "\r\n\r\n" + std::string(size, 'x'));
    };
    for (int i = 0; i < 3; ++i) {
        CHECK(post(80).find("POST /x - 80") != std::string::npos);
        const std::string refused = post(101);
        CHECK(refused.starts_with("HTTP/1.1 503"));
        CHECK(refused.find("berkas besar") != std::string::npos);
    }
}

TEST_CASE("HEAD sends the length and no body") {
    RunningServer running({}, echo);
    const std::string reply =
        exchange_all(running.port(), "HEAD /x HTTP/1.1\r\nConnection: close\r\n\r\n");
    CHECK(reply.find("Content-Length: 10\r\n") != std::string::npos);
    CHECK(reply.ends_with("\r\n\r\n"));
}

TEST_CASE("a long reply is compressed for those who accept it") {
    RunningServer running({}, [](Request&) { return text_response(std::string(50'000, 'a')); });
    const std::string plain =
        exchange_all(running.port(), "GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
    const std::string packed = exchange_all(
        running.port(), "GET / HTTP/1.1\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n");
    CHECK(plain.size() > 50'000);
    CHECK(packed.size() < 1'000);
    CHECK(packed.find("Content-Encoding: gzip") != std::string::npos);
}

TEST_CASE("a published event reaches a listener, and stopping closes its stream") {
    std::string received;
    {
        RunningServer running({}, [](Request&) {
            Response response;
            response.event_stream = true;
            response.body = "event: hello\n\n";
            return response;
        });
        asio::io_context io;
        asio::ip::tcp::socket socket(io);
        socket.connect({asio::ip::make_address("127.0.0.1"), running.port()});
        asio::write(socket, asio::buffer(std::string("GET /e HTTP/1.1\r\n\r\n")));
        asio::read_until(socket, asio::dynamic_buffer(received), "event: hello\n\n");
        while (running.server().counters().listeners == 0) std::this_thread::yield();
        running.server().publish("event: change\ndata: 1\n\n");
        asio::read_until(socket, asio::dynamic_buffer(received), "data: 1\n\n");
    }
    CHECK(received.find("text/event-stream") != std::string::npos);
    CHECK(received.find("event: change\ndata: 1\n\n") != std::string::npos);
}

TEST_CASE("an address in use is an error that names it") {
    RunningServer running({}, echo);
    HttpOptions options;
    options.port = running.port();
    HttpServer second(options, echo);
    // SO_REUSEADDR lets a restarted server in, not a second one.
    const auto result = second.listen();
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().message.find(std::to_string(running.port())) != std::string::npos);
}

}  // namespace sinergi::server
