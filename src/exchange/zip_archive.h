// SPDX-License-Identifier: Apache-2.0
// ZipArchive: the parts of a zip file held in memory, inflated piece by piece.
//
// Sizes written in the archive are not believed: what is counted is what comes out.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sinergi::exchange {

class ZipArchive {
public:
    // `bytes` must outlive the archive. Errors: InvalidArgument if it is no zip file.
    [[nodiscard]] static Result<ZipArchive> open(std::string_view bytes);

    ZipArchive(ZipArchive&&) noexcept;
    ZipArchive& operator=(ZipArchive&&) noexcept;
    ZipArchive(const ZipArchive&) = delete;
    ZipArchive& operator=(const ZipArchive&) = delete;
    ~ZipArchive();

    [[nodiscard]] bool has(const std::string& name);

    // Hands the part to `take` piece by piece; stops with the error `take` returns. Errors:
    // NotFound; TooLarge once more than `bytes_max` came out; InvalidArgument if it is damaged or
    // encrypted.
    using Take = std::function<Result<void>(std::string_view)>;
    [[nodiscard]] Result<void> read(const std::string& name, std::size_t bytes_max,
                                    const Take& take);

private:
    struct State;
    explicit ZipArchive(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

}  // namespace sinergi::exchange
