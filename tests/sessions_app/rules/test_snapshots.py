"""No hidden number of a random table can be solved from what is printed, nor from two printings together.

SUPPRESSION_TABLES=10000 tries ten thousand.

After the first answer k can only rise, and the rule only become stricter: the second printing of the same closed
question hides more. Whoever kept the first one still holds both.
"""

import os
import random

import pytest

from sessions_app.rules.shown import published
from sessions_app.rules.suppression import Published, as_counted, suppress
from sessions_app.rules.tally import Tally, from_counts
from tests.sessions_app.rules.solving import solved, system

CHOICES = ["support", "live-with", "object", "abstain", "awaiting"]
TABLES = int(os.environ.get("SUPPRESSION_TABLES", "1500"))
KS = (2, 3, 5, 7, 10, 15)


def random_tally(chance: random.Random) -> Tally:
    """From 2 to 7 groups of very different sizes, 3 to 5 choices, many zeros."""
    groups = chance.randint(2, 7)
    choices = CHOICES[: chance.randint(3, 5)]
    cells = {}
    for group in range(groups):
        top = chance.choice([1, 3, 6, 12, 40])
        for choice in choices:
            cells[group or None, choice] = chance.choice([0, chance.randint(0, top), chance.randint(0, top)])
    return from_counts({cell: count for cell, count in cells.items() if count or chance.random() < 0.5}, choices)


def tables(seed: int, number: int) -> list[Tally]:
    chance = random.Random(seed)
    return [random_tally(chance) for _ in range(number)]


def named(found: list[tuple[int, object]], counted: list[Tally]) -> list[object]:
    return [(where, counted[table]) for table, where in found[:3]]


def test_no_hidden_number_of_a_table_can_be_solved():
    counted = tables(11, TABLES)
    printed = [suppress(one, smallest_cell=KS[place % len(KS)]) for place, one in enumerate(counted)]
    assert sum(one.hides_something for one in printed) > TABLES / 2
    assert named(solved([system(one) for one in printed]), counted) == []


def test_nor_from_two_printings_of_the_same_answers_with_a_greater_k():
    counted = tables(12, TABLES)
    chance = random.Random(13)
    pairs = [sorted(chance.sample(KS, 2)) for _ in counted]
    both = [
        system(suppress(one, smallest_cell=low), suppress(one, smallest_cell=high))
        for one, (low, high) in zip(counted, pairs, strict=True)
    ]
    assert named(solved(both), counted) == []


@pytest.mark.parametrize("method", ["temperature", "statement"])
def test_nor_from_before_and_after_a_rule_became_stricter(method: str):
    counted = tables(15, TABLES // 5)

    def seen(one: Tally, rule: str) -> Published:
        printed = published(one, rule=rule, method=method, is_closed=True, audience="inside", smallest_cell=5)
        assert printed is not None
        return printed

    both = [system(seen(one, "by-group"), seen(one, "chatham-house"), seen(one, "anonymous")) for one in counted]
    assert named(solved(both), counted) == []


def test_the_adversary_solves_what_can_be_solved():
    counted = from_counts({(1, "support"): 30, (1, "object"): 2, (2, "support"): 20, (2, "object"): 9}, CHOICES[:3])
    whole = as_counted(counted)
    row = whole.groups[0]
    row.counts["object"] = None  # one cell hidden alone: the margins give it away
    assert solved([system(whole)]) == [(0, (1, "object"))]


def test_what_a_smaller_k_hides_a_greater_one_hides_too():
    for one in tables(16, TABLES // 20):
        before: set[tuple[int, str]] = set()
        for k in KS:
            printed = suppress(one, smallest_cell=k)
            if one["groups"] and not printed.groups:
                break
            hidden = {
                (place, key) for place, row in enumerate(printed.groups) for key, n in row.counts.items() if n is None
            }
            assert before <= hidden
            before = hidden
