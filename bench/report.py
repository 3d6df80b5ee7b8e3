"""Reports: importing votes, drafting from many contributions and votes, and writing forty pages in every format.

Data are generated; the Polis sets beside this clone are used where they are there. Each run has its own database.
"""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench._common import figure, note

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data" / "polis"
TEMPLATES = 7
STATEMENTS, VOTERS, VOTES = 2_000, 1_000, 200_000
THINGS = (
    "lamps",
    "ponds",
    "bridges",
    "registers",
    "forms",
    "fences",
    "schools",
    "wells",
    "roads",
    "markets",
    "mills",
    "paths",
)
WHERE = ("villages", "towns", "harbours", "valleys", "schools", "offices", "stations", "islands")
WHAT = ("should be kept open to everybody", "need people who look after them", "must be paid for by those who use them")


def generate(folder: Path) -> None:
    """A Polis export of 2,000 statements and 200,000 votes, always the same."""
    chance = random.Random(20251212)
    folder.mkdir()
    (folder / "summary.csv").write_text("topic,What is to be done with common things?\n")
    (folder / "participants-votes.csv").write_text("participant\n" + "\n".join(map(str, range(VOTERS))) + "\n")
    with (folder / "comments.csv").open("w", newline="") as file:
        write = csv.writer(file).writerow
        write(["timestamp", "comment-id", "author-id", "moderated", "comment-body"])
        for number in range(STATEMENTS):
            words = (
                f"The {chance.choice(THINGS)} of our {chance.choice(WHERE)} {chance.choice(WHAT)}, as in case {number}."
            )
            write([1_700_000_000_000 + number, number, chance.randrange(VOTERS), 1, words])
    leaning = [chance.random() for _statement in range(STATEMENTS)]
    with (folder / "votes.csv").open("w", newline="") as file:
        write = csv.writer(file).writerow
        write(["timestamp", "comment-id", "voter-id", "vote"])
        for pair in chance.sample(range(STATEMENTS * VOTERS), VOTES):
            statement, voter = divmod(pair, VOTERS)
            drawn = chance.random()
            vote = 0 if drawn < 0.1 else (1 if chance.random() < leaning[statement] else -1)
            write([1_700_001_000_000 + pair, statement, voter, vote])


def run(folder: Path, name: str, *, told: bool = False) -> bool:
    """Import, draft by every template and write one set in a process of its own; whether the targets were met.

    told: each statement has a type and a one-sentence field, as in a lively session.
    """
    with tempfile.TemporaryDirectory() as place:
        setting = {"CONSULT_DEMO": "1", "CONSULT_DATA_DIR": place, "DATABASE_URL": f"sqlite:///{place}/bench.sqlite3"}
        env = {**os.environ, **setting, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-m", "bench.report", "--inside", str(folder), *(["--told"] if told else [])],
            cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
    found = {key: float(value) for key, value in (line.split() for line in done.stdout.splitlines()[-4 - TEMPLATES :])}
    votes, imported, first = found.pop("votes"), found.pop("import"), found.pop("first")
    written = found.pop("docx")
    note(f"{name}: {votes:.0f} votes")
    met = [
        figure(f"report.import.{name}", imported, f"s for {votes:.0f} votes"),
        figure(f"report.draft.{name}", first, "s, the first draft", target=10.0, most=True),
        figure(f"report.docx.{name}", written, "s", target=0.5, most=True),
    ]
    met += [
        figure(f"report.draft.{name}.{template}", value, "s", target=10.0, most=True)
        for template, value in found.items()
    ]
    return all(met)


def inside(folder: Path, *, told: bool) -> None:
    """Run in the process with the database: prints votes and the seconds of each step, a line each."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consult.settings")
    django.setup()
    from django.core.management import call_command  # Django is set up here alone

    from synthesis.actions.drafting import draft_report
    from synthesis.actions.polis import import_polis
    from synthesis.actions.polis_files import read
    from synthesis.models.report import Report, Template
    from synthesis.writers import export

    call_command("migrate", verbosity=0)
    start = time.perf_counter()
    data = read(folder)
    consultation = import_polis(data)
    imported = time.perf_counter() - start
    if told:
        tell(consultation)
    seconds: dict[str, float] = {}
    for template in Template.values:
        report = Report(consultation=consultation, template=template)
        start = time.perf_counter()
        report = draft_report(consultation, "command", report)
        seconds[template] = time.perf_counter() - start
        if template == Template.ROUNDTABLE:
            written = min(_seconds(lambda report=report: export(report, "docx")) for _round in range(2))  # then loaded
    print("votes", len(data.votes))
    print("import", imported)
    print("first", seconds[Template.ROUNDTABLE])
    print("docx", written)
    for template, value in seconds.items():
        print(template, value)


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def tell(consultation: object) -> None:
    """Give each contribution a type, and its statement as its one-sentence field."""
    from sessions_app.models import Contribution
    from sessions_app.states import ContributionType

    types = [*ContributionType.values, ""]
    rows = list(Contribution.objects.filter(question__session__consultation=consultation).order_by("pk"))
    for number, row in enumerate(rows):
        row.type, row.sentence = types[number % len(types)], row.text.rstrip(".")[:280]
    Contribution.objects.bulk_update(rows, ["type", "sentence"], batch_size=500)


def write() -> bool:
    """Forty pages in every format, in a process of its own; whether the targets were met."""
    code = "import django; django.setup(); from bench._long_report import seconds\nfor one in seconds(): print(*one)"
    env = {**os.environ, "CONSULT_DEMO": "1", "DJANGO_SETTINGS_MODULE": "consult.settings", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=True
    )
    found = {name: float(value) for name, value in map(str.split, done.stdout.splitlines())}
    pages, rows = found.pop("pages"), found.pop("rows")
    targets = {"pdf": 1.5, "docx": 0.5}
    met = [
        figure(f"report.write.{name}", value, f"s for {pages:.0f} pages", target=targets.get(name), most=True)
        for name, value in found.items()
    ]
    return all([*met, figure("report.write.rows", rows, "s for 5000 rows of XLSX", target=0.3, most=True)])


def main() -> int:
    met = [write()]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "export"
        generate(folder)
        met.append(run(folder, "generated"))
        met.append(run(folder, "told", told=True))
    for folder in sorted(DATA.iterdir()) if DATA.is_dir() else ():
        met.append(run(folder, folder.name))
    if not DATA.is_dir():
        note("the Polis sets are not beside this clone: only generated data were measured")
    return 0 if all(met) else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        inside(Path(sys.argv[2]), told="--told" in sys.argv)
    else:
        sys.exit(main())
