// SPDX-License-Identifier: Apache-2.0
#include "server/access.h"

#include <fmt/format.h>
#include <sodium.h>

namespace sinergi::server {

namespace {

constexpr std::string_view kCookie = "sinergi_session=";

std::string to_hex(const unsigned char* bytes, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += fmt::format("{:02x}", bytes[i]);
    return text;
}

std::string random_secret() {
    VERIFY(sodium_init() >= 0);
    unsigned char bytes[32];
    randombytes_buf(bytes, sizeof bytes);
    return to_hex(bytes, sizeof bytes);
}

std::string short_hash(std::string_view text) {
    unsigned char hash[crypto_generichash_BYTES];
    crypto_generichash(hash, sizeof hash, reinterpret_cast<const unsigned char*>(text.data()),
                       text.size(), nullptr, 0);
    return to_hex(hash, sizeof hash);
}

std::string cookie_secret(const Request& request) {
    const std::string cookies = request.header("cookie");
    const std::size_t begin = cookies.find(kCookie);
    if (begin == std::string::npos) return {};
    const std::size_t from = begin + kCookie.size();
    return cookies.substr(from, cookies.find(';', from) - from);
}

std::optional<std::pair<std::string, std::string>> basic_login(const Request& request) {
    const std::string header = request.header("authorization");
    if (!header.starts_with("Basic ")) return std::nullopt;
    std::string decoded(header.size(), '\0');
    std::size_t length = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(decoded.data()), decoded.size(),
                          header.c_str() + 6, header.size() - 6, " ", &length, nullptr,
                          sodium_base64_VARIANT_ORIGINAL) != 0) {
        return std::pair<std::string, std::string>();
    }
    decoded.resize(length);
    const std::size_t colon = decoded.find(':');
    if (colon == std::string::npos) return std::pair<std::string, std::string>();
    return std::pair(decoded.substr(0, colon), decoded.substr(colon + 1));
}

Viewer viewer_of(const store::Account& account, bool by_cookie) {
    return {account.username,  account.name,        account.unit_uid, account.can_view,
            account.can_enter, account.can_operate, false, by_cookie};
}

}  // namespace

Access::Access(const Office& office) : office_(office), local_secret_(random_secret()) {}

std::string hash_password(std::string_view password) {
    VERIFY(sodium_init() >= 0);
    char hash[crypto_pwhash_STRBYTES];
    VERIFY(crypto_pwhash_str(hash, password.data(), password.size(),
                             crypto_pwhash_OPSLIMIT_INTERACTIVE,
                             crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0);
    return hash;
}

std::string generate_password() {
    VERIFY(sodium_init() >= 0);
    constexpr std::string_view letters = "abcdefghjkmnpqrstuvwxyz23456789";
    std::string password;
    for (int i = 0; i < 12; ++i) {
        if (i == 4 || i == 8) password += '-';
        password += letters[randombytes_uniform(static_cast<std::uint32_t>(letters.size()))];
    }
    return password;
}

Result<std::optional<store::Account>> Access::account(const std::string& username) const {
    for (store::Account& account : TRY(office_.store().accounts())) {
        if (account.username == username && !account.disabled) {
            return std::optional<store::Account>(std::move(account));
        }
    }
    return std::optional<store::Account>();
}

Result<store::Account> Access::verify(const std::string& username, const std::string& password,
                                      const std::string& remote) {
    const auto now = std::chrono::steady_clock::now();
    const std::string who = username + "@" + remote;
    {
        const std::lock_guard lock(mutex_);
        std::erase_if(failures_,
                      [&](const auto& entry) { return now - entry.second.first > kFailureTime; });
        const auto failed = failures_.find(who);
        if (failed != failures_.end() && failed->second.count >= kFailuresMax) {
            return fail(ErrorCode::Unauthorized,
                        "too many wrong passwords; wait ten minutes and try again");
        }
    }
    auto account = TRY(this->account(username));
    const std::string secret = short_hash(username + '\0' + password);
    if (account) {
        const std::lock_guard lock(mutex_);
        const auto known = remembered_.find(username);
        if (known != remembered_.end() && known->second.expires > now &&
            known->second.secret_hash == secret &&
            known->second.password_hash == account->password_hash) {
            return std::move(*account);
        }
    }
    // A name that does not exist costs the same time as a wrong password.
    static const std::string nobody = hash_password("nobody");
    const std::string& hash = account ? account->password_hash : nobody;
    const bool right =
        crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
    const std::lock_guard lock(mutex_);
    if (!account || !right) {
        Failures& failed = failures_[who];
        if (failed.count++ == 0) failed.first = now;
        return fail(ErrorCode::Unauthorized, "the name or the password is not right");
    }
    remembered_[username] = {secret, account->password_hash, now + std::chrono::minutes(10)};
    return std::move(*account);
}

Result<Viewer> Access::identify(const Request& request) {
    VERIFY(sodium_init() >= 0);
    if (const auto login = basic_login(request)) {
        return viewer_of(TRY(verify(login->first, login->second, request.remote)), false);
    }
    const std::string bearer = request.header("authorization");
    if (bearer.starts_with("Bearer ")) {
        const std::string given = short_hash(std::string_view(bearer).substr(7));
        if (given != short_hash(local_secret_)) {
            return fail(ErrorCode::Unauthorized,
                        "the secret of this computer's server has changed");
        }
        return Viewer{"sinergi", "Perintah di komputer ini", {}, true, true, true, true, false};
    }
    const std::string secret = cookie_secret(request);
    if (secret.empty()) return Viewer{};
    std::string username;
    {
        const std::lock_guard lock(mutex_);
        const auto now = std::chrono::steady_clock::now();
        const auto session = sessions_.find(short_hash(secret));
        if (session == sessions_.end() || session->second.expires < now) return Viewer{};
        session->second.expires = now + kSessionTime;
        username = session->second.username;
    }
    const auto account = TRY(this->account(username));
    return account ? viewer_of(*account, true) : Viewer{};
}

Result<std::string> Access::log_in(const std::string& username, const std::string& password,
                                   const std::string& remote) {
    VERIFY(sodium_init() >= 0);
    const store::Account account = TRY(verify(username, password, remote));
    std::string secret = random_secret();
    const auto now = std::chrono::steady_clock::now();
    const std::lock_guard lock(mutex_);
    std::erase_if(sessions_, [&](const auto& entry) { return entry.second.expires < now; });
    sessions_[short_hash(secret)] = {account.username, now + kSessionTime};
    return secret;
}

void Access::log_out(const Request& request) {
    const std::string secret = cookie_secret(request);
    const std::lock_guard lock(mutex_);
    sessions_.erase(short_hash(secret));
}

bool may_enter(const Viewer& viewer, const OrgUnitTree& tree, Row unit) {
    if (!viewer.can_enter) return false;
    if (viewer.is_local) return true;
    const Row own = tree.find_uid(viewer.unit_uid);
    return own != kNoRow && tree.subtree(own).contains(unit);
}

Result<void> require_enter(const Viewer& viewer, const OrgUnitTree& tree, Row unit) {
    if (may_enter(viewer, tree, unit)) return {};
    if (viewer.is_public()) return fail(ErrorCode::Unauthorized, "log in to enter data");
    return fail(ErrorCode::Forbidden,
                fmt::format("{} may not enter data for {}; ask the operator sistem for the right",
                            viewer.username, tree.unit(unit).name));
}

Result<void> require_operate(const Viewer& viewer) {
    if (viewer.can_operate) return {};
    if (viewer.is_public()) return fail(ErrorCode::Unauthorized, "log in as operator sistem");
    return fail(ErrorCode::Forbidden,
                fmt::format("{} does not have the right to operate the system", viewer.username));
}

}  // namespace sinergi::server
