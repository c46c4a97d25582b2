// SPDX-License-Identifier: Apache-2.0
#include "app/serve.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <fstream>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>
#include <pthread.h>
#include <signal.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>
#include <unistd.h>

#include "server/access.h"
#include "server/routes.h"
#include "store/sqlite/folder_lock.h"

namespace sinergi::app {

namespace {

constexpr std::string_view kRunningName = "/server.running";
constexpr std::chrono::minutes kCheckpointEvery{5};

// Western Indonesia Time; an office further east sets TZ-like offsets with a later setting.
constexpr std::chrono::hours kOfficeOffset{7};

std::chrono::sys_days office_today() {
    return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now() + kOfficeOffset);
}

Result<void> write_running(const std::string& path, const RunningServer& running) {
    ::unlink(path.c_str());
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const std::string text =
        fmt::format("{} {} {} {}\n", running.address, running.port, running.secret, running.store);
    const bool written =
        file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    if (file >= 0) ::close(file);
    if (!written) return fail(ErrorCode::Unavailable, "cannot write " + path);
    return {};
}

// Raises the system's limit of open files as far as it goes, and keeps the connections below it:
// the store and the log need descriptors, too.
void fit_connections(server::HttpOptions& options) {
    constexpr std::size_t kForOurselves = 128;
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
    files.rlim_cur = files.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &files) != 0 && getrlimit(RLIMIT_NOFILE, &files) != 0) return;
    const std::size_t allowed = files.rlim_cur;
    options.connections_max =
        std::min(options.connections_max, std::max(allowed, 2 * kForOurselves) - kForOurselves);
}

std::string change_event(const store::Change& change) {
    return fmt::format(
        "event: change\nid: {0}\ndata: {{\"change\":{0},\"values\":{1},\"metadata\":{2}}}\n\n",
        change.number, change.values_written, change.metadata_written);
}

// Waits for SIGINT or SIGTERM on its own thread, so that stopping runs ordinary code.
class SignalWaiter {
public:
    SignalWaiter() {
        sigemptyset(&signals_);
        sigaddset(&signals_, SIGINT);
        sigaddset(&signals_, SIGTERM);
        pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
        ::signal(SIGPIPE, SIG_IGN);
    }
    void wait(const std::atomic<bool>& finished, const std::function<void()>& on_signal,
              const std::function<void()>& each_period) {
        auto next = std::chrono::steady_clock::now() + kCheckpointEvery;
        while (!finished) {
            const timespec second{1, 0};
            if (sigtimedwait(&signals_, nullptr, &second) > 0) return on_signal();
            if (std::chrono::steady_clock::now() < next) continue;
            each_period();
            next = std::chrono::steady_clock::now() + kCheckpointEvery;
        }
    }

private:
    sigset_t signals_{};
};

// Publishes what other servers write to the store, while it lives.
class Follower {
public:
    explicit Follower(server::Office& office) : office_(office) {
        if (office.is_shared()) thread_ = std::thread([this] { follow(); });
    }
    Follower(const Follower&) = delete;
    Follower& operator=(const Follower&) = delete;
    ~Follower() {
        stopping_ = true;
        if (thread_.joinable()) thread_.join();
    }

private:
    void follow() {
        constexpr std::chrono::milliseconds kWait{1000};
        std::string told;  // The last failure: a server that is gone is logged once.
        while (!stopping_) {
            const auto last = office_.store().wait_for_change(office_.snapshot()->change, kWait);
            const auto followed = last ? office_.catch_up() : tl::unexpected(last.error());
            const std::string failure = followed ? "" : followed.error().message;
            if (!failure.empty() && failure != told) spdlog::warn("\"{}\"", failure);
            told = failure;
            if (!followed) std::this_thread::sleep_for(kWait);
        }
    }

    server::Office& office_;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace

std::string store_mark(const std::string& store_url) {
    return store_url.empty() ? "-" : fmt::format("{:x}", std::hash<std::string>()(store_url));
}

Result<RunningServer> find_running_server(const std::string& folder) {
    std::ifstream file(folder + std::string(kRunningName));
    RunningServer running;
    // A server that was killed leaves its file; its port may be another program's by now.
    if (!store::sqlite::FolderLock::is_held(folder) ||
        !(file >> running.address >> running.port >> running.secret >> running.store)) {
        return fail(ErrorCode::NotFound, "no server is running on " + folder);
    }
    return running;
}

Result<void> serve(server::Office& office, const ServeOptions& options,
                   const std::function<void(const std::string&)>& ready) {
    SignalWaiter signals;  // First: threads started later inherit the blocked signals.
    server::Access access(office);
    server::Services services{
        office, access,      SINERGI_VERSION, options.web_folder, options.demonstration,
        {},     office_today};
    server::HttpOptions http_options = options.http;
    fit_connections(http_options);
    server::HttpServer http(http_options, [&services](server::Request& request) {
        return server::dispatch(request, services);
    });
    services.counters = [&http] { return http.counters(); };
    office.on_change([&http](const store::Change& change) { http.publish(change_event(change)); });
    TRY(http.listen());
    const std::string running_path = office.folder() + std::string(kRunningName);
    const RunningServer running{options.http.address, http.port(), access.local_secret(),
                                store_mark(options.store_url)};
    TRY(write_running(running_path, running));
    const Follower follower(office);
    std::atomic<bool> finished{false};
    std::uint64_t saved = 0;
    const auto save = [&] {
        if (office.snapshot()->change == saved) return;
        saved = office.snapshot()->change;
        if (const auto result = office.save_checkpoint(); !result) {
            spdlog::warn("{}", result.error().message);
        }
    };
    std::thread waiter([&] {
        signals.wait(
            finished, [&] { http.stop(); }, save);
    });
    ready(fmt::format("http://{}:{}", options.http.address, http.port()));
    http.run();
    finished = true;
    waiter.join();
    ::unlink(running_path.c_str());
    save();
    return {};
}

}  // namespace sinergi::app
