#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""House rules a formatter cannot see. Run by ./dev check; prints file:line and exits 1."""

import re
import sys
from pathlib import Path

# A folder may include itself and what stands here: the table of docs/ARCHITECTURE.md.
ALLOWED = {
    "base": set(),
    "model": {"base"},
    "engine": {"base", "model"},
    "methods": {"base", "model"},
    "store": {"base", "model"},
    "exchange": {"base", "model"},
    "cycle": {"base", "model", "engine", "methods", "store", "exchange"},
    "report": {"base", "model", "engine", "methods", "cycle", "exchange"},
    "server": {"base", "model", "engine", "methods", "store", "exchange", "cycle", "report"},
    "app": {"base", "model", "engine", "methods", "store", "exchange", "cycle", "report", "server"},
}
BANNED = {
    r"\bstd::(stoi|stol|stoul|stod|atoi)\b": "std::from_chars (checks the whole text)",
    r"\bstd::regex\b": "a hand-written scanner (regex has no bound on time)",
    r"\bstd::endl\b": "'\\n'",
    r"\b(localtime|gmtime|mktime)\b": "std::chrono",
    r"\busing namespace\b": "qualified names",
    r"\bstd::atomic<std::shared_ptr": "a mutex (libstdc++ 12's is a data race)",
}
LINE_MAX = 100


def problems_of(path: Path):
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    module = path.parts[path.parts.index("src") + 1] if "src" in path.parts else None
    if not lines or "SPDX-License-Identifier" not in lines[0]:
        yield 1, "the first line names the licence (SPDX)"
    if path.suffix == ".h" and (len(lines) < 2 or not lines[1].startswith("//")):
        yield 2, "a header opens with a comment: what it is, and what is true of it"
    for number, line in enumerate(lines, 1):
        if len(line) > LINE_MAX and "R\"" not in line and "http" not in line:
            yield number, f"line is longer than {LINE_MAX} columns"
        include = re.match(r'#include "(\w+)/', line)
        if include and module in ALLOWED and include[1] not in ALLOWED[module] | {module}:
            yield number, f"{module}/ may not include {include[1]}/"
        code, _, comment = line.partition("//")
        for pattern, instead in BANNED.items():
            if found := re.search(pattern, code):
                yield number, f"{found[0]!r} is banned; use {instead}"
        if re.search(r"\b(FIXME|XXX|TODO(?!\(#\d+\)))\b", comment):
            yield number, "TODO(#issue), or do it now"


def main():
    root = Path(__file__).resolve().parent.parent
    count = 0
    for path in sorted(root.glob("src/**/*")):
        if path.suffix in {".h", ".cpp"}:
            for number, message in problems_of(path):
                print(f"{path.relative_to(root)}:{number}: {message}")
                count += 1
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
