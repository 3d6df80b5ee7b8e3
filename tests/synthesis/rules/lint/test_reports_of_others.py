"""Reports that others wrote, checked as a document that somebody sends in: no rule finds what is not there."""

from collections import Counter
from pathlib import Path

import pytest

from consult.documents.blocks import Block
from consult.documents.readers import read
from synthesis.queries.word_file import parts_of
from synthesis.rules.lint import Draft, check
from tests.consult.documents.make import shared
from tests.consult.documents.rendered import load, sources

DOCUMENTS = Path(__file__).parents[3] / "consult" / "documents"
REPORTS = [
    path
    for folder in sorted(DOCUMENTS.glob("frozen*"))
    for path in sources(folder)
    if any(word in path.name for word in ("report", "study", "outcome"))
]
# What needs to be known of people, figures or sources, none of which a document alone brings.
NEVER = {"name", "affiliation", "address", "unconsented", "quantifier", "figure", "sources", "lone-voice", "codes"}


def found_in(path: Path, rule: str = "on-the-record") -> Counter[str]:
    data, name = load(path)
    draft = Draft(parts=parts_of(read(data, name).blocks), template="conference", rule=rule)
    return Counter(fault.rule for fault in check(draft))


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.name)
def test_a_report_of_others_has_few_faults_and_none_that_needs_to_be_known(path: Path) -> None:
    for rule in ("on-the-record", "chatham-house"):
        found = found_in(path, rule)
        assert not NEVER & set(found)
        assert not found["numbering"] + found["exact-time"] + found["length"] + found["adoption"]
        assert found.total() <= 7


def test_a_real_report_of_a_conference_has_the_faults_that_a_reader_finds_in_it() -> None:
    found = found_in(shared("seeds", "wilton-park-report-theme.txt"), "chatham-house")
    # Its numbers begin anew behind each quotation, and what follows "should be" names nobody.
    assert found == {"should": 4, "opinion": 2, "connective": 1, "adoption": 1, "numbering": 2, "empty-heading": 2}


def test_contents_are_no_headings_and_letters_stand_below_roman_numbers() -> None:
    heads = [
        ("Contents", None),
        ("Lamps 3", "I"),
        ("Oil ..... 12", "II"),
        ("Lamps", "I"),
        ("Quays", "A"),
        ("Piers", "B"),
    ]
    heads += [("Oil", "II")]
    blocks = tuple(Block("heading", text, level=2, number=number) for text, number in heads)
    parts = parts_of((*blocks, Block("paragraph", "Oil is dear.", number="1")))
    assert [(part.level, part.heading) for part in parts] == [(2, "Lamps"), (3, "Quays"), (3, "Piers"), (2, "Oil")]
