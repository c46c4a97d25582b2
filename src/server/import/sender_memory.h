// SPDX-License-Identifier: Apache-2.0
// SenderMemory: what one account has told about its files: which unit "Serang" means, which column
// holds what in files with these titles, how its numbers are written.
//
// Kept as one document per account, lines "key TAB value"; shown and forgotten line by line.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/name_book.h"
#include "server/office.h"

namespace sinergi::server {

class SenderMemory {
public:
    [[nodiscard]] static Result<SenderMemory> load(const Office& office, std::string_view username);

    // "unit:Serang=36.04" or "element:K4=KIA_K4": names the meaning by code or uid. Errors:
    // InvalidArgument, NotFound.
    [[nodiscard]] Result<void> answer(const engine::Snapshot& snapshot, const std::string& text);
    [[nodiscard]] exchange::Answers answers() const;

    // "field=title" of files that have exactly these titles.
    [[nodiscard]] std::vector<std::string> columns(const std::vector<std::string>& titles) const;
    void set_columns(const std::vector<std::string>& titles,
                     const std::vector<std::string>& columns);

    // "id", "en" or empty: never told.
    [[nodiscard]] std::string numbers() const;
    void set_numbers(std::string_view style);

    [[nodiscard]] const std::map<std::string, std::string>& lines() const { return lines_; }
    // False if there is no such line.
    bool forget(const std::string& key) { return lines_.erase(key) > 0; }

    [[nodiscard]] bool is_changed() const { return changed_; }
    [[nodiscard]] Result<void> save(store::Draft& draft, std::string_view username) const;

private:
    void set(const std::string& key, const std::string& value);

    std::map<std::string, std::string> lines_;
    bool changed_ = false;
};

}  // namespace sinergi::server
