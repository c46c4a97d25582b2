#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""./dev bench: what Sinergi takes and gives, beside what others take, with the machine and commit.

The figures of one run belong together; figures of different machines do not compare."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import engine
import http_load
import imports
from host import ROOT, SINERGI, Postgres, Target, contention, machine, output


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def node(script, *arguments):
    return json.loads(output("node", ROOT / "bench" / script, *arguments,
                             env={**os.environ, "SINERGI_BIN": str(SINERGI)}))


def measure_http(folder, _):
    demo = Path(folder) / "demo"
    subprocess.run([SINERGI, "demo", "--create-only", "--data", demo, "--catalogue",
                    ROOT / "catalogue"], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    return http_load.measure(folder, demo)


def measure_redraw(*_):
    result = node("redraw.mjs")
    took = result["milliseconds"]
    p50, p95 = percentile(took, 0.5), percentile(took, 0.95)
    print(f"redraw   {len(took)} saves over a link of 400 kbps and {result['latency']} ms: median "
          f"{p50} ms, p95 {p95} ms, slowest {max(took)} ms")
    return [Target("saved in one browser, redrawn in another (p95)", "1 s", f"{p95 / 1000:.2f} s",
                   p95 <= 1000, f"{len(took)} saves, 400 kbps, {result['latency']} ms latency")]


def measure_servers(*_):
    with Postgres() as postgres:
        result = node("servers.mjs", postgres.new_database("sinergi"))
    took, after = result["fromSending"], result["fromReply"]
    print(f"servers  {len(took)} writes on one of two servers, heard and read on the other: "
          f"median {percentile(took, 0.5):.1f} ms, p95 {percentile(took, 0.95):.1f} ms after sending; "
          f"{percentile(after, 0.5):.1f} and {percentile(after, 0.95):.1f} ms after the reply")
    return [Target("write on one server, visible on another (p95)", "none set",
                   f"{percentile(after, 0.95):.1f} ms", None,
                   f"after the reply; {percentile(took, 0.95):.1f} ms after sending")]


PARTS = {
    "engine": engine.measure,
    "http": measure_http,
    "import": lambda folder, _: imports.measure(folder),
    "redraw": measure_redraw,
    "servers": measure_servers,
}


def print_table(targets, warnings):
    rows = [("target", "aim", "measured", "", "how")]
    rows += [(t.what, t.aim, t.measured, t.verdict, t.remark) for t in targets]
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    print()
    for row in rows:
        print("  ".join(text.ljust(width) for text, width in zip(row, [*widths, 0])).rstrip())
    for warning in warnings:
        print(warning)


def main():
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("part", nargs="*", choices=[*PARTS, []], help="default: all of them")
    parser.add_argument("--national", action="store_true", help="309 million cells instead of 31")
    asked = parser.parse_args()
    machine()
    targets, warnings = [], []
    folder = tempfile.mkdtemp(prefix="sinergi-bench-")
    try:
        for name in asked.part or PARTS:
            warning = contention()
            print(f"\n{warning}" if warning else "", flush=True)
            if warning:
                warnings.append(f"{name}: {warning}")
            targets += PARTS[name](folder, asked.national)
    finally:
        shutil.rmtree(folder)
    print_table(targets, warnings)


if __name__ == "__main__":
    sys.exit(main())
