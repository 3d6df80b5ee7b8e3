"""Opinion groups: found where there are some, none where votes are mixed; numbers of red-dwarf."""

import os

import numpy as np
import pytest

from synthesis.core import columns
from synthesis.core.agreement import cramers_v, crosstable, rand_index
from synthesis.core.opinion import analyse
from synthesis.core.projection import project
from synthesis.core.representative import representative, statistics
from tests.synthesis.core._oracles import ask
from tests.synthesis.core.rooms_of_votes import camps, export, permuted
from tests.synthesis.polis import SETS

PERMUTATIONS = int(os.environ.get("NULL_TRIALS", "8"))  # over the data sets; 100 and more: NULL_TRIALS=100
DWARF = """
import json, sys
import numpy as np
from reddwarf.utils.matrix import generate_raw_matrix
from reddwarf.utils.reducer.base import run_reducer
from reddwarf.utils.stats import calculate_comment_statistics
asked = json.load(sys.stdin)
names = ("participant_id", "statement_id", "vote")
matrix = generate_raw_matrix(votes=[dict(zip(names, row)) for row in asked["votes"]])
points, _statements, model = run_reducer(matrix.values, random_state=1)
N, n, p, r, pt, rt, gac = calculate_comment_statistics(matrix, np.array(asked["labels"]))
parts = dict(points=points, components=model.components_, share=p, ratio=r, test=pt, ratio_test=rt, group_aware=gac)
print(json.dumps({name: np.asarray(value).tolist() for name, value in parts.items()}))
"""


def same_room(cast, dwarf_labels):
    asked = [list(map(int, row)) for row in zip(cast.person, cast.statement, cast.vote, strict=True)]
    return {
        name: np.array(value)
        for name, value in ask("reddwarf", DWARF, {"votes": asked, "labels": dwarf_labels}).items()
    }


def cosine(one, other):
    return abs(float((one * other).sum() / np.sqrt((one * one).sum() * (other * other).sum())))


@pytest.mark.parametrize("name", ["made", "brexit-consensus", "scoop-hivemind.taxes"])
def test_projection_and_statistics_are_those_of_red_dwarf(name):
    cast = camps()[0] if name == "made" else export(name)
    labels = np.arange(cast.people) % 3
    told = same_room(cast, labels.tolist())
    mine = project(cast)
    for axis in (0, 1):
        assert cosine(mine.components[axis], told["components"][axis]) >= 0.9999
        assert cosine(mine.points[:, axis], told["points"][:, axis]) >= 0.9999
    found = statistics(columns.count(cast, group=labels, groups=3))
    for part in ("share", "ratio", "test", "ratio_test", "group_aware"):
        np.testing.assert_allclose(getattr(found, part), told[part], rtol=0, atol=1e-9)


def test_camps_are_found_and_shown_as_they_are():
    cast, camp = camps(groups=3, clear=0.85)
    found = analyse(cast)
    assert found.groups == 3
    clear = found.labels >= 0
    assert clear.mean() > 0.9
    assert rand_index(found.labels[clear], camp[clear]) > 0.95
    assert cramers_v(found.labels, camp) > 0.9
    assert found.membership.sum(axis=1) == pytest.approx(1)
    assert np.all(np.diff(np.bincount(found.labels[clear])) <= 0)  # the largest is number 0


def test_the_same_votes_give_the_same_bytes():
    cast = camps()[0]
    one, other = analyse(cast), analyse(cast)
    assert one.labels.tobytes() == other.labels.tobytes()
    assert one.membership.tobytes() == other.membership.tobytes()
    assert one.projection.points.tobytes() == other.projection.points.tobytes()


def test_groups_keep_their_numbers_from_run_to_run():
    cast = camps(seed=4)[0]
    first = analyse(cast)
    turned = np.where(first.labels >= 0, (first.labels + 1) % first.groups, -1)
    again = analyse(cast.where(np.random.default_rng(2).random(len(cast.vote)) < 0.9), previous=turned)
    both = (turned >= 0) & (again.labels >= 0)
    assert (turned[both] == again.labels[both]).mean() > 0.95


@pytest.mark.parametrize(
    ("room", "reason"),
    [
        ({"people": 20, "groups": 2}, "few-people"),
        ({"people": 300, "groups": 1}, "no-gain"),
        ({"people": 300, "groups": 3, "clear": 0.5}, "no-gain"),
    ],
)
def test_no_groups_where_there_are_none_and_it_says_why(room, reason):
    found = analyse(camps(**room)[0])
    assert (found.groups, found.reason) == (0, reason)
    assert (found.labels == -1).all()


def test_nobody_voted():
    nothing = columns.votes(person=[], statement=[], vote=[], people=40, statements=1)
    assert analyse(nothing).groups == 0


@pytest.mark.parametrize("name", SETS)
def test_votes_mixed_within_statements_have_no_groups(name):
    cast = export(name)
    trials = max(1, PERMUTATIONS // len(SETS))
    none = sum(analyse(permuted(cast, seed)).groups == 0 for seed in range(trials))
    assert none >= 0.95 * trials


@pytest.mark.parametrize("name", SETS)
def test_real_rooms_have_groups(name):
    found = analyse(export(name))
    assert found.groups >= 2
    assert found.reason == ""


def test_representative_statements_are_taken_by_most_of_their_group_and_mixed_votes_have_few():
    cast, camp = camps()
    listed = representative(columns.count(cast, group=camp, groups=3))
    assert {one.group for one in listed} == {0, 1, 2}
    assert all(2 * one.n > one.base and one.adjusted_p <= 0.05 and one.ratio > 1 for one in listed)
    chance = representative(columns.count(permuted(cast, 1), group=camp, groups=3))
    assert len(chance) <= 2
    assert representative(columns.count(cast)) == ()


def test_agreement_of_labellings():
    one = np.array([0, 0, 1, 1])
    assert rand_index(one, 1 - one) == 1
    assert rand_index(one, np.array([0, 1, 0, 1])) == pytest.approx(-0.5)
    assert crosstable(one, np.array([0, 1, 1, -1])).tolist() == [[1, 1], [0, 1]]
    assert cramers_v(one, np.zeros(4, dtype=np.int64)) == 0
