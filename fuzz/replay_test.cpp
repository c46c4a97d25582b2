// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <sstream>

#include <doctest/doctest.h>

#include "decode_one.h"

TEST_CASE("every kept hostile input is decoded or refused, and nothing else happens") {
    int count = 0;
    for (const auto& file :
         std::filesystem::directory_iterator(SINERGI_SOURCE_DIR "/fuzz/corpus")) {
        std::ifstream stream(file.path(), std::ios::binary);
        std::ostringstream bytes;
        bytes << stream.rdbuf();
        CAPTURE(file.path().filename().string());
        sinergi::decode_one(bytes.str());
        ++count;
    }
    CHECK(count >= 7);
}
