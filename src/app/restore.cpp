// SPDX-License-Identifier: Apache-2.0
#include "app/restore.h"

#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace sinergi::app {

namespace fs = std::filesystem;

namespace {

constexpr const char* kUnfinished = "sinergi.db.unfinished";

tl::unexpected<Error> cannot_write(const std::string& path, const std::error_code& error) {
    return fail(ErrorCode::Unavailable,
                fmt::format("{} tidak dapat ditulis ({}). Periksa pemilik folder dan ruang disk, "
                            "lalu ulangi pemulihan.",
                            path, error.message()));
}

Result<void> sync(const std::string& path, int flags) {
    const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
    const bool synced = descriptor >= 0 && fsync(descriptor) == 0;
    const std::error_code error(errno, std::generic_category());
    if (descriptor >= 0) close(descriptor);
    return synced ? Result<void>() : cannot_write(path, error);
}

// Empty but for the rest of a restore that was cut off.
bool may_be_filled(const fs::path& folder) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        if (entry.path().filename() != kUnfinished) return false;
    }
    return true;
}

}  // namespace

Result<void> restore_file(const std::string& folder, const std::string& file) {
    if (!may_be_filled(folder)) {
        return fail(ErrorCode::Conflict,
                    fmt::format("Folder {} tidak kosong; pemulihan tidak pernah menimpa. Beri "
                                "folder baru.",
                                folder));
    }
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return cannot_write(folder, error);
    const std::string unfinished = (fs::path(folder) / kUnfinished).string();
    fs::copy_file(file, unfinished, fs::copy_options::overwrite_existing, error);
    if (!error) fs::permissions(unfinished, fs::perms::owner_read | fs::perms::owner_write, error);
    if (error) {
        std::error_code ignored;
        fs::remove(unfinished, ignored);
        return cannot_write(unfinished, error);
    }
    TRY(sync(unfinished, O_RDONLY));
    const std::string target = (fs::path(folder) / "sinergi.db").string();
    fs::rename(unfinished, target, error);
    if (error) return cannot_write(target, error);
    return sync(folder, O_RDONLY | O_DIRECTORY);
}

}  // namespace sinergi::app
