// SPDX-License-Identifier: Apache-2.0
// JsonWriter: JSON text made once, when a reply is written. A thin coat over RapidJSON's Writer
// that cannot produce unbalanced output.
#pragma once

#include <cmath>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace sinergi::server {

class JsonWriter {
public:
    JsonWriter() : writer_(buffer_) { writer_.SetMaxDecimalPlaces(15); }

    template <class Fill>
    void object(Fill&& fill) {
        writer_.StartObject();
        fill();
        writer_.EndObject();
    }
    template <class Fill>
    void array(Fill&& fill) {
        writer_.StartArray();
        fill();
        writer_.EndArray();
    }
    template <class Fill>
    void object(std::string_view key, Fill&& fill) {
        name(key);
        object(std::forward<Fill>(fill));
    }
    template <class Fill>
    void array(std::string_view key, Fill&& fill) {
        name(key);
        array(std::forward<Fill>(fill));
    }
    template <class T>
    void member(std::string_view key, const T& value) {
        name(key);
        put(value);
    }

    void name(std::string_view key) {
        writer_.Key(key.data(), static_cast<rapidjson::SizeType>(key.size()));
    }
    void put(std::string_view text) {
        writer_.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    }
    void put(const std::string& text) { put(std::string_view(text)); }
    void put(const char* text) { put(std::string_view(text)); }
    void put(bool value) { writer_.Bool(value); }
    void put(double value) {
        // Counts print as counts; JSON has no way to write what is not finite.
        if (!std::isfinite(value)) {
            writer_.Null();
        } else if (value == std::floor(value) && std::fabs(value) < 9007199254740992.0) {
            writer_.Int64(static_cast<std::int64_t>(value));
        } else {
            writer_.Double(value);
        }
    }
    template <std::integral T>
    void put(T value) {
        if constexpr (std::signed_integral<T>) {
            writer_.Int64(value);
        } else {
            writer_.Uint64(value);
        }
    }
    template <class T>
    void put(const std::optional<T>& value) {
        if (value) {
            put(*value);
        } else {
            null();
        }
    }
    void null() { writer_.Null(); }
    // Text that is JSON already.
    void raw(std::string_view json) {
        writer_.RawValue(json.data(), json.size(), rapidjson::kObjectType);
    }

    [[nodiscard]] std::string take() {
        std::string text(buffer_.GetString(), buffer_.GetSize());
        buffer_.Clear();
        return text;
    }

private:
    rapidjson::StringBuffer buffer_;
    rapidjson::Writer<rapidjson::StringBuffer> writer_;
};

}  // namespace sinergi::server
