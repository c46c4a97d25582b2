// SPDX-License-Identifier: Apache-2.0
// What each command of the command line does. A command that needs a data folder which a running
// server owns goes through that server.
#pragma once

#include <string>
#include <vector>

#include "app/demo/national.h"
#include "app/serve.h"
#include "server/import/import_file.h"

namespace sinergi::app {

struct CommonOptions {
    std::string data_folder;
    std::string store_url;         // postgres://…; empty: the folder's own store.
    std::string catalogue_folder;  // Empty: beside the program's source or installation.
};

struct AccountOptions {
    std::string username, name, unit;
    bool can_enter = false, can_operate = false;
};

// Exactly one of `from` and `to` may be left out; the data folder then takes its place.
struct MovePlaces {
    std::string data_folder, from, to;
};

struct DemoRun {
    bool create_only = false;
    std::string scale = "province";  // or "national": invented values for benches, no map
    NationalScale national;
};

[[nodiscard]] Result<void> run_serve(const CommonOptions& common, ServeOptions serve);
[[nodiscard]] Result<void> run_demo(const CommonOptions& common, ServeOptions serve,
                                    const DemoRun& run);
// Adds the "field=column title" lines of a mapping file; lines that begin with # are comments.
[[nodiscard]] Result<void> read_mapping(const std::string& file, server::ImportOptions& options);
[[nodiscard]] Result<void> run_import(const CommonOptions& common, server::ImportOptions options,
                                      const std::vector<std::string>& files);
// Prints a generated password once.
[[nodiscard]] Result<void> run_account(const CommonOptions& common, const AccountOptions& account);
[[nodiscard]] Result<void> run_check(const CommonOptions& common);
[[nodiscard]] Result<void> run_backup(const CommonOptions& common, const std::string& file);
// Copies a whole store, versions and numbers too, into an empty place.
[[nodiscard]] Result<void> run_move(const MovePlaces& places);
[[nodiscard]] Result<void> run_restore(const CommonOptions& common, const std::string& file);

}  // namespace sinergi::app
