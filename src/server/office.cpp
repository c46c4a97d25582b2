// SPDX-License-Identifier: Apache-2.0
#include "server/office.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <limits>
#include <map>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/mapped_file.h"
#include "engine/checkpoint.h"
#include "exchange/dhis2_metadata.h"

namespace sinergi::server {

namespace {

constexpr std::string_view kCheckpointName = "columns.checkpoint";

void tell(const Progress& progress, std::string_view what, std::uint64_t done,
          std::uint64_t total) {
    if (progress) progress(what, done, total);
}

// Makes the name of a new file durable, too.
bool sync_folder(const std::string& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return false;
    const bool synced = ::fsync(descriptor) == 0;
    ::close(descriptor);
    return synced;
}

bool write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t wrote = ::write(file, bytes.data(), bytes.size());
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(wrote));
    }
    return true;
}

// Whole or not at all: a reader sees the old file or the new one.
Result<void> replace_file(const std::string& folder, std::string_view name,
                          std::string_view bytes) {
    const std::string path = fmt::format("{}/{}", folder, name);
    const std::string temporary = path + ".tmp";
    const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const bool written = file >= 0 && write_all(file, bytes) && ::fsync(file) == 0;
    int code = errno;
    if (file >= 0) ::close(file);
    if (written) {
        if (::rename(temporary.c_str(), path.c_str()) == 0 && sync_folder(folder)) return {};
        code = errno;
    }
    ::unlink(temporary.c_str());
    return fail(ErrorCode::Unavailable,
                fmt::format("{} tidak dapat ditulis ({}). Data aman di basis data; mulai ulang "
                            "akan lebih lambat. Kosongkan ruang disk atau periksa pemilik folder.",
                            path, std::strerror(code)));
}

engine::ValueEdit to_edit(const DataValue& value, Row row) {
    engine::ValueEdit edit{value.key.series, value.key.period, row, std::nullopt};
    edit.entry = engine::ColumnEntry{row, value.state, value.number};
    return edit;
}

// The same cells in both, to the last bit.
bool same(const engine::Column& a, const engine::Column& b) {
    const auto left = a.entries();
    const auto right = b.entries();
    if (left.size() != right.size()) return false;
    for (std::size_t i = 0; i < left.size(); ++i) {
        if (left[i].row != right[i].row || left[i].state != right[i].state ||
            left[i].number != right[i].number) {
            return false;
        }
    }
    const RowRange all{0, a.rows()};
    return a.sum(all).total == b.sum(all).total && a.sum(all).numbers == b.sum(all).numbers;
}

std::vector<std::string> differences(const engine::Columns& kept, const engine::Columns& fresh) {
    std::vector<std::string> found;
    const auto name = [](const Series& series, Period period) {
        return fmt::format("data element {} option combo {} period {}", series.data_element,
                           series.category_option_combo, to_string(period));
    };
    std::map<std::pair<Series, Period>, const engine::Column*> left;
    for (const auto& series : kept.all()) {
        for (const auto& [period, column] : series->columns) {
            left[{series->series, period}] = column.get();
        }
    }
    for (const auto& series : fresh.all()) {
        for (const auto& [period, column] : series->columns) {
            const auto place = left.find({series->series, period});
            if (place == left.end()) {
                found.push_back(name(series->series, period) + ": in the store, not in memory");
                continue;
            }
            if (!same(*place->second, *column)) {
                found.push_back(name(series->series, period) + ": the values differ");
            }
            left.erase(place);
        }
    }
    for (const auto& [key, column] : left) {
        found.push_back(name(key.first, key.second) + ": in memory, not in the store");
    }
    return found;
}

}  // namespace

Result<engine::Columns> read_columns(const store::Store& store, const OrgUnitTree& tree,
                                     store::ChangeNumber as_of, const Progress& progress) {
    engine::Columns columns;
    std::shared_ptr<engine::SeriesColumns> series;
    std::vector<engine::ColumnEntry> entries;
    Period period;
    std::uint64_t done = 0;
    const auto close_column = [&] {
        if (entries.empty()) return;
        std::sort(entries.begin(), entries.end(),
                  [](const auto& a, const auto& b) { return a.row < b.row; });
        series->columns.emplace_back(period, std::make_shared<const engine::Column>(
                                                 engine::Column::build(tree.size(), entries)));
        entries.clear();
    };
    const auto close_series = [&] {
        if (series == nullptr) return;
        close_column();
        if (!series->columns.empty()) columns.append(std::move(series));
        series.reset();
    };
    TRY(store.scan_values(as_of, [&](const std::vector<DataValue>& batch) -> Result<void> {
        for (const DataValue& value : batch) {
            if (series == nullptr || series->series != value.key.series) {
                close_series();
                series = std::make_shared<engine::SeriesColumns>();
                series->series = value.key.series;
                period = value.key.period;
            } else if (period != value.key.period) {
                close_column();
                period = value.key.period;
            }
            const Row row = tree.find_object(value.key.org_unit);
            if (row != kNoRow) entries.push_back({row, value.state, value.number});
        }
        done += batch.size();
        tell(progress, "reading values", done, 0);
        return {};
    }));
    close_series();
    return columns;
}

Result<std::unique_ptr<Office>> Office::open(std::string folder, Catalogue catalogue,
                                             const Progress& progress,
                                             const std::string& store_url) {
    std::unique_ptr<Office> office(new Office());
    office->folder_ = std::move(folder);
    office->catalogue_ = std::move(catalogue);
    for (const CatalogueIndicator& indicator : office->catalogue_.indicators) {
        OfficeIndicator compiled{&indicator, {}};
        // A survey indicator has published figures only and nothing to compute.
        if (!indicator.numerator.empty()) compiled.formula = TRY(engine::compile(indicator));
        office->indicators_.emplace(indicator.code, std::move(compiled));
    }
    if (store_url.empty()) {
        office->store_ = TRY(store::open_sqlite(office->folder_));
    } else {
        office->folder_lock_.emplace(TRY(store::sqlite::FolderLock::take(office->folder_)));
        office->store_ = TRY(store::open_store(store_url));
    }
    TRY(office->load(progress));
    return office;
}

Result<std::shared_ptr<const engine::MetadataView>> Office::load_metadata() const {
    Metadata metadata;
    for (const store::StoredObject& object : TRY(store_->objects())) {
        TRY(exchange::decode_object(object.kind, object.id, object.json, metadata));
    }
    return engine::MetadataView::build(std::move(metadata));
}

Result<void> Office::check_metadata(const std::vector<ObjectChange>& changes) const {
    // (kind, collection, uid) -> document; kinds are ordered so that what is referred to comes
    // first.
    std::map<std::tuple<ObjectKind, std::string, std::string>, std::pair<ObjectId, std::string>>
        all;
    for (store::StoredObject& object : TRY(store_->objects())) {
        all[{object.kind, object.collection, object.uid}] = {object.id, std::move(object.json)};
    }
    for (const ObjectChange& change : changes) {
        const std::tuple key{kind_of_plural(change.collection), change.collection, change.uid};
        if (change.json.empty()) {
            all.erase(key);
        } else {
            all[key].second = change.json;
        }
    }
    Metadata metadata;
    for (const auto& [key, object] : all) {
        TRY(exchange::decode_object(std::get<0>(key), object.first, object.second, metadata));
    }
    TRY(engine::MetadataView::build(std::move(metadata)));
    return {};
}

Result<void> Office::load_reference() {
    auto figures = TRY(store_->figures());
    auto targets = TRY(store_->targets());
    auto reference = std::make_shared<const Reference>(std::move(figures), std::move(targets));
    const std::lock_guard lock(publishing_);
    reference_ = std::move(reference);
    return {};
}

Result<void> Office::load(const Progress& progress) {
    tell(progress, "reading metadata", 0, 0);
    auto snapshot = std::make_shared<engine::Snapshot>();
    snapshot->metadata = TRY(load_metadata());
    snapshot->generation = 1;
    TRY(load_reference());
    publish(std::move(snapshot));
    return load_columns(progress);
}

Result<void> Office::load_columns(const Progress& progress) {
    auto snapshot = std::make_shared<engine::Snapshot>(*this->snapshot());
    const auto last = TRY(store_->last_change());
    const std::string path = folder_ + "/" + std::string(kCheckpointName);
    if (const auto file = MappedFile::open(path)) {
        tell(progress, "opening the checkpoint", 0, 0);
        const std::uint64_t owner = TRY(checkpoint_owner());
        auto checkpoint = engine::read_checkpoint(file->bytes(), snapshot->tree(), owner);
        if (checkpoint && checkpoint->change <= last) {
            snapshot->change = checkpoint->change;
            snapshot->columns = std::move(checkpoint->columns);
            publish(TRY(advanced(*snapshot, last, false)));
            return {};
        }
    }
    snapshot->columns = TRY(read_columns(*store_, snapshot->tree(), last, progress));
    snapshot->change = last;
    publish(std::move(snapshot));
    return {};
}

// The snapshot with everything the store has since then, up to and with change `to`.
Result<std::shared_ptr<engine::Snapshot>> Office::advanced(const engine::Snapshot& from,
                                                           store::ChangeNumber to,
                                                           bool reload_metadata) const {
    auto next = std::make_shared<engine::Snapshot>(from);
    if (reload_metadata) {
        next->metadata = TRY(load_metadata());
        next->generation = from.generation + 1;
        if (engine::tree_fingerprint(next->tree()) != engine::tree_fingerprint(from.tree())) {
            std::vector<Row> new_row(from.tree().size());
            for (Row row = 0; row < from.tree().size(); ++row) {
                new_row[row] = next->tree().find_object(from.tree().unit(row).id);
            }
            next->columns = from.columns.moved(new_row, next->tree().size());
        }
    }
    std::vector<engine::ValueEdit> edits;
    TRY(store_->scan_changes(
        from.change, [&](const std::vector<store::ValueVersion>& batch) -> Result<void> {
            for (const auto& version : batch) {
                if (version.from > to) continue;  // Another server has gone on meanwhile.
                const Row row = next->tree().find_object(version.value.key.org_unit);
                if (row == kNoRow) continue;
                edits.push_back(to_edit(version.value, row));
                if (version.deleted) edits.back().entry.reset();
            }
            return {};
        }));
    if (!edits.empty()) next->columns = next->columns.with(std::move(edits), next->tree().size());
    next->change = to;
    return next;
}

engine::SnapshotPtr Office::snapshot() const {
    const std::lock_guard lock(publishing_);
    return current_;
}

std::shared_ptr<const Reference> Office::reference() const {
    const std::lock_guard lock(publishing_);
    return reference_;
}

void Office::publish(engine::SnapshotPtr next) {
    const std::lock_guard lock(publishing_);
    current_ = std::move(next);
    published_.notify_all();
}

const OfficeIndicator* Office::indicator(std::string_view code) const {
    const auto found = indicators_.find(std::string(code));
    return found == indicators_.end() ? nullptr : &found->second;
}

Result<store::Change> Office::write(std::string_view actor, std::string_view reason,
                                    const std::function<Result<void>(store::Draft&)>& fill,
                                    bool dry_run) {
    const std::lock_guard lock(writing_);
    const store::Change change = TRY(store_->write(actor, reason, fill, dry_run));
    if (dry_run) return change;
    if (const auto published = publish_news(); !published) {
        return fail(published.error().code,
                    fmt::format("Perubahan {} sudah tersimpan, tetapi belum dapat ditampilkan: {}",
                                change.number, published.error().message));
    }
    return change;
}

Result<void> Office::publish_news() {
    constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();
    const auto before = snapshot();
    auto news = TRY(store_->changes(before->change, kAll));
    if (news.empty()) return {};
    bool metadata = false, reference = false;
    for (const store::Change& change : news) {
        metadata = metadata || change.metadata_written > 0;
        reference = reference || change.metadata_written > 0 || change.values_written == 0;
    }
    auto next = TRY(advanced(*before, news.front().number, metadata));
    if (reference) TRY(load_reference());
    publish(std::move(next));
    std::reverse(news.begin(), news.end());
    for (const store::Change& change : news) {
        for (const auto& listener : listeners_) listener(change);
    }
    return {};
}

Result<void> Office::catch_up() {
    const std::lock_guard lock(writing_);
    return publish_news();
}

Result<void> Office::reach(store::ChangeNumber change, std::chrono::milliseconds timeout) {
    constexpr std::chrono::milliseconds kRetry{20};
    if (snapshot()->change >= change) return {};
    const auto until = std::chrono::steady_clock::now() + timeout;
    const store::ChangeNumber last = TRY(store_->last_change());
    if (last < change) {
        return fail(ErrorCode::Unavailable,
                    fmt::format("Basis data ini tidak memuat perubahan {} yang sudah Anda lihat; "
                                "yang terakhir {}. Muat ulang halaman, dan periksa apakah basis "
                                "data dipulihkan dari cadangan.",
                                change, last));
    }
    while (snapshot()->change < change) {
        if (const std::unique_lock writing(writing_, std::try_to_lock); writing) {
            TRY(publish_news());
            continue;
        }
        if (std::chrono::steady_clock::now() >= until) {
            return fail(ErrorCode::Unavailable,
                        fmt::format("Server ini masih menyiapkan perubahan {} yang sudah Anda "
                                    "lihat. Coba lagi sebentar.",
                                    change));
        }
        std::unique_lock lock(publishing_);
        published_.wait_for(lock, kRetry);
    }
    return {};
}

// The store's random name as a number: a checkpoint of another store never fits.
Result<std::uint64_t> Office::checkpoint_owner() const {
    const std::string identity = TRY(store_->identity());
    std::uint64_t owner = 0;
    std::from_chars(identity.data(), identity.data() + std::min<std::size_t>(16, identity.size()),
                    owner, 16);
    return owner;
}

void Office::on_change(std::function<void(const store::Change&)> listener) {
    listeners_.push_back(std::move(listener));
}

Result<void> Office::save_checkpoint() const {
    const std::uint64_t owner = TRY(checkpoint_owner());
    return replace_file(folder_, kCheckpointName, engine::write_checkpoint(*snapshot(), owner));
}

Result<std::vector<std::string>> Office::check(const Progress& progress) const {
    tell(progress, "checking the database", 0, 0);
    std::vector<std::string> found = TRY(store_->check());
    const auto snapshot = this->snapshot();
    const auto fresh = TRY(read_columns(*store_, snapshot->tree(), snapshot->change, progress));
    for (std::string& line : differences(snapshot->columns, fresh)) {
        found.push_back(std::move(line));
    }
    return found;
}

}  // namespace sinergi::server
