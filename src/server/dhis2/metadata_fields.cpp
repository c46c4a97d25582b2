// SPDX-License-Identifier: Apache-2.0
#include "server/dhis2/metadata_fields.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace sinergi::server::dhis2 {

namespace {

using Memory = rapidjson::MemoryPoolAllocator<>;

class FieldsParser {
public:
    explicit FieldsParser(std::string_view text) : text_(text) {}

    std::vector<Field> list(int depth) {
        std::vector<Field> fields;
        while (place_ < text_.size()) {
            const char c = text_[place_];
            if (c == ']' || c == ')') {
                ++place_;
                if (depth > 0) return fields;
            } else if (c == ',' || c == ' ') {
                ++place_;
            } else {
                add(fields, one(depth));
            }
        }
        return fields;
    }

private:
    Field one(int depth) {
        Field field;
        if (peek() == '!') {
            field.exclude = true;
            ++place_;
        }
        const bool preset = peek() == ':';
        if (preset) ++place_;
        field.name = (preset ? ":" : "") + word();
        Field* target = &field;
        while (peek() == '.') {  // a.b is a[b]
            ++place_;
            Field inner;
            inner.name = word();
            target->fields.push_back(std::move(inner));
            target = &target->fields.back();
        }
        while (transform_starts()) target->transforms.push_back(transform());
        if (peek() == '[' || peek() == '(') {
            if (depth < kFieldsDepthMax) {
                ++place_;
                target->fields = list(depth + 1);
            } else {
                skip_group();
            }
        }
        while (transform_starts()) target->transforms.push_back(transform());
        // A character that starts nothing is passed over, so that parsing always advances.
        if ((field.name.empty() || field.name == ":") && place_ < text_.size()) ++place_;
        return field;
    }

    // Past the group that opens here, without recursion: its depth is the sender's choice.
    void skip_group() {
        int open = 0;
        for (; place_ < text_.size(); ++place_) {
            const char c = text_[place_];
            if (c == '[' || c == '(') ++open;
            if ((c == ']' || c == ')') && --open == 0) {
                ++place_;
                return;
            }
        }
    }

    // Two entries for one property, "a.b,a.c", are one with both sub-fields.
    static void add(std::vector<Field>& fields, Field field) {
        if (field.name.empty() || field.name == ":") return;
        for (Field& known : fields) {
            if (known.name == field.name && known.transforms.empty() && !known.exclude &&
                !field.exclude && !known.fields.empty() && field.transforms.empty()) {
                for (Field& inner : field.fields) add(known.fields, std::move(inner));
                return;
            }
        }
        fields.push_back(std::move(field));
    }

    bool transform_starts() const { return peek() == '~' || text_.substr(place_, 2) == "::"; }

    FieldTransform transform() {
        place_ += peek() == '~' ? 1U : 2U;
        FieldTransform result;
        result.name = word();
        if (peek() == '(' || peek() == '[') {
            const char close = peek() == '(' ? ')' : ']';
            const std::size_t end = std::min(text_.find(close, place_), text_.size());
            result.argument = text_.substr(place_ + 1, end - place_ - 1);
            place_ = std::min(end + 1, text_.size());
        }
        return result;
    }

    std::string word() {
        const std::size_t begin = place_;
        while (place_ < text_.size() &&
               std::string_view(",.[]()~:! ").find(text_[place_]) == std::string_view::npos) {
            ++place_;
        }
        return std::string(text_.substr(begin, place_ - begin));
    }

    [[nodiscard]] char peek() const { return place_ < text_.size() ? text_[place_] : '\0'; }

    std::string_view text_;
    std::size_t place_ = 0;
};

Json text_value(std::string_view text, Memory& memory) {
    return Json(text.data(), static_cast<rapidjson::SizeType>(text.size()), memory);
}

void put(Json& object, std::string_view name, Json value, Memory& memory) {
    Json key = text_value(name, memory);
    const auto place = object.FindMember(key);
    if (place != object.MemberEnd()) {
        place->value = std::move(value);
    } else {
        object.AddMember(std::move(key), std::move(value), memory);
    }
}

// A reference prints as its id; anything else as it is.
Json plain(const ObjectBook& book, const Json& value, Memory& memory) {
    if (value.IsArray()) {
        Json list(rapidjson::kArrayType);
        for (const Json& each : value.GetArray()) {
            list.PushBack(plain(book, each, memory), memory);
        }
        return list;
    }
    const Json* id = member_of(value, "id");
    if (id != nullptr && book.find(text_of(*id)) != nullptr) {
        Json object(rapidjson::kObjectType);
        object.AddMember("id", Json(*id, memory), memory);
        return object;
    }
    if (value.IsObject()) {
        Json object(rapidjson::kObjectType);
        for (const auto& member : value.GetObject()) {
            if (member.value.IsNull()) continue;
            object.AddMember(Json(member.name, memory), plain(book, member.value, memory), memory);
        }
        return object;
    }
    return Json(value, memory);
}

const Json& resolved(const ObjectBook& book, const Json& value) {
    const Json* id = member_of(value, "id");
    const Json* target = id == nullptr ? nullptr : book.find(text_of(*id));
    return target == nullptr ? value : *target;
}

Json narrowed(const ObjectBook& book, const Json& value, const std::vector<Field>& fields,
              Memory& memory) {
    if (value.IsArray()) {
        Json list(rapidjson::kArrayType);
        for (const Json& each : value.GetArray()) {
            list.PushBack(narrowed(book, each, fields, memory), memory);
        }
        return list;
    }
    if (!value.IsObject()) return Json(value, memory);
    return select_fields(book, resolved(book, value), fields, memory);
}

std::size_t size_of(const Json& value) {
    if (value.IsArray()) return value.Size();
    if (value.IsString()) return value.GetStringLength();
    return value.IsObject() ? value.MemberCount() : 0;
}

// ~pluck[name] makes a list of objects a list of one of their properties.
Json plucked(const ObjectBook& book, const Json& value, std::string_view name, Memory& memory) {
    if (!value.IsArray()) return Json(value, memory);
    Json list(rapidjson::kArrayType);
    for (const Json& each : value.GetArray()) {
        const Json* found = member_of(resolved(book, each), name.empty() ? "id" : name);
        if (found != nullptr) list.PushBack(plain(book, *found, memory), memory);
    }
    return list;
}

void put_field(const ObjectBook& book, const Json& object, const Field& field, Json& into,
               Memory& memory) {
    std::string name = field.name;
    const Json* value = member_of(object, name);
    const Json absent(rapidjson::kArrayType);
    Json result;
    bool made = false;
    for (const FieldTransform& transform : field.transforms) {
        if (transform.name == "rename") {
            name = transform.argument;
            continue;
        }
        const Json& source = value == nullptr ? absent : *value;
        if (transform.name == "size") {
            result = Json(static_cast<std::uint64_t>(size_of(source)));
        } else if (transform.name == "isEmpty") {
            result = Json(size_of(source) == 0);
        } else if (transform.name == "isNotEmpty") {
            result = Json(size_of(source) != 0);
        } else if (transform.name == "pluck") {
            result = plucked(book, source, transform.argument, memory);
        } else {
            continue;
        }
        made = true;
    }
    if (!made) {
        if (value == nullptr || value->IsNull()) return;
        result = field.fields.empty() ? plain(book, *value, memory)
                                      : narrowed(book, *value, field.fields, memory);
    }
    put(into, name, std::move(result), memory);
}

constexpr std::array<std::string_view, 6> kIdentifiable = {
    "id", "name", "code", "created", "lastUpdated", "lastUpdatedBy"};
constexpr std::array<std::string_view, 8> kNameable = {
    "id", "name", "code", "created", "lastUpdated", "lastUpdatedBy", "shortName", "description"};
constexpr std::array<std::string_view, 6> kComputed = {"displayName", "path",      "level",
                                                       "children",    "ancestors", "leaf"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool in_preset(std::string_view preset, const Json& value, std::string_view name) {
    if (preset == ":identifiable") return contains(kIdentifiable, name);
    if (preset == ":nameable") return contains(kNameable, name);
    if (preset == ":simple") return !value.IsObject() && !value.IsArray();
    if (preset == ":owner" || preset == ":persisted") return !contains(kComputed, name);
    return preset == "*" || preset == ":all" || preset == ":*";
}

}  // namespace

std::vector<Field> parse_fields(std::string_view text) { return FieldsParser(text).list(0); }

Json select_fields(const ObjectBook& book, const Json& object, const std::vector<Field>& fields,
                   Memory& memory) {
    Json into(rapidjson::kObjectType);
    const auto excluded = [&](std::string_view name) {
        return std::any_of(fields.begin(), fields.end(),
                           [&](const Field& field) { return field.exclude && field.name == name; });
    };
    for (const Field& field : fields) {
        if (field.exclude) continue;
        if (field.name[0] != ':' && field.name != "*") {
            if (!excluded(field.name)) put_field(book, object, field, into, memory);
            continue;
        }
        for (const auto& member : object.GetObject()) {
            const std::string_view name = text_of(member.name);
            if (excluded(name) || member.value.IsNull()) continue;
            if (!in_preset(field.name, member.value, name)) continue;
            if (member_of(into, name) == nullptr) {
                put(into, name, plain(book, member.value, memory), memory);
            }
        }
    }
    return into;
}

}  // namespace sinergi::server::dhis2
