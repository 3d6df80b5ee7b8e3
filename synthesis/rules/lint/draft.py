"""What the rules are checked on: a report as plain values, wherever its text comes from.

Nothing here knows a database: the text may stand at the desk or in a Word file that somebody sent in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

NUMBERED = "paragraph"
TABLE = "table"
LIST_ITEM = "list-item"
SLOT = "slot"
STANDING = "standing"


@dataclass(frozen=True, slots=True)
class Claim:
    """A finding that a passage stands on. kind: which sentence tells it. named: the numbers of what it names."""

    kind: str
    numbers: Mapping[str, int] = field(default_factory=dict)
    named: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph.

    place: names it for whoever shows the faults. text: as printed, without its number. rows: of a table. kind: how it
    is grounded, a value of ``models.report.Grounding``, "" where that is not known; "standing" only as long as nobody
    changed the house's words. reported: stretches that are other people's words; most rules leave them alone. claims:
    what its numbers must recompute from; None where that is not known. voices: how many spoke in its sources; None
    where that is not known. rule: the strictest attribution rule of its sources. is_of_part: whether it was taken from
    the report of a part, which has a rule of its own. kept: words that a source asked to have kept back here.
    untold: numbers of its findings that the rule keeps back now, though it let them be told when they were found.
    unsaid: words of others of which the same holds, however few.
    addressees: of a recommendation, whom it addresses; None where it is none. is_adopted: whether an act of adoption
    stands behind it. marks: of its sources, as the desk prints them.
    """

    place: str
    text: str
    number: str = ""
    style: str = NUMBERED
    rows: Sequence[Sequence[str]] = ()
    kind: str = ""
    reported: tuple[str, ...] = ()
    claims: tuple[Claim, ...] | None = None
    voices: int | None = None
    rule: str = ""
    is_of_part: bool = False
    kept: "tuple[Kept, ...]" = ()
    untold: frozenset[int] = frozenset()
    unsaid: tuple[str, ...] = ()
    addressees: tuple[str, ...] | None = None
    is_adopted: bool = False
    marks: frozenset[str] = frozenset()

    @property
    def whole(self) -> str:
        """All words of it, a table’s cells with them: nothing reads on from one cell into the next."""
        return "\n".join([self.text, *(" | ".join(row) for row in self.rows)])


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands under it. level: 1 the outermost. is_annex: its parts bear no number."""

    place: str
    heading: str
    level: int = 1
    passages: tuple[Passage, ...] = ()
    is_annex: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """Words that a rule keeps back. kind: name | affiliation | address."""

    words: str
    kind: str


@dataclass(frozen=True)
class Draft:
    """A report to check.

    kept: by attribution rule, what may not be printed of who spoke under it. unconsented: texts of which no eight words
    in a row may stand in the report. given: sentences that were given for the report. public: words that everybody
    could read before: the title, the place, the host, questions, recommendations. most_words: the house's own limit,
    or that of key points; None for the template's.
    """

    parts: tuple[Part, ...]
    template: str = ""
    language: str = "en"
    rule: str = ""
    kept: Mapping[str, tuple[Kept, ...]] = field(default_factory=dict)
    unconsented: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    public: tuple[str, ...] = ()
    most_words: int | None = None

    @cached_property
    def every(self) -> tuple[tuple[Part, Passage], ...]:
        """Every passage with its part, in order."""
        return tuple((part, one) for part in self.parts for one in part.passages)

    @cached_property
    def passages(self) -> tuple[tuple[Part, Passage], ...]:
        """The same without places that are still to be written: there is nothing to check in them."""
        return tuple((part, one) for part, one in self.every if one.kind != SLOT)


@dataclass(frozen=True, slots=True)
class Fault:
    """What a rule found. place: of the passage or part; "" for the report as a whole. words: those it is about.

    ground: the text it was found in: as long as it is the same, the fault is the same. around: what stands before and
    behind the words in it. values: for the advice.
    """

    rule: str
    place: str
    words: str
    ground: str = ""
    around: tuple[str, str] = ("", "")
    values: Mapping[str, Any] = field(default_factory=dict)
