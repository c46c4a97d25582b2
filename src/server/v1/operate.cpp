// SPDX-License-Identifier: Apache-2.0
// What the operator sistem does: checking and copying the data folder.
#include <fmt/format.h>

#include "server/v1/handlers.h"
#include "server/v1/v1_json.h"

namespace sinergi::server::v1 {

Result<Response> get_check(const Request&, Services& services) {
    const auto found = TRY(services.office.check({}));
    const auto snapshot = services.office.snapshot();
    JsonWriter json;
    json.object([&] {
        json.member("change", snapshot->change);
        json.member("units", snapshot->tree().size());
        json.member("values", snapshot->columns.cell_count());
        json.array("problems", [&] {
            for (const std::string& sentence : found) json.put(sentence);
        });
    });
    return json_response(json.take(), found.empty() ? 200 : 500);
}

Result<Response> post_backup(const Request& request, Services& services) {
    const std::string file = TRY(request.require("file"));
    if (!request.viewer.is_local) {
        return fail(ErrorCode::Forbidden,
                    "a backup writes a file on the server's computer; run sinergi backup there");
    }
    TRY(services.office.store().backup(file));
    JsonWriter json;
    json.object([&] { json.member("file", file); });
    return json_response(json.take());
}

}  // namespace sinergi::server::v1
