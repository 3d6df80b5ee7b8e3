"""Measures, quantifiers, clauses, near-duplicates and themes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_app.rules import quantifiers
from sessions_app.rules.positions import Position, group_equal, kind_of, wilson
from synthesis.core import clauses, near, themes


@given(st.integers(1, 400), st.data())
def test_wilsons_interval_holds_the_share_and_lies_between_0_and_1(base, data):
    count = data.draw(st.integers(0, base))
    interval = wilson(count, base)
    assert 0 <= interval.low <= count / base + 1e-12
    assert count / base - 1e-12 <= interval.high <= 1


def test_wilsons_interval_is_the_known_one():
    # 7 of 10: R, binom::binom.confint(7, 10, methods = "wilson")
    assert (round(wilson(7, 10).low, 4), round(wilson(7, 10).high, 4)) == (0.3968, 0.8922)
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("position", "kind"),
    [
        (Position(9, 0, 0), "thin"),
        (Position(80, 10, 10), "converging"),
        (Position(10, 80, 10), "converging"),
        (Position(45, 40, 15), "diverging"),
        (Position(30, 10, 60), "undecided"),
        (Position(55, 20, 25), "other"),
        (Position(80, 30, 0, groups=(Position(70, 5, 0), Position(10, 25, 0))), "diverging"),
        (Position(80, 10, 10, groups=(Position(75, 5, 5), Position(5, 5, 5))), "other"),
    ],
)
def test_what_a_position_amounts_to(position, kind):
    assert kind_of(position) == kind


def test_each_group_counts_once():
    assert group_equal(Position(90, 10, 0, groups=(Position(90, 0, 0), Position(0, 10, 0)))) == 0.5
    assert group_equal(Position(1, 0, 0)) is None


@pytest.mark.parametrize(
    ("count", "base", "word"),
    [(0, 10, "minority"), (4, 9, None), (5, 10, "evenly"), (51, 100, "majority"), (20, 30, "large-majority"),
     (199, 300, "majority"), (89, 100, "large-majority"), (90, 100, "nearly-all"), (100, 100, "all")],
)  # fmt: skip
def test_bands_of_positions_are_half_open(count, base, word):
    assert quantifiers.positions(count, base) == word


@pytest.mark.parametrize(
    ("speakers", "addressed", "word"),
    [(1, 5, "one"), (2, 5, "two"), (5, 9, "some"), (3, 20, "a-few"), (4, 20, "a-few"), (5, 20, "several"),
     (9, 20, "several"), (10, 30, "many"), (10, 31, "several")],
)  # fmt: skip
def test_words_for_how_many_said_it(speakers, addressed, word):
    assert quantifiers.said(speakers, addressed) == word


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("Dogs should be kept on a leash near nesting birds.", True),
        ("We need more trees on hillsides.", False),
        ("Ban plastic bags and straws in all shops.", False),
        ("This is wrong and must be stopped at once.", False),
        ("Should dogs be kept on a leash near birds?", False),
        ("I am over 55 years old and live in town.", False),
        ("Water is life. It must be protected by law.", False),
        ("No.", False),
    ],
)
def test_only_plain_statements_stand_after_that(text, reported):
    assert clauses.can_be_reported(text) is reported


def test_a_name_keeps_its_capital_and_a_plain_word_does_not():
    known = clauses.lower_words(["some dogs bark", "the water is clear"])
    assert clauses.clause("Dogs should be leashed.", known) == "dogs should be leashed"
    assert clauses.clause("Geneva should host it.", known) == "Geneva should host it"
    assert clauses.clause("It was suggested that States act.", known) == "States act"
    assert clauses.clause("NGOs should be heard.", known) == "NGOs should be heard"


def test_near_duplicates_join_and_opposites_never_do():
    texts = [
        "States should fund a shared register of assessments",
        "a shared register of assessments should be funded by States",
        "States should not fund a shared register of assessments",
        "States should fund 3 shared registers of assessments",
        "ponds need frogs",
    ]
    assert near.duplicates(texts) == [[0, 1], [2], [3], [4]]


def test_few_texts_have_no_themes_and_the_same_texts_the_same_themes():
    lamps = [f"Street lamps near house {n} should be dimmed at night by the council" for n in range(15)]
    ponds = [f"The pond of village {n} needs clean water and frogs in spring" for n in range(15)]
    assert themes.propose(lamps[:10]) == ([], list(range(10)))
    found, rest = themes.propose(lamps + ponds)
    assert found == themes.propose(lamps + ponds)[0]
    assert sorted([*(index for theme in found for index in theme.members), *rest]) == list(range(30))
    assert all(len({index < 15 for index in theme.members}) == 1 for theme in found)


@given(st.integers(10, 500), st.data())
def test_a_percentage_never_belies_the_word_beside_it(base, data):
    count = data.draw(st.integers(0, base))
    printed = quantifiers.percent(count, base)
    assert abs(printed - 100 * count / base) < 1
    if 100 % base:
        near = (200 * count + base) // (2 * base)  # halves up
        assert printed == near or quantifiers.positions(near, 100) != quantifiers.positions(count, base)
