// SPDX-License-Identifier: Apache-2.0
#include "exchange/zip_archive.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include <fmt/format.h>
#include <unzip.h>

namespace sinergi::exchange {

namespace {

// minizip reads through these instead of a file.
struct Memory {
    std::string_view bytes;
    std::size_t at = 0;
};

voidpf open_memory(voidpf memory, const void*, int) { return memory; }

uLong read_memory(voidpf, voidpf stream, void* into, uLong wanted) {
    auto& memory = *static_cast<Memory*>(stream);
    const std::size_t count = std::min<std::size_t>(
        wanted, memory.bytes.size() - std::min(memory.at, memory.bytes.size()));
    std::memcpy(into, memory.bytes.data() + memory.at, count);
    memory.at += count;
    return count;
}

uLong write_memory(voidpf, voidpf, const void*, uLong) { return 0; }

ZPOS64_T tell_memory(voidpf, voidpf stream) { return static_cast<Memory*>(stream)->at; }

long seek_memory(voidpf, voidpf stream, ZPOS64_T offset, int origin) {
    auto& memory = *static_cast<Memory*>(stream);
    ZPOS64_T base = 0;
    if (origin == ZLIB_FILEFUNC_SEEK_CUR) base = memory.at;
    if (origin == ZLIB_FILEFUNC_SEEK_END) base = memory.bytes.size();
    const ZPOS64_T place = base + offset;
    if (place > memory.bytes.size()) return -1;
    memory.at = place;
    return 0;
}

int close_memory(voidpf, voidpf) { return 0; }
int error_memory(voidpf, voidpf) { return 0; }

tl::unexpected<Error> damaged(const std::string& name) {
    return fail(ErrorCode::InvalidArgument,
                fmt::format("Berkas rusak (bagian {}): buka di Excel, simpan lagi sebagai .xlsx, "
                            "lalu kirim ulang.",
                            name));
}

}  // namespace

struct ZipArchive::State {
    Memory memory;
    unzFile file = nullptr;

    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        if (file != nullptr) unzClose(file);
    }
};

ZipArchive::ZipArchive(std::unique_ptr<State> state) : state_(std::move(state)) {}
ZipArchive::ZipArchive(ZipArchive&&) noexcept = default;
ZipArchive& ZipArchive::operator=(ZipArchive&&) noexcept = default;
ZipArchive::~ZipArchive() = default;

Result<ZipArchive> ZipArchive::open(std::string_view bytes) {
    auto state = std::make_unique<State>();
    state->memory.bytes = bytes;
    zlib_filefunc64_def functions{open_memory, read_memory,  write_memory, tell_memory,
                                  seek_memory, close_memory, error_memory, &state->memory};
    state->file = unzOpen2_64("", &functions);
    if (state->file == nullptr) return damaged("zip");
    return ZipArchive(std::move(state));
}

bool ZipArchive::has(const std::string& name) {
    return unzLocateFile(state_->file, name.c_str(), 2) == UNZ_OK;  // 2: case does not matter.
}

Result<void> ZipArchive::read(const std::string& name, std::size_t bytes_max, const Take& take) {
    if (!has(name)) {
        return fail(ErrorCode::NotFound, fmt::format("Berkas tidak memuat bagian {}.", name));
    }
    unz_file_info64 info{};
    if (unzGetCurrentFileInfo64(state_->file, &info, nullptr, 0, nullptr, 0, nullptr, 0) !=
        UNZ_OK) {
        return damaged(name);
    }
    if ((info.flag & 1U) != 0) {
        return fail(ErrorCode::InvalidArgument,
                    "Berkas dikunci dengan kata sandi; buka kuncinya di Excel lalu kirim lagi.");
    }
    if (unzOpenCurrentFile(state_->file) != UNZ_OK) return damaged(name);
    std::vector<char> buffer(1 << 16);
    std::size_t total = 0;
    Result<void> outcome;
    for (;;) {
        const int count =
            unzReadCurrentFile(state_->file, buffer.data(), static_cast<unsigned>(buffer.size()));
        if (count < 0) outcome = damaged(name);
        if (count <= 0) break;
        total += static_cast<std::size_t>(count);
        if (total > bytes_max) {
            outcome = fail(ErrorCode::TooLarge,
                           fmt::format("Isi berkas mengembang menjadi lebih dari {} MB; berkas ini "
                                       "tidak dibaca. Bagi menjadi beberapa berkas.",
                                       bytes_max >> 20));
            break;
        }
        outcome = take({buffer.data(), static_cast<std::size_t>(count)});
        if (!outcome) break;
    }
    // A wrong checksum shows when the whole part was read.
    if (unzCloseCurrentFile(state_->file) == UNZ_CRCERROR && outcome) return damaged(name);
    return outcome;
}

}  // namespace sinergi::exchange
