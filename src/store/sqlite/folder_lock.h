// SPDX-License-Identifier: Apache-2.0
// FolderLock: one process owns a data folder.
//
// Holds an exclusive lock on FOLDER/sinergi.lock, whose text is the owner's process id. The system
// drops the lock when the process ends in any way, so a lock file left behind locks nothing.
#pragma once

#include <string>

#include "base/result.h"

namespace sinergi::store::sqlite {

class FolderLock {
public:
    // Errors: Unavailable if the folder is locked (naming the pid) or cannot be written.
    [[nodiscard]] static Result<FolderLock> take(const std::string& folder);

    // True while a process owns the folder; what a killed process left behind does not count.
    [[nodiscard]] static bool is_held(const std::string& folder);

    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&&) = delete;
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;
    ~FolderLock();

private:
    explicit FolderLock(int descriptor) : descriptor_(descriptor) {}

    int descriptor_ = -1;
};

}  // namespace sinergi::store::sqlite
