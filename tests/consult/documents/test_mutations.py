"""Documents that were damaged: whatever is left of one is read, and nothing is invented."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable

import pytest

from consult.documents.blocks import Document
from consult.documents.errors import UnreadableDocument
from consult.documents.extract import propose
from consult.documents.proposal import Field, Proposal
from consult.documents.readers import read
from consult.documents.spans import squeeze
from tests.consult.documents import make, rendered
from tests.consult.documents.test_proposal import FLOORS, strings

RUNS = 500
_PLAIN = (".txt", ".md", ".html")


def _cut(data: bytes, chance: random.Random) -> bytes:
    start, end = sorted(chance.sample(range(len(data) + 1), 2))
    return data[start:end]


def _shuffled(data: bytes, chance: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    chance.shuffle(lines)
    return b"".join(lines)


def _noisy(data: bytes, chance: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(max(1, len(made) // 50)):
        made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made)


def _spaced(data: bytes, chance: random.Random) -> bytes:
    return b"".join(bytes([b]) * (chance.choice((1, 2, 3)) if b in b" \n\t" else 1) for b in data)


MUTATIONS: list[Callable[[bytes, random.Random], bytes]] = [_cut, _shuffled, _noisy, _spaced]


def _invented(proposal: Proposal, document: Document) -> list[str]:
    """The proposed strings that do not occur in the document."""
    whole = squeeze(document.text)
    return [said for said in strings(proposal.to_json_dict()) if squeeze(said) not in whole]


def _documents() -> list[tuple[bytes, str]]:
    loaded = [rendered.load(path) for name in FLOORS for path in rendered.sources(make.HERE / name)]
    return [(data, name) for data, name in loaded if name.endswith(_PLAIN)]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__.strip("_"))
def test_a_damaged_document_is_read_without_error_or_invention(mutation: Callable[..., bytes]) -> None:
    chance = random.Random(mutation.__name__)
    sources = _documents()
    for _ in range(RUNS // len(MUTATIONS)):
        data, name = chance.choice(sources)
        try:
            document = read(mutation(data, chance), name)
        except UnreadableDocument:
            continue  # a refusal with its reason
        assert _invented(propose(document), document) == [], name


def test_damaged_word_files_and_pdfs_are_read_or_refused() -> None:
    chance = random.Random(7)
    loaded = [rendered.load(path) for path in rendered.sources(make.HERE / "frozen_unseen")]
    binary = [(data, name) for data, name in loaded if not name.endswith(_PLAIN)]
    assert {name.rpartition(".")[2] for _, name in binary} == {"docx", "pdf"}
    for _ in range(40):
        data, name = chance.choice(binary)
        try:
            document = read(_noisy(data, chance), name)
        except UnreadableDocument:
            continue
        assert _invented(propose(document), document) == [], name


def test_an_invented_title_would_be_noticed() -> None:
    document = read(b"A Paper on Tides\n\nObjectives\n\n- Measure the tides of three bays.\n", "a.txt")
    proposal = propose(document)
    assert _invented(proposal, document) == []
    broken = dataclasses.replace(proposal, title=Field("A Paper on Winds", 0.9, (0, 16)))
    assert _invented(broken, document) == ["A Paper on Winds"]
