# SPDX-License-Identifier: Apache-2.0
"""The engine, and DuckDB and PostgreSQL asked the same over the same cells."""

import os
import platform
import shutil
from pathlib import Path

from host import BUILD, ROOT, Postgres, Server, Target, duration, output

NATIONAL_DISK = 50 * 2**30  # PostgreSQL's rows and two indexes take most of it.


def duckdb_library():
    arch = {"x86_64": "x64", "aarch64": "arm64"}[platform.machine()]
    return ROOT / f"bench/node_modules/@duckdb/node-bindings-linux-{arch}/libduckdb.so"


def figures_of(text):
    figures = {}
    for line in text.splitlines():
        name, value = line.split(" ", 1)
        if name.startswith(("plan.", "version.")):
            figures[name] = value
        else:
            figures[name], *fastest = (float(number) for number in value.split())
            figures["fastest." + name] = fastest[0] if fastest else None
    return figures


def print_comparison(figures):
    rows = [("Sinergi (rows always current)", "sinergi", None)]
    for name, key in (("DuckDB " + figures["version.duckdb"], "duckdb"),
                      ("DuckDB, one thread", "duckdb_one_thread"),
                      ("PostgreSQL " + figures["version.postgres"].split()[0], "postgres")):
        rows += [(f"{name}, raw rows", key, "raw"), (f"{name}, district totals", key, "totals")]
    print(f"  {'median, fastest of many, times slower':<38}{'514 districts x 12 months':>32}{'one district x one year':>32}")
    for name, key, kind in rows:
        cells = []
        for question in ("map", "year"):
            of = f"{question}.{key}" + (f".{kind}" if kind else "")
            times_slower = f"{figures[of] / figures[f'{question}.sinergi']:,.0f}x" if kind else ""
            cells.append(f"{duration(figures[of]):>10} {duration(figures['fastest.' + of]):>10}"
                         f"{times_slower:>9}")
        print(f"  {name:<38}{cells[0]:>32}{cells[1]:>32}")
    print(f"  PostgreSQL's figures hold one round trip through its socket: "
          f"{duration(figures['ping.postgres'])} for SELECT 1")
    for statement in ("map_raw", "year_raw", "map_totals", "year_totals"):
        print(f"  plan of {statement:<12} {figures['plan.' + statement]}")


def start_seconds(folder):
    """Seconds from the program's start to its first answer: file in the page cache, and not."""
    def once():
        with Server(folder) as server:
            server.json("/v1/session")
            return server.start_seconds
    warm = sorted(once() for _ in range(3))[1]
    os.sync()
    with open(folder / "columns.checkpoint", "rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return warm, once()


def measure(folder, national):
    if national and shutil.disk_usage(folder).free < NATIONAL_DISK:
        raise SystemExit(f"--national needs 50 GB free in {folder}; TMPDIR names another place")
    series = 500 if national else 50
    with Postgres() as postgres:
        text = output(BUILD / "sinergi-bench", "--folder", folder, "--series", str(series),
                      "--duckdb", duckdb_library(), "--postgres", postgres.new_database("cells"))
    figures = figures_of(text)
    cells = figures["cells"]
    print(f"engine   {cells:,.0f} invented cells ({series} series x 10,300 facilities x 60 months, less "
          "the reports that are missing); 16 indicators and all districts by turns;\n"
          "         every answer was first checked against the generator's own sum")
    print_comparison(figures)
    print(f"  one changed value published in {duration(figures['publish'])}")
    warm, cold = start_seconds(Path(folder) / "start")
    print(f"  checkpoint of {figures['checkpoint_mb']:,.0f} MB read in "
          f"{figures['checkpoint_seconds']:.2f} s; server ready in {warm:.2f} s, "
          f"{cold:.2f} s when the file has to come from the disk")
    counted, resident = (figures[f"bytes_per_cell.{kind}"] for kind in ("counted", "resident"))
    scale = f"{cells / 1e6:.0f} M cells"  # Six reports in a hundred are missing.
    return [
        Target("one indicator x 514 districts x 12 months", "150 us", duration(figures["map.sinergi"]),
               figures["map.sinergi"] <= 150, scale),
        Target("one unit x one year", "2 us", duration(figures["year.sinergi"]),
               figures["year.sinergi"] <= 2, scale),
        Target("memory per stored cell", "4 bytes", f"{resident:.2f} bytes", resident <= 4,
               f"resident; {counted:.2f} counted; {scale}"),
        Target("start from the checkpoint, 309 M cells", "2 s", f"{warm:.2f} s",
               warm <= 2 if national else None,
               f"{cold:.2f} s from the disk" if national else f"only {scale}: see --national"),
    ]
