// SPDX-License-Identifier: Apache-2.0
// Catalogue files: catalogue/*.toml of a folder read into one checked Catalogue.
//
// The folder holds pillars.toml, bands.toml, gates.toml, assumptions.toml, elements/*.toml and
// indicators/*.toml. What is returned is consistent: every expression parses and names known
// elements, codes are unique, every indicator has a pillar, a gate names known indicators and no
// two rules of one gate hold on the same day. A target written for a span of years ("2020-2029")
// becomes one per year.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/catalogue.h"

namespace sinergi::exchange {

// Files are read in name order, so the result does not depend on the file system.
// Errors: NotFound if the folder or a file of it is missing; InvalidArgument naming the file and
// key.
[[nodiscard]] Result<Catalogue> read_catalogue(const std::string& folder);

// Uids that catalogue objects keep in every installation.
[[nodiscard]] std::string catalogue_element_uid(std::string_view code);
[[nodiscard]] std::string catalogue_indicator_uid(std::string_view code);

}  // namespace sinergi::exchange
