// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/folder_lock.h"

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

namespace sinergi::store::sqlite {

namespace {

// The digits the owner wrote; empty if it had no time to.
std::string owner_of(int descriptor) {
    std::array<char, 32> bytes{};
    const ssize_t size = pread(descriptor, bytes.data(), bytes.size(), 0);
    std::string digits;
    for (ssize_t i = 0; i < size; ++i) {
        const char c = bytes[static_cast<std::size_t>(i)];
        if (c < '0' || c > '9') break;
        digits += c;
    }
    return digits;
}

}  // namespace

Result<FolderLock> FolderLock::take(const std::string& folder) {
    const std::string file = folder + "/sinergi.lock";
    const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return fail(ErrorCode::Unavailable,
                    fmt::format("{} cannot be opened for writing ({}). Check who owns the folder "
                                "and its permissions.",
                                file, std::generic_category().message(errno)));
    }
    FolderLock lock(descriptor);
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        const std::string pid = owner_of(descriptor);
        return fail(ErrorCode::Unavailable,
                    fmt::format("The data folder {} is in use by process {}. Stop it, or give the "
                                "command to the running server.",
                                folder, pid.empty() ? "(unknown)" : pid));
    }
    const std::string pid = fmt::format("{}\n", getpid());
    if (ftruncate(descriptor, 0) != 0 ||
        pwrite(descriptor, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
        return fail(ErrorCode::Unavailable,
                    fmt::format("{} cannot be written ({}). Check that the disk has free space.",
                                file, std::generic_category().message(errno)));
    }
    return lock;
}

bool FolderLock::is_held(const std::string& folder) {
    const int descriptor = open((folder + "/sinergi.lock").c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return false;
    const bool held = flock(descriptor, LOCK_SH | LOCK_NB) != 0;
    close(descriptor);
    return held;
}

FolderLock::FolderLock(FolderLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

FolderLock::~FolderLock() {
    if (descriptor_ >= 0) close(descriptor_);
}

}  // namespace sinergi::store::sqlite
