// SPDX-License-Identifier: Apache-2.0
#include "server/import/sender_memory.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"

namespace sinergi::server {

namespace {

constexpr std::string_view kDocument = "answers";
constexpr std::string_view kNumbers = "numbers";
constexpr std::string_view kColumns = "columns:";
constexpr char kBetween = '\x1f';  // Between titles; no spreadsheet has it in a cell.

std::string columns_key(const std::vector<std::string>& titles) {
    std::string key(kColumns);
    for (const std::string& title : titles) key += title + kBetween;
    // A tab or line break inside a title would break the line.
    std::replace_if(
        key.begin(), key.end(), [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
    return key;
}

}  // namespace

Result<SenderMemory> SenderMemory::load(const Office& office, std::string_view username) {
    SenderMemory memory;
    const std::string kept = TRY(office.store().document(kDocument, username)).value_or("");
    for (const std::string_view line : split(kept, '\n')) {
        const std::size_t tab = line.find('\t');
        if (tab == std::string_view::npos) continue;
        memory.lines_[std::string(line.substr(0, tab))] = std::string(line.substr(tab + 1));
    }
    return memory;
}

void SenderMemory::set(const std::string& key, const std::string& value) {
    std::string& line = lines_[key];
    if (line == value) return;
    line = value;
    changed_ = true;
}

Result<void> SenderMemory::answer(const engine::Snapshot& snapshot, const std::string& text) {
    const std::size_t colon = text.find(':');
    const std::size_t equals = text.rfind('=');
    if (colon == std::string::npos || equals == std::string::npos || equals < colon) {
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("answer '{}': write unit:TEXT=CODE or element:TEXT=CODE", text));
    }
    const std::string kind = text.substr(0, colon);
    const std::string asked = text.substr(colon + 1, equals - colon - 1);
    const std::string meant = text.substr(equals + 1);
    if (kind == "unit") {
        const Row row = TRY(snapshot.tree().find(meant));
        set(exchange::question_key(exchange::NameKind::Unit, asked), snapshot.tree().unit(row).uid);
        return {};
    }
    if (kind == "option_combo") {
        const auto* combo = snapshot.metadata->option_combo(meant);
        if (combo == nullptr) {
            return fail(ErrorCode::NotFound, fmt::format("no category option combo '{}'", meant));
        }
        set(exchange::question_key(exchange::NameKind::OptionCombo, asked), combo->uid);
        return {};
    }
    const DataElement* element = snapshot.metadata->data_element(meant);
    if (element == nullptr) {
        return fail(ErrorCode::NotFound, fmt::format("no data element '{}'", meant));
    }
    set(exchange::question_key(exchange::NameKind::Element, asked), element->uid);
    return {};
}

exchange::Answers SenderMemory::answers() const {
    exchange::Answers answers;
    for (const auto& [key, value] : lines_) {
        if (key != kNumbers && !key.starts_with(kColumns)) answers.emplace(key, value);
    }
    return answers;
}

std::vector<std::string> SenderMemory::columns(const std::vector<std::string>& titles) const {
    std::vector<std::string> columns;
    const auto found = lines_.find(columns_key(titles));
    if (found == lines_.end()) return columns;
    for (const std::string_view column : split(found->second, kBetween)) {
        if (!column.empty()) columns.emplace_back(column);
    }
    return columns;
}

void SenderMemory::set_columns(const std::vector<std::string>& titles,
                               const std::vector<std::string>& columns) {
    std::string value;
    for (const std::string& column : columns) value += column + kBetween;
    set(columns_key(titles), value);
}

std::string SenderMemory::numbers() const {
    const auto found = lines_.find(std::string(kNumbers));
    return found == lines_.end() ? std::string() : found->second;
}

void SenderMemory::set_numbers(std::string_view style) {
    set(std::string(kNumbers), std::string(style));
}

Result<void> SenderMemory::save(store::Draft& draft, std::string_view username) const {
    std::string body;
    for (const auto& [key, value] : lines_) body += fmt::format("{}\t{}\n", key, value);
    return draft.put_document(kDocument, username, body);
}

}  // namespace sinergi::server
