"""Programs that others wrote, to compare with, from the environment that the benchmark makes."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PEERS = Path(__file__).resolve().parents[3] / "var" / "peers" / "bin" / "python"


def ask(package: str, program: str, question: Any) -> Any:
    """What ``program`` prints as JSON, given ``question`` as JSON on standard input."""
    here = importlib.util.find_spec(package) is not None
    if not here and not PEERS.exists():
        pytest.skip(f"{package} is not installed here: `python -m bench.synthesis` makes an environment with it")
    python = sys.executable if here else str(PEERS)
    done = subprocess.run(
        [python, "-c", program], input=json.dumps(question), capture_output=True, text=True, check=False
    )
    if done.returncode and "ModuleNotFoundError" in done.stderr:
        pytest.skip(f"{package} is not installed here")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
