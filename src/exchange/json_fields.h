// SPDX-License-Identifier: Apache-2.0
// JsonFields: the fields of one JSON object, read strictly.
//
// A field that is absent or null leaves its target alone; a field of the wrong type is an error
// that names the object and the field. Only the first error is kept, so that a decoder is a plain
// list of reads with one check at its end. Borrows the parsed document; used within one function.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

#include "base/result.h"

namespace sinergi::exchange {

// Deeper JSON is refused: no document of ours or DHIS2's comes near it.
inline constexpr std::size_t kJsonDepthMax = 64;

// Parses `json` into `parser`'s document. `padded` says that simdjson::SIMDJSON_PADDING readable
// bytes follow the text, which saves a copy. Errors: InvalidArgument naming `label`.
enum class Padding : bool { No, Yes };
[[nodiscard]] Result<simdjson::dom::element> parse_json(simdjson::dom::parser& parser,
                                                        std::string_view json,
                                                        std::string_view label,
                                                        Padding padding = Padding::No);

class JsonFields {
public:
    // `label` stands in error messages: "organisationUnits O6uvpzGUv5g".
    JsonFields(simdjson::dom::object object, std::string label)
        : object_(object), label_(std::move(label)) {}

    void rename(std::string label) { label_ = std::move(label); }
    [[nodiscard]] const std::string& label() const { return label_; }

    void text(std::string_view key, std::string& target);
    void day(std::string_view key, std::string& target);  // "2010-01-01T00:00…" -> "2010-01-01"
    void number(std::string_view key, double& target);
    void integer(std::string_view key, int& target);
    void integer(std::string_view key, std::optional<int>& target);
    void flag(std::string_view key, bool& target);
    // {"id":"…"} -> the id.
    void reference(std::string_view key, std::string& target);
    // [{"id":"…"},…] -> the ids; with `inner` each element is {"inner":{"id":"…"}}.
    void references(std::string_view key, std::vector<std::string>& target,
                    std::string_view inner = {});

    // The field's value, nothing if it is absent, null or of another type (which is an error).
    [[nodiscard]] std::optional<simdjson::dom::object> object(std::string_view key);
    [[nodiscard]] std::optional<simdjson::dom::array> array(std::string_view key);

    void refuse(std::string_view key, std::string_view expected);
    // The first error, if any.
    [[nodiscard]] Result<void> check() const;

private:
    [[nodiscard]] std::optional<simdjson::dom::element> find(std::string_view key) const;

    simdjson::dom::object object_;
    std::string label_;
    std::optional<Error> error_;
};

}  // namespace sinergi::exchange
