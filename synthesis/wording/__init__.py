"""A finding becomes a sentence, in the language that is active, by templates with slots.

No sentence holds a number that is not in its finding, so that every sentence can be made again from its numbers.
"""

from synthesis.core.findings import Finding
from synthesis.wording import meeting, narrative, procedure
from synthesis.wording.narrative import lead_of
from synthesis.wording.words import capital, flowing, group, listed, numbered, shortened, together

__all__ = ["capital", "group", "has_sentence", "lead_of", "listed", "numbered", "sentence", "shortened", "together"]

_TEMPLATES = narrative.TEMPLATES | procedure.TEMPLATES | meeting.TEMPLATES


def sentence(finding: Finding) -> str:
    """The sentence of ``finding``. Raises KeyError for a kind that has no template (a table's row)."""
    return flowing(_TEMPLATES[finding.kind](finding))


def has_sentence(finding: Finding) -> bool:
    return finding.kind in _TEMPLATES
