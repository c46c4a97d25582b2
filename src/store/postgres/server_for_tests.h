// SPDX-License-Identifier: Apache-2.0
// ServerForTests: a PostgreSQL 15 of the test run's own, on a socket in a temporary folder, stopped
// and removed when the run ends. Only for tests; where PostgreSQL 15 is not installed there is
// none.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sinergi::store::postgres {

class ServerForTests {
public:
    // nullptr, and a line on standard error once, where it cannot be had.
    static ServerForTests* get() {
        static ServerForTests server;
        return server.running_ ? &server : nullptr;
    }
    ServerForTests(const ServerForTests&) = delete;
    ServerForTests& operator=(const ServerForTests&) = delete;
    ~ServerForTests() {
        if (getpid() != owner_ || folder_.empty()) return;
        if (running_) stop_at_once();
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    // The URL of a store of its own, a schema made if it is not there.
    [[nodiscard]] std::string url(const std::string& schema) const {
        run(
            fmt::format("{}/psql -h {} -U sinergi -d postgres -qc 'CREATE SCHEMA IF NOT EXISTS "
                        "\"{}\"' 2>/dev/null",
                        kPrograms, folder_, schema));
        return fmt::format("postgres://sinergi@/postgres?host={}&options=-csearch_path%3D%22{}%22",
                           folder_, schema);
    }
    // As if the power went: no checkpoint, connections cut.
    void stop_at_once() const { control("stop -m immediate"); }
    void start() const {
        control(
            fmt::format("start -w -l {}/log -o \"-c listen_addresses= -k {}\"", folder_, folder_));
    }

private:
    static constexpr const char* kPrograms = "/usr/lib/postgresql/15/bin";

    ServerForTests() : owner_(getpid()) {
        if (!std::filesystem::exists(std::string(kPrograms) + "/initdb")) {
            std::fprintf(stderr, "SKIPPED: PostgreSQL 15 is not installed\n");
            return;
        }
        std::string name = (std::filesystem::temp_directory_path() / "sinergi-pg-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) return;
        folder_ = name;
        // PostgreSQL refuses to run as root.
        if (geteuid() == 0) as_ = "runuser -u postgres -- ";
        if (!as_.empty()) run("chown postgres " + folder_);
        running_ = run(fmt::format("{}{}/initdb -D {}/data -U sinergi -A trust -E UTF8 "
                                   "--locale=C.UTF-8 >/dev/null",
                                   as_, kPrograms, folder_)) == 0;
        if (running_) start();
    }
    void control(const std::string& what) const {
        run(fmt::format("{}{}/pg_ctl -D {}/data {} >/dev/null", as_, kPrograms, folder_, what));
    }
    static int run(const std::string& command) {
        const int status = std::system(command.c_str());  // NOLINT(cert-env33-c): our own words.
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

    pid_t owner_;
    bool running_ = false;
    std::string folder_, as_;
};

}  // namespace sinergi::store::postgres
