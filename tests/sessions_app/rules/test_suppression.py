"""No hidden cell can be solved from what is printed."""

import os
import random

import numpy as np
import pytest
from scipy.optimize import linprog

from sessions_app.rules.shown import View, published, what
from sessions_app.rules.suppression import Published, as_counted, suppress, total_only
from sessions_app.rules.tally import from_counts

CHOICES = ["support", "object", "abstain", "awaiting"]
TRIALS = int(os.environ.get("SUPPRESSION_TRIALS", "160"))


def random_tally(chance: random.Random):
    groups = chance.randint(1, 5)
    top = chance.choice([2, 6, 12, 40])
    cells = {
        (group if group else None, choice): chance.choice([0, chance.randint(0, top)])
        for group in range(groups)
        for choice in CHOICES
    }
    return from_counts({cell: count for cell, count in cells.items() if count or chance.random() < 0.5}, CHOICES)


def ranges(table: Published):
    """The least and greatest value of each hidden number that fits everything printed: a linear programme each."""
    names = [(row, key) for row in range(len(table.groups) + 1) for key in (*CHOICES, "votes")]
    place = {name: number for number, name in enumerate(names)}
    rows = [*table.groups, table.total]
    equations, values = [], []

    def equal(plus, minus, value=0):
        line = np.zeros(len(names))
        line[[place[name] for name in plus]] = 1
        line[[place[name] for name in minus]] -= 1
        equations.append(line)
        values.append(value)

    for number, row in enumerate(rows):
        equal([(number, choice) for choice in CHOICES], [(number, "votes")])
        for key in (*CHOICES, "votes"):
            shown = row.votes if key == "votes" else row.counts[key]
            if shown is not None:
                equal([(number, key)], [], shown)
        if row.base is not None:
            equal([(number, choice) for choice in CHOICES if choice != "awaiting"], [], row.base)
    if table.groups:
        for key in (*CHOICES, "votes"):
            equal([(number, key) for number in range(len(table.groups))], [(len(table.groups), key)])
    for number, row in enumerate(rows):
        for key in (*CHOICES, "votes"):
            if (row.votes if key == "votes" else row.counts[key]) is None:
                aim = np.zeros(len(names))
                aim[place[number, key]] = 1
                low = linprog(aim, A_eq=np.array(equations), b_eq=values, bounds=(0, None))
                high = linprog(-aim, A_eq=np.array(equations), b_eq=values, bounds=(0, 10_000))
                assert low.success
                assert high.success
                yield (number, key), low.fun, -high.fun


@pytest.mark.parametrize("smallest_cell", [5, 10])
def test_no_hidden_cell_can_be_solved(smallest_cell):
    chance = random.Random(20_000 + smallest_cell)
    hid = 0
    for _ in range(TRIALS // 2):
        counted = random_tally(chance)
        table = suppress(counted, smallest_cell=smallest_cell)
        for where, low, high in ranges(table):
            hid += 1
            assert high - low > 0.5, f"{where} of {counted} can only be {low}"
    assert hid > TRIALS / 4


def test_no_cell_below_k_is_printed_by_group_and_what_is_printed_is_true():
    chance = random.Random(7)
    for _ in range(TRIALS):
        counted = random_tally(chance)
        table = suppress(counted, smallest_cell=5)
        for printed, row in zip(table.groups, counted["groups"], strict=False):
            for choice, count in printed.counts.items():
                assert count is None or count == row["counts"][choice]
                assert count is None or count == 0 or count >= 5
        assert table.total.votes == sum(counted["total"]["counts"].values())


def test_the_same_answer_by_all_of_a_small_group_is_hidden():
    table = suppress(from_counts({(1, "object"): 6, (2, "support"): 30, (2, "object"): 20}, CHOICES), smallest_cell=5)
    assert set(table.groups[0].counts.values()) == {None}


def test_large_groups_are_printed_whole():
    counted = from_counts({(g, c): 20 + g for g in (1, 2, 3) for c in ("support", "object", "abstain")}, CHOICES)
    assert not suppress(counted, smallest_cell=5).hides_something


def test_fewer_answers_than_k_give_the_turnout_and_nothing_else():
    table = total_only(from_counts({(1, "support"): 3, (2, "object"): 1}, CHOICES), smallest_cell=5)
    assert set(table.total.counts.values()) == {None}
    assert (table.total.votes, table.groups) == (4, ())


def test_where_nobody_answered_nothing_is_hidden():
    table = suppress(from_counts({}, CHOICES), smallest_cell=5)
    assert not table.hides_something
    assert table.total.votes == 0


def test_one_objection_in_the_whole_room_is_told():
    table = suppress(from_counts({(None, "support"): 11, (None, "object"): 1}, CHOICES), smallest_cell=5)
    assert table.total.counts["object"] == 1


def test_positions_on_the_record_are_never_suppressed():
    counted = from_counts({(1, "object"): 1, (2, "support"): 3}, CHOICES)
    shown = published(
        counted, rule="on-the-record", method="temperature", is_closed=True, audience="outside", smallest_cell=5
    )
    assert shown == as_counted(counted)


@pytest.mark.parametrize("rule", ["on-the-record", "by-delegation", "by-group", "chatham-house", "anonymous"])
@pytest.mark.parametrize("method", ["temperature", "statement"])
@pytest.mark.parametrize("audience", ["inside", "outside", "desk"])
def test_while_it_runs_nobody_sees_more_than_the_turnout(rule, method, audience):
    assert what(rule=rule, method=method, is_closed=False, audience=audience) in {View.TURNOUT, View.NOTHING}
    counted = from_counts({(1, "support"): 50, (2, "object"): 50}, CHOICES)
    assert published(counted, rule=rule, method=method, is_closed=False, audience=audience, smallest_cell=5) is None


def test_no_count_leaves_a_room_under_the_chatham_house_rule():
    assert what(rule="chatham-house", method="temperature", is_closed=True, audience="outside") is View.NOTHING


def test_what_the_table_does_not_list_is_not_shown():
    assert what(rule="another", method="temperature", is_closed=True, audience="inside") is View.NOTHING


@pytest.mark.parametrize("smallest", [2, 5, 10])
@pytest.mark.parametrize("cells", [{(1, "object"): 1}, {(1, "object"): 2, (1, "abstain"): 1}, {(1, "support"): 30}])
def test_a_single_group_is_not_told_apart_from_the_total(cells, smallest):
    table = suppress(from_counts(cells, CHOICES), smallest_cell=smallest)
    assert table.groups == ()
    assert table.total.votes == sum(cells.values())


def test_of_a_few_answers_not_even_the_groups_are_told():
    table = suppress(from_counts({(1, "support"): 2, (2, "object"): 1}, CHOICES), smallest_cell=5)
    assert table.groups == ()
    assert set(table.total.counts.values()) == {None}
