"""Reading documents: seconds for 30 pages, F1 on documents with known fields, what hostile files cost."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench._common import figure, note
from consult.documents.extract import propose
from consult.documents.readers import read
from tests.consult.documents import hostile, make, make_odt, rendered

_PAGES = 30
_SETS = ("own", "frozen", "frozen_later", "frozen_last", "languages", "frozen_unseen", "frozen_fresh", "frozen_third")
_SEEDS = make.SHARED / "seeds"
_GOLD = make.SHARED / "data" / "documents"
# One hostile file a process, so that the peak is that of its child alone.
_MEASURE = (
    "import json, resource, sys, time\n"
    "from consult.documents.errors import UnreadableDocument\n"
    "from consult.documents.sandbox import read_safely\n"
    "data, started, reason = sys.stdin.buffer.read(), time.monotonic(), ''\n"
    "try:\n    read_safely(data, sys.argv[1])\n"
    "except UnreadableDocument as error:\n    reason = error.reason\n"
    "peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss\n"
    "print(json.dumps([time.monotonic() - started, peak, reason]))\n"
)


def _long_text() -> str:
    """A paper of about 30 pages: 500 words each, headings, numbered questions with recommendations."""
    sentence = "Those who live along the river measure what passes and share it with the towns downstream of them. "
    parts = ["“A Long Paper on Rivers and Towns”", "Context and background"]
    parts += [f"Part {n} of the paper. {sentence * 7}" for n in range(_PAGES * 4)]
    parts += ["Guiding questions and possible recommendations"]
    for n in range(1, 10):
        parts += [f"{n}. Who measures reach {n}?", f"Possible recommendation: Publish the readings of reach {n}."]
    return "\n\n".join(parts)


def _seconds(data: bytes, name: str) -> float:
    started = time.perf_counter()
    propose(read(data, name))
    return time.perf_counter() - started


def _speed() -> None:
    text = _long_text()
    made: dict[str, Callable[[str], bytes]] = {
        "docx": make.word_with_styles,
        "odt": make_odt.odt,
        "pdf": make.pdf,
        "html": make.web_page,
        "markdown": make.markdown,
        "text": lambda said: said.encode(),
    }
    for name, build in made.items():
        data = build(text)
        ending = {"markdown": "md", "text": "txt"}.get(name, name)
        best = min(_seconds(data, f"long.{ending}") for _ in range(3))
        figure(f"documents.read.{name}", best, f"s for {_PAGES} pages", target=1, most=True)


def _scored(folder: Path, sources: list[Path], out: Path) -> float | None:
    """The mean F1 that the shared script gives; None where it is not here."""
    script = _GOLD / "score.py"
    if not script.exists() or not sources:
        return None
    for path in sources:
        found = propose(read(*rendered.load(path))).to_json_dict()
        (out / f"{path.name.split('.')[0]}.json").write_text(json.dumps(found), encoding="utf-8")
    command = [sys.executable, str(script), "--pred", str(out), "--gold", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout.splitlines()[-1])["headline"])


def _scores(out: Path) -> None:
    """On the sets that were frozen the rules have been improved since; only a new set tells about unseen documents."""
    seeds = sorted(_SEEDS.glob("*.txt")) if _SEEDS.exists() else []
    if (score := _scored(_GOLD, seeds, out)) is not None:
        figure("documents.f1.seeds", score, "mean F1", target=0.98)
    for name in _SETS:
        folder = make.HERE / name
        if (score := _scored(folder, rendered.sources(folder), out)) is not None:
            figure(f"documents.f1.{name}", score, "mean F1", target=0.85)


def _hostile() -> None:
    slowest = largest = refused = 0.0
    for case, (name, build) in hostile.HOSTILE.items():
        command = [sys.executable, "-c", _MEASURE, name]
        done = subprocess.run(command, input=build(), capture_output=True, check=True)
        seconds, kilobytes, reason = json.loads(done.stdout)
        note(f"{case}: {seconds:.1f} s, {kilobytes / 1024:.0f} MB, {reason or 'read'}")
        slowest, largest = max(slowest, seconds), max(largest, kilobytes / 1024)
        refused += bool(reason)
    count = len(hostile.HOSTILE)
    figure("documents.hostile.refused", refused, f"of {count} files", target=count)
    figure("documents.hostile.slowest", slowest, "s", target=10, most=True)
    figure("documents.hostile.memory", largest, "MB at most in the child", target=512, most=True)


def main() -> None:
    """All figures, one JSON line each."""
    _speed()
    with tempfile.TemporaryDirectory() as out:
        _scores(Path(out))
    _hostile()
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figure("documents.memory.reader", own, "MB at most while reading all of the above")


if __name__ == "__main__":
    main()
