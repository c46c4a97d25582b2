// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <sstream>

#include <doctest/doctest.h>

#include "decode_one.h"

namespace fs = std::filesystem;

namespace {

const fs::path kCorpus = SINERGI_SOURCE_DIR "/fuzz/corpus";

std::string read(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << stream.rdbuf();
    return std::move(bytes).str();
}

}  // namespace

TEST_CASE("every kept hostile input is decoded or refused, and nothing else happens") {
    for (const auto& decoder : sinergi::fuzz::kDecoders) {
        CAPTURE(decoder.name);
        int count = 0;
        for (const auto& file : fs::directory_iterator(kCorpus / decoder.name)) {
            CAPTURE(file.path().filename().string());
            decoder.decode(read(file.path()));
            ++count;
        }
        CHECK_MESSAGE(count > 0, "a decoder needs a few real inputs to start from");
    }
}

TEST_CASE("every folder of the corpus belongs to a decoder") {
    for (const auto& folder : fs::directory_iterator(kCorpus)) {
        const std::string name = folder.path().filename().string();
        CAPTURE(name);
        CHECK(folder.is_directory());
        CHECK(sinergi::fuzz::find_decoder(name) != nullptr);
    }
}
