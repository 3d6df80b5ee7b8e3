"""A draft before it is written down: sections and paragraphs with their findings."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from synthesis import wording
from synthesis.core.findings import EVIDENCE, Finding
from synthesis.models.report import Grounding, Style


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


def grounded(key: str, findings: Sequence[Finding], **options: object) -> DraftParagraph:
    """A paragraph of the sentences of ``findings``."""
    text = " ".join(wording.sentence(finding) for finding in findings)
    return DraftParagraph(key=key, text=text, findings=tuple(findings), **options)  # type: ignore[arg-type]


def slot(key: str, text: str, contributions: Sequence[int] = ()) -> DraftParagraph:
    """A place that the rapporteur is to fill, with its material."""
    finding = Finding("slot", contributions=tuple(contributions))
    return DraftParagraph(key=key, text=text, findings=(finding,), grounding=Grounding.SLOT)


def standing(key: str, text: str, style: str = Style.PARAGRAPH, rows: list[list[str]] | None = None) -> DraftParagraph:
    """A text that stands in every report."""
    return DraftParagraph(key=key, text=text, style=style, grounding=Grounding.STANDING, rows=rows)


def with_headings(parent: DraftSection, parts: Sequence[DraftSection]) -> list[DraftSection]:
    """``parent`` followed by its parts; a single part stands under the parent's heading, for none stands alone."""
    filled = [part for part in parts if part.paragraphs]
    if len(filled) == 1:
        parent.paragraphs += filled[0].paragraphs
        return [parent]
    return [parent, *filled]
