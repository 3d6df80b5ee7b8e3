"""Votes as columns of integers, and their counts: no dense matrix, nothing recomputed that did not change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix

AGREE, DISAGREE, PASS = 0, 1, 2  # rows of a table of counts
_ROW = np.array([DISAGREE, PASS, AGREE])  # by vote + 1
_CHUNK = 500_000  # votes counted at a time, so that ten million need little memory beside their own


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """Votes by person, then statement.

    person, statement : int32, shape (n,), from 0. vote : int8, shape (n,), one of -1, 0, 1 (disagree, pass, agree).
    start : int64, shape (people + 1,): the votes of person p are ``start[p]:start[p + 1]``.
    """

    person: NDArray[np.int32]
    statement: NDArray[np.int32]
    vote: NDArray[np.int8]
    start: NDArray[np.int64]
    people: int
    statements: int

    @property
    def per_person(self) -> NDArray[np.int64]:
        """How often each person voted, shape (people,)."""
        return np.diff(self.start)

    def matrix(self, data: NDArray[np.float32]) -> csr_matrix:
        """A sparse matrix, shape (people, statements), that holds ``data`` where there are votes."""
        return csr_matrix((data, self.statement, self.start), shape=(self.people, self.statements))

    def choices(self) -> csr_matrix:
        """One column a choice, shape (people, 3 * statements): 1 at 3 * statement + vote + 1."""
        column = self.statement * np.int32(3) + (self.vote + np.int8(1))
        ones = np.ones(len(column), dtype=np.float32)
        return csr_matrix((ones, column, self.start), shape=(self.people, 3 * self.statements))

    def of_people(self, rows: NDArray[np.int64]) -> Votes:
        """The votes of ``rows``, numbered in that order; a person drawn twice is there twice."""
        length = self.per_person[rows]
        start = np.concatenate(([0], np.cumsum(length)))
        index = np.arange(start[-1]) + np.repeat(self.start[rows] - start[:-1], length)
        person = np.repeat(np.arange(len(rows), dtype=np.int32), length)
        return Votes(person, self.statement[index], self.vote[index], start, len(rows), self.statements)

    def where(self, kept: NDArray[np.bool_]) -> Votes:
        """The votes that ``kept``, shape (n,), marks."""
        index = np.flatnonzero(kept)  # and taken: faster than three times by marks
        person = self.person.take(index)
        start = _starts(person, self.people)
        return Votes(person, self.statement.take(index), self.vote.take(index), start, self.people, self.statements)


def votes(*, person: ArrayLike, statement: ArrayLike, vote: ArrayLike, people: int, statements: int) -> Votes:
    """Columns in the order of time to ``Votes``; of several votes of a person on a statement the last one counts.

    Raises ValueError for a number out of range or another vote than -1, 0, 1.
    """
    who, what = np.asarray(person, dtype=np.int32), np.asarray(statement, dtype=np.int32)
    said = np.asarray(vote, dtype=np.int8)
    for name, column, most in (("person", who, people), ("statement", what, statements)):
        if column.size and (column.min() < 0 or column.max() >= most):
            raise ValueError(f"a {name} outside 0 to {most - 1}")
    if said.size and (said.min() < -1 or said.max() > 1):
        raise ValueError("a vote is -1, 0 or 1")
    same = who[1:] == who[:-1]
    if not np.all((who[1:] > who[:-1]) | (same & (what[1:] > what[:-1]))):
        key = who.astype(np.int64) * statements + what
        order = np.argsort(key, kind="stable")
        key = key[order]
        last = order[np.append(key[1:] != key[:-1], True)]
        who, what, said = who[last], what[last], said[last]
    return Votes(who, what, said, _starts(who, people), people, statements)


def _starts(person: NDArray[np.int32], people: int) -> NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(np.bincount(person, minlength=people)))).astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """table : int64, shape (3, groups, statements): agree, disagree, pass."""

    table: NDArray[np.int64]

    @property
    def agree(self) -> NDArray[np.int64]:
        """A, shape (groups, statements)."""
        chosen: NDArray[np.int64] = self.table[AGREE]
        return chosen

    @property
    def disagree(self) -> NDArray[np.int64]:
        """D, shape (groups, statements)."""
        chosen: NDArray[np.int64] = self.table[DISAGREE]
        return chosen

    @property
    def base(self) -> NDArray[np.int64]:
        """S = A + D + P, shape (groups, statements)."""
        total: NDArray[np.int64] = self.table.sum(axis=0)
        return total

    def overall(self) -> Counts:
        """All groups in one, shape (3, 1, statements)."""
        return Counts(self.table.sum(axis=1, keepdims=True))


def count(cast: Votes, *, group: NDArray[np.int64] | None = None, groups: int = 1) -> Counts:
    """Counts per group; people whose ``group``, shape (people,), is -1 are in none. Without it: one group of all."""
    return Counts(_table(cast.person, cast.statement, cast.vote, group, groups, cast.statements))


def refreshed(
    counts: Counts,
    *,
    person: NDArray[np.int32],
    statement: NDArray[np.int32],
    vote: NDArray[np.int8],
    before: NDArray[np.int8] | None = None,
    group: NDArray[np.int64] | None = None,
) -> Counts:
    """Counts after more votes, in time that does not depend on how many there were.

    before : the vote of the same person on the same statement that each replaces, 2 where there was none.
    """
    _kinds, groups, statements = counts.table.shape
    table = counts.table + _table(person, statement, vote, group, groups, statements)
    if before is not None and (changed := before != 2).any():
        table -= _table(person[changed], statement[changed], before[changed], group, groups, statements)
    return Counts(table)


def _table(
    person: NDArray[np.int32],
    statement: NDArray[np.int32],
    vote: NDArray[np.int8],
    group: NDArray[np.int64] | None,
    groups: int,
    statements: int,
) -> NDArray[np.int64]:
    size = 3 * groups * statements
    table = np.zeros(size, dtype=np.int64)
    first_of = _ROW * (groups * statements)
    for first in range(0, len(vote), _CHUNK):
        part = slice(first, first + _CHUNK)
        cell = first_of.take(vote[part] + np.int8(1)) + statement[part]
        if group is not None:
            of = group.take(person[part])
            cell = (cell + of * statements)[of >= 0]
        table += np.bincount(cell, minlength=size)
    return table.reshape(3, groups, statements)
