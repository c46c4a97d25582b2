// SPDX-License-Identifier: Apache-2.0
// The checkpoint beside the store: torn, or on a full disk, it costs time and never a value.
#include "server/office.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <doctest/doctest.h>

namespace sinergi::server {
namespace {

namespace fs = std::filesystem;

class Folder {
public:
    Folder() {
        std::string name = (fs::temp_directory_path() / "sinergi-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { fs::remove_all(path_); }

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::string checkpoint() const { return path_ + "/columns.checkpoint"; }

private:
    std::string path_;
};

std::unique_ptr<Office> open(const Folder& folder) {
    auto office = Office::open(folder.path(), {});
    if (!office) FAIL(office.error().message);
    return std::move(*office);
}

std::string read(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << stream.rdbuf();
    return std::move(bytes).str();
}

void write(const std::string& path, std::string_view bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

// Ten units and a value in each.
void fill(Office& office) {
    std::vector<DataValue> values;
    const auto change = office.write("siti", "a world", [&](store::Draft& draft) -> Result<void> {
        const ObjectId element = TRY(draft.put_object(
            "dataElements", "ElemElemEl1",
            R"({"id":"ElemElemEl1","name":"e","shortName":"e","valueType":"NUMBER"})"));
        const ObjectId combo = TRY(draft.put_object("categoryOptionCombos", "CombCombCo1",
                                                    R"({"id":"CombCombCo1","name":"c"})"));
        for (int i = 0; i < 10; ++i) {
            const std::string uid = "UnitUnitUn" + std::to_string(i);
            const std::string json = R"({"id":")" + uid + R"(","name":"u","shortName":"u"})";
            DataValue value;
            value.key.series = {element, combo, combo};
            value.key.period = {PeriodKind::Monthly, 24'300};
            value.key.org_unit = TRY(draft.put_object("organisationUnits", uid, json));
            value.number = i;
            values.push_back(value);
        }
        TRY(draft.put_values(values));
        return {};
    });
    if (!change) FAIL(change.error().message);
}

void check_sound(const Folder& folder) {
    const auto office = open(folder);
    CHECK(office->snapshot()->columns.cell_count() == 10);
    const auto found = office->check({});
    REQUIRE(found.has_value());
    CHECK(*found == std::vector<std::string>());
}

}  // namespace

TEST_CASE("a checkpoint torn at any byte is passed over, and the columns come from the store") {
    Folder folder;
    {
        const auto office = open(folder);
        fill(*office);
        REQUIRE(office->save_checkpoint().has_value());
    }
    const std::string whole = read(folder.checkpoint());
    REQUIRE(whole.size() > 50);
    for (std::size_t at = 0; at < whole.size(); at += 7) {
        CAPTURE(at);
        write(folder.checkpoint(), std::string_view(whole).substr(0, at));
        check_sound(folder);
        std::string torn = whole;
        torn[at] = static_cast<char>(torn[at] ^ 0x40);
        write(folder.checkpoint(), torn);
        check_sound(folder);
    }
}

TEST_CASE("a checkpoint on a full disk is refused with a sentence, and the earlier one stays") {
    if (!fs::exists("/dev/full")) {
        MESSAGE("skipped: this system has no /dev/full");
        return;
    }
    Folder folder;
    const auto office = open(folder);
    fill(*office);
    REQUIRE(office->save_checkpoint().has_value());
    const std::string before = read(folder.checkpoint());
    fs::create_symlink("/dev/full", folder.checkpoint() + ".tmp");
    const auto saved = office->save_checkpoint();
    REQUIRE_FALSE(saved.has_value());
    CHECK(saved.error().code == ErrorCode::Unavailable);
    CHECK(saved.error().message.find("Kosongkan ruang disk") != std::string::npos);
    CHECK(read(folder.checkpoint()) == before);
    CHECK(office->save_checkpoint().has_value());
}

}  // namespace sinergi::server
