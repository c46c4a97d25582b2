# SPDX-License-Identifier: Apache-2.0
"""Requests a second, asked by wrk on the same cores."""

import json
import os
import re
import time
import urllib.error
from pathlib import Path

from host import ROOT, Server, Target, output

SECONDS = 8


def months(first, count=12):
    year, month = divmod(first, 12)
    return ";".join(f"{year + (month + i) // 12}{(month + i) % 12 + 1:02}" for i in range(count))


def many_paths(server):
    """Every routine indicator in every twelve months of the demonstration that has an answer."""
    paths, size = [], 0
    for indicator in server.json("/v1/catalogue")["indicators"]:
        if not indicator["numerator"]:
            continue
        for first in range(2022 * 12, 2025 * 12 + 1):
            path = f"/v1/figures?indicator={indicator['code']}&unit=99&period={months(first)}"
            reply = server.ask(path)
            if sum(1 for value in json.loads(reply)["cells"]["value"] if value is not None) >= 12:
                paths.append(path)
                size += len(reply)
    return paths, size // len(paths)


def load(server, folder, paths):
    list_of_paths = Path(folder) / "paths"
    list_of_paths.write_text("\n".join(paths) + "\n")
    cpu = server.cpu_seconds()
    begin = time.perf_counter()
    text = output("wrk", "-t2", "-c64", f"-d{SECONDS}s", "--latency", "-s", ROOT / "bench/paths.lua",
                  server.address, env={**os.environ, "SINERGI_PATHS": str(list_of_paths)})
    cores = (server.cpu_seconds() - cpu) / (time.perf_counter() - begin)
    if "Non-2xx" in text or "Socket errors" in text:
        raise RuntimeError(text)
    return (float(re.search(r"Requests/sec:\s+(\S+)", text)[1]),
            re.search(r"99%\s+(\S+)", text)[1], cores)


def measure(folder, demo):
    print(f"http     wrk on the same cores, 64 connections, {SECONDS} s each")
    with Server(demo) as server:
        paths, size = many_paths(server)
        one = f"/v1/figures?indicator=SPM-K01&unit=99&period={months(2024 * 12)}"
        main = None
        for name, asked, bytes_ in (
                (f"8 districts x 12 months, {len(paths)} different", paths, size),
                ("8 districts x 12 months, always the same", [one], len(server.ask(one))),
                ("session: what the sockets allow", ["/v1/session"], len(server.ask("/v1/session")))):
            rate, p99, cores = load(server, folder, asked)
            main = main or (rate, p99, cores)
            print(f"  {name:<44}{rate:>9,.0f} requests/s   p99 {p99:>9}   {bytes_} bytes   "
                  f"server on {cores:.1f} cores")
    rate, p99, cores = main
    return [Target("HTTP JSON, 64 connections, 8 districts x 12 months", "15,000 requests/s",
                   f"{rate:,.0f} requests/s", rate >= 15000,
                   f"{len(paths)} URLs by turns; p99 {p99}; server on {cores:.1f} cores, wrk on the rest")]
