// SPDX-License-Identifier: Apache-2.0
// Fills an empty data folder with the demonstration province and its accounts.
#pragma once

#include <string>
#include <vector>

#include "app/demo/national.h"
#include "server/office.h"

namespace sinergi::app {

struct DemoAccount {
    std::string username, password, what;  // `what` says in Indonesian who this is.
};

// The same in every demonstration: the data are invented and the server listens on this computer.
[[nodiscard]] const std::vector<DemoAccount>& demo_accounts();

// Metadata, targets, survey figures, accounts and every month's reports, one change each, oldest
// first. Errors: Conflict if the folder holds data that are not the demonstration's.
[[nodiscard]] Result<void> set_up_demo(server::Office& office, const server::Progress& progress);

// The nation's tree with invented values of E0, E1, … by month, for benches; no accounts, no map.
[[nodiscard]] Result<void> set_up_national(server::Office& office, const NationalScale& scale,
                                           const server::Progress& progress);

// True if the folder is a demonstration that was created to its end.
[[nodiscard]] Result<bool> is_demo(const store::Store& store);

}  // namespace sinergi::app
