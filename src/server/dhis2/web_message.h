// SPDX-License-Identifier: Apache-2.0
// WebMessage: the wrapper of every write and error under /api.
#pragma once

#include "server/http.h"

namespace sinergi::server::dhis2 {

[[nodiscard]] Response dhis2_error(const Error& error);

}  // namespace sinergi::server::dhis2
