// SPDX-License-Identifier: Apache-2.0
// Connection and Statement: what the two databases have in common, so that whatever both can say
// in the same SQL is written once.
//
// Values are bound to ?1, ?2, ... . A connection and its statements belong to one thread at a time.
// Errors are sentences of the database at hand: Unavailable with the mend where trying later helps.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sinergi::store::sql {

// Bytes that are not text.
struct Blob {
    std::string_view bytes;
};

class Statement {
public:
    virtual ~Statement() = default;

    // Starts over with these values for ?1, ?2, ... Text must live until the last step().
    template <class... Values>
    Statement& bind(const Values&... values) {
        reset();
        int position = 0;
        (bind_at(++position, values), ...);
        return *this;
    }

    // True: there is a row to read.
    [[nodiscard]] virtual Result<bool> step() = 0;
    // For statements without rows: runs to the end.
    [[nodiscard]] virtual Result<void> run() = 0;
    virtual void reset() = 0;

    // Columns count from 0.
    [[nodiscard]] virtual std::int64_t integer(int column) const = 0;
    [[nodiscard]] virtual double real(int column) const = 0;
    [[nodiscard]] virtual bool is_null(int column) const = 0;
    [[nodiscard]] virtual std::string text(int column) const = 0;  // Also of a blob: its bytes.

    [[nodiscard]] std::uint64_t count(int column) const {
        return static_cast<std::uint64_t>(integer(column));
    }
    [[nodiscard]] std::optional<double> optional_real(int column) const {
        return is_null(column) ? std::nullopt : std::optional(real(column));
    }

    virtual void bind_integer(int position, std::int64_t value) = 0;
    virtual void bind_real(int position, double value) = 0;
    virtual void bind_text(int position, std::string_view text) = 0;
    virtual void bind_blob(int position, std::string_view bytes) = 0;
    virtual void bind_null(int position) = 0;

protected:
    Statement() = default;

private:
    template <std::integral Integer>
    void bind_at(int position, Integer value) {
        bind_integer(position, static_cast<std::int64_t>(value));
    }
    void bind_at(int position, double value) { bind_real(position, value); }
    void bind_at(int position, const std::optional<double>& value) {
        value ? bind_real(position, *value) : bind_null(position);
    }
    void bind_at(int position, std::string_view text) { bind_text(position, text); }
    void bind_at(int position, const std::string& text) { bind_text(position, text); }
    void bind_at(int position, const char* text) { bind_text(position, text); }
    void bind_at(int position, Blob blob) { bind_blob(position, blob.bytes); }
};

class Connection {
public:
    virtual ~Connection() = default;

    // Runs statements that return nothing, separated by semicolons.
    [[nodiscard]] virtual Result<void> execute(const std::string& sql) = 0;
    // Prepared once and kept; the pointer is valid as long as the connection.
    [[nodiscard]] virtual Result<Statement*> statement(std::string_view sql) = 0;
    // The same for a query with more rows than memory should hold, inside a transaction.
    [[nodiscard]] virtual Result<Statement*> scan(std::string_view sql) = 0;
    // The database's name in messages.
    [[nodiscard]] virtual const std::string& name() const = 0;

    // The first column of the first row. Errors: Corrupt if there is no row.
    [[nodiscard]] Result<std::int64_t> integer(std::string_view sql);

protected:
    Connection() = default;
};

// A connection inside a read transaction; goes back to its pool with the last copy.
using Lease = std::shared_ptr<Connection>;

}  // namespace sinergi::store::sql
