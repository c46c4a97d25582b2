// SPDX-License-Identifier: Apache-2.0
#include "exchange/xml_stream.h"

#include <cstring>

#include <expat.h>
#include <fmt/format.h>

namespace sinergi::exchange {

namespace {

std::string_view local_name(const char* name) {
    const char* colon = std::strrchr(name, ':');
    return colon == nullptr ? name : colon + 1;
}

}  // namespace

std::string_view XmlAttributes::get(std::string_view name) const {
    for (const char** pair = pairs_; *pair != nullptr; pair += 2) {
        if (local_name(pair[0]) == name) return pair[1];
    }
    return {};
}

struct XmlStream::State {
    std::string part;
    XmlHandler& handler;
    XML_Parser parser = XML_ParserCreate(nullptr);
    Result<void> outcome;
    int depth = 0;

    State(std::string the_part, XmlHandler& the_handler)
        : part(std::move(the_part)), handler(the_handler) {
        VERIFY(parser != nullptr);
        XML_SetUserData(parser, this);
        XML_SetElementHandler(parser, on_begin, on_end);
        XML_SetCharacterDataHandler(parser, on_text);
        XML_SetStartDoctypeDeclHandler(parser, on_doctype);
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() { XML_ParserFree(parser); }

    void stop(Result<void> why) {
        if (outcome) outcome = std::move(why);
        XML_StopParser(parser, XML_FALSE);
    }
    [[nodiscard]] tl::unexpected<Error> refused(std::string_view what) const {
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("Berkas rusak (bagian {}): {}; buka di Excel, simpan lagi sebagai "
                                ".xlsx, lalu kirim ulang.",
                                part, what));
    }

    static void on_begin(void* data, const char* name, const char** attributes) {
        auto& state = *static_cast<State*>(data);
        if (!state.outcome) return;
        if (++state.depth > kDepthMax) {
            state.stop(state.refused("susunannya terlalu dalam"));
            return;
        }
        if (auto outcome = state.handler.begin(local_name(name), XmlAttributes(attributes));
            !outcome) {
            state.stop(std::move(outcome));
        }
    }
    static void on_end(void* data, const char* name) {
        auto& state = *static_cast<State*>(data);
        if (!state.outcome) return;
        --state.depth;
        if (auto outcome = state.handler.end(local_name(name)); !outcome) {
            state.stop(std::move(outcome));
        }
    }
    static void on_text(void* data, const char* text, int length) {
        auto& state = *static_cast<State*>(data);
        if (state.outcome) state.handler.text({text, static_cast<std::size_t>(length)});
    }
    static void on_doctype(void* data, const char*, const char*, const char*, int) {
        auto& state = *static_cast<State*>(data);
        state.stop(state.refused("memuat DOCTYPE"));
    }

    Result<void> parse(std::string_view bytes, bool last) {
        const auto status =
            XML_Parse(parser, bytes.data(), static_cast<int>(bytes.size()), last ? 1 : 0);
        if (!outcome) return outcome;
        if (status != XML_STATUS_OK) {
            return refused(
                fmt::format("XML tidak sah di baris {}", XML_GetCurrentLineNumber(parser)));
        }
        return {};
    }
};

XmlStream::XmlStream(std::string part, XmlHandler& handler)
    : state_(std::make_unique<State>(std::move(part), handler)) {}
XmlStream::~XmlStream() = default;

Result<void> XmlStream::feed(std::string_view bytes) { return state_->parse(bytes, false); }
Result<void> XmlStream::finish() { return state_->parse({}, true); }

}  // namespace sinergi::exchange
