// SPDX-License-Identifier: Apache-2.0
// A data folder made from a backup: whole or not at all, also where the copying is cut off.
#pragma once

#include <string>

#include "base/result.h"

namespace sinergi::app {

// Copies `file` to FOLDER/sinergi.db under another name first, makes it durable, then renames it.
// What an interrupted restore left behind is replaced. Errors: Conflict if the folder holds
// anything else; Unavailable if it cannot be written, with what to do.
[[nodiscard]] Result<void> restore_file(const std::string& folder, const std::string& file);

}  // namespace sinergi::app
