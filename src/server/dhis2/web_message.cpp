// SPDX-License-Identifier: Apache-2.0
#include "server/dhis2/web_message.h"

namespace sinergi::server::dhis2 {

Response dhis2_error(const Error& error) { return error_response(error); }

}  // namespace sinergi::server::dhis2
