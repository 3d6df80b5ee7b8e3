"""Prints the dependencies of pyproject.toml: ``run`` (with every extra but ``dev``), ``dev`` (all) or ``lock``.

``lock`` asks pip which versions it would install on an empty machine and prints them pinned, without any address.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"


def requirements(kind: str) -> list[str]:
    project = tomllib.loads(PROJECT.read_text())["project"]
    extras = project["optional-dependencies"]
    return [
        *project["dependencies"],
        *(line for name in extras if name != "dev" or kind == "dev" for line in extras[name]),
    ]


def locked() -> list[str]:
    """``name==version`` for everything that the requirements lead to, sorted."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--dry-run",
        "--ignore-installed",
        "--quiet",
        "--quiet",
        "--report",
        "-",
    ]
    report = subprocess.run([*command, *requirements("dev")], check=True, text=True, stdout=subprocess.PIPE).stdout
    found = (entry["metadata"] for entry in json.loads(report)["install"])
    return sorted(
        f"{entry['name'].lower().replace('_', '-')}=={entry['version']}" for entry in found if entry["name"] != "pip"
    )


if __name__ == "__main__":
    kind = sys.argv[1]
    print("\n".join(locked() if kind == "lock" else requirements(kind)))
