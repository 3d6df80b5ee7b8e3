"""States: what may become what, and that every refusal says why."""

from itertools import product

import pytest
from django.db.models import TextChoices

from consult.procedure import Refused
from sessions_app.states import (
    CHOICES,
    IN_NO_BASE,
    LEAD_INS,
    NEEDS_REASON,
    TRANSITIONS,
    AmendmentState,
    BallotState,
    Choice,
    ContributionState,
    ContributionType,
    FloorState,
    QuestionState,
    RecommendationState,
    RequestState,
    SeparateState,
    may_become,
)

ALLOWED: dict[type[TextChoices], set[tuple[str, str]]] = {
    QuestionState: {("planned", "open"), ("open", "closed"), ("closed", "open")},
    ContributionState: {
        ("shown", "held"), ("shown", "hidden"), ("shown", "withdrawn"),
        ("held", "shown"), ("held", "hidden"), ("held", "withdrawn"),
        ("hidden", "shown"), ("hidden", "withdrawn"),
    },
    FloorState: {
        ("closed", "open"), ("open", "closing"), ("open", "closed"), ("closing", "open"), ("closing", "closed"),
    },
    RequestState: {
        ("waiting", "speaking"), ("waiting", "withdrawn"), ("waiting", "passed"),
        ("speaking", "spoken"), ("speaking", "waiting"), ("speaking", "passed"),
        ("passed", "waiting"), ("passed", "speaking"),
    },
    RecommendationState: {
        *(("candidate", then) for then in ("put-forward", "not-adopted", "withdrawn", "replaced")),
        *(("candidate", then) for then in ("adopted", "without-vote")),
        *((now, "reserved") for now in ("adopted", "without-vote")),
        *((now, "candidate") for now in ("put-forward", "not-adopted", "replaced")),
    },
    AmendmentState: {
        ("open", then) for then in ("accepted", "adopted", "rejected", "bracketed", "withdrawn", "lapsed")
    },
    SeparateState: {
        *(("asked", then) for then in ("put", "declined", "withdrawn", "lapsed")),
        *(("put", then) for then in ("kept", "taken-out", "undecided")),
    },
    BallotState: {("planned", "open"), ("open", "closed"), ("open", "suspended"), ("suspended", "open")},
}  # fmt: skip
EVERY_STEP = [(kind, *step) for kind in ALLOWED for step in product(kind.values, repeat=2)]


def test_every_kind_of_state_has_its_steps_listed_here() -> None:
    assert set(ALLOWED) == set(TRANSITIONS)


@pytest.mark.parametrize(("kind", "now", "then"), EVERY_STEP)
def test_a_state_changes_only_along_the_listed_steps(kind: type[TextChoices], now: str, then: str) -> None:
    answer = may_become(kind, now, then)
    assert bool(answer) is ((now, then) in ALLOWED[kind])
    if isinstance(answer, Refused):
        assert str(kind(now).label) in str(answer.reason)
        assert str(kind(then).label) in str(answer.reason)


def test_a_closed_ballot_and_a_withdrawn_contribution_stay_so() -> None:
    assert not TRANSITIONS[BallotState][BallotState.CLOSED]
    assert not TRANSITIONS[ContributionState][ContributionState.WITHDRAWN]


def test_dissent_needs_a_reason_and_no_position_yet_is_in_no_base() -> None:
    assert {Choice.OBJECT, Choice.DISSOCIATE} == NEEDS_REASON
    assert {Choice.AWAITING} == IN_NO_BASE


def test_every_choice_belongs_to_a_method() -> None:
    assert {choice for choices in CHOICES.values() for choice in choices} == set(Choice)


def test_every_type_of_contribution_has_words_that_its_sentence_completes() -> None:
    assert set(LEAD_INS) == {"", *ContributionType}
