// SPDX-License-Identifier: Apache-2.0
#include "server/static_files.h"

#include <fstream>
#include <memory>
#include <mutex>
#include <sstream>
#include <unordered_map>

#include <fmt/format.h>

namespace sinergi::server {

namespace {

// Everything comes from this server: no script, style or font from elsewhere can run.
constexpr std::string_view kContentSecurityPolicy =
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

std::string_view content_type(std::string_view path) {
    const std::string_view extension = path.substr(std::min(path.rfind('.'), path.size()));
    if (extension == ".html") return "text/html; charset=utf-8";
    if (extension == ".js") return "application/javascript; charset=utf-8";
    if (extension == ".css") return "text/css; charset=utf-8";
    if (extension == ".svg") return "image/svg+xml";
    if (extension == ".png") return "image/png";
    if (extension == ".ico") return "image/x-icon";
    if (extension == ".woff2") return "font/woff2";
    if (extension == ".json" || extension == ".webmanifest")
        return "application/json; charset=utf-8";
    if (extension == ".txt") return "text/plain; charset=utf-8";
    return "application/octet-stream";
}

std::shared_ptr<const std::string> read(const std::string& path) {
    static std::mutex mutex;
    static std::unordered_map<std::string, std::shared_ptr<const std::string>> kept;
    const std::lock_guard lock(mutex);
    const auto found = kept.find(path);
    if (found != kept.end()) return found->second;
    std::ifstream file(path, std::ios::binary);
    std::ostringstream bytes;
    if (!file || !(bytes << file.rdbuf())) return nullptr;
    return kept[path] = std::make_shared<const std::string>(std::move(bytes).str());
}

}  // namespace

Result<Response> serve_client(const Request& request, const std::string& folder) {
    std::string path = request.path;
    const std::size_t slash = path.rfind('/');
    const bool is_asset = path.starts_with("/assets/");
    // A unit's code has dots ("/2025/99.01/peta"), so only the last segment decides.
    const bool is_file = is_asset || path.find('.', slash) != std::string::npos;
    if (path.find("..") != std::string::npos || path.find('\0') != std::string::npos) {
        return fail(ErrorCode::NotFound, "no such page");
    }
    auto bytes = is_file ? read(folder + path) : nullptr;
    if (bytes == nullptr) {
        if (is_asset) return fail(ErrorCode::NotFound, fmt::format("no file {}", path));
        path = "/index.html";
        bytes = read(folder + path);
    }
    if (bytes == nullptr) {
        return fail(
            ErrorCode::NotFound,
            fmt::format("the browser client is not built: no {}/index.html; run ./dev build",
                        folder));
    }
    Response response;
    response.content_type = std::string(content_type(path));
    response.headers.emplace_back("Cache-Control",
                                  is_asset ? "public, max-age=31536000, immutable" : "no-cache");
    response.headers.emplace_back("Content-Security-Policy", kContentSecurityPolicy);
    response.headers.emplace_back("Referrer-Policy", "same-origin");
    // The best form the browser takes; the build writes it beside the file.
    const std::string accepts = request.header("accept-encoding");
    if (accepts.find("br") != std::string::npos) {
        if (const auto packed = read(folder + path + ".br")) {
            response.headers.emplace_back("Content-Encoding", "br");
            response.headers.emplace_back("Vary", "Accept-Encoding");
            response.body = *packed;
            return response;
        }
    }
    response.body = *bytes;
    return response;
}

}  // namespace sinergi::server
