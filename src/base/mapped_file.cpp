// SPDX-License-Identifier: Apache-2.0
#include "base/mapped_file.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sinergi {

Result<MappedFile> MappedFile::open(const std::string& path) {
    const auto failed = [&](ErrorCode code) {
        return fail(code, fmt::format("cannot read {}: {}", path, std::strerror(errno)));
    };
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return failed(errno == ENOENT ? ErrorCode::NotFound : ErrorCode::Unavailable);
    struct stat status {};
    if (::fstat(file, &status) != 0) {
        ::close(file);
        return failed(ErrorCode::Unavailable);
    }
    const auto size = static_cast<std::size_t>(status.st_size);
    if (size == 0) {
        ::close(file);
        return MappedFile({});
    }
    void* memory = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
    ::close(file);
    if (memory == MAP_FAILED) return failed(ErrorCode::Unavailable);
    ::madvise(memory, size, MADV_SEQUENTIAL);
    return MappedFile({static_cast<const char*>(memory), size});
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : bytes_(std::exchange(other.bytes_, std::string_view())) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
}

MappedFile::~MappedFile() {
    if (!bytes_.empty()) ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
}

}  // namespace sinergi
