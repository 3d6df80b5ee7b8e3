"""Runs ``bench/*.py`` (or the one named), each in a process of its own. Their standard output is JSON lines only."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import subprocess
import sys

from tests.servers import PYTHON, ROOT

WITHIN = {"texts"}  # what another one prints too


def machine() -> dict[str, object]:
    packages = ("django", "channels", "daphne", "uvicorn", "psycopg", "redis")
    versions = {name: importlib.metadata.version(name) for name in packages}
    return {"machine": platform.machine(), "cores": os.cpu_count(), "python": platform.python_version(), **versions}


def main(names: list[str]) -> int:
    found = sorted(path.stem for path in (ROOT / "bench").glob("[a-z]*.py"))
    every = [name for name in found if name not in WITHIN]
    unknown = [name for name in names if name not in found]
    if unknown or not found:
        print(f"no such benchmark: {', '.join(unknown) or 'none yet'}; there are: {', '.join(found)}", file=sys.stderr)
        return 2
    print(json.dumps(machine()), flush=True)
    codes = [
        subprocess.run([PYTHON, "-m", f"bench.{name}"], cwd=ROOT, check=False).returncode for name in names or every
    ]
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
