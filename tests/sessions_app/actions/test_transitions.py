"""Whatever is done in whatever order: a state changes along the table of states, or the act is refused and nothing did.

Acts are drawn at random on texts, amendments and ballots of every method, by whoever may; what stands is compared
before and after each.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Max
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.models import RecordEntry
from consult.procedure import Allowed, RefusedError
from sessions_app.actions import (
    amendment,
    choice,
    closing,
    consensus,
    drafting,
    lineage,
    position,
    recorded,
    secret,
    silence,
    voting,
)
from sessions_app.models import Amendment, Ballot, DecisionTerms, Recommendation, Session, Vote
from sessions_app.states import (
    TRANSITIONS,
    AmendmentState,
    BallotState,
    Choice,
    Outcome,
    RecommendationState,
)
from tests.factories import Room, make_room
from tests.sessions_app.deciding import provide
from tests.sessions_app.factories import make_session, standing_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

FIRST = {
    BallotState: {BallotState.PLANNED, BallotState.OPEN},
    RecommendationState: {RecommendationState.CANDIDATE},
    AmendmentState: {AmendmentState.OPEN},
}
Step = tuple[str, int, int]  # an act, which of the rows it is done to, which of the values it is done with


@dataclass
class House:
    """A room with two texts under a question."""

    room: Room
    session: Session

    def standing(self, role: str) -> Any:
        return standing_of(self.room.people[role])

    def text(self, number: int) -> int:
        texts = list(self.room.consultation.recommendations.order_by("pk").values_list("pk", flat=True))
        return texts[number % len(texts)]

    def ballot(self, number: int) -> int:
        ballots = list(self.room.consultation.ballots.order_by("-pk").values_list("pk", flat=True))
        return ballots[number % len(ballots)] if ballots else 0


def new_house() -> House:
    room = make_room()
    session = make_session(room.consultation)
    provide(room)
    return House(room, session)


# --- acts: (house, row, value) --------------------------------------------------------------------------------------

VALUES: dict[str, list[Any]] = {
    "state": list(RecommendationState),
    "choice": list(Choice),
    "outcome": list(AmendmentState),
    "words": [f"States should do it {way}." for way in ("soon", "well", "at once", "together")],
}


def value_of(kind: str, number: int) -> Any:
    return VALUES[kind][number % len(VALUES[kind])]


def reword(house: House, row: int, value: int) -> None:
    text = house.text(row)
    version = Recommendation.objects.get(pk=text).versions.count()
    words = drafting.Wording(value_of("words", value), version, "So.")
    drafting.reword(house.standing("rapporteur"), text, words)


def amend(house: House, row: int, value: int) -> None:
    text = house.text(row)
    version = Recommendation.objects.get(pk=text).versions.count()
    amendment.amend(house.standing("participant"), text, text=value_of("words", value), version=version)


def vote(house: House, row: int, value: int) -> None:
    command = voting.VoteCommand(
        house.room.people["participant"].pk, house.ballot(row), value_of("choice", value), "A reason."
    )
    answer = voting.cast_votes([command])[0]
    if answer["answer"] != "ok":
        raise RefusedError(answer["reason"])


def draft(house: House, row: int, value: int) -> None:
    wanted = choice.Draft(["approval", "ranked", "points"][row % 3], "Who?", ("A", "B"), seats=value % 2, budget=3)
    choice.draft(house.standing("chair"), house.session.pk, wanted)


def the_call_ends(house: House, row: int, value: int) -> None:
    """A minute passes."""
    called = DecisionTerms.objects.filter(ballot__consultation=house.room.consultation, called_at__isnull=False)
    called.update(called_at=timezone.now() - timedelta(minutes=2))


def the_clock_strikes(house: House, row: int, value: int) -> None:
    """The time of whatever ends by the clock is over."""
    open_now = house.room.consultation.ballots.filter(state=BallotState.OPEN, closes_at__isnull=False)
    open_now.update(closes_at=timezone.now() - timedelta(seconds=1))
    for end in (closing.close_due, secret.close_due, choice.close_due):
        end()


def reserve(house: House, row: int, value: int) -> None:
    words = position.Words("reservation", "We cannot join all of it.", is_named=True)
    position.state(house.standing("participant"), house.text(row), words)


ACTS: dict[str, Callable[[House, int, int], object]] = {
    "reword": reword,
    "amend": amend,
    "decide amendment": lambda h, row, value: amendment.decide(
        h.standing("chair"), h.text(row), 1 + value % 3, outcome=value_of("outcome", value), reason="So."
    ),
    "withdraw amendment": lambda h, row, value: amendment.withdraw(
        h.standing("participant"), h.text(row), 1 + value % 3
    ),
    "set state": lambda h, row, value: drafting.set_state(
        h.standing("rapporteur"), h.text(row), value_of("state", value)
    ),
    "merge": lambda h, row, value: lineage.merge(h.standing("chair"), [h.text(row), h.text(value)], text="Both."),
    "split": lambda h, row, value: lineage.split(h.standing("chair"), h.text(row), parts=["One.", "Two."]),
    "undo": lambda h, row, value: lineage.undo(h.standing("chair"), h.text(row)),
    "check": lambda h, row, value: voting.put(h.standing("chair"), h.text(row)),
    "recorded vote": lambda h, row, value: recorded.put(h.standing("chair"), h.text(row)),
    "secret ballot": lambda h, row, value: secret.put(h.standing("chair"), h.text(row)),
    "ask for objections": lambda h, row, value: consensus.put(h.standing("chair"), h.text(row)),
    "silence": lambda h, row, value: silence.put(h.standing("chair"), h.text(row)),
    "draft choice": draft,
    "open choice": lambda h, row, value: choice.open_ballot(h.standing("chair"), h.ballot(row)),
    "vote": vote,
    "suspend": lambda h, row, value: recorded.suspend(h.standing("chair"), h.ballot(row)),
    "resume": lambda h, row, value: recorded.resume(h.standing("chair"), h.ballot(row)),
    "call the roll": lambda h, row, value: recorded.call_roll(h.standing("chair"), h.ballot(row)),
    "answer the roll": lambda h, row, value: recorded.answer_roll(
        h.standing("chair"), h.ballot(row), 1, value_of("choice", value)
    ),
    "last call": lambda h, row, value: consensus.last_call(h.standing("chair"), h.ballot(row)),
    "the call ends": the_call_ends,
    "adopt without a vote": lambda h, row, value: consensus.declare(h.standing("chair"), h.ballot(row)),
    "call off": lambda h, row, value: consensus.call_off(h.standing("chair"), h.ballot(row)),
    "close": lambda h, row, value: closing.close_ballot(h.ballot(row), h.room.people["chair"], h.standing("chair")),
    "close the box": lambda h, row, value: secret.close(h.ballot(row), h.room.people["chair"], h.standing("chair")),
    "close the choice": lambda h, row, value: choice.close(h.ballot(row), h.room.people["chair"], h.standing("chair")),
    "declare": lambda h, row, value: closing.declare(h.standing("chair"), h.ballot(row)),
    "the clock strikes": the_clock_strikes,
    "reserve": reserve,
}
# Not acts of procedure: time passes, and a vote is a row that its ballot's tally accounts for.
NOT_IN_THE_RECORD = {"the call ends", "the clock strikes", "vote"}


# --- what stands ----------------------------------------------------------------------------------------------------


def states(house: House) -> dict[tuple[Any, int], str]:
    consultation = house.room.consultation
    return {
        **{(BallotState, pk): state for pk, state in consultation.ballots.values_list("pk", "state")},
        **{(RecommendationState, pk): state for pk, state in consultation.recommendations.values_list("pk", "state")},
        **{
            (AmendmentState, pk): state
            for pk, state in Amendment.objects.filter(recommendation__consultation=consultation).values_list(
                "pk", "state"
            )
        },
    }


def picture(house: House) -> dict[str, Any]:
    """All that an act could change."""
    consultation = house.room.consultation
    return {
        "states": states(house),
        "entries": RecordEntry.objects.filter(consultation_id=consultation.pk).aggregate(n=Max("seq"))["n"],
        "closed": list(
            consultation.ballots.filter(state=BallotState.CLOSED)
            .order_by("pk")
            .values("pk", "tally", "digest", "entitled")
        ),
        "outcomes": dict(consultation.ballots.exclude(outcome="").values_list("pk", "outcome")),
        "terms": list(DecisionTerms.objects.filter(ballot__consultation=consultation).order_by("pk").values()),
        "votes": list(Vote.objects.filter(ballot__consultation=consultation).order_by("pk").values("pk", "choice")),
        "versions": list(
            consultation.recommendations.order_by("pk", "versions__pk").values_list("versions__pk", "versions__text")
        ),
    }


def wrong_between(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What changed that may not: a step outside the table, a beginning in the middle, a closed ballot, a verdict."""
    wrong = []
    for (kind, pk), then in after["states"].items():
        now = before["states"].get((kind, pk))
        if now is None and then not in FIRST[kind]:
            wrong.append(f"{kind.__name__} of {pk} begins as {then}")
        if now not in (None, then) and then not in TRANSITIONS[kind][now]:
            wrong.append(f"{kind.__name__} of {pk} went from {now} to {then}")
    wrong += [f"closed ballot {row['pk']} changed" for row in before["closed"] if row not in after["closed"]]
    for pk, outcome in before["outcomes"].items():
        if after["outcomes"].get(pk) != outcome:
            wrong.append(f"the outcome of ballot {pk} changed")
    return wrong


def run(house: House, steps: list[Step]) -> list[str]:
    """What was wrong with the first act after which something was."""
    for name, row, value in steps:
        before = picture(house)
        try:
            ACTS[name](house, row, value)
        except RefusedError as refusal:
            after = picture(house)
            wrong = [] if after == before else [f"{name} was refused and changed something"]
            if not str(refusal).strip():
                wrong.append(f"{name} was refused without a reason")
        else:
            after = picture(house)
            wrong = wrong_between(before, after)
            if name not in NOT_IN_THE_RECORD and after["entries"] == before["entries"]:
                wrong.append(f"{name} is not in the record")
        if wrong:
            return wrong
    return []


STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 3), st.integers(0, 60)), min_size=5, max_size=20
)


@given(STEPS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_act_takes_a_state_outside_the_table(steps: list[Step]) -> None:
    assert run(new_house(), steps) == []


PATHS: dict[str, list[Step]] = {
    "adopted by vote, with a reservation": [
        ("recorded vote", 0, 0), ("vote", 0, 8), ("suspend", 0, 0), ("resume", 0, 0), ("close", 0, 0),
        ("declare", 0, 0), ("reserve", 0, 0),
    ],
    "adopted without a vote": [
        ("ask for objections", 0, 0), ("last call", 0, 0), ("the call ends", 0, 0), ("adopt without a vote", 0, 0),
    ],
    "adopted by silence": [("silence", 0, 0), ("the clock strikes", 0, 0)],
    "stopped by an objection": [("ask for objections", 0, 0), ("vote", 0, 2)],
    "amended, merged, undone": [
        ("amend", 0, 0), ("decide amendment", 0, 2), ("merge", 0, 1), ("undo", 2, 0),
    ],
}  # fmt: skip
ENDS = {
    "adopted by vote, with a reservation": "reserved",
    "adopted without a vote": "without-vote",
    "adopted by silence": "without-vote",
    "stopped by an objection": "candidate",
    "amended, merged, undone": "candidate",
}


@pytest.mark.parametrize("name", PATHS)
def test_the_ways_that_there_are_lead_where_they_should(name: str) -> None:
    """Otherwise the random acts above might all have been refused."""
    found = new_house()
    assert run(found, PATHS[name]) == []
    assert Recommendation.objects.get(pk=found.text(0)).state == ENDS[name]


def test_a_step_outside_the_table_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorded, "may_become", lambda *_given: Allowed())
    steps = [("recorded vote", 0, 0), ("close", 0, 0), ("suspend", 0, 0)]
    assert any("from closed to suspended" in problem for problem in run(new_house(), steps))


def test_a_refusal_that_changed_something_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def half(_h: House, _row: int, _value: int) -> None:
        Ballot.objects.update(state=BallotState.SUSPENDED)
        raise RefusedError("half done")

    monkeypatch.setitem(ACTS, "suspend", half)
    assert run(new_house(), [("recorded vote", 0, 0), ("suspend", 0, 0)]) == [
        "suspend was refused and changed something"
    ]


def test_an_outcome_that_changes_and_an_unrecorded_act_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def again(_h: House, _row: int, _value: int) -> None:
        Ballot.objects.update(outcome=Outcome.NOT_ADOPTED)

    monkeypatch.setitem(ACTS, "declare", again)
    steps: list[Step] = [*PATHS["adopted without a vote"], ("declare", 0, 0)]
    assert len(run(new_house(), steps)) == 2
