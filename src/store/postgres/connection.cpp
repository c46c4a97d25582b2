// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/connection.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include <fmt/format.h>

#include "base/text.h"

namespace sinergi::store::postgres {

namespace {

constexpr int kFetchRows = 8192;
constexpr std::size_t kCopyChunk = 1 << 20;

// Our SQL counts parameters as ?1, PostgreSQL as $1.
std::string with_dollars(std::string_view sql) {
    std::string text(sql);
    std::replace(text.begin(), text.end(), '?', '$');
    return text;
}

std::uint64_t big_endian(const char* bytes, int size) {
    std::uint64_t value = 0;
    for (int i = 0; i < size; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
    return value;
}

std::string one_line(const char* message) {
    std::string line(trim(message == nullptr ? "" : message));
    std::replace(line.begin(), line.end(), '\n', ' ');
    return line;
}

Error gone(const std::string& name, const std::string& what) {
    return {ErrorCode::Unavailable,
            fmt::format("PostgreSQL ({}) tidak menjawab: {}. Pastikan server PostgreSQL hidup dan "
                        "dapat dijangkau, lalu jalankan lagi; tidak ada yang tersimpan sebagian.",
                        name, what)};
}

// By SQLSTATE, https://www.postgresql.org/docs/15/errcodes-appendix.html.
Error describe(std::string_view state, const std::string& name, const std::string& what) {
    const auto of_class = [&](std::string_view start) { return state.substr(0, 2) == start; };
    if (state.empty() || of_class("08") || of_class("57")) return gone(name, what);
    if (state == "53100") {
        return {ErrorCode::Unavailable,
                fmt::format("Disk PostgreSQL ({}) penuh; tidak ada yang tersimpan dari perubahan "
                            "ini. Kosongkan ruang di sana, lalu ulangi.",
                            name)};
    }
    if (of_class("53")) {
        return {ErrorCode::Unavailable,
                fmt::format("PostgreSQL ({}) kehabisan sumber daya: {}. Tidak ada yang tersimpan. "
                            "Naikkan batasnya (max_connections, memori) atau coba lagi nanti.",
                            name, what)};
    }
    if (of_class("40") || state == "55P03") {
        return {ErrorCode::Unavailable,
                fmt::format("Server Sinergi lain sedang menulis ke PostgreSQL ({}); tidak ada yang "
                            "tersimpan dari perubahan ini. Ulangi sebentar lagi.",
                            name)};
    }
    if (of_class("28") || state == "42501" || state == "3D000" || state == "25006") {
        return {ErrorCode::Unavailable,
                fmt::format("PostgreSQL ({}) menolak: {}. Periksa nama basis data, pengguna, kata "
                            "sandi dan haknya (CREATE, TEMP, tulis).",
                            name, what)};
    }
    if (of_class("22")) {
        return {ErrorCode::InvalidArgument,
                fmt::format("PostgreSQL ({}) tidak dapat menyimpan isi ini: {}.", name, what)};
    }
    if (of_class("54")) {
        return {ErrorCode::TooLarge,
                fmt::format("Isi ini terlalu besar untuk PostgreSQL ({}): {}.", name, what)};
    }
    return {ErrorCode::Corrupt, fmt::format("PostgreSQL ({}): {}", name, what)};
}

// Of what the server says nobody else needs the notices.
void ignore_notice(void*, const PGresult*) {}

}  // namespace

Statement::Parameter& Statement::parameter(int position) {
    const auto at = static_cast<std::size_t>(position);
    if (parameters_.size() < at) parameters_.resize(at);
    parameters_[at - 1] = {};
    return parameters_[at - 1];
}

void Statement::bind_integer(int position, std::int64_t value) {
    parameter(position).bytes = std::to_string(value);
}

void Statement::bind_real(int position, double value) {
    parameter(position).bytes = fmt::format("{}", value);  // Shortest text that reads back equal.
}

void Statement::bind_text(int position, std::string_view text) {
    Parameter& bound = parameter(position);
    bound.bytes = std::string(text);
    bound.binary = true;
}

void Statement::bind_null(int position) { parameter(position).null = true; }

Result<void> Statement::start() {
    std::vector<const char*> values;
    std::vector<int> lengths, formats;
    for (const Parameter& bound : parameters_) {
        values.push_back(bound.null ? nullptr : bound.bytes.c_str());
        lengths.push_back(static_cast<int>(bound.bytes.size()));
        formats.push_back(bound.binary ? 1 : 0);
    }
    const auto count = static_cast<int>(values.size());
    PGconn* const db = connection_->handle();
    if (cursor_.empty()) {
        rows_.reset(PQexecPrepared(db, prepared_.c_str(), count, values.data(), lengths.data(),
                                   formats.data(), 1));
    } else {
        const std::string declare =
            fmt::format("DECLARE {} NO SCROLL CURSOR FOR {}", cursor_, prepared_);
        rows_.reset(PQexecParams(db, declare.c_str(), count, nullptr, values.data(), lengths.data(),
                                 formats.data(), 1));
    }
    const auto status = PQresultStatus(rows_.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
        return connection_->failure(rows_.get());
    }
    const std::string_view written = PQcmdTuples(rows_.get());
    affected_ = written.empty() ? 0 : std::strtoull(written.data(), nullptr, 10);
    row_ = -1;
    if (cursor_.empty()) return {};
    open_ = true;
    return fetch();
}

Result<void> Statement::fetch() {
    const std::string sql = fmt::format("FETCH {} FROM {}", kFetchRows, cursor_);
    rows_.reset(
        PQexecParams(connection_->handle(), sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 1));
    if (PQresultStatus(rows_.get()) != PGRES_TUPLES_OK) return connection_->failure(rows_.get());
    row_ = -1;
    return {};
}

Result<bool> Statement::step() {
    if (rows_ == nullptr) TRY(start());
    ++row_;
    if (row_ < PQntuples(rows_.get())) return true;
    if (cursor_.empty() || row_ < kFetchRows) return false;
    TRY(fetch());
    ++row_;
    return row_ < PQntuples(rows_.get());
}

Result<void> Statement::run() {
    reset();
    TRY(start());
    const std::uint64_t written = affected_;
    reset();
    affected_ = written;
    return {};
}

void Statement::reset() {
    rows_.reset();
    row_ = -1;
    if (open_) {
        const std::string sql = "CLOSE " + cursor_;
        PQclear(PQexec(connection_->handle(), sql.c_str()));
    }
    open_ = false;
}

std::int64_t Statement::integer(int column) const {
    if (is_null(column)) return 0;
    const int size = PQgetlength(rows_.get(), row_, column);
    const std::uint64_t bits = big_endian(PQgetvalue(rows_.get(), row_, column), size);
    if (size == 2) return static_cast<std::int16_t>(bits);
    if (size == 4) return static_cast<std::int32_t>(bits);
    return static_cast<std::int64_t>(bits);
}

double Statement::real(int column) const {
    if (is_null(column)) return 0;
    return std::bit_cast<double>(big_endian(PQgetvalue(rows_.get(), row_, column), 8));
}

bool Statement::is_null(int column) const { return PQgetisnull(rows_.get(), row_, column) != 0; }

std::string Statement::text(int column) const {
    return {PQgetvalue(rows_.get(), row_, column),
            static_cast<std::size_t>(PQgetlength(rows_.get(), row_, column))};
}

Connection::Connection(PGconn* db) : db_(db) {
    const auto part = [](const char* text) { return std::string(text == nullptr ? "" : text); };
    name_ = fmt::format("{}:{}/{}", part(PQhost(db)), part(PQport(db)), part(PQdb(db)));
}

Result<std::unique_ptr<Connection>> Connection::open(const std::string& url) {
    const char* const keys[] = {"connect_timeout", "dbname", "client_encoding",
                                "fallback_application_name", nullptr};
    const char* const values[] = {"10", url.c_str(), "UTF8", "sinergi", nullptr};
    std::unique_ptr<Connection> connection(new Connection(PQconnectdbParams(keys, values, 1)));
    PGconn* const db = connection->handle();
    if (db == nullptr) return fail(ErrorCode::Unavailable, "Memory ran out.");
    if (connection->broken()) {
        return tl::unexpected(gone(connection->name_, one_line(PQerrorMessage(db))));
    }
    PQsetNoticeReceiver(db, ignore_notice, nullptr);
    if (PQserverVersion(db) < 150000) {
        return fail(ErrorCode::Unavailable,
                    fmt::format("PostgreSQL ({}) versi {} terlalu lama; pasang versi 15 atau lebih "
                                "baru.",
                                connection->name_, PQserverVersion(db) / 10000));
    }
    const char* const encoding = PQparameterStatus(db, "server_encoding");
    if (encoding == nullptr || std::string_view(encoding) != "UTF8") {
        return fail(ErrorCode::Unavailable,
                    fmt::format("Basis data PostgreSQL ({}) tidak memakai UTF-8. Buat basis data "
                                "baru dengan ENCODING 'UTF8'.",
                                connection->name_));
    }
    // An administrator may have turned off waiting for the disk; an answered change must be there.
    TRY(
        connection->execute("SET synchronous_commit = on; SET jit = off; SET work_mem = '64MB'; "
                            "SET lock_timeout = '120s'; SET standard_conforming_strings = on"));
    return connection;
}

tl::unexpected<Error> Connection::failure(const PGresult* result) const {
    const char* const state =
        result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char* const primary =
        result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const std::string what = one_line(primary == nullptr ? PQerrorMessage(db_.get()) : primary);
    if (broken()) return tl::unexpected(gone(name_, what));
    return tl::unexpected(describe(state == nullptr ? "" : state, name_, what));
}

Result<void> Connection::execute(const std::string& sql) {
    const ResultPtr result(PQexec(db_.get(), sql.c_str()));
    const auto status = PQresultStatus(result.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return {};
    return failure(result.get());
}

Result<sql::Statement*> Connection::statement(std::string_view sql) {
    if (const auto known = statements_.find(sql); known != statements_.end()) {
        known->second.reset();
        return &known->second;
    }
    const std::string prepared = fmt::format("s{}", statements_.size());
    const ResultPtr result(
        PQprepare(db_.get(), prepared.c_str(), with_dollars(sql).c_str(), 0, nullptr));
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) return failure(result.get());
    return &statements_.try_emplace(std::string(sql), *this, prepared, "").first->second;
}

Result<sql::Statement*> Connection::scan(std::string_view sql) {
    if (const auto known = scans_.find(sql); known != scans_.end()) {
        known->second.reset();
        return &known->second;
    }
    const std::string cursor = fmt::format("c{}", scans_.size());
    return &scans_.try_emplace(std::string(sql), *this, with_dollars(sql), cursor).first->second;
}

Result<std::uint64_t> Connection::change(std::string_view sql, std::int64_t first) {
    auto& writing = static_cast<Statement&>(*TRY(statement(sql)));
    if (sql.find("?1") != std::string_view::npos) writing.bind(first);
    TRY(writing.run());
    return writing.affected();
}

Result<std::string> Connection::text(const std::string& sql) {
    sql::Statement& query = *TRY(statement(sql));
    if (!TRY(query.bind().step())) {
        return fail(ErrorCode::Corrupt, fmt::format("{} lacks the row of: {}", name_, sql));
    }
    std::string value = query.text(0);
    query.reset();
    return value;
}

Result<void> Connection::begin_copy(const std::string& sql) {
    const ResultPtr result(PQexec(db_.get(), sql.c_str()));
    if (PQresultStatus(result.get()) != PGRES_COPY_IN) return failure(result.get());
    return {};
}

Result<void> Connection::copy_bytes(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::string_view piece = bytes.substr(0, kCopyChunk);
        if (PQputCopyData(db_.get(), piece.data(), static_cast<int>(piece.size())) != 1) {
            return failure(nullptr);
        }
        bytes.remove_prefix(piece.size());
    }
    return {};
}

Result<void> Connection::end_copy() {
    if (PQputCopyEnd(db_.get(), nullptr) != 1) return failure(nullptr);
    ResultPtr result(PQgetResult(db_.get()));
    const bool done = PQresultStatus(result.get()) == PGRES_COMMAND_OK;
    while (const ResultPtr rest{PQgetResult(db_.get())}) {
    }
    if (!done) return failure(result.get());
    return {};
}

void Connection::end() {
    for (auto& [sql, statement] : statements_) statement.reset();
    if (PQtransactionStatus(db_.get()) == PQTRANS_ACTIVE) {  // A COPY that was given up.
        PQputCopyEnd(db_.get(), "given up");
        while (const ResultPtr rest{PQgetResult(db_.get())}) {
        }
    }
    for (auto& [sql, statement] : scans_) statement.reset();
    if (PQtransactionStatus(db_.get()) != PQTRANS_IDLE) PQclear(PQexec(db_.get(), "ROLLBACK"));
}

}  // namespace sinergi::store::postgres
