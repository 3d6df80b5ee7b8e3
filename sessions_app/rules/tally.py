"""Counting a closed ballot: per stakeholder group, each with its base, the same whatever the order of the votes."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import TypedDict

# "No position yet" says that somebody awaits instructions: it is counted, and in no base.
IN_NO_BASE = frozenset({"awaiting"})


class Row(TypedDict):
    """One row of counts. counts: choice -> votes, every choice present; base: the votes that percentages stand on."""

    group: int | None
    counts: dict[str, int]
    base: int


class Tally(TypedDict):
    """What ``Ballot.tally`` holds, ready for JSON.

    choices: in their printed order. total: all votes, ``group`` None. groups: one row per group that voted, by id,
    those without a group last; the rows add up to the total.
    """

    choices: list[str]
    total: Row
    groups: list[Row]


def tally(
    rows: Iterable[tuple[int | None, str]], choices: Sequence[str], in_no_base: Collection[str] = IN_NO_BASE
) -> Tally:
    """Count ``rows`` of (group id or None, choice), one row a vote.

    >>> tally([(3, "support"), (None, "object"), (3, "awaiting")], ["support", "object", "awaiting"])["groups"]
    [{'group': 3, 'counts': {'support': 1, 'object': 0, 'awaiting': 1}, 'base': 1},
     {'group': None, 'counts': {'support': 0, 'object': 1, 'awaiting': 0}, 'base': 1}]

    Raises ValueError on a choice that is not one of ``choices``.
    """
    return from_counts(Counter(rows), choices, in_no_base)


def from_counts(
    cells: dict[tuple[int | None, str], int], choices: Sequence[str], in_no_base: Collection[str] = IN_NO_BASE
) -> Tally:
    """The tally of votes already counted per (group id or None, choice): what a GROUP BY gives."""
    listed = [str(choice) for choice in choices]
    unknown = sorted({str(choice) for _, choice in cells} - set(listed))
    if unknown:
        raise ValueError(f"not a choice of this ballot: {', '.join(unknown)}")
    groups = sorted({group for group, _ in cells}, key=lambda group: (group is None, group or 0))
    per_group = [_row(group, {c: cells.get((group, c), 0) for c in listed}, in_no_base) for group in groups]
    total = {c: sum(row["counts"][c] for row in per_group) for c in listed}
    return Tally(choices=listed, total=_row(None, total, in_no_base), groups=per_group)


def in_order(stored: Tally) -> Tally:
    """A stored tally with its counts in the order of its choices, which PostgreSQL's JSON does not keep."""
    choices = stored["choices"]

    def row(one: Row) -> Row:
        return Row(group=one["group"], counts={choice: one["counts"][choice] for choice in choices}, base=one["base"])

    return Tally(choices=choices, total=row(stored["total"]), groups=[row(one) for one in stored["groups"]])


def _row(group: int | None, counts: dict[str, int], in_no_base: Collection[str]) -> Row:
    base = sum(count for choice, count in counts.items() if choice not in in_no_base)
    return Row(group=group, counts=counts, base=base)
