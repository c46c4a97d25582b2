// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint.h"

#include <bit>
#include <cstring>
#include <future>
#include <type_traits>

#include <zlib.h>

namespace sinergi::engine {

namespace {

constexpr std::string_view kMagic = "SNRGCOL2";
constexpr auto kLastState = static_cast<std::uint8_t>(ValueState::Suppressed);

std::uint32_t checksum(std::string_view bytes) {
    uLong crc = crc32_z(0, nullptr, 0);
    crc = crc32_z(crc, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
    return static_cast<std::uint32_t>(crc);
}

}  // namespace

class CheckpointWriter {
public:
    explicit CheckpointWriter(std::string& out) : out_(out) {}

    template <class T>
    void number(T value) {
        static_assert(std::is_arithmetic_v<T>);
        out_.append(reinterpret_cast<const char*>(&value), sizeof value);
    }

    template <class T>
    void array(const std::vector<T>& values) {
        out_.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
    }

    void column(Period period, const Column& column) {
        number(static_cast<std::uint8_t>(period.kind));
        number(static_cast<std::uint8_t>(column.values_.index()));
        number(period.index);
        number(static_cast<std::uint32_t>(column.size_));
        number(static_cast<std::uint32_t>(column.special_.size()));
        for (const auto& [row, state] : column.special_) {
            number(row);
            number(static_cast<std::uint8_t>(state));
        }
        array(column.numbers_);
        std::visit([&](const auto& values) { array(values); }, column.values_);
    }

private:
    std::string& out_;
};

class CheckpointReader {
public:
    CheckpointReader(std::string_view bytes, Row rows) : left_(bytes), rows_(rows) {}

    template <class T>
    bool number(T& value) {
        if (left_.size() < sizeof value) return false;
        std::memcpy(&value, left_.data(), sizeof value);
        left_.remove_prefix(sizeof value);
        return true;
    }

    template <class T>
    bool array(std::vector<T>& values, std::size_t count) {
        if (left_.size() / sizeof(T) < count) return false;
        values.resize(count);
        if (count > 0) std::memcpy(values.data(), left_.data(), count * sizeof(T));
        left_.remove_prefix(count * sizeof(T));
        return true;
    }

    bool column(Period& period, Column& column) {
        std::uint8_t kind = 0;
        std::uint8_t width = 0;
        std::uint32_t size = 0;
        std::uint32_t specials = 0;
        if (!number(kind) || !number(width) || !number(period.index) || !number(size) ||
            !number(specials) || kind >= kPeriodKindCount || specials > rows_) {
            return false;
        }
        period.kind = static_cast<PeriodKind>(kind);
        column.rows_ = rows_;
        column.size_ = size;
        for (std::uint32_t i = 0; i < specials; ++i) {
            Row row = 0;
            std::uint8_t state = 0;
            if (!number(row) || !number(state) || row >= rows_ || state == 0 ||
                state > kLastState || (i > 0 && row <= column.special_.back().first)) {
                return false;
            }
            column.special_.emplace_back(row, static_cast<ValueState>(state));
        }
        if (!array(column.numbers_, rows_ / Column::kBlock + 1) || !counts_agree(column)) {
            return false;
        }
        switch (width) {
            case 0: column.values_ = std::vector<std::uint8_t>(); break;
            case 1: column.values_ = std::vector<std::uint16_t>(); break;
            case 2: column.values_ = std::vector<std::uint32_t>(); break;
            case 3: column.values_ = std::vector<double>(); break;
            default: return false;
        }
        const bool whole = std::visit(
            [&](auto& values) {
                using Slot = typename std::decay_t<decltype(values)>::value_type;
                return array(values, Column::slots_of<Slot>(rows_));
            },
            column.values_);
        if (!whole) return false;
        column.fill_totals();
        return true;
    }

    [[nodiscard]] bool at_end() const { return left_.empty(); }

private:
    // Every entry is a number or a special, none is both, and none lies beyond the rows.
    bool counts_agree(const Column& column) const {
        std::size_t numbers = 0;
        for (Row word = 0; word < column.numbers_.size(); ++word) {
            const std::uint64_t bits = column.numbers_[word];
            if ((bits & ~Column::word_of({0, rows_}, word)) != 0) return false;
            numbers += static_cast<std::size_t>(std::popcount(bits));
        }
        for (const auto& [row, state] : column.special_) {
            const std::uint64_t word = column.numbers_[row / Column::kBlock];
            if (((word >> (row % Column::kBlock)) & 1) != 0) return false;
        }
        return column.size_ == numbers + column.special_.size();
    }

    std::string_view left_;
    Row rows_;
};

std::uint64_t tree_fingerprint(const OrgUnitTree& tree) {
    std::uint64_t hash = 1469598103934665603ULL;  // FNV-1a over (id, parent row) in row order.
    const auto mix = [&](std::uint32_t word) {
        for (int byte = 0; byte < 4; ++byte) {
            hash = (hash ^ ((word >> (8 * byte)) & 0xFF)) * 1099511628211ULL;
        }
    };
    for (Row row = 0; row < tree.size(); ++row) {
        mix(tree.unit(row).id);
        mix(tree.parent(row));
    }
    return hash;
}

std::string write_checkpoint(const Snapshot& snapshot, std::uint64_t store) {
    std::string out(kMagic);
    CheckpointWriter writer(out);
    writer.number(snapshot.change);
    writer.number(tree_fingerprint(snapshot.tree()) ^ store);
    writer.number(snapshot.tree().size());
    writer.number(static_cast<std::uint32_t>(snapshot.columns.all().size()));
    for (const auto& series : snapshot.columns.all()) {
        writer.number(series->series.data_element);
        writer.number(series->series.category_option_combo);
        writer.number(series->series.attribute_option_combo);
        writer.number(static_cast<std::uint32_t>(series->columns.size()));
        for (const auto& [period, column] : series->columns) writer.column(period, *column);
    }
    writer.number(checksum(out));
    return out;
}

namespace {

tl::unexpected<Error> corrupt(const char* why) {
    return fail(ErrorCode::Corrupt, std::string("checkpoint: ") + why);
}

// `bytes` without magic and checksum; they may be anything.
Result<Checkpoint> decode(std::string_view bytes, const OrgUnitTree& tree, std::uint64_t store) {
    CheckpointReader reader(bytes, tree.size());
    Checkpoint checkpoint;
    std::uint64_t fingerprint = 0;
    Row rows = 0;
    std::uint32_t series_count = 0;
    if (!reader.number(checkpoint.change) || !reader.number(fingerprint) || !reader.number(rows) ||
        !reader.number(series_count)) {
        return corrupt("cut short");
    }
    if (rows != tree.size() || fingerprint != (tree_fingerprint(tree) ^ store)) {
        return corrupt("made for another tree of units or another store");
    }
    for (std::uint32_t i = 0; i < series_count; ++i) {
        auto series = std::make_shared<SeriesColumns>();
        std::uint32_t columns = 0;
        if (!reader.number(series->series.data_element) ||
            !reader.number(series->series.category_option_combo) ||
            !reader.number(series->series.attribute_option_combo) || !reader.number(columns)) {
            return corrupt("cut short");
        }
        const auto before = checkpoint.columns.all();
        if (!before.empty() && !(before.back()->series < series->series)) {
            return corrupt("series out of order");
        }
        for (std::uint32_t c = 0; c < columns; ++c) {
            Period period;
            auto column = std::make_shared<Column>();
            if (!reader.column(period, *column)) return corrupt("a column is broken");
            if (c > 0 && !(series->columns.back().first < period)) {
                return corrupt("periods out of order");
            }
            series->columns.emplace_back(period, std::move(column));
        }
        checkpoint.columns.append(std::move(series));
    }
    if (!reader.at_end()) return corrupt("longer than it says");
    return checkpoint;
}

}  // namespace

Result<Checkpoint> read_checkpoint(std::string_view bytes, const OrgUnitTree& tree,
                                   std::uint64_t store) {
    if (bytes.size() < kMagic.size() + 4 || !bytes.starts_with(kMagic)) {
        return corrupt("not a checkpoint of this version");
    }
    std::uint32_t stored_sum = 0;
    std::memcpy(&stored_sum, bytes.data() + bytes.size() - 4, 4);
    bytes.remove_suffix(4);
    // Summing and decoding take about as long as each other: both at once.
    auto sum = std::async(std::launch::async, checksum, bytes);
    auto checkpoint = decode(bytes.substr(kMagic.size()), tree, store);
    if (sum.get() != stored_sum) return corrupt("checksum does not agree");
    return checkpoint;
}

}  // namespace sinergi::engine
