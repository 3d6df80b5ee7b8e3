"""Votes as columns: the last vote counts, counts by group, and counts refreshed instead of counted again."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from synthesis.core import columns

BUSY = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # a machine that does other things too
ONE = st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(-1, 1))


def made(rows):
    person, statement, vote = zip(*rows, strict=True) if rows else ((), (), ())
    return columns.votes(person=person, statement=statement, vote=vote, people=6, statements=4)


@BUSY
@given(st.lists(ONE, max_size=60))
def test_the_last_vote_counts_and_votes_lie_by_person(rows):
    cast = made(rows)
    latest = {(person, statement): vote for person, statement, vote in rows}
    found = list(zip(cast.person.tolist(), cast.statement.tolist(), cast.vote.tolist(), strict=True))
    assert found == [(*key, latest[key]) for key in sorted(latest)]
    assert cast.start.tolist() == [sum(p < person for p, _s, _v in found) for person in range(7)]


@BUSY
@given(st.lists(ONE, max_size=60), st.lists(ONE, max_size=20, unique_by=lambda row: row[:2]))
def test_refreshed_counts_are_those_of_a_new_count(rows, more):
    group = np.array([0, 1, -1, 0, 1, 2])
    latest = {(person, statement): vote for person, statement, vote in rows}
    before = columns.count(made(rows), group=group, groups=3)
    person, statement, vote = (
        (np.array(column, dtype=np.int32) for column in zip(*more, strict=True))
        if more
        else (np.zeros(0, dtype=np.int32),) * 3
    )
    replaced = np.array([latest.get(row[:2], 2) for row in more], dtype=np.int8)
    after = columns.refreshed(
        before, person=person, statement=statement, vote=vote.astype(np.int8), before=replaced, group=group
    )
    assert after.table.tolist() == columns.count(made(rows + more), group=group, groups=3).table.tolist()


def test_counts_by_group_add_up():
    cast = made([(0, 0, 1), (1, 0, -1), (2, 0, 0), (3, 1, 1), (3, 0, 1)])
    counts = columns.count(cast, group=np.array([0, 0, 1, 1, 1, 1]), groups=2)
    assert counts.agree.tolist() == [[1, 0, 0, 0], [1, 1, 0, 0]]
    assert counts.disagree.tolist() == [[1, 0, 0, 0], [0, 0, 0, 0]]
    assert counts.base.tolist() == [[2, 0, 0, 0], [2, 1, 0, 0]]
    assert counts.overall().table.tolist() == columns.count(cast).table.tolist()


def test_people_drawn_twice_are_there_twice():
    cast = made([(0, 0, 1), (1, 0, -1), (1, 2, 0)])
    drawn = cast.of_people(np.array([1, 1, 0]))
    assert drawn.person.tolist() == [0, 0, 1, 1, 2]
    assert drawn.vote.tolist() == [-1, 0, -1, 0, 1]
    assert drawn.matrix(drawn.vote.astype(np.float32)).toarray()[2].tolist() == [1, 0, 0, 0]


@pytest.mark.parametrize("row", [(6, 0, 1), (-1, 0, 1), (0, 4, 1), (0, 0, 2)])
def test_numbers_out_of_range_are_refused(row):
    with pytest.raises(ValueError, match=r"outside|-1, 0 or 1"):
        made([row])
