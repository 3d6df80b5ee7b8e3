"""How sentences that follow each other differ: by fixed rules, so that the same data give the same words."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import count

from synthesis import wording
from synthesis.actions.plan import DraftParagraph, DraftSection
from synthesis.core.findings import Finding

_OTHER = {"reported": "spoken", "spoken": "reported"}


def nth(before: int) -> int:
    """How a lead-in is repeated that stood ``before`` times already: 0 not yet, then 1 and 2 ("also", "further")."""
    return 2 - before % 2 if before else 0


def alternating(parts: Sequence[DraftSection]) -> list[DraftSection]:
    """Sentences that tell how many said something, by turns in the passive and in the active voice.

    "It was suggested by several delegations that ..." is followed by "Two delegations suggested that ...": through all
    of a question, beginning with the voice of the template.
    """
    turns = count()

    def turned(finding: Finding) -> Finding:
        voice = str(finding.words.get("voice", ""))
        if finding.kind != "said" or not finding.words.get("counted") or voice not in _OTHER:
            return finding
        return reworded(finding, voice=_OTHER[voice]) if next(turns) % 2 else finding

    def told(paragraph: DraftParagraph) -> DraftParagraph:
        findings = tuple(turned(finding) for finding in paragraph.findings)
        if findings == paragraph.findings:
            return paragraph
        return replace(paragraph, findings=findings, text=" ".join(map(wording.sentence, findings)))

    return [
        DraftSection(part.key, part.heading, part.level, [told(paragraph) for paragraph in part.paragraphs])
        for part in parts
    ]


def reworded(finding: Finding, **words: object) -> Finding:
    """``finding`` with other ``words``: the same numbers from the same sources."""
    return replace(finding, words={**finding.words, **words})
