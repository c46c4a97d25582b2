# SPDX-License-Identifier: Apache-2.0
"""What the parts of the bench share: the machine, Sinergi's server, a PostgreSQL of their own."""

import json
import os
import platform
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build/release"
SINERGI = BUILD / "sinergi"
POSTGRES = Path("/usr/lib/postgresql/15/bin")
MEMORY = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


@dataclass
class Target:
    """One line of the table at the end; `met` is None where there is nothing to meet."""
    what: str
    aim: str
    measured: str
    met: bool | None = None
    remark: str = ""

    @property
    def verdict(self):
        return {True: "met", False: "MISSED", None: "-"}[self.met]


def output(*command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, **options).stdout


def machine():
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo")
                  if line.startswith("model name")), platform.machine())
    compiler = output("c++", "--version").splitlines()[0]
    commit = output("git", "-C", ROOT, "rev-parse", "--short", "HEAD").strip()
    changed = output("git", "-C", ROOT, "status", "--porcelain", "--untracked-files=no").strip()
    print(f"machine  {model}, {os.cpu_count()} cores, {MEMORY / 2**30:.0f} GiB; "
          f"{platform.system()} {platform.release()}; {compiler}")
    print(f"commit   {commit}{' with changes that are not committed' if changed else ''}")


def busy_cores(seconds=2.0):
    """How many cores somebody kept busy while we waited."""
    def ticks():
        fields = [int(n) for n in open("/proc/stat").readline().split()[1:9]]
        return sum(fields) - fields[3] - fields[4]  # Without idle and waiting for a disk.
    before = ticks()
    time.sleep(seconds)
    return (ticks() - before) / os.sysconf("SC_CLK_TCK") / seconds


def contention():
    """A warning where others use the machine, else nothing."""
    busy = busy_cores()
    if busy < 0.1:
        return ""
    return (f"CONTENDED: others keep {busy:.1f} of {os.cpu_count()} cores busy "
            f"(load {os.getloadavg()[0]:.1f}); the figures are worse than the machine's")


def duration(microseconds):
    return f"{microseconds / 1000:.2f} ms" if microseconds >= 1000 else f"{microseconds:.4g} us"


class Server:
    """`sinergi serve` on a free port, with the secret that lets us operate it."""

    def __init__(self, folder, *more):
        begin = time.perf_counter()
        self.process = subprocess.Popen(
            [SINERGI, "serve", "--data", folder, "--port", "0", "--catalogue", ROOT / "catalogue",
             "--web", ROOT / "web/dist", *more],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        found = re.search(r"http://\S+", self.process.stdout.readline())
        if not found:
            raise RuntimeError(f"sinergi serve on {folder} did not start")
        self.start_seconds = time.perf_counter() - begin
        self.address = found[0]
        self.secret = (Path(folder) / "server.running").read_text().split()[2]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def kill(self):
        self.process.kill()
        self.process.wait()

    def ask(self, path, body=None):
        request = urllib.request.Request(self.address + path, data=body, headers={
            "Authorization": f"Bearer {self.secret}", "Content-Type": "application/json"})
        with urllib.request.urlopen(request) as reply:
            return reply.read()

    def json(self, path, body=None):
        return json.loads(self.ask(path, body))

    def peak_bytes(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024

    def cpu_seconds(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Postgres:
    """A cluster of our own in a folder of its own, reached through its socket.

    A quarter of the memory as its buffers, as its manual advises for a server of its own; planner
    costs for a solid-state disk; no JIT, which costs such short statements more than it gives."""

    SETTINGS = {
        "listen_addresses": "", "shared_buffers": f"{MEMORY // 4 // 2**20}MB",
        "effective_cache_size": f"{MEMORY // 2 // 2**20}MB", "work_mem": "256MB",
        "maintenance_work_mem": "1GB", "max_wal_size": "8GB", "random_page_cost": "1.1", "jit": "off",
    }

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="sinergi-pg-"))
        self.as_postgres = []
        if os.getuid() == 0:  # PostgreSQL refuses to run as root.
            self.as_postgres = ["runuser", "-u", "postgres", "--"]
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "-D", self.folder / "data", "-U", "sinergi", "-A", "trust", "-E", "UTF8",
                  "--locale=C.UTF-8")
        settings = " ".join(f"-c {name}='{value}'" for name, value in self.SETTINGS.items())
        self._run("pg_ctl", "-D", self.folder / "data", "start", "-w", "-l", self.folder / "log",
                  "-o", f"{settings} -k {self.folder}")

    def _run(self, program, *words):
        subprocess.run([*self.as_postgres, POSTGRES / program, *words], check=True, cwd="/",
                       stdout=subprocess.DEVNULL)

    def new_database(self, name):
        self._run("createdb", "-h", self.folder, "-U", "sinergi", name)
        return f"postgres://sinergi@/{name}?host={self.folder}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._run("pg_ctl", "-D", self.folder / "data", "stop", "-m", "immediate")
        shutil.rmtree(self.folder)
