"""What each template allows, and from where a rule speaks. Template keys are those of ``models.report.Template``."""

from dataclasses import dataclass

UNCONSENTED_RUN = 8  # words in a row that nobody consented to
UNCONSENTED_SIGNS = 16  # the same where words are not set apart
SHORTEST_NAME = 4
SHORTEST_ACRONYM = 2


@dataclass(frozen=True, slots=True)
class Limits:
    """words: of the whole report, None where there is no limit. statements: whether a single one may be told.

    lone_subheadings: whether a part may have one alone, as where headings bear no numbers.
    """

    words: int | None = None
    statements: bool = True
    lone_subheadings: bool = False


_NONE = Limits()
UN_WORDS = 10_700
SHORT_WORDS = 600  # of the short form, which key points have too
LIMITS = {
    "roundtable": _NONE,
    "conference": Limits(lone_subheadings=True),
    "papers": Limits(lone_subheadings=True),
    "thematic": Limits(words=UN_WORDS, statements=False),
    "panel": Limits(words=UN_WORDS),
    "body": Limits(words=UN_WORDS),
    "igf": Limits(words=SHORT_WORDS, lone_subheadings=True),
}


def limits_of(template: str) -> Limits:
    return LIMITS.get(template, _NONE)
