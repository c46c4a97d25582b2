// SPDX-License-Identifier: Apache-2.0
#include "base/mapped_file.h"

#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <unistd.h>

namespace sinergi {

TEST_CASE("a mapped file has the file's bytes, an empty one none, an absent one an error") {
    const std::string path =
        std::filesystem::temp_directory_path() / ("sinergi-mapped-" + std::to_string(::getpid()));
    CHECK(MappedFile::open(path).error().code == ErrorCode::NotFound);
    std::ofstream(path, std::ios::binary) << "";
    CHECK(MappedFile::open(path)->bytes().empty());
    const std::string bytes(100'000, 'x');
    std::ofstream(path, std::ios::binary) << bytes << '\0';
    auto mapped = MappedFile::open(path);
    REQUIRE(mapped.has_value());
    MappedFile moved = std::move(*mapped);
    CHECK(mapped->bytes().empty());
    CHECK(moved.bytes().size() == bytes.size() + 1);
    CHECK(moved.bytes().starts_with(bytes));
    std::filesystem::remove(path);
    CHECK(moved.bytes().starts_with(bytes));  // Still held by the mapping.
}

}  // namespace sinergi
