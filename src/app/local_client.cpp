// SPDX-License-Identifier: Apache-2.0
#include "app/local_client.h"

#include <charconv>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

namespace sinergi::app {

namespace asio = boost::asio;
using asio::ip::tcp;

Result<LocalReply> ask_running_server(const RunningServer& running, std::string_view method,
                                      std::string_view target, std::string_view body) {
    const auto unreachable = [&](const boost::system::error_code& error) {
        return fail(ErrorCode::Unavailable,
                    fmt::format("the server at {}:{} does not answer: {}", running.address,
                                running.port, error.message()));
    };
    boost::system::error_code error;
    asio::io_context io;
    tcp::socket socket(io);
    const auto address = asio::ip::make_address(running.address, error);
    if (!error) socket.connect({address, running.port}, error);
    if (error) return unreachable(error);
    const std::string head = fmt::format(
        "{} {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAuthorization: Bearer {}\r\n"
        "Content-Type: application/octet-stream\r\nContent-Length: {}\r\n\r\n",
        method, target, running.address, running.secret, body.size());
    asio::write(socket, asio::buffer(head), error);
    if (!error) asio::write(socket, asio::buffer(body), error);
    if (error) return unreachable(error);
    std::string text;
    asio::read(socket, asio::dynamic_buffer(text), error);
    if (error && error != asio::error::eof) return unreachable(error);
    const std::size_t end_of_head = text.find("\r\n\r\n");
    LocalReply reply;
    if (end_of_head == std::string::npos || text.size() < 12 ||
        std::from_chars(text.data() + 9, text.data() + 12, reply.status).ec != std::errc{}) {
        return fail(ErrorCode::Unavailable, "the server's reply was cut short");
    }
    reply.body = text.substr(end_of_head + 4);
    return reply;
}

std::string percent_encode(std::string_view text) {
    std::string encoded;
    for (const char c : text) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                           (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.' || c == '~';
        if (plain) {
            encoded += c;
        } else {
            encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return encoded;
}

}  // namespace sinergi::app
