// SPDX-License-Identifier: Apache-2.0
// XmlStream: XML elements as they arrive, for files from strangers.
//
// No document type, no entities of its own, no deep nesting; prefixes are dropped, so "x:row" is
// "row" whatever the namespace's prefix.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sinergi::exchange {

class XmlAttributes {
public:
    explicit XmlAttributes(const char** pairs) : pairs_(pairs) {}
    // Empty if there is none; the prefix does not matter.
    [[nodiscard]] std::string_view get(std::string_view name) const;

private:
    const char** pairs_;  // expat's: name, value, name, value, nullptr.
};

class XmlHandler {
public:
    virtual ~XmlHandler() = default;
    // An error ends the reading.
    virtual Result<void> begin(std::string_view element, const XmlAttributes& attributes) = 0;
    virtual Result<void> end(std::string_view element) = 0;
    virtual void text(std::string_view) {}
};

class XmlStream {
public:
    static constexpr int kDepthMax = 64;

    // `part` names the XML for messages; `handler` must outlive the stream.
    XmlStream(std::string part, XmlHandler& handler);
    XmlStream(const XmlStream&) = delete;
    XmlStream& operator=(const XmlStream&) = delete;
    ~XmlStream();

    // Errors: the handler's; InvalidArgument if the XML is broken or uses what is not taken.
    [[nodiscard]] Result<void> feed(std::string_view bytes);
    [[nodiscard]] Result<void> finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace sinergi::exchange
