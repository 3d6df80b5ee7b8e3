"""Votes for tests: made rooms, the real data sets as columns, and permutations within statements."""

import numpy as np

from synthesis.core import columns
from tests.synthesis.polis import real, rows


def camps(*, people=300, statements=40, groups=3, seen=0.5, seed=1, clear=0.85):
    """People in camps that agree within, and the camp of each."""
    chance = np.random.default_rng(seed)
    camp = chance.integers(groups, size=people)
    lean = np.where(chance.random((groups, statements)) < 0.5, clear, 1 - clear)
    agrees = chance.random((people, statements)) < lean[camp]
    vote = np.where(chance.random((people, statements)) < 0.1, 0, np.where(agrees, 1, -1))
    person, statement = np.nonzero(chance.random((people, statements)) < seen)
    made = columns.votes(
        person=person, statement=statement, vote=vote[person, statement], people=people, statements=statements
    )
    return made, camp


def export(name):
    """A real data set as columns, in the order of time."""
    read = sorted(rows(real(name), "votes.csv"), key=lambda row: int(row["timestamp"]))
    _people, person = np.unique([int(row["voter-id"]) for row in read], return_inverse=True)
    _statements, statement = np.unique([int(row["comment-id"]) for row in read], return_inverse=True)
    said = [int(row["vote"]) for row in read]
    return columns.votes(
        person=person, statement=statement, vote=said, people=len(_people), statements=len(_statements)
    )


def permuted(cast, seed):
    """The same votes on every statement, each given by another of those who voted on it."""
    by_statement = np.argsort(cast.statement, kind="stable")
    mixed = np.lexsort((np.random.default_rng(seed).random(len(cast.vote)), cast.statement))
    vote = np.empty_like(cast.vote)
    vote[by_statement] = cast.vote[mixed]
    return columns.Votes(cast.person, cast.statement, vote, cast.start, cast.people, cast.statements)
