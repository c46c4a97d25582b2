// SPDX-License-Identifier: Apache-2.0
#include "app/commands.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <unistd.h>

#include "app/demo_setup.h"
#include "app/local_client.h"
#include "app/restore.h"
#include "base/text.h"
#include "exchange/catalogue_toml.h"
#include "server/access.h"

namespace sinergi::app {

namespace {

namespace fs = std::filesystem;

// A line that redraws itself on a terminal, and a line now and then elsewhere.
void show_progress(std::string_view what, std::uint64_t done, std::uint64_t total) {
    static std::string last;
    const bool terminal = ::isatty(STDERR_FILENO) != 0;
    std::string line;
    if (total == 0) {
        line = done == 0 ? std::string(what) : fmt::format("{} {}", what, done);
    } else {
        const int filled = static_cast<int>(30 * done / total);
        line = fmt::format("[{}{}] {:3}% {}", std::string(static_cast<std::size_t>(filled), '#'),
                           std::string(static_cast<std::size_t>(30 - filled), '.'),
                           100 * done / total, what);
    }
    if (terminal) {
        fmt::print(stderr, "\r\033[K{}", line);
    } else if (total == 0 ? std::string(what) != last : done == total || done % 12 == 0) {
        fmt::print(stderr, "{}\n", line);
    }
    last = std::string(what);
}

void end_progress() {
    if (::isatty(STDERR_FILENO) != 0) fmt::print(stderr, "\r\033[K");
}

// The folder given, else beside the build tree, else the installed one.
std::string find_folder(const std::string& given, const std::string& in_source,
                        const std::string& installed) {
    if (!given.empty()) return given;
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    const fs::path source = program.parent_path() / "../.." / in_source;
    if (fs::exists(source, error)) return fs::weakly_canonical(source, error).string();
    return installed;
}

Result<std::unique_ptr<server::Office>> open_office(const CommonOptions& common) {
    const std::string folder =
        find_folder(common.catalogue_folder, "catalogue", "/usr/share/sinergi/catalogue");
    Catalogue catalogue = TRY(exchange::read_catalogue(folder));
    auto office = TRY(server::Office::open(common.data_folder, std::move(catalogue), show_progress,
                                           common.store_url));
    end_progress();
    return office;
}

// Where the store is.
const std::string& place_of(const CommonOptions& common) {
    return common.store_url.empty() ? common.data_folder : common.store_url;
}

// The server that runs on the folder, if any. Errors: Conflict if it serves another store than the
// one that was asked for.
Result<std::optional<RunningServer>> running_server(const CommonOptions& common) {
    auto running = find_running_server(common.data_folder);
    if (!running) return std::optional<RunningServer>();
    if (!common.store_url.empty() && running->store != store_mark(common.store_url)) {
        return fail(ErrorCode::Conflict,
                    fmt::format("Server yang berjalan di {} memakai basis data lain daripada yang "
                                "diminta --store. Hentikan server itu atau berikan folder lain.",
                                common.data_folder));
    }
    return std::optional<RunningServer>(std::move(*running));
}

Result<std::string> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return fail(ErrorCode::NotFound, fmt::format("cannot open {}", path));
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return std::move(bytes).str();
}

Result<void> serve_office(server::Office& office, ServeOptions serve_options,
                          const std::string& store_url) {
    serve_options.web_folder =
        find_folder(serve_options.web_folder, "web/dist", "/usr/share/sinergi/web");
    serve_options.demonstration = TRY(is_demo(office.store()));
    serve_options.store_url = store_url;
    return serve(office, serve_options, [](const std::string& address) {
        fmt::print("Sinergi melayani di {}  (Ctrl+C untuk berhenti)\n", address);
        std::fflush(stdout);
    });
}

std::string import_target(const server::ImportOptions& options) {
    std::string target = "/v1/imports?kind=" + percent_encode(options.kind) +
                         "&file=" + percent_encode(options.file_name) +
                         "&dry_run=" + (options.dry_run ? "true" : "false");
    const auto add = [&](std::string_view name, const std::string& value) {
        target += fmt::format("&{}={}", name, percent_encode(value));
    };
    for (const std::string& column : options.columns) add("column", column);
    for (const std::string& answer : options.answers) add("answer", answer);
    for (const std::string& code : options.only_below) add("only_below", code);
    if (!options.sheet.empty()) add("sheet", options.sheet);
    if (options.header_row) add("header_row", std::to_string(*options.header_row));
    if (!options.period.empty()) add("period", options.period);
    if (!options.element.empty()) add("element", options.element);
    if (options.numbers_are_indonesian) add("numbers", "id");
    if (options.numbers_are_english) add("numbers", "en");
    return target;
}

void print_report(const std::string& file, const server::ImportReport& report) {
    fmt::print("{}: {} ({})\n", file, report.dry_run ? "percobaan, belum disimpan" : "disimpan",
               report.kind);
    fmt::print("  baru {}  berubah {}  sama {}  dihapus {}  ditolak {}\n", report.created,
               report.changed, report.same, report.removed, report.rejected);
    if (!report.sheet.empty()) fmt::print("  lembar: {}\n", report.sheet);
    for (const std::string& note : report.notes) fmt::print("  catatan: {}\n", note);
    for (const std::string& column : report.dropped_columns) {
        fmt::print("  kolom pribadi dibuang: {}\n", column);
    }
    if (report.questioned > 0) fmt::print("  dipertanyakan {}\n", report.questioned);
    for (const server::ImportProblem& doubt : report.doubts) fmt::print("  ? {}\n", doubt.message);
    for (const auto& question : report.questions) fmt::print("  tanya: {}\n", question.sentence);
    for (const server::ImportProblem& problem : report.problems) {
        fmt::print("  {}\n", problem.message);
    }
    if (!report.attribution.empty()) fmt::print("  sumber: {}\n", report.attribution);
    if (report.change > 0) fmt::print("  perubahan nomor {}\n", report.change);
}

bool took_nothing(const server::ImportReport& report) {
    return report.rejected > 0 &&
           report.created + report.changed + report.same + report.removed == 0;
}

// A folder of areas is given as one argument; its files go in one by one, provinces first.
std::vector<std::string> expand_folders(const std::vector<std::string>& paths) {
    std::vector<std::string> files;
    for (const std::string& path : paths) {
        if (!fs::is_directory(path)) {
            files.push_back(path);
            continue;
        }
        for (const char* name : {"provinces.csv", "regencies.csv", "districts.csv"}) {
            if (fs::exists(fs::path(path) / name))
                files.push_back((fs::path(path) / name).string());
        }
    }
    return files;
}

}  // namespace

Result<void> run_serve(const CommonOptions& common, ServeOptions serve) {
    const auto office = TRY(open_office(common));
    if (office->snapshot()->metadata->metadata().data_elements.empty()) {
        TRY(server::install_catalogue(*office, "sinergi"));
    }
    return serve_office(*office, std::move(serve), common.store_url);
}

Result<void> run_demo(const CommonOptions& common, ServeOptions serve, const DemoRun& run) {
    if (serve.http.address != "127.0.0.1" && serve.http.address != "::1") {
        return fail(ErrorCode::InvalidArgument,
                    "the demonstration's passwords are public; it listens on 127.0.0.1 only");
    }
    std::error_code error;
    fs::create_directories(common.data_folder, error);
    const auto office = TRY(open_office(common));
    if (run.scale == "national") {
        TRY(set_up_national(*office, run.national, show_progress));
    } else {
        TRY(set_up_demo(*office, show_progress));
    }
    end_progress();
    fmt::print("\nProvinsi contoh: {} unit, {} nilai. Semua data rekaan (DATA CONTOH).\n",
               office->snapshot()->tree().size(), office->snapshot()->columns.cell_count());
    fmt::print("Akun:\n");
    for (const DemoAccount& account : demo_accounts()) {
        fmt::print("  {:<10} {:<18} {}\n", account.username, account.password, account.what);
    }
    if (run.create_only) return {};
    return serve_office(*office, std::move(serve), common.store_url);
}

Result<void> read_mapping(const std::string& file, server::ImportOptions& options) {
    const std::string text = TRY(read_file(file));
    for (const std::string_view line : split(text, '\n')) {
        const std::string_view role = trim(line);
        if (role.empty() || role.front() == '#') continue;
        if (role.find('=') == std::string_view::npos) {
            return fail(
                ErrorCode::InvalidArgument,
                fmt::format("{}: '{}' is no line of the form field=column title", file, role));
        }
        options.columns.emplace_back(role);
    }
    return {};
}

Result<void> run_import(const CommonOptions& common, server::ImportOptions options,
                        const std::vector<std::string>& files) {
    const auto running = TRY(running_server(common));
    std::unique_ptr<server::Office> office;
    if (!running) {
        std::error_code error;
        fs::create_directories(common.data_folder, error);
        office = TRY(open_office(common));
        if (office->snapshot()->metadata->metadata().data_elements.empty()) {
            TRY(server::install_catalogue(*office, "sinergi"));
        }
    }
    server::Viewer viewer;
    viewer.username = "sinergi";
    viewer.can_view = viewer.can_enter = viewer.can_operate = viewer.is_local = true;
    bool nothing_taken = false;
    const auto paths = expand_folders(files);
    for (std::size_t i = 0; i < paths.size(); ++i) {
        const std::string& path = paths[i];
        options.file_name = fs::path(path).filename().string();
        const std::string bytes = TRY(read_file(path));
        show_progress(options.file_name, i, paths.size());
        if (running) {
            const auto reply =
                TRY(ask_running_server(*running, "POST", import_target(options), bytes));
            end_progress();
            if (reply.status != 200) return fail(ErrorCode::InvalidArgument, reply.body);
            const auto remote = TRY(server::read_import_report(reply.body));
            print_report(path, remote);
            nothing_taken |= took_nothing(remote);
            continue;
        }
        const auto report = server::import_file(*office, viewer, bytes, options);
        end_progress();
        if (!report) {
            return fail(report.error().code, fmt::format("{}: {}", path, report.error().message));
        }
        print_report(path, *report);
        nothing_taken |= took_nothing(*report);
    }
    if (nothing_taken) {
        return fail(ErrorCode::InvalidArgument, "every row of a file was refused; see above");
    }
    return office != nullptr && !options.dry_run ? office->save_checkpoint() : Result<void>();
}

Result<void> run_account(const CommonOptions& common, const AccountOptions& account) {
    if (TRY(running_server(common))) {
        return fail(ErrorCode::Unavailable, "stop the server first; then add the account");
    }
    const auto office = TRY(open_office(common));
    const Row unit = TRY(office->snapshot()->tree().find(account.unit));
    const std::string password = server::generate_password();
    store::Account stored;
    stored.username = account.username;
    stored.name = account.name.empty() ? account.username : account.name;
    stored.password_hash = server::hash_password(password);
    stored.unit_uid = office->snapshot()->tree().unit(unit).uid;
    stored.can_enter = account.can_enter;
    stored.can_operate = account.can_operate;
    TRY(office->write("sinergi", "akun " + account.username,
                      [&](store::Draft& draft) { return draft.put_account(stored); }));
    fmt::print("{}  kata sandi (hanya ditampilkan sekali): {}\n", account.username, password);
    return {};
}

Result<void> run_check(const CommonOptions& common) {
    std::vector<std::string> found;
    if (const auto running = TRY(running_server(common))) {
        const auto reply = TRY(ask_running_server(*running, "GET", "/v1/check", ""));
        fmt::print("{}\n", reply.body);
        return reply.status == 200 ? Result<void>()
                                   : fail(ErrorCode::Corrupt, "the folder does not agree");
    }
    const auto office = TRY(open_office(common));
    found = TRY(office->check(show_progress));
    end_progress();
    const auto snapshot = office->snapshot();
    fmt::print("perubahan {}, {} unit, {} nilai\n", snapshot->change, snapshot->tree().size(),
               snapshot->columns.cell_count());
    for (const std::string& sentence : found) fmt::print("  {}\n", sentence);
    if (!found.empty()) {
        return fail(ErrorCode::Corrupt, fmt::format("{} differences found", found.size()));
    }
    fmt::print("sidik isi: {}\n", TRY(office->store().digest()));
    fmt::print("sehat: basis data, checkpoint, dan jumlah yang dihitung ulang sepakat\n");
    return {};
}

Result<void> run_backup(const CommonOptions& common, const std::string& file) {
    if (const auto running = TRY(running_server(common))) {
        const std::string path = fs::absolute(file).string();
        const auto reply = TRY(
            ask_running_server(*running, "POST", "/v1/backup?file=" + percent_encode(path), ""));
        if (reply.status != 200) return fail(ErrorCode::Unavailable, reply.body);
        fmt::print("{}\n", reply.body);
        return {};
    }
    const auto store = TRY(store::open_store(place_of(common)));
    TRY(store->backup(file));
    fmt::print("salinan ditulis: {}\n", file);
    return {};
}

Result<void> run_move(const MovePlaces& places) {
    const std::string& from = places.from.empty() ? places.data_folder : places.from;
    const std::string& to = places.to.empty() ? places.data_folder : places.to;
    if (from.empty() || to.empty() || from == to) {
        return fail(
            ErrorCode::InvalidArgument,
            "Sebutkan --data FOLDER --to postgres://… atau --from postgres://… --data FOLDER; "
            "asal dan tujuan harus berbeda.");
    }
    const auto moved =
        TRY(store::move_store(from, to, [](std::string_view table, std::uint64_t rows) {
            show_progress(fmt::format("{}: {} baris", table, rows), 0, 0);
        }));
    end_progress();
    fmt::print(
        "dipindahkan: {} baris, semua versi dan nomor perubahan\nsidik isi: {} (asal dan "
        "tujuan sama)\n",
        moved.rows, moved.digest);
    return {};
}

Result<void> run_restore(const CommonOptions& common, const std::string& file) {
    TRY(restore_file(common.data_folder, file));
    return run_check(common);
}

}  // namespace sinergi::app
