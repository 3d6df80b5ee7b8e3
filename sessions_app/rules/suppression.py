"""Suppression of small cells: one function for pages, charts, exports and the API.

A table of counts by group and choice is a circulation: every cell is an edge from its group to its choice, every total
an edge back. What is published fixes its edge; a hidden cell is safe when at least two circulations of whole,
non-negative numbers fit everything published, which holds exactly when its edge lies on a cycle that the hidden edges
leave free (L. Cox, "Network models for complementary cell suppression", JASA 90, 1995). So the check needs no solver.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from sessions_app.rules.tally import IN_NO_BASE, Row, Tally

Node: TypeAlias = tuple[str, int]
Edge: TypeAlias = tuple[Node, Node]

_ROWS: Node = ("rows", 0)
_CHOICES: Node = ("choices", 0)


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """One row as it may be printed; None is hidden. ``votes`` counts every answer, ``base`` those in percentages."""

    group: int | None
    counts: dict[str, int | None]
    votes: int | None
    base: int | None

    @property
    def is_hidden(self) -> bool:
        return self.votes is None


@dataclass(frozen=True, slots=True)
class Published:
    """A tally as it may be printed. ``smallest_cell`` is the k it was suppressed with, 0 for none."""

    choices: tuple[str, ...]
    total: PublishedRow
    groups: tuple[PublishedRow, ...]
    smallest_cell: int = 0

    @property
    def hides_something(self) -> bool:
        return any(value is None for row in (self.total, *self.groups) for value in (*row.counts.values(), row.votes))


@dataclass(slots=True)
class _Table:
    """The circulation: its edges with their values, and which are hidden."""

    values: dict[Edge, int]
    hidden: set[Edge] = field(default_factory=set)

    def is_free(self, edge: Edge) -> bool:
        """Whether a hidden edge can take another value without a published one changing."""
        tail, head = edge
        more = self._reaches(head, tail, without=edge)
        return more or (self.values[edge] > 0 and self._reaches(tail, head, without=edge))

    def _reaches(self, start: Node, goal: Node, without: Edge) -> bool:
        seen, queue = {start}, deque([start])
        while queue:
            here = queue.popleft()
            for then in self._steps(here, without):
                if then == goal:
                    return True
                if then not in seen:
                    seen.add(then)
                    queue.append(then)
        return False

    def _steps(self, here: Node, without: Edge) -> Iterator[Node]:
        for edge in self.hidden:
            if edge == without:
                continue
            if edge[0] == here:
                yield edge[1]
            elif edge[1] == here and self.values[edge] > 0:
                yield edge[0]


def as_counted(tally: Tally) -> Published:
    """The whole tally: for positions that are on the record, which are never suppressed."""
    return Published(
        choices=tuple(tally["choices"]),
        total=_whole(tally["total"]),
        groups=tuple(_whole(row) for row in tally["groups"]),
    )


def total_only(tally: Tally, *, smallest_cell: int) -> Published:
    """The totals without groups; nothing but the turnout from fewer than ``smallest_cell`` answers."""
    return suppress(Tally(choices=tally["choices"], total=tally["total"], groups=[]), smallest_cell=smallest_cell)


def suppress(tally: Tally, *, smallest_cell: int) -> Published:
    """The tally with every cell by group from 1 to ``smallest_cell`` - 1 hidden, and as many more as it takes.

    Hidden first: small cells; a group of fewer answers than ``smallest_cell`` altogether, its zeros and its number too;
    a group of fewer than twice as many whose answers are all the same. Then others, until no hidden one can be solved
    from what is printed. The number of all answers is always printed: it was, as turnout, while the question was open.

    All of that for every k from 2 up: what a smaller k hides a greater one hides too. So whoever kept what was printed
    before k was raised, or the rule became stricter, solves nothing from both.
    """
    # A single group's row is the total again; and of a few answers even an empty row would tell the group.
    votes = sum(tally["total"]["counts"].values())
    few = votes < smallest_cell
    rows = [] if few or len(tally["groups"]) < 2 else tally["groups"]
    choices = tally["choices"]
    table = _table(rows, tally["total"])
    if few and votes:
        table.hidden |= set(table.values)
    for smallest in range(2, smallest_cell + 1) if rows else ():
        before = len(table.hidden)
        _hide_small(table, rows, choices, smallest)
        if len(table.hidden) > before:
            _hide_more(table)
    return Published(
        choices=tuple(choices),
        total=_row(table, None, -1, tally["total"]),
        groups=tuple(_row(table, row["group"], number, row) for number, row in enumerate(rows)),
        smallest_cell=smallest_cell,
    )


def _table(rows: list[Row], total: Row) -> _Table:
    values: dict[Edge, int] = {}
    for number, row in enumerate(rows):
        values[_ROWS, ("row", number)] = sum(row["counts"].values())
        for place, choice in enumerate(row["counts"]):
            values[("row", number), ("choice", place)] = row["counts"][choice]
    # Without groups the totals stand alone: each choice an edge between the same two ends.
    for place, choice in enumerate(total["counts"]):
        values[("choice", place), _CHOICES] = total["counts"][choice]
        if not rows:
            values[_ROWS, ("choice", place)] = total["counts"][choice]
    return _Table(values)


def _hide_small(table: _Table, rows: list[Row], choices: list[str], smallest: int) -> None:
    for number, row in enumerate(rows):
        votes = sum(row["counts"].values())
        cells = [(("row", number), ("choice", place)) for place in range(len(choices))]
        if 0 < votes < smallest:
            table.hidden.add((_ROWS, ("row", number)))
        if 0 < votes < smallest or (0 < votes < 2 * smallest and votes in row["counts"].values()):
            table.hidden |= set(cells)
        table.hidden |= {cell for cell in cells if 0 < table.values[cell] < smallest}


def _hide_more(table: _Table) -> None:
    """Hide others until nothing hidden can be solved."""
    while solved := sorted(edge for edge in table.hidden if not table.is_free(edge)):
        table.hidden.add(_complement(table, solved[0]))


def _complement(table: _Table, solved: Edge) -> Edge:
    """The next edge to hide: one that shares an end with ``solved``, frees it if it can, and loses least.

    Cells go before the totals of groups, totals of groups before totals of choices; among equals the smallest number.
    """
    kinds = {"row": 0, "rows": 1, "choice": 2, "choices": 2}
    shown = [edge for edge in table.values if edge not in table.hidden]
    near = [edge for edge in shown if set(edge) & set(solved)] or shown

    def loss(edge: Edge) -> tuple[bool, int, int, Edge]:
        frees = _Table(table.values, table.hidden | {edge}).is_free(solved)
        return (not frees, kinds[edge[0][0]], table.values[edge], edge)

    return min(near, key=loss)


def _row(table: _Table, group: int | None, number: int, row: Row) -> PublishedRow:
    """``number`` -1 is the total."""
    counts: dict[str, int | None] = {}
    for place, choice in enumerate(row["counts"]):
        edge: Edge = (("choice", place), _CHOICES) if number < 0 else (("row", number), ("choice", place))
        counts[choice] = None if edge in table.hidden else table.values[edge]
    hidden = number >= 0 and (_ROWS, ("row", number)) in table.hidden
    votes = None if hidden else sum(row["counts"].values())
    # The base is all answers less those awaiting: printed where both are, or it would give the hidden one away.
    outside = [counts[choice] for choice in counts if choice in IN_NO_BASE]
    base = None if votes is None or None in outside else row["base"]
    return PublishedRow(group=group, counts=counts, votes=votes, base=base)


def _whole(row: Row) -> PublishedRow:
    counts: dict[str, int | None] = dict(row["counts"])
    return PublishedRow(group=row["group"], counts=counts, votes=sum(row["counts"].values()), base=row["base"])
