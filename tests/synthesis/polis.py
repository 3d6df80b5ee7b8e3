"""Polis exports for tests: the real ones where they lie beside the project, and small ones made here."""

import csv
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "polis"
SETS = ("scoop-hivemind.biodiversity", "scoop-hivemind.taxes", "canadian-electoral-reform", "brexit-consensus")


def real(name: str) -> Path:
    """The folder of a real export; the test is skipped where it is missing."""
    folder = DATA / name
    if not folder.is_dir():
        pytest.skip(f"the data set {name} is not beside this clone")
    return folder


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def small(folder: Path, **replaced: str) -> Path:
    """A small valid export: three statements, one of them moderated out, four voters, one changed vote."""
    files = {
        "summary.csv": "topic,What to do about lamps?\nurl,https://example.org/lamps\n"
        'conversation-description,"Two, lines"\n',
        "comments.csv": "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
        "1500000000000,x,0,1,3,0,1,Lamps should be dimmed at night.\n"
        '1500000001000,x,1,1,1,1,0,"Lamps, where they are, should stay."\n'
        "1500000002000,x,2,2,0,1,-1,Buy my lamps!\n",
        "votes.csv": "timestamp,datetime,comment-id,voter-id,vote\n"
        "1500000010000,x,0,1,1\n1500000011000,x,0,2,-1\n1500000019000,x,0,2,1\n1500000012000,x,0,3,1\n"
        "1500000013000,x,1,1,1\n1500000014000,x,1,4,-1\n1500000015000,x,2,4,-1\n1500000016000,x,1,3,0\n",
        "participants-votes.csv": "participant,group-id,n-votes,0,1,2\n"
        "1,0,2,1,1,\n2,0,1,1,,\n3,0,2,1,0,\n4,1,2,,-1,-1\n9,,0,,,\n",
    }
    folder.mkdir(exist_ok=True)
    for name, text in {**files, **replaced}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
