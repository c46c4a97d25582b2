// SPDX-License-Identifier: Apache-2.0
// sinergi: the command line. Builds everything, owns everything.
#include <cstdio>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "app/commands.h"

namespace {

using sinergi::app::CommonOptions;

// One JSON object a line on standard error: what a log collector reads.
void set_up_log(bool quiet) {
    auto logger = std::make_shared<spdlog::logger>(
        "sinergi", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    logger->set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%e","level":"%l","message":%v})");
    logger->set_level(quiet ? spdlog::level::warn : spdlog::level::info);
    spdlog::set_default_logger(std::move(logger));
}

int finish(const sinergi::Result<void>& result) {
    if (result) return 0;
    fmt::print(stderr, "sinergi: {}\n", result.error().message);
    return 1;
}

void add_folders(CLI::App& command, CommonOptions& common) {
    command.add_option("--data", common.data_folder, "the data folder")->required();
    command.add_option("--catalogue", common.catalogue_folder, "the catalogue's folder");
}

void add_store(CLI::App& command, CommonOptions& common) {
    command
        .add_option("--store", common.store_url,
                    "postgres://user@host/database instead of the folder's own store")
        ->check([](const std::string& url) {
            return sinergi::store::is_postgres(url) ? "" : "not a postgres:// URL: " + url;
        });
}

void add_http(CLI::App& command, CommonOptions& common, sinergi::app::ServeOptions& serve) {
    add_folders(command, common);
    add_store(command, common);
    command.add_option("--web", serve.web_folder, "the built browser client");
    command.add_option("--address", serve.http.address, "address to listen on");
    command.add_option("--port", serve.http.port, "port to listen on; 0 takes a free one");
    command
        .add_option_function<int>(
            "--request-seconds",
            [&serve](int seconds) { serve.http.request_seconds = std::chrono::seconds(seconds); },
            "how long a client may take to send the next piece of a request")
        ->check(CLI::Range(1, 3600));
    command.add_option("--workers", serve.http.workers, "threads that handle requests")
        ->check(CLI::Range(1, 256));
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Sinergi: from the facility's report to the signed agreement and back", "sinergi");
    app.set_version_flag("--version", SINERGI_VERSION);
    app.require_subcommand(1);
    bool verbose = false;
    app.add_flag("--log", verbose, "write one line per request to standard error");
    CommonOptions common;
    sinergi::app::ServeOptions serve;
    sinergi::server::ImportOptions import;
    sinergi::app::AccountOptions account;
    std::vector<std::string> files;
    std::string file;

    auto* serving = app.add_subcommand("serve", "serve a data folder");
    add_http(*serving, common, serve);
    auto* demo = app.add_subcommand("demo", "create the demonstration province and serve it");
    add_http(*demo, common, serve);
    sinergi::app::DemoRun demo_run;
    demo->add_flag("--create-only", demo_run.create_only, "create it and stop");
    demo->add_option("--scale", demo_run.scale, "province, or national (for benches)")
        ->check(CLI::IsMember({"province", "national"}));
    demo->add_option("--months", demo_run.national.months, "months at national scale");
    demo->add_option("--series", demo_run.national.series, "data elements at national scale");
    auto* importing = app.add_subcommand("import", "import files");
    add_folders(*importing, common);
    add_store(*importing, common);
    importing->add_option("files", files, "the files")->required()->check(CLI::ExistingPath);
    importing
        ->add_option("--kind", import.kind,
                     "auto, values, figures, units, boundaries, metadata, areas")
        ->check([](const std::string& kind) {
            return sinergi::server::is_import_kind(kind) ? "" : "unknown kind " + kind;
        });
    importing->add_flag("--dry-run", import.dry_run, "say what would change and change nothing");
    importing->add_option("--column", import.columns, "field=column title")
        ->allow_extra_args(false);
    std::string mapping;
    importing->add_option("--mapping", mapping, "a file of such lines")->check(CLI::ExistingFile);
    importing->add_option("--answer", import.answers, "unit:TEXT=CODE or element:TEXT=CODE")
        ->allow_extra_args(false);
    importing->add_option("--sheet", import.sheet, "the sheet of a workbook");
    importing->add_option("--header-row", import.header_row, "the row that holds the titles")
        ->check(CLI::PositiveNumber);
    importing->add_option("--period", import.period, "the period of every row");
    importing->add_option("--element", import.element, "the data element of every row");
    importing->add_option("--only-below", import.only_below, "of areas: only below these codes")
        ->allow_extra_args(false);
    importing->add_flag("--indonesian-numbers", import.numbers_are_indonesian, "1.234 is 1234");
    importing->add_flag("--english-numbers", import.numbers_are_english, "1.234 is 1 point 234");
    auto* account_command =
        app.add_subcommand("account", "add an account or give it a new password");
    add_folders(*account_command, common);
    add_store(*account_command, common);
    account_command->add_option("username", account.username)->required();
    account_command->add_option("--name", account.name, "the person or post");
    account_command->add_option("--unit", account.unit, "uid or code; rights hold below it")
        ->required();
    account_command->add_flag("--enter", account.can_enter, "may enter data");
    account_command->add_flag("--operate", account.can_operate, "may operate the system");
    auto* check = app.add_subcommand("check", "verify a data folder");
    add_folders(*check, common);
    add_store(*check, common);
    auto* backup = app.add_subcommand("backup", "copy the database while it is in use");
    add_folders(*backup, common);
    add_store(*backup, common);
    backup->add_option("file", file, "the copy")->required();
    auto* restore = app.add_subcommand("restore", "make a data folder from a copy");
    add_folders(*restore, common);
    restore->add_option("file", file, "the copy")->required()->check(CLI::ExistingFile);

    auto* move = app.add_subcommand("move", "copy a whole store to or from PostgreSQL");
    sinergi::app::MovePlaces places;
    move->add_option("--data", places.data_folder, "the data folder, at the end not named below");
    move->add_option("--from", places.from, "where to take it from: postgres://… or a folder");
    move->add_option("--to", places.to, "where to put it, empty: postgres://… or a folder");

    CLI11_PARSE(app, argc, argv);
    set_up_log(!verbose);
    if (serving->parsed()) return finish(sinergi::app::run_serve(common, serve));
    if (demo->parsed()) return finish(sinergi::app::run_demo(common, serve, demo_run));
    if (importing->parsed() && !mapping.empty()) {
        if (const auto read = sinergi::app::read_mapping(mapping, import); !read) {
            return finish(read);
        }
    }
    if (importing->parsed()) return finish(sinergi::app::run_import(common, import, files));
    if (account_command->parsed()) return finish(sinergi::app::run_account(common, account));
    if (check->parsed()) return finish(sinergi::app::run_check(common));
    if (move->parsed()) return finish(sinergi::app::run_move(places));
    if (backup->parsed()) return finish(sinergi::app::run_backup(common, file));
    return finish(sinergi::app::run_restore(common, file));
}
