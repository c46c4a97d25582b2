// SPDX-License-Identifier: Apache-2.0
// Importing files, undoing changes, and what a sender has told about its files.
#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "server/import/import_file.h"
#include "server/import/sender_memory.h"
#include "server/import/undo.h"
#include "server/v1/handlers.h"
#include "server/v1/v1_json.h"

namespace sinergi::server::v1 {

namespace {

Result<std::uint32_t> parse_count(const std::string& text, std::string_view parameter) {
    std::uint32_t count = 0;
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, count);
    if (error != std::errc{} || rest != end) {
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("parameter '{}': '{}' is no whole number", parameter, text));
    }
    return count;
}

// "unit:serang" -> what was asked and what it means, for people.
void write_line(JsonWriter& json, const engine::Snapshot& snapshot, const std::string& key,
                const std::string& value) {
    std::string meaning = value;
    if (const Row row = snapshot.tree().find_uid(value); row != kNoRow) {
        meaning = snapshot.tree().unit(row).name;
    } else if (const auto* element = snapshot.metadata->data_element(value)) {
        meaning = element->name;
    } else if (const auto* combo = snapshot.metadata->option_combo(value)) {
        meaning = combo->name;
    }
    std::replace(meaning.begin(), meaning.end(), '\x1f', ';');
    const std::size_t colon = key.find(':');
    std::string asked = colon == std::string::npos ? std::string() : key.substr(colon + 1);
    std::replace(asked.begin(), asked.end(), '\x1f', ';');
    json.object([&] {
        json.member("key", key);
        json.member("kind", key.substr(0, colon));
        json.member("asked", asked);
        json.member("meaning", meaning);
    });
}

}  // namespace

Result<Response> post_import(const Request& request, Services& services) {
    ImportOptions options;
    options.kind = request.get("kind", "auto");
    if (!is_import_kind(options.kind)) {
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("parameter 'kind': '{}' is none of auto, values, "
                                "figures, units, boundaries, metadata, areas",
                                options.kind));
    }
    options.file_name = request.get("file", "berkas");
    options.dry_run = request.flag("dry_run");
    options.columns = request.all("column");
    options.answers = request.all("answer");
    options.only_below = request.all("only_below");
    options.sheet = request.get("sheet", "");
    if (const std::string row = request.get("header_row", ""); !row.empty()) {
        options.header_row = TRY(parse_count(row, "header_row"));
    }
    options.period = request.get("period", "");
    options.element = request.get("element", "");
    options.numbers_are_indonesian = request.get("numbers", "") == "id";
    options.numbers_are_english = request.get("numbers", "") == "en";
    if (const std::string seen = request.get("compared_at", ""); !seen.empty()) {
        options.compared_at = TRY(parse_count(seen, "compared_at"));
    }
    const ImportReport report =
        TRY(import_file(services.office, request.viewer, request.body, options));
    return json_response(to_json(report));
}

Result<Response> post_undo(const Request& request, Services& services) {
    const auto change = TRY(parse_count(request.path_values.at("change"), "change"));
    return json_response(to_json(
        TRY(undo_change(services.office, request.viewer, change, request.flag("dry_run")))));
}

Result<Response> get_import_memory(const Request& request, Services& services) {
    const SenderMemory memory = TRY(SenderMemory::load(services.office, request.viewer.username));
    const auto snapshot = services.office.snapshot();
    JsonWriter json;
    json.object([&] {
        json.array("lines", [&] {
            for (const auto& [key, value] : memory.lines()) {
                write_line(json, *snapshot, key, value);
            }
        });
    });
    return json_response(json.take());
}

Result<Response> delete_import_memory(const Request& request, Services& services) {
    const std::string key = TRY(request.require("key"));
    SenderMemory memory = TRY(SenderMemory::load(services.office, request.viewer.username));
    if (!memory.forget(key)) {
        return fail(ErrorCode::NotFound, fmt::format("nothing is remembered as '{}'", key));
    }
    TRY(services.office.write(
        request.viewer.username, "lupakan arti di berkas",
        [&](store::Draft& draft) { return memory.save(draft, request.viewer.username); }));
    return get_import_memory(request, services);
}

}  // namespace sinergi::server::v1
