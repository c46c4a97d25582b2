// SPDX-License-Identifier: Apache-2.0
// metadata_fields: DHIS2's `fields`, `filter` and `order` parameters over parsed objects.
//
// The parsers are tolerant as DHIS2's are: an unclosed bracket ends with the text, an unknown
// property is left out. Nesting is bounded. References without sub-fields print as {"id":"…"}.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/dhis2/object_book.h"
#include "server/http.h"

namespace sinergi::server::dhis2 {

inline constexpr int kFieldsDepthMax = 12;

struct FieldTransform {
    std::string name;  // rename, size, isEmpty, isNotEmpty, pluck
    std::string argument;
};

struct Field {
    std::string name;  // A property, "*", or a preset with its colon (":all").
    bool exclude = false;
    std::vector<FieldTransform> transforms;
    std::vector<Field> fields;  // Empty: not narrowed.
};

[[nodiscard]] std::vector<Field> parse_fields(std::string_view text);

// A copy of `object` narrowed to `fields`, in `memory`.
[[nodiscard]] Json select_fields(const ObjectBook& book, const Json& object,
                                 const std::vector<Field>& fields,
                                 rapidjson::MemoryPoolAllocator<>& memory);

struct Filter {
    std::string property, op, value;
};

// The filters of one parameter: commas inside [...] belong to the value. Errors: E7652, E7653.
[[nodiscard]] Result<std::vector<Filter>> parse_filters(std::string_view text);

[[nodiscard]] bool matches(const ObjectBook& book, const Json& object, const Filter& filter);

// Sorts by "name:asc,created:idesc"; without one by displayName.
void sort_objects(std::vector<const Json*>& objects, std::string_view order);

}  // namespace sinergi::server::dhis2
