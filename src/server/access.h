// SPDX-License-Identifier: Apache-2.0
// Access: who may do what. Accounts, passwords (Argon2id), browser sessions and Basic logins.
//
// Everybody sees aggregates; the public sees small cells suppressed. Entering needs the right and a
// unit inside the account's own subtree. Sessions live in memory: a restart logs everybody out.
// Thread-safe.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "model/org_unit_tree.h"
#include "server/http.h"
#include "server/office.h"

namespace sinergi::server {

[[nodiscard]] std::string hash_password(std::string_view password);
// Twelve characters without look-alikes, from the system's random source.
[[nodiscard]] std::string generate_password();

class Access {
public:
    static constexpr int kFailuresMax =
        10;  // Wrong passwords per name and address in kFailureTime.
    static constexpr std::chrono::minutes kFailureTime{10};
    static constexpr std::chrono::hours kSessionTime{12};

    explicit Access(const Office& office);

    // Whoever can read the data folder operates it: commands on the same computer send this secret
    // ("Authorization: Bearer …") instead of a password. New at every start.
    [[nodiscard]] const std::string& local_secret() const { return local_secret_; }

    // The viewer of a request, from its cookie or Basic header; a public viewer if it has neither.
    // Errors: Unauthorized if the Basic login is wrong.
    [[nodiscard]] Result<Viewer> identify(const Request& request);

    // Returns the session's secret. Errors: Unauthorized; TooLarge after too many failures.
    [[nodiscard]] Result<std::string> log_in(const std::string& username,
                                             const std::string& password,
                                             const std::string& remote);
    void log_out(const Request& request);

private:
    using Time = std::chrono::steady_clock::time_point;
    struct Session {
        std::string username;
        Time expires;
    };
    struct Failures {
        int count = 0;
        Time first;
    };

    [[nodiscard]] Result<store::Account> verify(const std::string& username,
                                                const std::string& password,
                                                const std::string& remote);
    [[nodiscard]] Result<std::optional<store::Account>> account(const std::string& username) const;

    const Office& office_;
    const std::string local_secret_;
    std::mutex mutex_;  // Guards everything below.
    std::map<std::string, Session> sessions_;
    std::map<std::string, Failures> failures_;
    // Argon2id is slow on purpose; a Basic client sends its password with every request.
    struct Remembered {
        std::string secret_hash;
        std::string password_hash;
        Time expires;
    };
    std::map<std::string, Remembered> remembered_;
};

// True if the viewer has the right to enter data for this unit.
[[nodiscard]] bool may_enter(const Viewer& viewer, const OrgUnitTree& tree, Row unit);
// Errors: Forbidden, naming the unit and who can.
[[nodiscard]] Result<void> require_enter(const Viewer& viewer, const OrgUnitTree& tree, Row unit);
[[nodiscard]] Result<void> require_operate(const Viewer& viewer);

}  // namespace sinergi::server
