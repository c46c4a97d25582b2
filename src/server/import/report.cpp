// SPDX-License-Identifier: Apache-2.0
#include "server/import/report.h"

#include <fmt/format.h>
#include <simdjson.h>

#include "server/json_writer.h"

namespace sinergi::server {

namespace {

void write(JsonWriter& json, const ImportQuestion& question) {
    json.object([&] {
        json.member("text", question.sentence);
        json.member("kind", question.kind);
        json.member("asked", question.text);
        json.member("rows", question.rows);
        json.array("choices", [&] {
            for (const ImportQuestion::Choice& choice : question.choices) {
                json.object([&] {
                    json.member("uid", choice.uid);
                    json.member("label", choice.label);
                });
            }
        });
    });
}

}  // namespace

void write(JsonWriter& json, const ImportChange& change) {
    json.object([&] {
        json.member("is_new", change.is_new);
        json.member("row", change.row);
        json.member("column", change.column);
        json.member("unit", change.unit);
        json.member("element", change.element);
        json.member("period", change.period);
        json.member("before", change.before);
        json.member("after", change.after);
    });
}

std::string to_json(const ImportReport& report) {
    JsonWriter json;
    json.object([&] {
        json.member("kind", report.kind);
        json.member("dry_run", report.dry_run);
        json.member("change", report.change);
        json.member("compared_at", report.compared_at);
        json.member("new", report.created);
        json.member("changed", report.changed);
        json.member("same", report.same);
        json.member("removed", report.removed);
        json.member("rejected", report.rejected);
        json.array("dropped_columns", [&] {
            for (const std::string& column : report.dropped_columns) json.put(column);
        });
        json.array("problems", [&] {
            for (const ImportProblem& problem : report.problems) {
                json.object([&] {
                    json.member("row", problem.row);
                    json.member("column", problem.column);
                    json.member("message", problem.message);
                });
            }
        });
        json.member("questioned", report.questioned);
        json.array("doubts", [&] {
            for (const ImportProblem& doubt : report.doubts) {
                json.object([&] {
                    json.member("row", doubt.row);
                    json.member("column", doubt.column);
                    json.member("message", doubt.message);
                });
            }
        });
        json.array("questions", [&] {
            for (const ImportQuestion& question : report.questions) write(json, question);
        });
        json.array("changes", [&] {
            for (const ImportChange& change : report.changes) write(json, change);
        });
        json.array("columns", [&] {
            for (const ImportColumn& column : report.columns) {
                json.object([&] {
                    json.member("letter", column.letter);
                    json.member("title", column.title);
                    json.member("role", column.role);
                });
            }
        });
        json.member("ambiguous_numbers", report.ambiguous_numbers);
        json.member("format", report.format);
        json.member("sheet", report.sheet);
        json.array("notes", [&] {
            for (const std::string& note : report.notes) json.put(note);
        });
        if (!report.attribution.empty()) json.member("attribution", report.attribution);
    });
    return json.take();
}

Result<ImportReport> read_import_report(std::string_view json) {
    try {
        simdjson::dom::parser parser;
        const simdjson::dom::element body = parser.parse(json.data(), json.size());
        ImportReport report;
        report.kind = std::string_view(body["kind"]);
        report.dry_run = bool(body["dry_run"]);
        report.change = std::uint64_t(body["change"]);
        report.compared_at = std::uint64_t(body["compared_at"]);
        report.ambiguous_numbers = std::uint64_t(body["ambiguous_numbers"]);
        report.created = std::uint64_t(body["new"]);
        report.changed = std::uint64_t(body["changed"]);
        report.same = std::uint64_t(body["same"]);
        report.removed = std::uint64_t(body["removed"]);
        report.rejected = std::uint64_t(body["rejected"]);
        for (const std::string_view column : body["dropped_columns"]) {
            report.dropped_columns.emplace_back(column);
        }
        for (const simdjson::dom::element problem : body["problems"]) {
            report.problems.push_back({static_cast<std::uint32_t>(std::uint64_t(problem["row"])),
                                       std::string(std::string_view(problem["column"])),
                                       std::string(std::string_view(problem["message"]))});
        }
        report.questioned = std::uint64_t(body["questioned"]);
        for (const simdjson::dom::element doubt : body["doubts"]) {
            report.doubts.push_back({static_cast<std::uint32_t>(std::uint64_t(doubt["row"])),
                                     std::string(std::string_view(doubt["column"])),
                                     std::string(std::string_view(doubt["message"]))});
        }
        for (const simdjson::dom::element question : body["questions"]) {
            report.questions.emplace_back().sentence = std::string_view(question["text"]);
        }
        report.format = std::string_view(body["format"]);
        report.sheet = std::string_view(body["sheet"]);
        for (const std::string_view note : body["notes"]) report.notes.emplace_back(note);
        std::string_view attribution;
        if (body["attribution"].get(attribution) == simdjson::SUCCESS) {
            report.attribution = attribution;
        }
        return report;
    } catch (const simdjson::simdjson_error& error) {
        return fail(ErrorCode::Corrupt, fmt::format("an import's report: {}", error.what()));
    }
}

}  // namespace sinergi::server
