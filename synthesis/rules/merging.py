"""Two who edited the same text at once: what both changed, put together by words."""

from sessions_app.rules.redline import Edit, carried, edited, edits
from sessions_app.rules.words import words


def merged(base: str, mine: str, theirs: str) -> str | None:
    """``base`` with what ``mine`` and what ``theirs`` changed of it; None where two changes touch.

    A change that both made counts once. Changes touch where not one word that both left stands between them: then only
    a person can say how the text is to read.

    >>> merged("States should act.", "States must act.", "All States should act.")
    'All States must act.'
    """
    made = edits(base, theirs)
    own = tuple(edit for edit in edits(base, mine) if edit not in made)
    if any(_touch(base, one, other) for one in own for other in made):
        return None
    return edited(theirs, carried(own, made))


def _touch(base: str, one: Edit, other: Edit) -> bool:
    first, last = sorted((one, other), key=lambda edit: (edit.start, edit.end))
    return first.end >= last.start or not words(base[first.end : last.start])
