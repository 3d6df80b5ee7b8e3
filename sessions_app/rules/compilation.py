"""Texts with what is open in them: square brackets with alternatives, and the compilation of several amendments."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sessions_app.rules.redline import Edit, edited, edits

BASE = ""  # the label of the text as it stands


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to read a place. labels: the amendments that want it, ``BASE`` for the text as it stands; text: may be
    empty, where the words are to go."""

    labels: tuple[str, ...]
    text: str

    @property
    def words(self) -> str:
        """Without the spaces around them, which stand outside the brackets."""
        return self.text.strip()


@dataclass(frozen=True, slots=True)
class Place:
    """A piece of a compilation: words that nobody touches (no alternatives), or the alternatives of one place."""

    text: str
    alternatives: tuple[Alternative, ...] = ()

    @property
    def before(self) -> str:
        """The space before the brackets: that of the first reading that begins with one."""
        return next((" " for one in self.alternatives if one.text[:1].isspace()), "")

    @property
    def after(self) -> str:
        return next((" " for one in self.alternatives if one.words and one.text[-1:].isspace()), "")


def compilation(text: str, amended: Sequence[tuple[str, str]]) -> list[Place]:
    """``text`` with every amendment in its place. amended: (label, the text as that amendment would have it).

    Edits that overlap or touch are one place, with the text as it stands first; whoever wants the same words shares an
    alternative. Without alternatives, and with the first of each, the places joined are ``text``.
    """
    wanted = [(label, edits(text, new)) for label, new in amended]
    places, at = [], 0
    for start, end in _clusters(edit for _label, changes in wanted for edit in changes):
        if start > at:
            places.append(Place(text[at:start]))
        places.append(Place(text[start:end], _alternatives(text, start, end, wanted)))
        at = end
    return [*places, Place(text[at:])] if at < len(text) else places


def bracketed(text: str, *amended: str) -> str:
    """``text`` with every place that one of ``amended`` would have otherwise in square brackets, and each alternative
    in brackets of its own. What ``text`` has in brackets already stays as it is.

    >>> bracketed("States should act.", "States shall act soon.", "States must act.")
    'States [should] [shall] [must] act [soon].'
    """
    return edited(text, bracket_edits(text, *amended))


def bracket_edits(text: str, *amended: str) -> tuple[Edit, ...]:
    """The edits of ``text`` that ``bracketed`` makes."""
    found, at = [], 0
    for place in compilation(text, [(str(number), new) for number, new in enumerate(amended)]):
        if place.alternatives:
            found.append(Edit(at, at + len(place.text), _in_brackets([one.text for one in place.alternatives])))
        at += len(place.text)
    return tuple(found)


def _in_brackets(readings: Sequence[str]) -> str:
    """The spaces around them stay outside."""
    parts = [reading for reading in readings if reading.strip()] or [" "]
    lead = parts[0][: len(parts[0]) - len(parts[0].lstrip())]
    tail = parts[-1][len(parts[-1].rstrip()) :]
    return lead + " ".join(f"[{part.strip()}]" for part in parts if part.strip()) + tail


def _clusters(changes: Iterable[Edit]) -> list[tuple[int, int]]:
    """(start, end) of each place: spans that overlap or touch, taken together."""
    found: list[tuple[int, int]] = []
    for edit in sorted(changes, key=lambda edit: (edit.start, edit.end)):
        if found and edit.start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], edit.end))
        else:
            found.append((edit.start, edit.end))
    return found


def _alternatives(
    text: str, start: int, end: int, wanted: Sequence[tuple[str, tuple[Edit, ...]]]
) -> tuple[Alternative, ...]:
    readings: dict[str, list[str]] = {text[start:end]: [BASE]}
    for label, changes in wanted:
        here = [
            Edit(edit.start - start, edit.end - start, edit.text)
            for edit in changes
            if start <= edit.start and edit.end <= end
        ]
        if here:
            readings.setdefault(edited(text[start:end], here), []).append(label)
    return tuple(Alternative(tuple(labels), reading) for reading, labels in readings.items())
