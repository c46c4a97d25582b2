// SPDX-License-Identifier: Apache-2.0
#include "store/sql/tables.h"

#include <array>
#include <bit>
#include <cstring>

#include <fmt/format.h>
#include <sodium.h>

#include "store/sql/sql_store.h"

namespace sinergi::store::sql {

namespace {

constexpr std::size_t kHash = 32;

void append_number(std::string& bytes, std::uint64_t value) {
    std::array<char, 8> raw{};
    std::memcpy(raw.data(), &value, raw.size());
    bytes.append(raw.data(), raw.size());
}

void append_column(std::string& bytes, const Statement& row, int column, ColumnType type) {
    if (row.is_null(column)) {
        bytes += 'n';
        return;
    }
    switch (type) {
        case ColumnType::Small:
        case ColumnType::Integer:
        case ColumnType::Big:
            bytes += 'i';
            append_number(bytes, row.count(column));
            return;
        case ColumnType::Real:
            bytes += 'r';
            // Minus zero is zero: SQLite does not keep the sign.
            append_number(bytes, std::bit_cast<std::uint64_t>(row.real(column) + 0.0));
            return;
        case ColumnType::Text:
        case ColumnType::Bytes: {
            const std::string text = row.text(column);
            bytes += 't';
            append_number(bytes, text.size());
            bytes += text;
            return;
        }
    }
}

// The sum of the rows' hashes: the same in whatever order they come.
class RowSum {
public:
    void add(const std::string& row) {
        std::array<std::uint64_t, kHash / 8> hash{};
        crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), kHash,
                           reinterpret_cast<const unsigned char*>(row.data()), row.size(), nullptr,
                           0);
        for (std::size_t i = 0; i < hash.size(); ++i) sum_[i] += hash[i];
        ++rows_;
    }
    void append_to(std::string& bytes) const {
        append_number(bytes, rows_);
        for (const std::uint64_t lane : sum_) append_number(bytes, lane);
    }

private:
    std::array<std::uint64_t, kHash / 8> sum_{};
    std::uint64_t rows_ = 0;
};

}  // namespace

std::string Table::column_list() const {
    std::string list;
    for (const Column& column : columns) list += (list.empty() ? "" : ", ") + column.name;
    return list;
}

std::string Table::select() const { return fmt::format("SELECT {} FROM {}", column_list(), name); }

Result<std::string> digest_of(Connection& db) {
    VERIFY(sodium_init() >= 0);
    std::string all;
    for (const Table& table : TRY(kept_tables())) {
        RowSum sum;
        std::string bytes;
        Statement& rows = *TRY(db.scan(table.select()));
        rows.bind();
        while (TRY(rows.step())) {
            bytes.clear();
            for (std::size_t i = 0; i < table.columns.size(); ++i) {
                append_column(bytes, rows, static_cast<int>(i), table.columns[i].type);
            }
            sum.add(bytes);
        }
        rows.reset();
        all += table.name + '\n';
        sum.append_to(all);
    }
    std::array<unsigned char, kHash> hash{};
    crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(all.data()),
                       all.size(), nullptr, 0);
    std::string text;
    for (const unsigned char byte : hash) text += fmt::format("{:02x}", byte);
    return text;
}

Result<std::uint64_t> copy_rows(Connection& from, CopyTarget& to, const MoveProgress& progress) {
    constexpr std::uint64_t kTellEvery = 65'536;
    std::uint64_t all = 0;
    for (const Table& table : TRY(kept_tables())) {
        const auto writer = TRY(to.rows_of(table));
        Statement& rows = *TRY(from.scan(table.select()));
        rows.bind();
        std::uint64_t count = 0;
        while (TRY(rows.step())) {
            TRY(writer->put(rows));
            if (++count % kTellEvery == 0 && progress) progress(table.name, count);
        }
        rows.reset();
        TRY(writer->end());
        if (progress) progress(table.name, count);
        all += count;
    }
    return all;
}

Result<std::string> SqlStore::identity() const {
    const auto reader = TRY(lease());
    Statement& row = *TRY(reader->statement("SELECT identity FROM store_identity"));
    if (!TRY(row.bind().step())) {
        return fail(ErrorCode::Corrupt, fmt::format("{} has no identity.", reader->name()));
    }
    return row.text(0);
}

Result<std::string> SqlStore::digest() const {
    const auto reader = TRY(lease());
    return digest_of(*reader);
}

}  // namespace sinergi::store::sql
