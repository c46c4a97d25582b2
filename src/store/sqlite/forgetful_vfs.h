// SPDX-License-Identifier: Apache-2.0
// ForgetfulVfs: a disk for tests that forgets what was not synced, or that is full.
//
// SQLite's own file layer, below which every write, truncation and deletion is also kept until the
// file is synced. crash_at(n) makes the n-th such event and all that follow fail, as for a computer
// that lost its power; forget() then puts the files back to what a disk would hold: what was synced
// and, if wished, any subset of what was not, writes torn at sectors included. While one lives, it
// is SQLite's default; one at a time. Used by one thread, as are the connections on it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <sqlite3.h>

namespace sinergi::store::sqlite {

class ForgetfulVfs {
public:
    enum class Unsynced : std::uint8_t { Lost, AnySubset };

    ForgetfulVfs() : below_(sqlite3_vfs_find(nullptr)) {
        vfs_ = *below_;
        vfs_.zName = "forgetful";
        vfs_.pNext = nullptr;
        vfs_.pAppData = this;
        vfs_.szOsFile = static_cast<int>(sizeof(File)) + below_->szOsFile;
        vfs_.xOpen = open;
        vfs_.xDelete = remove;
        sqlite3_vfs_register(&vfs_, 1);
        sqlite3_auto_extension(reinterpret_cast<void (*)()>(checkpoint_often));
    }
    ForgetfulVfs(const ForgetfulVfs&) = delete;
    ForgetfulVfs& operator=(const ForgetfulVfs&) = delete;
    ~ForgetfulVfs() {
        sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(checkpoint_often));
        sqlite3_vfs_unregister(&vfs_);
        sqlite3_vfs_register(below_, 1);
    }

    // Counted from now, the first is 1: writes, truncations, syncs and deletions.
    void crash_at(std::uint64_t event) { crash_ = events_ + event; }
    // The n-th write from now finds no space, nor does any after it until space_returns().
    void full_at(std::uint64_t write) { full_ = writes_ + write; }
    void space_returns() { full_.reset(); }

    [[nodiscard]] std::uint64_t events() const { return events_; }
    [[nodiscard]] bool crashed() const { return crash_ && events_ >= *crash_; }

    // After the connections are closed: what the disk holds when the power is back.
    void forget(Unsynced unsynced, std::mt19937& random) {
        for (auto& [path, disk] : disks_) {
            std::string bytes = disk->durable.value_or("");
            bool exists = disk->durable.has_value();
            for (const Change& change : disk->unsynced) {
                if (unsynced == Unsynced::Lost || random() % 2 == 0) continue;
                exists = change.kind != Change::Kind::Delete;
                apply(change, bytes, random);
            }
            if (exists) {
                std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
            } else {
                std::filesystem::remove(path);
            }
            std::filesystem::remove(path + "-shm");
        }
        disks_.clear();
        crash_.reset();
    }

private:
    static constexpr std::size_t kSector = 512;

    struct Change {
        enum class Kind : std::uint8_t { Write, Truncate, Delete } kind = Kind::Write;
        std::size_t offset = 0;  // Of a truncation: the new size.
        std::string bytes;
    };
    struct Disk {
        std::optional<std::string> durable;  // Absent: the file's name is not on disk.
        std::vector<Change> unsynced;
    };
    struct File {
        sqlite3_file base;
        ForgetfulVfs* owner;
        sqlite3_file* below;
        Disk* disk;  // nullptr for files without a name.
    };

    static File* file_of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
    static ForgetfulVfs& owner_of(sqlite3_vfs* vfs) {
        return *static_cast<ForgetfulVfs*>(vfs->pAppData);
    }

    // So that moving pages from the log into the database happens within a short test, too.
    static int checkpoint_often(sqlite3* db, char** /*message*/, const void* /*routines*/) {
        return sqlite3_wal_autocheckpoint(db, 25);
    }

    static std::string read(const std::string& path) {
        std::ifstream stream(path, std::ios::binary);
        std::ostringstream bytes;
        bytes << stream.rdbuf();
        return std::move(bytes).str();
    }

    // A write that survives may be torn: each sector of it by itself.
    static void apply(const Change& change, std::string& bytes, std::mt19937& random) {
        if (change.kind == Change::Kind::Delete) return bytes.clear();
        if (change.kind == Change::Kind::Truncate) {
            return bytes.resize(std::min(bytes.size(), change.offset));
        }
        const bool torn = random() % 4 == 0;
        for (std::size_t at = 0; at < change.bytes.size(); at += kSector) {
            if (torn && random() % 2 == 0) continue;
            const std::size_t size = std::min(kSector, change.bytes.size() - at);
            if (bytes.size() < change.offset + at + size) {
                bytes.resize(change.offset + at + size, '\0');
            }
            bytes.replace(change.offset + at, size, change.bytes, at, size);
        }
    }

    // True if the event may happen.
    bool event() {
        if (crashed()) return false;
        ++events_;
        return !crashed();
    }

    static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags,
                    int* flags_out) {
        ForgetfulVfs& owner = owner_of(vfs);
        File* self = file_of(file);
        self->base.pMethods = nullptr;
        self->owner = &owner;
        self->below = reinterpret_cast<sqlite3_file*>(self + 1);
        self->disk = nullptr;
        if (owner.crashed()) return SQLITE_CANTOPEN;
        const bool is_there = name != nullptr && std::filesystem::exists(name);
        if (name != nullptr) {
            auto& disk = owner.disks_[name];
            if (disk == nullptr) {
                disk = std::make_unique<Disk>();
                if (is_there) disk->durable = read(name);
            }
            self->disk = disk.get();
        }
        const int code = owner.below_->xOpen(owner.below_, name, self->below, flags, flags_out);
        if (self->below->pMethods != nullptr) self->base.pMethods = &methods();
        return code;
    }

    static int remove(sqlite3_vfs* vfs, const char* name, int sync_folder) {
        ForgetfulVfs& owner = owner_of(vfs);
        if (!owner.event()) return SQLITE_IOERR_DELETE;
        if (const auto disk = owner.disks_.find(name); disk != owner.disks_.end()) {
            disk->second->unsynced.push_back({Change::Kind::Delete, 0, ""});
            if (sync_folder != 0) {
                disk->second->durable.reset();
                disk->second->unsynced.clear();
            }
        }
        return owner.below_->xDelete(owner.below_, name, sync_folder);
    }

    static int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
        File* self = file_of(file);
        ForgetfulVfs& owner = *self->owner;
        ++owner.writes_;
        if (owner.full_ && owner.writes_ >= *owner.full_) return SQLITE_FULL;
        const bool happens = owner.event();
        if (self->disk != nullptr && (happens || owner.events_ == owner.crash_)) {
            // The write under way when the power went may have reached the disk as well.
            self->disk->unsynced.push_back(
                {Change::Kind::Write, static_cast<std::size_t>(offset),
                 std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size))});
        }
        if (!happens) return SQLITE_IOERR_WRITE;
        return self->below->pMethods->xWrite(self->below, bytes, size, offset);
    }

    static int truncate(sqlite3_file* file, sqlite3_int64 size) {
        File* self = file_of(file);
        if (!self->owner->event()) return SQLITE_IOERR_TRUNCATE;
        if (self->disk != nullptr) {
            self->disk->unsynced.push_back(
                {Change::Kind::Truncate, static_cast<std::size_t>(size), ""});
        }
        return self->below->pMethods->xTruncate(self->below, size);
    }

    static int sync(sqlite3_file* file, int flags) {
        File* self = file_of(file);
        if (!self->owner->event()) return SQLITE_IOERR_FSYNC;
        const int code = self->below->pMethods->xSync(self->below, flags);
        if (code == SQLITE_OK && self->disk != nullptr) {
            std::string bytes = self->disk->durable.value_or("");
            for (const Change& change : self->disk->unsynced) apply_whole(change, bytes);
            self->disk->durable = std::move(bytes);
            self->disk->unsynced.clear();
        }
        return code;
    }

    static void apply_whole(const Change& change, std::string& bytes) {
        if (change.kind != Change::Kind::Write) {
            bytes.resize(
                change.kind == Change::Kind::Delete ? 0 : std::min(bytes.size(), change.offset));
            return;
        }
        const std::size_t end = change.offset + change.bytes.size();
        if (bytes.size() < end) bytes.resize(end, '\0');
        bytes.replace(change.offset, change.bytes.size(), change.bytes);
    }

    static const sqlite3_io_methods& methods();

    sqlite3_vfs* below_;
    sqlite3_vfs vfs_{};
    std::map<std::string, std::unique_ptr<Disk>> disks_;
    std::uint64_t events_ = 0, writes_ = 0;
    std::optional<std::uint64_t> crash_, full_;
};

inline const sqlite3_io_methods& ForgetfulVfs::methods() {
    static const sqlite3_io_methods all = [] {
        sqlite3_io_methods m{};
        m.iVersion = 2;  // With shared memory, without memory-mapped pages.
        m.xClose = [](sqlite3_file* f) {
            return file_of(f)->below->pMethods->xClose(file_of(f)->below);
        };
        m.xRead = [](sqlite3_file* f, void* to, int size, sqlite3_int64 at) {
            return file_of(f)->below->pMethods->xRead(file_of(f)->below, to, size, at);
        };
        m.xWrite = write;
        m.xTruncate = truncate;
        m.xSync = sync;
        m.xFileSize = [](sqlite3_file* f, sqlite3_int64* size) {
            return file_of(f)->below->pMethods->xFileSize(file_of(f)->below, size);
        };
        m.xLock = [](sqlite3_file* f, int level) {
            return file_of(f)->below->pMethods->xLock(file_of(f)->below, level);
        };
        m.xUnlock = [](sqlite3_file* f, int level) {
            return file_of(f)->below->pMethods->xUnlock(file_of(f)->below, level);
        };
        m.xCheckReservedLock = [](sqlite3_file* f, int* held) {
            return file_of(f)->below->pMethods->xCheckReservedLock(file_of(f)->below, held);
        };
        m.xFileControl = [](sqlite3_file* f, int op, void* argument) {
            return file_of(f)->below->pMethods->xFileControl(file_of(f)->below, op, argument);
        };
        m.xSectorSize = [](sqlite3_file* f) {
            return file_of(f)->below->pMethods->xSectorSize(file_of(f)->below);
        };
        m.xDeviceCharacteristics = [](sqlite3_file* f) {
            return file_of(f)->below->pMethods->xDeviceCharacteristics(file_of(f)->below);
        };
        m.xShmMap = [](sqlite3_file* f, int page, int size, int extend, void volatile** at) {
            return file_of(f)->below->pMethods->xShmMap(file_of(f)->below, page, size, extend, at);
        };
        m.xShmLock = [](sqlite3_file* f, int offset, int count, int flags) {
            return file_of(f)->below->pMethods->xShmLock(file_of(f)->below, offset, count, flags);
        };
        m.xShmBarrier = [](sqlite3_file* f) {
            file_of(f)->below->pMethods->xShmBarrier(file_of(f)->below);
        };
        m.xShmUnmap = [](sqlite3_file* f, int remove_it) {
            return file_of(f)->below->pMethods->xShmUnmap(file_of(f)->below, remove_it);
        };
        return m;
    }();
    return all;
}

}  // namespace sinergi::store::sqlite
