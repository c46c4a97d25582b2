// SPDX-License-Identifier: Apache-2.0
#include "server/http_reply.h"

#include <fmt/format.h>
#include <zlib.h>

namespace sinergi::server {

namespace {

constexpr std::size_t kCompressBytesMin = 1024;

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

}  // namespace

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

void compress_for(const Request& request, Response& response) {
    if (request.header("accept-encoding").find("gzip") == std::string::npos ||
        !compressible(response) || has_header(response, "Content-Encoding")) {
        return;
    }
    std::string packed = gzip(response.body);
    if (packed.empty()) return;
    response.body = std::move(packed);
    response.headers.emplace_back("Content-Encoding", "gzip");
    response.headers.emplace_back("Vary", "Accept-Encoding");
}

}  // namespace sinergi::server
