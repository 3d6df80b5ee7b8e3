"""Opinion groups, counts and slates: time, memory, agreement with other programs, and votes mixed by chance.

Others are asked in an environment of their own (var/peers), which is made on the first run where the network allows.
Times are seconds of processor time on one thread, ours and theirs: the best of several runs.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

import numpy as np

from bench._common import figure, note
from synthesis.core import columns
from synthesis.core.agreement import rand_index
from synthesis.core.opinion import analyse
from synthesis.core.projection import project
from synthesis.core.proportionality import violations
from synthesis.core.representative import representative, statistics
from synthesis.core.slate import slate
from tests.services import ROOT
from tests.synthesis.core.rooms_of_votes import export, permuted
from tests.synthesis.polis import DATA, SETS

PEERS = ROOT / "var" / "peers"
_TRIALS = int(os.environ.get("NULL_TRIALS", "100"))
_DWARF = """
import json, sys, time
import numpy as np
from reddwarf.implementations.polis import run_pipeline
rows = np.load(sys.argv[1]).tolist()
votes = [dict(participant_id=p, statement_id=s, vote=v) for p, s, v in rows]
best = 1e9
for _ in range(int(sys.argv[2])):
    started = time.process_time()
    found = run_pipeline(votes=votes, random_state=1)
    best = min(best, time.process_time() - started)
from reddwarf.utils.stats import calculate_comment_statistics
kept = found.participants_df["to_cluster"]
labels = found.participants_df["cluster_id"]
matrix = found.raw_vote_matrix.loc[kept]
_N, _n, p, r, pt, rt, _gac = calculate_comment_statistics(matrix, labels[kept].astype(int).values)
parts = dict(components=found.reducer.components_, share=p, ratio=r, test=pt, ratio_test=rt,
             labels=labels.fillna(-1).astype(int), people=found.participants_df.index)
print(json.dumps({"seconds": best, **{name: np.asarray(value).tolist() for name, value in parts.items()}}))
"""
_ABC = """
import json, sys, time
import numpy as np
from abcvoting import abcrules
from abcvoting.preferences import Profile
supports = np.load(sys.argv[1])
profile = Profile(supports.shape[1])
profile.add_voters([np.flatnonzero(row).tolist() for row in supports])
started = time.process_time()
made = abcrules.compute("equal-shares", profile, committeesize=int(sys.argv[2]), algorithm="float-fractions")
print(json.dumps({"seconds": time.process_time() - started, "chosen": sorted(made[0])}))
"""


def _peer(package: str, program: str, array: np.ndarray[Any, Any], number: int) -> dict[str, Any] | None:
    """What another program makes of ``array``; None where it cannot be had."""
    python = PEERS / "bin" / "python"
    if not (PEERS / "made").exists() and importlib.util.find_spec(package) is None:
        note("making var/peers with red-dwarf, abcvoting and statsmodels")
        wanted = ["red-dwarf==0.4.0", "abcvoting==2.19.2", "statsmodels"]
        for command in (["-m", "venv", str(PEERS)], ["-m", "pip", "install", "--quiet", *wanted]):
            done = subprocess.run(
                [sys.executable if "venv" in command else str(python), *command], check=False, stdout=2
            )
            if done.returncode:
                note("not to be had here: figures without a reference")
                return None
        (PEERS / "made").touch()
    path = ROOT / "var" / "peer-input.npy"
    np.save(path, array)
    used = sys.executable if importlib.util.find_spec(package) else str(python)
    done = subprocess.run([used, "-c", program, str(path), str(number)], capture_output=True, text=True, check=False)
    path.unlink()
    if done.returncode:
        note(done.stderr[-600:])
        return None
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _seconds(act: Callable[[], object], runs: int = 5) -> float:
    best = float("inf")
    for _run in range(runs):
        started = time.process_time()
        act()
        best = min(best, time.process_time() - started)
    return best


def generated(people: int, statements: int, number: int, *, groups: int = 3, seed: int = 1) -> columns.Votes:
    """About ``number`` votes of people in camps; how often a person votes is skewed, as it is in real rooms."""
    chance = np.random.default_rng(seed)
    eager = chance.lognormal(0, 0.6, people)
    each = np.minimum(np.maximum(eager * (number / eager.sum()), 3), statements).astype(np.int64)
    person = np.repeat(np.arange(people, dtype=np.int32), each)
    start = np.concatenate(([0], np.cumsum(each)))
    step = chance.integers(1, statements, people)
    step -= np.gcd(step, statements) > 1  # a walk through the statements that meets none twice
    step = np.where(np.gcd(step, statements) > 1, 1, step)
    place = np.arange(start[-1]) - np.repeat(start[:-1], each)
    statement = ((chance.integers(statements, size=people)[person] + place * step[person]) % statements).astype(
        np.int32
    )
    lean = chance.normal(0, 1, (groups, statements)) + chance.normal(0.3, 1, statements)
    camp = chance.integers(groups, size=people)
    drawn = lean[camp[person], statement] + chance.logistic(0, 1, len(person))
    vote = np.where(np.abs(drawn) < 0.2, 0, np.sign(drawn)).astype(np.int8)
    return columns.votes(person=person, statement=statement, vote=vote, people=people, statements=statements)


def _whole(cast: columns.Votes) -> object:
    found = analyse(cast)
    if not found.groups:
        return found
    counts = columns.count(cast, group=found.labels, groups=found.groups)
    return statistics(counts), representative(counts)


def _rows(cast: columns.Votes) -> np.ndarray[Any, Any]:
    return np.stack((cast.person, cast.statement, cast.vote), axis=1).astype(np.int32)


def _against_red_dwarf(name: str, cast: columns.Votes, ratio: float | None, runs: int = 3) -> None:
    seconds = _seconds(lambda: _whole(cast))
    told = _peer("reddwarf", _DWARF, _rows(cast), runs)
    if told is None:
        figure(f"synthesis.opinion.{name}", seconds, "s")
        return
    figure(f"synthesis.opinion.{name}", seconds, "s", reference=round(told["seconds"], 3))
    figure(f"synthesis.opinion.{name}.ratio", told["seconds"] / seconds, "times red-dwarf", target=ratio)
    labels = np.full(cast.people, -1)
    labels[told["people"]] = told["labels"]
    found = statistics(columns.count(cast, group=labels, groups=int(labels.max()) + 1))
    parts = [np.abs(getattr(found, part) - told[part]).max() for part in ("share", "ratio", "test", "ratio_test")]
    cosines = np.abs((project(cast).components * np.array(told["components"])).sum(axis=1))
    figure(f"synthesis.components.{name}", float(cosines.min() * 1e4) / 1e4, "|cos|", target=0.9999)
    figure(f"synthesis.statistics.{name}", float(max(parts)) * 1e9, "1e-9", target=1, most=True)


def _kept(name: str, cast: columns.Votes) -> tuple[float, float, float]:
    """ARI of groups, all by likeliest group and those in a clear one, when a fifth of the votes is dropped."""
    whole = analyse(cast)
    scores = []
    for seed in range(4):
        less = analyse(cast.where(np.random.default_rng(seed).random(len(cast.vote)) >= 0.2))
        if not (whole.groups and less.groups):
            scores.append((0.0, 0.0, 0.0))
            continue
        able = cast.per_person >= whole.gates.votes
        clear = able & (whole.labels >= 0) & (less.labels >= 0)
        likeliest = [one.membership.argmax(axis=1)[able] for one in (whole, less)]
        in_both = rand_index(whole.labels[clear], less.labels[clear])
        scores.append((rand_index(*likeliest), in_both, float(clear.sum() / able.sum())))
    everyone, clear_ones, covered = (float(value) for value in np.mean(scores, axis=0))
    figure(f"synthesis.kept.{name}", everyone, f"ARI, {whole.groups} groups")
    return everyone, clear_ones, covered


def _real() -> None:
    if not DATA.is_dir():
        note("the data sets are not beside this clone")
        return
    casts = {name: export(name) for name in SETS}
    for name, cast in casts.items():
        _against_red_dwarf(name, cast, None)
    everyone, clear, covered = np.mean([_kept(name, cast) for name, cast in casts.items()], axis=0)
    figure("synthesis.kept.mean", everyone, "ARI", target=0.85, reference=0.74)
    figure("synthesis.kept.clear", clear, "ARI of those in a clear group", target=0.95)
    figure("synthesis.kept.coverage", covered, "of people", target=0.75)
    for name, cast in casts.items():
        figure(f"synthesis.groups.{name}", analyse(cast).groups, "groups", target=2)
    each = -(-_TRIALS // len(casts))
    none = [analyse(permuted(cast, seed)).groups == 0 for cast in casts.values() for seed in range(each)]
    figure("synthesis.null", float(np.mean(none)), f"of {len(none)} say no groups", target=0.95)


def _generated() -> None:
    _against_red_dwarf("1921x197", generated(1921, 197, 49_000), 20)
    _against_red_dwarf("2031x896", generated(2031, 896, 226_000), 10)
    figure("synthesis.opinion.10000x400", _seconds(lambda: _whole(generated_10k), 3), "s")
    cast = generated(100_000, 1000, 10_000_000)
    groups = np.arange(cast.people) % 6
    counts = columns.count(cast, group=groups, groups=6)
    chance = np.random.default_rng(1)
    more = {
        "person": chance.integers(cast.people, size=1000).astype(np.int32),
        "statement": chance.integers(cast.statements, size=1000).astype(np.int32),
        "vote": chance.integers(-1, 2, size=1000).astype(np.int8),
        "before": np.full(1000, 2, dtype=np.int8),
        "group": groups,
    }
    refresh = _seconds(lambda: columns.refreshed(counts, **more), 20)
    figure("synthesis.refresh.100000x1000", 1000 * refresh, "ms for 1,000 more votes", target=1, most=True)


def _large() -> None:
    """In a process of its own, so that the peak is its own; votes come as columns from a file, as from a query."""
    path = ROOT / "var" / "large.npz"
    cast = generated(100_000, 1000, 10_000_000)
    np.savez(path, person=cast.person, statement=cast.statement, vote=cast.vote)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "bench.synthesis", str(path)], capture_output=True, text=True, check=True
        )
    finally:
        path.unlink()
    seconds, peak, groups = json.loads(done.stdout)
    figure(
        "synthesis.opinion.100000x1000", seconds, f"s, {groups} groups, {len(cast.vote)} votes", target=1.5, most=True
    )
    figure("synthesis.memory.100000x1000", peak, "MB", target=600, most=True)


def _one_large(path: str) -> None:
    with np.load(path) as file:
        read = {name: file[name] for name in ("person", "statement", "vote")}
    started = time.process_time()
    cast = columns.votes(**read, people=100_000, statements=1000)
    del read
    found = analyse(cast)
    columns.count(cast, group=found.labels, groups=max(found.groups, 1))
    seconds = time.process_time() - started
    print(json.dumps([seconds, _peak(), found.groups]))


def _from_database() -> None:
    """In a process of its own: votes of a consultation in a database of its own, as columns."""
    with tempfile.TemporaryDirectory() as place:
        setting = {"CONSULT_DEMO": "1", "CONSULT_DATA_DIR": place, "DATABASE_URL": f"sqlite:///{place}/bench.sqlite3"}
        done = subprocess.run(
            [sys.executable, "-m", "bench.synthesis", "--database"],
            cwd=ROOT, env={**os.environ, **setting}, stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
    beyond, whole, number = json.loads(done.stdout.splitlines()[-1])
    figure("synthesis.load", beyond, f"microseconds a vote beyond the query, {number} votes", target=1, most=True)
    figure("synthesis.load.whole", whole, "microseconds a vote, with the query")


def _inside_database(people: int = 2_000, statements: int = 200, number: int = 200_000) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consult.settings")
    django.setup()
    from django.core.management import call_command  # Django is set up here alone
    from django.utils import timezone

    from synthesis.actions.polis import import_polis
    from synthesis.actions.polis_files import PolisExport, Statement
    from synthesis.queries import votes

    call_command("migrate", verbosity=0)
    cast, at = generated(people, statements, number), timezone.now()
    rows = zip(cast.statement.tolist(), cast.person.tolist(), cast.vote.tolist(), strict=True)
    texts = tuple(Statement(one, 0, 1, f"Statement {one}.", at) for one in range(statements))
    cells = {(text, voter): (vote, 1_700_000_000_000) for text, voter, vote in rows}
    made = PolisExport("Generated", "", "", texts, tuple(range(people)), cells, {})
    ballots = votes.on_statements(import_polis(made))
    query = _seconds(lambda: deque(votes.rows(ballots), maxlen=0), 3)
    whole = _seconds(lambda: votes.columns(ballots), 3)
    each = 1e6 / len(cells)
    print(json.dumps([(whole - query) * each, whole * each, len(cells)]))


def _texts() -> None:
    """In a process of its own, on as many cores as it likes: matching, quotes, themes, near-duplicates."""
    setting = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    subprocess.run([sys.executable, "-m", "bench.texts"], cwd=ROOT, env=setting, check=False)


def _peak() -> float:
    """MB. Not from getrusage, which counts what the parent held when it started this process."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def _slates() -> None:
    chance = np.random.default_rng(1)
    camp = chance.choice(4, size=2000, p=(0.5, 0.3, 0.15, 0.05))
    supports = chance.random((2000, 200)) < chance.beta(0.3, 1.5, (4, 200))[camp]
    seconds = _seconds(lambda: slate(supports, k=10))
    told = _peer("abcvoting", _ABC, supports, 10)
    made = slate(supports, k=10)
    if told:
        figure("synthesis.slate.same", float(sorted(made.chosen) == told["chosen"]), "as abcvoting", target=1)
    reference = round(1000 * told["seconds"], 1) if told else None
    figure("synthesis.slate", 1000 * seconds, "ms for 2,000 x 200, k = 10", target=50, most=True, reference=reference)
    weights = np.ones(len(supports))
    top = np.argsort(-supports.sum(axis=0), kind="stable")[:10].tolist()
    plain = len(violations(supports, top, weights, k=10))
    figure("synthesis.slate.violations", len(made.violations), "of EJR+", target=0, most=True, reference=plain)


if __name__ == "__main__":
    if sys.argv[1:] == ["--database"]:
        _inside_database()
    elif len(sys.argv) > 1:
        _one_large(sys.argv[1])
    else:
        generated_10k = generated(10_000, 400, 500_000)
        _slates()
        _generated()
        _large()
        _from_database()
        _real()
        _texts()
