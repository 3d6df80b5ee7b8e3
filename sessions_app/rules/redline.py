"""What changed between two texts, word by word: differences that read well, and edits that can be carried over.

The alignment is a longest common subsequence of words (rapidfuzz); what reads badly of it is joined afterwards.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from rapidfuzz.distance import LCSseq

from sessions_app.rules.words import is_word, tokens, words


class Op(StrEnum):
    EQUAL = "equal"
    DELETE = "delete"
    INSERT = "insert"


Piece: TypeAlias = tuple[Op, str]


@dataclass(frozen=True, slots=True)
class Edit:
    """``base[start:end]`` becomes ``text``. start, end: characters; start == end adds, an empty ``text`` deletes."""

    start: int
    end: int
    text: str

    @property
    def is_addition(self) -> bool:
        return self.start == self.end


@dataclass(slots=True)
class _Run:
    """A piece of the alignment: tokens that stay (``old`` is ``new``), or the old ones and those in their place."""

    is_equal: bool
    old: list[str]
    new: list[str]

    def weighs(self) -> int:
        return max(sum(map(len, self.old)), sum(map(len, self.new)))


def diff(old: str, new: str) -> list[Piece]:
    """From ``old`` to ``new``, deletions before the insertions in their place; nothing empty, no two alike in a row.

    >>> [(str(op), text) for op, text in diff("States should act.", "States shall act.")]
    [('equal', 'States '), ('delete', 'should'), ('insert', 'shall'), ('equal', ' act.')]
    """
    pieces: list[Piece] = []
    for run in _readable(_aligned(tokens(old), tokens(new))):
        if run.is_equal:
            pieces.append((Op.EQUAL, "".join(run.old)))
        else:
            pieces += [(op, "".join(part)) for op, part in ((Op.DELETE, run.old), (Op.INSERT, run.new)) if part]
    return pieces


def apply(pieces: Iterable[Piece]) -> str:
    """The new text of a difference."""
    return "".join(text for op, text in pieces if op != Op.DELETE)


def base(pieces: Iterable[Piece]) -> str:
    """The old text of a difference."""
    return "".join(text for op, text in pieces if op != Op.INSERT)


def distance(old: str, new: str) -> float:
    """How far ``new`` goes from ``old``, from 0 (the same words) to 1 (no word in common).

    d = (words deleted + words added) / (words of the old text + words of the new one),

    counted along the longest common subsequence of words: one less the Sørensen-Dice coefficient of what both share.
    "Furthest from the text first" takes amendments in falling d, equal ones by number.
    """
    before, after = words(old), words(new)
    if not before and not after:
        return 0.0
    shared: int = LCSseq.similarity(before, after)
    return 1 - 2 * shared / (len(before) + len(after))


# --- edits: a difference as places in the old text --------------------------------------------------------------------


def edits(old: str, new: str) -> tuple[Edit, ...]:
    """The difference as edits of ``old``, in their order, none touching the next."""
    found: list[Edit] = []
    at = 0
    for op, text in diff(old, new):
        if op == Op.EQUAL:
            at += len(text)
        elif op == Op.DELETE:
            found.append(Edit(at, at + len(text), ""))
            at += len(text)
        elif found and found[-1].end == at and not found[-1].text:
            found[-1] = Edit(found[-1].start, at, text)
        else:
            found.append(Edit(at, at, text))
    return tuple(found)


def edited(text: str, changes: Iterable[Edit]) -> str:
    """``text`` with edits made that do not conflict with each other. Raises ValueError where two overlap."""
    out, at = [], 0
    for edit in sorted(changes, key=lambda edit: (edit.start, edit.end)):
        if edit.start < at:
            raise ValueError("these edits overlap")
        out += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*out, text[at:]])


def conflict(mine: Iterable[Edit], theirs: Sequence[Edit]) -> bool:
    """Whether two amendments of one text touch the same words, so that only one can be carried as it stands.

    Spans that overlap; and an addition at, or at the edge of, what the other changes, for its place is then in doubt.
    """
    return any(_meet(one, other) for one in mine for other in theirs)


def _meet(one: Edit, other: Edit) -> bool:
    if one.is_addition or other.is_addition:
        return one.start <= other.end and other.start <= one.end
    return one.start < other.end and other.start < one.end


def carried(mine: Sequence[Edit], made: Sequence[Edit]) -> tuple[Edit, ...]:
    """``mine`` as they stand once ``made`` were made on the same text. Raises ValueError where they conflict."""
    if conflict(mine, made):
        raise ValueError("these edits conflict")
    moved = []
    for edit in mine:
        shift = sum(len(one.text) - (one.end - one.start) for one in made if one.end <= edit.start)
        moved.append(Edit(edit.start + shift, edit.end + shift, edit.text))
    return tuple(moved)


# --- reading well -----------------------------------------------------------------------------------------------------


def _aligned(old: list[str], new: list[str]) -> list[_Run]:
    runs: list[_Run] = []
    for op in LCSseq.opcodes(old, new):
        before, after = old[op.src_start : op.src_end], new[op.dest_start : op.dest_end]
        is_equal = op.tag == "equal"
        if runs and runs[-1].is_equal == is_equal:
            runs[-1].old += before
            runs[-1].new += after
        else:
            runs.append(_Run(is_equal, before, after))
    return runs


def _readable(runs: list[_Run]) -> list[_Run]:
    """Islands that say nothing between two changes go into them; then the changes settle at the ends of words."""
    at = 1
    while at < len(runs) - 1:
        if runs[at].is_equal and _is_island(runs[at - 1], runs[at], runs[at + 1]):
            runs[at - 1 : at + 2] = [_joined(runs[at - 1 : at + 2])]
            at = max(at - 2, 1)  # what stood before may be an island now
        elif _is_one_change(*runs[at - 1 : at + 2]):
            _shift(runs, at)
        else:
            at += 1
    return _settled(runs)


def _is_island(before: _Run, island: _Run, after: _Run) -> bool:
    """Nothing but spaces and marks; or two words at most, and less than what is replaced on either side of it.

    Between two additions, or two deletions, nothing is an island: it would be struck out to be written again.
    """
    if not any(map(is_word, island.old)):
        return bool(before.old or after.old) and bool(before.new or after.new)
    replaces = all((before.old, before.new, after.old, after.new))
    weight = island.weighs()
    return replaces and sum(map(is_word, island.old)) <= 2 and weight <= min(before.weighs(), after.weighs())


def _is_one_change(before: _Run, space: _Run, after: _Run) -> bool:
    """ "a[,] [b ]c" is "a[, b] c": one addition, or one deletion, that a space seems to part."""
    return (
        space.is_equal
        and len(space.old) == 1
        and space.old[0].isspace()
        and (bool(before.old), bool(before.new)) == (bool(after.old), bool(after.new))
        and (after.old or after.new)[-1] == space.old[0]
    )


def _shift(runs: list[_Run], at: int) -> None:
    space = runs[at].old
    joined = _joined(runs[at - 1 : at + 2])
    for side, is_there in ((joined.old, runs[at + 1].old), (joined.new, runs[at + 1].new)):
        del side[-1 if is_there else -len(space) :]
    runs[at - 1 : at + 2] = [joined]
    if at < len(runs):
        runs[at] = _Run(True, space + runs[at].old, space + runs[at].new)
    else:
        runs.append(_Run(True, list(space), list(space)))


def _joined(runs: list[_Run]) -> _Run:
    return _Run(False, [t for run in runs for t in run.old], [t for run in runs for t in run.new])


def _settled(runs: list[_Run]) -> list[_Run]:
    """What a joined change has in common at its ends goes back to its neighbours; one-sided ones move to word ends."""
    out: list[_Run] = []
    for run in runs:
        if run.is_equal or not (run.old and run.new):
            _put(out, run)
            continue
        front = _common(run.old, run.new)
        old, new = run.old[front:], run.new[front:]
        back = _common(old[::-1], new[::-1])
        cut = (len(old) - back, len(new) - back)
        _put(out, _Run(True, run.old[:front], run.old[:front]))
        _put(out, _Run(False, old[: cut[0]], new[: cut[1]]))
        _put(out, _Run(True, old[cut[0] :], old[cut[0] :]))
    for before, change, after in zip(out, out[1:], out[2:], strict=False):
        if before.is_equal and after.is_equal and bool(change.old) != bool(change.new):
            _slide(before, change.old or change.new, after)
    return [run for run in out if run.old or run.new]


def _slide(before: _Run, moved: list[str], after: _Run) -> None:
    """ "a[ b] c" reads worse than "a [b ]c": a change that begins with a space begins after it, if the text allows."""
    while moved[0].isspace() and after.old and after.old[0] == moved[0]:
        moved.append(moved.pop(0))
        before.old.append(after.old.pop(0))
        before.new, after.new = before.old, after.old
        if not moved[0].isspace():
            break


def _common(one: list[str], other: list[str]) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _put(out: list[_Run], run: _Run) -> None:
    if not run.old and not run.new:
        return
    if out and out[-1].is_equal == run.is_equal:
        out[-1] = _Run(run.is_equal, out[-1].old + run.old, out[-1].new + run.new)
    else:
        out.append(_Run(run.is_equal, list(run.old), list(run.new)))
