#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""./dev bench: engine, HTTP and import, printed with the machine and the commit.

The figures of one run belong together; figures of different machines do not compare.
"""

import json
import os
import platform
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SINERGI = ROOT / "build/release/sinergi"


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def machine():
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo")
                  if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    commit = output("git", "-C", str(ROOT), "rev-parse", "--short", "HEAD").strip()
    print(f"machine  {model}, {os.cpu_count()} cores, {memory:.0f} GiB, load {os.getloadavg()[0]:.1f}")
    print(f"commit   {commit}")


def engine():
    print("\nengine   (31 million invented cells, one thread)")
    print(output(str(ROOT / "build/release/sinergi-bench"), "--benchmark_color=false"))


class Server:
    def __init__(self, folder):
        self.process = subprocess.Popen(
            [SINERGI, "serve", "--data", folder, "--port", "0", "--catalogue", ROOT / "catalogue",
             "--web", ROOT / "web/dist"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.address = re.search(r"http://\S+", self.process.stdout.readline())[0]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def http(folder):
    print("http     (wrk on the same cores, 64 connections, 5 s each)")
    with Server(folder) as server:
        paths = {
            "one indicator x 8 districts x 12 months":
                "/v1/figures?indicator=SPM-K01&unit=99&period=" +
                ";".join(f"2024{m:02}" for m in range(1, 13)),
            "one indicator x 8 districts x 1 month": "/v1/figures?indicator=SPM-K01&unit=99&period=202410",
            "session": "/v1/session",
        }
        for name, path in paths.items():
            with urllib.request.urlopen(server.address + path) as reply:
                size = len(reply.read())
            text = output("wrk", "-t2", "-c64", "-d5s", "--latency", server.address + path)
            rate = re.search(r"Requests/sec:\s+(\S+)", text)[1]
            p99 = re.search(r"99%\s+(\S+)", text)[1]
            print(f"  {name:<44} {float(rate):>9.0f} requests/s   p99 {p99:>9}   {size} bytes")


def imports(folder, count=300_000):
    print(f"\nimport   ({count:,} values as DHIS2 JSON, durable and visible at the end)")
    with Server(folder) as server:
        # Puskesmas by their place in the tree; elements from the catalogue's definitions.
        units = []
        for district in range(1, 6):
            reply = json.load(urllib.request.urlopen(f"{server.address}/v1/units/99.0{district}"))
            for child in reply["children"]:
                below = json.load(urllib.request.urlopen(f"{server.address}/v1/units/{child['uid']}"))
                units += [u["uid"] for u in below["children"]]
        catalogue = json.load(urllib.request.urlopen(f"{server.address}/v1/catalogue"))
    elements = sorted({code for i in catalogue["indicators"]
                       for code in re.findall(r"#\{([A-Z0-9_]+)\}", i["numerator"])})
    dice = random.Random(1)
    values = []
    for year in range(1990, 2022):
        for month in range(1, 13):
            for element in elements:
                for unit in units:
                    if len(values) < count:
                        values.append({"dataElement": element, "period": f"{year}{month:02}",
                                       "orgUnit": unit, "value": str(dice.randrange(500))})
    dice.shuffle(values)
    file = Path(folder) / "values.json"
    file.write_text(json.dumps({"dataValues": values}))
    for name in ("new", "the same again"):
        begin = time.perf_counter()
        run = subprocess.run([SINERGI, "import", "--data", folder, "--catalogue", ROOT / "catalogue",
                              "--kind", "values", file], capture_output=True, text=True)
        took = time.perf_counter() - begin
        counts = re.search(r"baru.*", run.stdout)
        print(f"  {name:<16} {len(values) / took:>9.0f} values/s   {took:5.2f} s   "
              f"{counts[0] if counts else run.stdout + run.stderr}")


def main():
    machine()
    engine()
    folder = tempfile.mkdtemp(prefix="sinergi-bench-")
    try:
        begin = time.perf_counter()
        subprocess.run([SINERGI, "demo", "--create-only", "--data", folder, "--catalogue",
                        ROOT / "catalogue"], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        print(f"demonstration created in {time.perf_counter() - begin:.1f} s\n")
        http(folder)
        imports(folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
