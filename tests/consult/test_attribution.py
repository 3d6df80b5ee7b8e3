"""Attribution: five rules x inside and outside x what somebody asks for, against expectations in words."""

import itertools

import pytest

from consult.attribution import (
    TIGHTENINGS,
    Audience,
    Detail,
    Inside,
    Person,
    Quotation,
    Rule,
    Terms,
    may_quote,
    quoted_as,
    shown_as,
    strictest,
)

NAME, DELEGATION, GROUP = "Ada Example", "State A", "States"
BOTH = f"{NAME}, {DELEGATION}"
NOBODY = "A participant"

# rule (and, under the Chatham House Rule, what the convenor shows inside) -> printed inside, printed outside
EXPECTED = {
    (Rule.ON_THE_RECORD, Inside.NAMES): (BOTH, BOTH),
    (Rule.BY_DELEGATION, Inside.NAMES): (DELEGATION, DELEGATION),
    (Rule.BY_GROUP, Inside.NAMES): (GROUP, GROUP),
    (Rule.CHATHAM_HOUSE, Inside.NAMES): (BOTH, NOBODY),
    (Rule.CHATHAM_HOUSE, Inside.DELEGATION): (DELEGATION, NOBODY),
    (Rule.CHATHAM_HOUSE, Inside.GROUP): (GROUP, NOBODY),
    (Rule.ANONYMOUS, Inside.NAMES): (NOBODY, NOBODY),
}
FROM_MOST_TO_LEAST = [BOTH, DELEGATION, GROUP, NOBODY]
AT_MOST = {Detail.NAME: BOTH, Detail.DELEGATION: DELEGATION, Detail.GROUP: GROUP, Detail.NOTHING: NOBODY}


def person(rule: Rule, inside: Inside = Inside.NAMES, **fields: object) -> Person:
    facts = {"name": NAME, "delegation": DELEGATION, "group": GROUP, "mark": 0, "group_size": 9, **fields}
    return Person(rule=rule, inside=inside, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "inside", "at_most"), [(*key, at_most) for key, at_most in itertools.product(EXPECTED, Detail)]
)
def test_every_rule_inside_and_outside_with_every_wish(rule: Rule, inside: Inside, at_most: Detail) -> None:
    for audience, by_rule in zip((Audience.INSIDE, Audience.OUTSIDE), EXPECTED[rule, inside], strict=True):
        least = max(by_rule, AT_MOST[at_most], key=FROM_MOST_TO_LEAST.index)
        shown = shown_as(person(rule, inside, at_most=at_most), audience)
        assert str(shown.label) == least
        if least == NOBODY:
            assert shown.group == ""
            assert shown.mark is None
        elif least in {GROUP, DELEGATION}:
            assert NAME not in repr(shown)


def test_inside_choice_matters_under_the_chatham_house_rule_alone() -> None:
    for rule, inside in itertools.product(set(Rule) - {Rule.CHATHAM_HOUSE}, Inside):
        assert shown_as(person(rule, inside), Audience.INSIDE) == shown_as(person(rule), Audience.INSIDE)


@pytest.mark.parametrize(("size", "printed"), [(0, NOBODY), (4, NOBODY), (5, GROUP), (50, GROUP)])
def test_outside_a_small_group_is_not_named(size: int, printed: str) -> None:
    shown = shown_as(person(Rule.BY_GROUP, group_size=size), Audience.OUTSIDE)
    assert str(shown.label) == printed
    assert (shown.mark is None) == (printed == NOBODY)
    assert str(shown_as(person(Rule.BY_GROUP, group_size=size), Audience.INSIDE).label) == GROUP


def test_exact_times_stay_with_the_desk_under_the_strict_rules() -> None:
    for rule, audience in itertools.product(Rule, Audience):
        strict = rule in {Rule.CHATHAM_HOUSE, Rule.ANONYMOUS} and audience is not Audience.DESK
        assert shown_as(person(rule), audience).exact_time is not strict


def test_people_without_a_name_a_delegation_or_a_group() -> None:
    rule = Rule.ON_THE_RECORD
    assert shown_as(person(rule, delegation=""), Audience.OUTSIDE).label == NAME
    assert shown_as(person(rule, name=""), Audience.OUTSIDE).label == DELEGATION
    assert shown_as(person(rule, name="", delegation=""), Audience.OUTSIDE).label == GROUP
    assert str(shown_as(Person(rule=rule), Audience.OUTSIDE).label) == NOBODY
    by_delegation = person(Rule.BY_DELEGATION, delegation="")
    assert shown_as(by_delegation, Audience.INSIDE).label == GROUP


def test_one_small_group_outside_is_the_only_thing_that_the_size_changes() -> None:
    for rule in set(Rule) - {Rule.BY_GROUP}:
        small, big = person(rule, group_size=1), person(rule, group_size=99)
        assert shown_as(small, Audience.OUTSIDE) == shown_as(big, Audience.OUTSIDE)


def test_quotation_is_a_consent_of_its_own() -> None:
    for rule in Rule:
        assert may_quote(Quotation.NONE, person(rule), Audience.INSIDE)
        assert not may_quote(Quotation.NONE, person(rule), Audience.OUTSIDE)
        assert may_quote(Quotation.WITHOUT_NAME, person(rule), Audience.OUTSIDE)
        assert quoted_as(Quotation.WITHOUT_NAME, person(rule)).label == ""
        assert quoted_as(Quotation.BY_NAME, person(rule)) == shown_as(person(rule), Audience.OUTSIDE)
    assert str(quoted_as(Quotation.BY_NAME, person(Rule.CHATHAM_HOUSE)).label) == NOBODY


def test_a_rule_only_becomes_stricter() -> None:
    order = list(Rule)
    for rule, then in itertools.product(order, order):
        assert (then in TIGHTENINGS[rule]) == (order.index(then) > order.index(rule))
    for rule, stricter in TIGHTENINGS.items():
        for then in stricter:
            now, later = shown_as(person(rule), Audience.OUTSIDE), shown_as(person(then), Audience.OUTSIDE)
            assert FROM_MOST_TO_LEAST.index(str(later.label)) >= FROM_MOST_TO_LEAST.index(str(now.label))


@pytest.mark.parametrize(("rule", "inside"), EXPECTED)
def test_the_three_lines_say_what_happens(rule: Rule, inside: Inside) -> None:
    says = {
        BOTH: "your name and your delegation",
        DELEGATION: "your delegation, not your name",
        GROUP: "your stakeholder group",
    }
    here, outside, limits = (str(line) for line in Terms(rule, inside).lines)
    printed_inside, printed_outside = EXPECTED[rule, inside]
    assert says.get(printed_inside, "nobody sees who wrote what") in here
    assert says.get(printed_outside, "nothing shows who you are") in outside
    assert limits.startswith(("We cannot", "What you write"))


EVERY = [Terms(rule, inside) for rule in Rule for inside in Inside]


def printed(terms: Terms) -> tuple[int, int]:
    """How little is printed inside and outside: places in ``FROM_MOST_TO_LEAST``."""
    shown = [shown_as(person(terms.rule, terms.inside), audience) for audience in (Audience.INSIDE, Audience.OUTSIDE)]
    return tuple(FROM_MOST_TO_LEAST.index(str(one.label)) for one in shown)  # type: ignore[return-value]


@pytest.mark.parametrize("before", EVERY, ids=str)
def test_no_change_that_shows_more_inside_or_outside_counts_as_stricter(before: Terms) -> None:
    for after in EVERY:
        shows_more = any(then < now for now, then in zip(printed(before), printed(after), strict=True))
        if shows_more:
            assert before.loosened_by(after)
        elif after.rule is before.rule or after.rule in TIGHTENINGS[before.rule]:
            assert not before.loosened_by(after)


def test_the_strictest_of_two_shows_no_more_than_either() -> None:
    for one, other in itertools.product(EVERY, EVERY):
        expected = tuple(max(pair) for pair in zip(printed(one), printed(other), strict=True))
        assert printed(strictest(one, other)) == expected
        assert strictest(one, other).rule in {one.rule, other.rule}


def test_the_bar_says_what_the_room_sees_under_the_chatham_house_rule_alone() -> None:
    said = {terms: terms.in_words for terms in EVERY}
    assert said[Terms(Rule.CHATHAM_HOUSE, Inside.DELEGATION)] == "Chatham House Rule (delegations in the room)"
    assert len({words for terms, words in said.items() if terms.rule is Rule.CHATHAM_HOUSE}) == len(Inside)
    assert {words for terms, words in said.items() if terms.rule is Rule.BY_GROUP} == {"By stakeholder group"}
