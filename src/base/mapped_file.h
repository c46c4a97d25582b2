// SPDX-License-Identifier: Apache-2.0
// MappedFile: a file's bytes as the kernel keeps them, without a copy.
//
// Read-only. The file must not be shortened while it is mapped; files that are replaced whole (see
// replace_file) never are.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace sinergi {

class MappedFile {
public:
    // Errors: NotFound if there is no such file, Unavailable if it cannot be mapped.
    [[nodiscard]] static Result<MappedFile> open(const std::string& path);

    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    ~MappedFile();

    [[nodiscard]] std::string_view bytes() const { return bytes_; }

private:
    explicit MappedFile(std::string_view bytes) : bytes_(bytes) {}

    std::string_view bytes_;
};

}  // namespace sinergi
