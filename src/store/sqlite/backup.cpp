// SPDX-License-Identifier: Apache-2.0
// Backups: the copy is written beside its final name, made durable, then renamed, so
// that an earlier backup of that name stays whole until the new one is.
#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "store/sqlite/copy_file.h"
#include "store/sqlite/sqlite_store.h"

namespace sinergi::store::sqlite {

namespace {

tl::unexpected<Error> cannot_write(const std::string& path, int code) {
    return fail(ErrorCode::Unavailable,
                fmt::format("The backup {} cannot be written ({}). Check that its folder exists, "
                            "who owns it and that the disk has free space.",
                            path, std::generic_category().message(code)));
}

Result<void> sync(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return cannot_write(path, errno);
    const int synced = fsync(descriptor);
    const int code = errno;
    close(descriptor);
    if (synced != 0) return cannot_write(path, code);
    return {};
}

bool is_database(const std::string& path) {
    constexpr std::string_view kMagic("SQLite format 3\0", 16);
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return false;
    std::array<char, kMagic.size()> head{};
    const ssize_t size = read(descriptor, head.data(), head.size());
    close(descriptor);
    return size == static_cast<ssize_t>(kMagic.size()) &&
           std::string_view(head.data(), head.size()) == kMagic;
}

// Only an earlier backup may be replaced: a mistyped name must not cost a spreadsheet.
Result<void> check_replaceable(const std::string& path, const std::string& own) {
    std::error_code code;
    if (!std::filesystem::exists(path, code)) return {};
    if (std::filesystem::equivalent(path, own, code)) {
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("{} is the database in use. Give the backup another name.", path));
    }
    if (is_database(path)) return {};
    return fail(ErrorCode::Conflict,
                fmt::format("{} exists and is not a backup. Give another name.", path));
}

// Removes the half-written copy unless it was renamed.
class TemporaryFile {
public:
    explicit TemporaryFile(std::string path) : path_(std::move(path)) {}
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile() {
        if (created_) unlink(path_.c_str());
    }

    [[nodiscard]] Result<void> create() {
        const int descriptor = ::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (descriptor < 0) return cannot_write(path_, errno);
        close(descriptor);
        created_ = true;
        return {};
    }
    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] Result<void> rename_to(const std::string& path) {
        if (std::rename(path_.c_str(), path.c_str()) != 0) return cannot_write(path, errno);
        created_ = false;
        return {};
    }

private:
    std::string path_;
    bool created_ = false;
};

}  // namespace

Result<void> sync_path(const std::string& path) { return sync(path); }

Result<void> replace_copy(const std::string& file, const std::string& own,
                          const std::function<Result<void>(const std::string&)>& write) {
    TRY(check_replaceable(file, own));
    TemporaryFile copy(fmt::format("{}.{}.unfinished", file, getpid()));
    TRY(copy.create());
    if (auto written = write(copy.path()); !written) {
        if (written.error().code != ErrorCode::Unavailable) return written;
        return fail(ErrorCode::Unavailable,
                    fmt::format("The backup {} could not be written: {} The store itself is "
                                "untouched.",
                                file, written.error().message));
    }
    TRY(sync(copy.path()));
    TRY(copy.rename_to(file));
    const std::string folder = std::filesystem::path(file).parent_path().string();
    return sync(folder.empty() ? "." : folder);
}

Result<void> SqliteStore::backup(const std::string& file) const {
    const auto reader = TRY(readers_.lease());
    return replace_copy(file, reader->name(), [&](const std::string& unfinished) -> Result<void> {
        reader->end();  // VACUUM takes its own read transaction and refuses to run inside one.
        return TRY(reader->statement("VACUUM INTO ?1"))->bind(unfinished).run();
    });
}

}  // namespace sinergi::store::sqlite
