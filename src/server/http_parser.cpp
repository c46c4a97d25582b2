// SPDX-License-Identifier: Apache-2.0
// Beast asserts that the last chunk of a body comes with at least five bytes at once. A client that
// sends "0 CR LF" and the rest apart breaks that, and must not end the program; without the
// assertion the bytes are read rightly.
#define BOOST_DISABLE_ASSERTS
#include "server/http_parser.h"

#include <algorithm>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <fmt/format.h>

namespace sinergi::server {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

constexpr std::size_t kReservedAtOnce = 1U << 20U;

// A body held as text, grown as bytes arrive: a declared length alone costs no memory.
struct BudgetedBody {
    struct value_type {  // NOLINT(readability-identifier-naming): Beast asks for this name.
        std::string text;
        BodyBudget* budget = nullptr;
        std::size_t taken = 0;
    };

    static std::uint64_t size(const value_type& body) { return body.text.size(); }

    class reader {  // NOLINT(readability-identifier-naming): as above.
    public:
        template <bool kIsRequest, class Fields>
        reader(http::header<kIsRequest, Fields>& /*header*/, value_type& body) : body_(body) {}

        void init(const boost::optional<std::uint64_t>& length, error_code& error) {
            error = {};
            declared_ = length ? static_cast<std::size_t>(*length) : 0;
            body_.text.reserve(std::min<std::size_t>(declared_, 4096));
        }

        template <class Buffers>
        std::size_t put(const Buffers& buffers, error_code& error) {
            const std::size_t size = boost::beast::buffer_bytes(buffers);
            if (!body_.budget->take(size)) {
                error = http::make_error_code(http::error::buffer_overflow);
                return 0;
            }
            error = {};
            body_.taken += size;
            // A sender that has kept its word so far gets the rest in one piece.
            if (body_.text.size() >= kReservedAtOnce && body_.text.capacity() < declared_) {
                body_.text.reserve(declared_);
            }
            const auto end = asio::buffer_sequence_end(buffers);
            for (auto piece = asio::buffer_sequence_begin(buffers); piece != end; ++piece) {
                const asio::const_buffer bytes(*piece);
                body_.text.append(static_cast<const char*>(bytes.data()), bytes.size());
            }
            return size;
        }

        static void finish(error_code& error) { error = {}; }

    private:
        value_type& body_;
        std::size_t declared_ = 0;
    };
};

Response refuse(ErrorCode code, int status, std::string message) {
    Response response = error_response({code, std::move(message)});
    response.status = status;
    return response;
}

}  // namespace

struct RequestParser::Parts {
    RequestLimits limits;
    BodyBudget& budget;
    http::request_parser<BudgetedBody> beast;
};

RequestParser::RequestParser(const RequestLimits& limits, BodyBudget& budget)
    : parts_(new Parts{limits, budget, {}}) {
    parts_->beast.header_limit(static_cast<std::uint32_t>(limits.header_bytes));
    parts_->beast.body_limit(limits.body_bytes);
    parts_->beast.eager(true);
    parts_->beast.get().body().budget = &budget;
}

RequestParser::~RequestParser() { parts_->budget.give_back(parts_->beast.get().body().taken); }

RequestParser::State RequestParser::put(std::string_view bytes, std::size_t& used) {
    error_code error;
    used = parts_->beast.put(asio::const_buffer(bytes.data(), bytes.size()), error);
    if (!error || error == http::error::need_more) {
        return parts_->beast.is_done() ? State::Whole : State::NeedsMore;
    }
    if (error == http::error::header_limit) {
        refusal_ = refuse(
            ErrorCode::TooLarge, 431,
            fmt::format("Kepala permintaan lebih panjang dari {} byte. Perpendek alamat atau "
                        "hapus cookie situs ini.",
                        parts_->limits.header_bytes));
    } else if (error == http::error::body_limit) {
        refusal_ = refuse(ErrorCode::TooLarge, 413,
                          fmt::format("Isi permintaan lebih besar dari {} byte. Bagi berkasnya "
                                      "menjadi beberapa bagian.",
                                      parts_->limits.body_bytes));
    } else if (error == http::error::buffer_overflow) {
        refusal_ = refuse(ErrorCode::Unavailable, 503,
                          "Server sedang menerima terlalu banyak berkas besar sekaligus. Coba "
                          "lagi sebentar lagi.");
        refusal_.headers.emplace_back("Retry-After", "10");
    } else {
        refusal_ = refuse(ErrorCode::InvalidArgument, 400, "Ini bukan permintaan HTTP yang sah.");
    }
    return State::Refused;
}

bool RequestParser::header_done() const { return parts_->beast.is_header_done(); }

bool RequestParser::expects_continue() const {
    return header_done() && parts_->beast.get()[http::field::expect] == "100-continue";
}

bool RequestParser::keep_alive() const { return parts_->beast.get().keep_alive(); }

std::size_t RequestParser::body_bytes() const { return parts_->beast.get().body().text.size(); }

Request RequestParser::take(const std::string& remote) {
    auto& message = parts_->beast.get();
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
    request.body = std::move(message.body().text);
    request.remote = remote;
    return request;
}

}  // namespace sinergi::server
