"""A draft before it is written down: sections and paragraphs with their findings, and what they are made of."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from consult.attribution import Rule
from consult.models import Consultation
from synthesis import wording
from synthesis.core.findings import EVIDENCE, Finding
from synthesis.extract import Corpus
from synthesis.models.report import Grounding, Style
from synthesis.queries.people import NAMED, Names, contributors


@dataclass(frozen=True, slots=True)
class DraftParagraph:
    """key: what it is about, the same in the next draft. rows: of a table, its first the heading."""

    key: str
    text: str = ""
    findings: tuple[Finding, ...] = ()
    style: str = Style.PARAGRAPH
    grounding: str = Grounding.GROUNDED
    rows: list[list[str]] | None = None
    level: int = 0

    def evidence(self) -> list[tuple[str, int | str]]:
        """(kind of evidence, id) of all findings, each once, in order."""
        return list(dict.fromkeys((kind, one) for f in self.findings for kind in EVIDENCE for one in getattr(f, kind)))


@dataclass(slots=True)
class DraftSection:
    key: str
    heading: str
    level: int = 1
    paragraphs: list[DraftParagraph] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Telling:
    """How a template tells what was said.

    voice: "reported" (it was noted that), "spoken" (two delegations noted that), "own" (the author’s). counts: whether
    it may be told how many, of people or of votes. shape: of the section on a question: "parts" under headings of their
    own, "flat" under one, "kinds" (issues, practices, ways forward). has_letters: practices are listed as (a), (b).
    level: of a question’s heading.
    """

    voice: str = "reported"
    counts: bool = True
    shape: str = "parts"
    has_letters: bool = False
    level: int = 1


@dataclass
class Matter:
    """What the makers of sections work from. made: the sections that stand so far."""

    consultation: Consultation
    corpus: Corpus
    names: Names
    telling: Telling
    made: list[DraftSection] = field(default_factory=list)

    @cached_property
    def named(self) -> dict[int, str]:
        """Contribution id -> whose it is, of those whom the rule names outside."""
        return {pk: str(shown.label) for pk, shown in contributors(self.consultation).items() if shown.detail in NAMED}

    @property
    def counts(self) -> bool:
        """Whether numbers of people and votes may be told: the template tells them, and the rule lets it."""
        return self.telling.counts and self.may_count

    @property
    def may_count(self) -> bool:
        """Whether any number of people or votes may leave the room."""
        return self.consultation.attribution_rule != Rule.CHATHAM_HOUSE

    @property
    def reported(self) -> list[Finding]:
        """The statements that stand in what is made so far, each with its positions."""
        return [f for s in self.made for p in s.paragraphs for f in p.findings if "favour" in f.numbers]


def grounded(key: str, findings: Sequence[Finding], **options: object) -> DraftParagraph:
    """A paragraph of the sentences of ``findings``."""
    text = wording.together([wording.sentence(finding) for finding in findings])
    return DraftParagraph(key=key, text=text, findings=tuple(findings), **options)  # type: ignore[arg-type]


def slot(
    key: str,
    text: str,
    contributions: Sequence[int] = (),
    recommendations: Sequence[int] = (),
    style: str = Style.PARAGRAPH,
) -> DraftParagraph:
    """A place that the rapporteur is to fill, with its material."""
    finding = Finding("slot", contributions=tuple(contributions), recommendations=tuple(recommendations))
    return DraftParagraph(key=key, text=text, findings=(finding,), style=style, grounding=Grounding.SLOT)


def standing(key: str, text: str, style: str = Style.PARAGRAPH, rows: list[list[str]] | None = None) -> DraftParagraph:
    """A text that stands in every report."""
    return DraftParagraph(key=key, text=text, style=style, grounding=Grounding.STANDING, rows=rows)


def within(sections: Sequence[DraftSection], mark: str, level: int = 0) -> list[DraftSection]:
    """``sections`` as parts of another place of the same report: keys begin with ``mark``, headings go down."""
    return [
        DraftSection(
            f"{mark}.{section.key}",
            section.heading,
            section.level + level,
            [replace(p, key=f"{mark}.{p.key}") for p in section.paragraphs],
        )
        for section in sections
    ]


def flat(parent: DraftSection, parts: Sequence[DraftSection]) -> list[DraftSection]:
    """``parent`` with all that stands in its parts, under its own heading alone."""
    parent.paragraphs += [paragraph for part in parts for paragraph in part.paragraphs]
    return [parent]


def with_headings(parent: DraftSection, parts: Sequence[DraftSection]) -> list[DraftSection]:
    """``parent`` followed by its parts; a single part stands under the parent's heading, for none stands alone.

    What is to be written is no part: where nobody writes it, its heading is not printed.
    """
    blocks: list[list[DraftSection]] = []  # each part with the deeper ones that follow it
    for part in parts:
        if blocks and part.level > parts[0].level:
            blocks[-1].append(part)
        else:
            blocks.append([part])
    blocks = [block for block in blocks if any(part.paragraphs for part in block)]
    written = [block for block in blocks if any(map(_is_written, block))]
    if len(written) > 1:
        return [parent, *(part for block in blocks for part in block)]
    made = [parent]
    for first, *deeper in written:
        parent.paragraphs += first.paragraphs
        made += [DraftSection(one.key, one.heading, one.level - 1, one.paragraphs) for one in deeper]
    made[-1].paragraphs += [p for block in blocks if block not in written for part in block for p in part.paragraphs]
    return made


def _is_written(section: DraftSection) -> bool:
    return any(paragraph.grounding != Grounding.SLOT for paragraph in section.paragraphs)
