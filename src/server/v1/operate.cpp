// SPDX-License-Identifier: Apache-2.0
// What the operator sistem does: importing files, checking and copying the data folder.
#include <charconv>

#include <fmt/format.h>

#include "server/import_file.h"
#include "server/v1/handlers.h"
#include "server/v1/v1_json.h"

namespace sinergi::server::v1 {

namespace {

Result<std::uint32_t> parse_row(const std::string& text) {
    std::uint32_t row = 0;
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, row);
    if (error != std::errc{} || rest != end || row == 0) {
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("parameter 'header_row': '{}' is no row number", text));
    }
    return row;
}

}  // namespace

Result<Response> post_import(const Request& request, Services& services) {
    ImportOptions options;
    options.kind = request.get("kind", "auto");
    if (!is_import_kind(options.kind)) {
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("parameter 'kind': '{}' is none of auto, values, units, "
                                "boundaries, metadata, areas",
                                options.kind));
    }
    options.file_name = request.get("file", "berkas");
    options.dry_run = request.flag("dry_run");
    options.columns = request.all("column");
    options.answers = request.all("answer");
    options.only_below = request.all("only_below");
    options.sheet = request.get("sheet", "");
    if (const std::string row = request.get("header_row", ""); !row.empty()) {
        options.header_row = TRY(parse_row(row));
    }
    options.period = request.get("period", "");
    options.element = request.get("element", "");
    options.numbers_are_indonesian = request.get("numbers", "") == "id";
    options.numbers_are_english = request.get("numbers", "") == "en";
    const ImportReport report =
        TRY(import_file(services.office, request.viewer, request.body, options));
    return json_response(to_json(report));
}

Result<Response> get_check(const Request&, Services& services) {
    const auto found = TRY(services.office.check({}));
    const auto snapshot = services.office.snapshot();
    JsonWriter json;
    json.object([&] {
        json.member("change", snapshot->change);
        json.member("units", snapshot->tree().size());
        json.member("values", snapshot->columns.cell_count());
        json.array("problems", [&] {
            for (const std::string& sentence : found) json.put(sentence);
        });
    });
    return json_response(json.take(), found.empty() ? 200 : 500);
}

Result<Response> post_backup(const Request& request, Services& services) {
    const std::string file = TRY(request.require("file"));
    if (!request.viewer.is_local) {
        return fail(ErrorCode::Forbidden,
                    "a backup writes a file on the server's computer; run sinergi backup there");
    }
    TRY(services.office.store().backup(file));
    JsonWriter json;
    json.object([&] { json.member("file", file); });
    return json_response(json.take());
}

}  // namespace sinergi::server::v1
