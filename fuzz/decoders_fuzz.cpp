// SPDX-License-Identifier: Apache-2.0
// libFuzzer's entry. SINERGI_DECODER names the decoder; `sinergi-fuzz --list` names them all.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "decode_one.h"

namespace {

const sinergi::fuzz::Decoder* chosen = nullptr;

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
    if (*argc == 2 && std::string_view((*argv)[1]) == "--list") {
        for (const auto& decoder : sinergi::fuzz::kDecoders) std::puts(decoder.name.data());
        std::exit(0);
    }
    const char* name = std::getenv("SINERGI_DECODER");
    if (name != nullptr) chosen = sinergi::fuzz::find_decoder(name);
    if (chosen != nullptr) return 0;
    std::fputs("SINERGI_DECODER must name one of those that --list shows\n", stderr);
    std::exit(2);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    chosen->decode({reinterpret_cast<const char*>(data), size});
    return 0;
}
