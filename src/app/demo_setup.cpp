// SPDX-License-Identifier: Apache-2.0
#include "app/demo_setup.h"

#include <fmt/format.h>

#include "app/demo/demo.h"
#include "exchange/dhis2_metadata.h"
#include "server/access.h"
#include "server/import/import_file.h"

namespace sinergi::app {

namespace {

constexpr std::string_view kActor = "demonstrasi";
constexpr std::string_view kSetting = "demonstration";

Result<void> put_metadata(store::Draft& draft, const DemoProvince& province) {
    const auto put = [&](std::string_view collection, const auto& objects) -> Result<void> {
        for (const auto& object : objects) {
            TRY(draft.put_object(collection, object.uid, exchange::to_json(object)));
        }
        return {};
    };
    TRY(put("organisationUnits", province.units));
    TRY(put("organisationUnitGroups", province.groups));
    TRY(put("organisationUnitGroupSets", province.group_sets));
    TRY(put("dataSets", province.data_sets));
    for (const store::Target& target : province.targets) TRY(draft.put_target(target));
    for (const auto& figure : province.figures) TRY(draft.put_figure(figure));
    TRY(draft.put_setting("office_name", "Dinas Kesehatan " + province.units.front().name));
    return {};
}

Result<void> put_accounts(store::Draft& draft, const DemoProvince& province) {
    const std::string& puskesmas = province.units[province.facilities.front().unit].uid;
    const std::string& district = province.units[province.districts.front()].uid;
    const std::string& whole = province.units.front().uid;
    for (const DemoAccount& account : demo_accounts()) {
        store::Account stored;
        stored.username = account.username;
        stored.name = account.what;
        stored.password_hash = server::hash_password(account.password);
        stored.unit_uid = whole;
        if (account.username == "puskesmas") {
            stored.unit_uid = puskesmas;
            stored.can_enter = true;
        } else if (account.username == "pengelola") {
            stored.unit_uid = district;
            stored.can_enter = true;
        } else if (account.username == "operator") {
            stored.can_enter = true;
            stored.can_operate = true;
        }
        TRY(draft.put_account(stored));
    }
    return {};
}

}  // namespace

const std::vector<DemoAccount>& demo_accounts() {
    static const std::vector<DemoAccount> accounts{
        {"operator", "contoh-operator", "Operator sistem, seluruh provinsi"},
        {"pengelola", "contoh-pengelola", "Pengelola program kabupaten pertama"},
        {"puskesmas", "contoh-puskesmas", "Operator puskesmas pertama"},
        {"kepala", "contoh-kepala", "Kepala dinas, melihat saja"},
    };
    return accounts;
}

Result<bool> is_demo(const store::Store& store) {
    return TRY(store.setting(kSetting)).value_or("") == "complete";
}

Result<void> set_up_demo(server::Office& office, const server::Progress& progress) {
    if (TRY(is_demo(office.store()))) return {};
    if (office.snapshot()->tree().size() > 0) {
        return fail(ErrorCode::Conflict,
                    fmt::format("{} holds data that are no finished demonstration; "
                                "give an empty folder, or delete that one",
                                office.folder()));
    }
    const DemoOptions options;
    progress("drawing the islands", 0, 0);
    const DemoProvince province = TRY(make_demo_province(office.catalogue(), options));
    TRY(server::install_catalogue(office, kActor));
    TRY(office.write(kActor, "membuat provinsi contoh: unit, sasaran, akun",
                     [&](store::Draft& draft) -> Result<void> {
                         TRY(put_metadata(draft, province));
                         return put_accounts(draft, province);
                     }));
    const auto snapshot = office.snapshot();
    const auto* combo = snapshot->metadata->option_combo(kDefaultOptionComboUid);
    VERIFY(combo != nullptr);
    std::vector<ObjectId> units;
    for (const OrgUnit& unit : province.units) {
        units.push_back(snapshot->tree().unit(snapshot->tree().find_uid(unit.uid)).id);
    }
    std::vector<ObjectId> elements;
    for (const std::string& uid : province.element_uids) {
        const DataElement* element = snapshot->metadata->data_element(uid);
        if (element == nullptr) return fail(ErrorCode::Corrupt, "demonstration: no element " + uid);
        elements.push_back(element->id);
    }
    const auto keep = [&](const DemoBatch& batch) -> Result<void> {
        const Period period = TRY(parse_period(batch.period));
        std::vector<DataValue> values;
        values.reserve(batch.values.size());
        for (const DemoValue& value : batch.values) {
            DataValue stored;
            stored.key = {
                {elements[value.element], combo->id, combo->id}, period, units[value.unit]};
            stored.state = value.state;
            stored.number = value.number;
            values.push_back(std::move(stored));
        }
        const std::string reason = "laporan contoh " + display_name(period, Language::Indonesian);
        TRY(office.write(kActor, reason, [&](store::Draft& draft) -> Result<void> {
            TRY(draft.put_values(std::move(values)));
            return {};
        }));
        return {};
    };
    TRY(stream_demo_values(province, options, keep,
                           [&](std::size_t done, std::size_t total, std::string_view label) {
                               progress(label, done, total);
                           }));
    TRY(office.write(kActor, "provinsi contoh selesai",
                     [](store::Draft& draft) { return draft.put_setting(kSetting, "complete"); }));
    return office.save_checkpoint();
}

namespace {

Result<void> put_national_metadata(store::Draft& draft, const std::vector<OrgUnit>& units,
                                   std::uint32_t series) {
    for (const OrgUnit& unit : units) {
        TRY(draft.put_object("organisationUnits", unit.uid, exchange::to_json(unit)));
    }
    for (std::uint32_t i = 0; i < series; ++i) {
        DataElement element;
        element.code = element.name = element.short_name = fmt::format("E{}", i);
        element.uid = uid_from("national:" + element.code);
        element.category_combo_uid = kDefaultCategoryComboUid;
        TRY(draft.put_object("dataElements", element.uid, exchange::to_json(element)));
    }
    return {};
}

// One month of at most kSeriesAtOnce elements: a few million values held at once.
constexpr std::uint32_t kSeriesAtOnce = 100;

Result<std::vector<DataValue>> national_month(const engine::Snapshot& snapshot,
                                              const std::vector<OrgUnit>& units,
                                              const NationalScale& scale, std::uint32_t month,
                                              std::uint32_t first_series) {
    const Period period = TRY(parse_period("202001")) + static_cast<std::int32_t>(month);
    const ObjectId combo = snapshot.metadata->option_combo(kDefaultOptionComboUid)->id;
    const std::size_t first_unit = 1 + scale.provinces + scale.districts;
    std::vector<DataValue> values;
    const std::uint32_t end = std::min(scale.series, first_series + kSeriesAtOnce);
    for (std::uint32_t series = first_series; series < end; ++series) {
        const ObjectId element = snapshot.metadata->data_element(fmt::format("E{}", series))->id;
        for (std::uint32_t i = 0; i < scale.puskesmas; ++i) {
            const std::uint32_t number = national_value(series, i, month);
            if (number == kNationalMissing) continue;
            const Row row = snapshot.tree().find_uid(units[first_unit + i].uid);
            DataValue value;
            value.key = {{element, combo, combo}, period, snapshot.tree().unit(row).id};
            value.number = number;
            values.push_back(std::move(value));
        }
    }
    return values;
}

}  // namespace

Result<void> set_up_national(server::Office& office, const NationalScale& scale,
                             const server::Progress& progress) {
    if (office.snapshot()->tree().size() > 0) {
        return fail(ErrorCode::Conflict, office.folder() + " holds data; give an empty folder");
    }
    const std::vector<OrgUnit> units = national_units(scale);
    TRY(office.write(kActor, "national scale: units and elements", [&](store::Draft& draft) {
        return put_national_metadata(draft, units, scale.series);
    }));
    for (std::uint32_t month = 0; month < scale.months; ++month) {
        for (std::uint32_t series = 0; series < scale.series; series += kSeriesAtOnce) {
            const auto snapshot = office.snapshot();
            auto values = TRY(national_month(*snapshot, units, scale, month, series));
            TRY(office.write(kActor, fmt::format("national scale: month {}", month + 1),
                             [&](store::Draft& draft) -> Result<void> {
                                 TRY(draft.put_values(std::move(values)));
                                 return {};
                             }));
        }
        progress("national values", month + 1, scale.months);
    }
    return office.save_checkpoint();
}

}  // namespace sinergi::app
