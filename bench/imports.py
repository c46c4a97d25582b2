# SPDX-License-Identifier: Apache-2.0
"""A million values as DHIS2 JSON, into SQLite and into PostgreSQL."""

import json
import random
import subprocess
import time
from pathlib import Path

from host import ROOT, SINERGI, Postgres, Server, Target

VALUES = 1_000_000
ELEMENTS = 100


def file_of(units, elements, month, seed):
    """One month of a nation in no order, and the total of each element."""
    dice = random.Random(seed)
    totals = dict.fromkeys(elements, 0)
    values = []
    for element in elements:
        for unit in units[: VALUES - len(values)]:
            number = dice.randrange(500)
            totals[element] += number
            values.append({"dataElement": element, "period": month, "orgUnit": unit,
                           "value": str(number)})
    dice.shuffle(values)
    return json.dumps({"dataValues": values}).encode(), totals


def verify(server, root, month, totals):
    """Everybody who asks now must see what was acknowledged."""
    asked = [element for element, total in totals.items() if total > 0]
    reply = server.json(f"/api/analytics?dimension=dx:{';'.join(asked)}&dimension=pe:{month}"
                        f"&filter=ou:{root}&skipMeta=true")
    found = {row[0]: float(row[2]) for row in reply["rows"]}
    if any(found.get(element) != totals[element] for element in asked):
        raise RuntimeError(f"what was imported for {month} is not what the server shows")


def measure_store(name, folder, more):
    subprocess.run([SINERGI, "demo", "--create-only", "--scale", "national", "--months", "0",
                    "--series", str(ELEMENTS), "--data", folder, "--catalogue", ROOT / "catalogue"],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if more:
        subprocess.run([SINERGI, "move", "--data", folder, "--to", more[1]], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        folder = folder.with_name(folder.name + "-server")
        folder.mkdir()
    rates, peak, last = [], 0, None
    server = Server(folder, *more)
    units = [unit["id"] for unit in server.json(
        "/api/organisationUnits.json?level=4&paging=false&fields=id")["organisationUnits"]]
    root = server.json("/api/organisationUnits.json?level=1&paging=false&fields=id")[
        "organisationUnits"][0]["id"]
    elements = [e["id"] for e in server.json(
        "/api/dataElements.json?paging=false&fields=id")["dataElements"]]
    for what, month in (("first month", "202401"), ("next month", "202402"),
                        ("the same again", "202402")):
        if what != "the same again":
            last = file_of(units, elements, month, month)
        body, totals = last
        begin = time.perf_counter()
        reply = server.json("/api/dataValueSets", body)
        took = time.perf_counter() - begin
        peak = max(peak, server.peak_bytes())
        verify(server, root, month, totals)
        counts = reply["response"]["importCount"]
        if what != "the same again":
            rates.append(VALUES / took)
            if counts["imported"] != VALUES:
                raise RuntimeError(f"not every value was taken: {counts}")
        print(f"  {name:<11}{what:<16}{VALUES / took:>9,.0f} values/s   {took:5.2f} s   "
              f"peak {peak / 1e6:,.0f} MB   {len(body) / 1e6:.0f} MB of JSON")
        server.kill()  # As durable as can be shown from here: killed on the reply, started again.
        server = Server(folder, *more)
        verify(server, root, month, totals)
    server.kill()
    return [
        Target(f"import of 1 million values, {name}", "150,000 values/s", f"{min(rates):,.0f} values/s",
               min(rates) >= 150_000, "the slower of two months; visible on the reply, there after kill -9"),
        Target(f"peak memory of that, {name}", "1.5 GB", f"{peak / 1e9:.2f} GB", peak <= 1.5e9, "VmHWM"),
    ]


def measure(folder):
    print(f"import   {VALUES:,} values as DHIS2 JSON through POST /api/dataValueSets")
    targets = measure_store("SQLite", Path(folder) / "import-sqlite", [])
    with Postgres() as postgres:
        targets += measure_store("PostgreSQL", Path(folder) / "import-postgres",
                                 ["--store", postgres.new_database("sinergi")])
    return targets
