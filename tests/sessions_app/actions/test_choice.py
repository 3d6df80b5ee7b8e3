"""Choices among options: drafted, opened, answered in secret or by delegation, counted round by round."""

from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest

from consult.attribution import Audience, Rule
from consult.models import RecordEntry
from consult.procedure import RefusedError
from sessions_app.actions import choice
from sessions_app.actions.choice import Draft
from sessions_app.models import Ballot, Candidacy, Marking, Participation, SecretVote
from sessions_app.queries import choice as reading
from sessions_app.queries.voting import turnout
from tests.factories import ParticipantFactory, Room, make_room
from tests.sessions_app.actions.test_secret import voters
from tests.sessions_app.factories import make_session, standing_of

pytestmark = pytest.mark.django_db

OPTIONS = ("Ada", "Ben", "Cleo", "Dan")


def draft(room: Room, method: str = "ranked", **fields: Any) -> Ballot:
    session = make_session(room.consultation, questions=0)
    wanted = {"title": "Who speaks for us?", "options": OPTIONS, "seats": 1, "budget": 5 if method == "points" else 0}
    return choice.draft(standing_of(room.people["chair"]), session.pk, Draft(method=method, **(wanted | fields)))


def opened(room: Room, method: str = "ranked", **fields: Any) -> tuple[Ballot, dict[str, int]]:
    ballot = draft(room, method, **fields)
    choice.open_ballot(standing_of(room.people["chair"]), ballot.pk)
    ballot = Ballot.objects.get(pk=ballot.pk)
    return ballot, {option.text: option.pk for option in Candidacy.objects.filter(choosing=ballot.pk)}


def close(room: Room, ballot: Ballot) -> Ballot:
    choice.close(ballot.pk, room.people["chair"], standing_of(room.people["chair"]))
    return reading.ballots(room.consultation).get(pk=ballot.pk)


def cast(room: Room, ballot: Ballot, ids: dict[str, int], *papers: dict[str, str]) -> None:
    for person, paper in zip(voters(room), papers, strict=False):
        marks = {ids[name]: mark for name, mark in paper.items()}
        assert choice.cast(person.pk, ballot.pk, marks)["answer"] == "ok"


def test_a_secret_ranking_elects_and_shows_its_rounds() -> None:
    room = make_room(per_group=2)
    ballot, ids = opened(room)
    papers = [{"Ada": "1", "Ben": "2"}] * 3 + [{"Ben": "1", "Ada": "2"}] * 3 + [{"Cleo": "1", "Ben": "2"}]
    cast(room, ballot, ids, *papers)
    assert turnout(ballot)[0] == 7
    assert (Marking.objects.count(), Participation.objects.count(), SecretVote.objects.count()) == (0, 7, 7)
    shown = reading.result(close(room, ballot), Rule.ON_THE_RECORD)
    assert shown is not None
    assert shown.elected == ["Ben"]
    assert shown.quota == 4
    assert next(row.cells for row in shown.table if row.name == "Ben") == ["3", "3", "4"]
    assert {round_.number for round_ in shown.rounds} == {1, 2, 3}
    assert shown.positions == []


@pytest.mark.parametrize("is_secret", [True, False])
def test_who_may_choose_is_fixed_when_it_opens(is_secret: bool) -> None:
    room = make_room(per_group=1)
    ballot, ids = opened(room, "approval", is_secret=is_secret)
    late = ParticipantFactory(consultation=room.consultation, is_elector=True)
    with pytest.raises(RefusedError, match="was closed when this ballot was put"):
        choice.cast(late.pk, ballot.pk, {ids["Ada"]: "1"})
    cast(room, ballot, ids, {"Ada": "1"}, {"Ben": "1"})
    assert turnout(ballot) == (2, 5)
    closed = close(room, ballot)
    assert (closed.entitled, closed.roll.filter(voted=True).count(), closed.roll.count()) == (5, 2, 5)
    assert RecordEntry.objects.get(act="put").payload["entitled"] == 5


def test_approval_by_delegation_can_be_changed_and_shows_who() -> None:
    room = make_room(per_group=1)
    ballot, ids = opened(room, "approval", is_secret=False)
    person = voters(room)[0]
    cast(room, ballot, ids, {"Ada": "1"}, {"Ben": "1", "Ada": "1"})
    choice.cast(person.pk, ballot.pk, {ids["Cleo"]: "1"})
    assert Marking.objects.count() == 2
    shown = reading.result(close(room, ballot), Rule.ON_THE_RECORD)
    assert shown is not None
    assert dict(shown.positions)["States 1 delegation"] == "Cleo"
    assert not Participation.objects.exists()


def test_a_repeated_command_does_nothing_after_a_change() -> None:
    room = make_room(per_group=1)
    ballot, ids = opened(room, "approval", is_secret=False)
    person, command = voters(room)[0], uuid4()
    for marks, id_ in (({ids["Ada"]: "1"}, command), ({ids["Ben"]: "1"}, uuid4()), ({ids["Ada"]: "1"}, command)):
        assert choice.cast(person.pk, ballot.pk, marks, command_id=id_) == {"answer": "ok"}
    assert Marking.objects.get().answer == str(ids["Ben"])


def test_points_inform() -> None:
    room = make_room(per_group=2)
    ballot, ids = opened(room, "points", seats=0)
    cast(room, ballot, ids, *[{"Ada": "5"}] * 3, *[{"Ben": "2", "Cleo": "3"}] * 2)
    choice.cast(voters(room)[6].pk, ballot.pk, {}, abstains=True)
    shown = reading.result(close(room, ballot), Rule.ON_THE_RECORD)
    assert shown is not None
    assert [(total.text, total.number) for total in shown.totals][:3] == [("Ada", 15), ("Cleo", 6), ("Ben", 4)]
    assert shown.elected == []
    assert shown.answers == "6 ballots were cast; 1 of them abstains."


def test_a_tie_is_decided_by_the_lot_that_was_entered_when_it_opened() -> None:
    room = make_room(per_group=2)
    ballot, ids = opened(room, "approval")
    cast(room, ballot, ids, *[{"Ada": "1"}] * 3, *[{"Ben": "1"}] * 3)
    lot = RecordEntry.objects.get(act="put").payload["lot"]
    assert sorted(lot) == sorted(ids.values())
    shown = reading.result(close(room, ballot), Rule.ON_THE_RECORD)
    first = min((ids["Ada"], ids["Ben"]), key=lot.index)
    assert shown is not None
    assert shown.elected == [name for name, pk in ids.items() if pk == first]
    assert "lot drawn when the ballot opened" in shown.ties[0]


def test_of_a_few_who_is_elected_is_shown_and_no_number() -> None:
    room = make_room(per_group=1)
    ballot, ids = opened(room)
    cast(room, ballot, ids, {"Ada": "1"}, {"Ada": "1"})
    shown = reading.result(close(room, ballot), Rule.ON_THE_RECORD)
    assert shown is not None
    assert (shown.elected, shown.totals, shown.rounds) == (["Ada"], [], [])
    assert "Of fewer than 5" in shown.note


def test_under_the_chatham_house_rule_it_is_secret_and_nothing_leaves() -> None:
    room = make_room(rule="chatham-house", per_group=3)
    with pytest.raises(RefusedError, match="has to be secret"):
        draft(room, is_secret=False)
    ballot, ids = opened(room)
    cast(room, ballot, ids, *[{"Ada": "1"}] * 11)
    closed = close(room, ballot)
    assert reading.result(closed, Rule.CHATHAM_HOUSE) is not None
    assert reading.result(closed, Rule.CHATHAM_HOUSE, Audience.OUTSIDE) is None


def test_options_can_be_changed_until_it_opens() -> None:
    room = make_room(per_group=1)
    chair, ballot = standing_of(room.people["chair"]), draft(room)
    choice.edit(chair, ballot.pk, Draft("points", "What first?", ("A", "B"), True, 1, 0, 3))
    assert [option.text for option in Candidacy.objects.all()] == ["A", "B"]
    with pytest.raises(RefusedError):
        choice.cast(voters(room)[0].pk, ballot.pk, {})
    choice.open_ballot(chair, ballot.pk)
    for act in (
        lambda: choice.edit(chair, ballot.pk, Draft("ranked", "Else?", ("A", "B"))),
        lambda: choice.open_ballot(chair, ballot.pk),
        lambda: choice.discard(chair, ballot.pk),
    ):
        with pytest.raises(RefusedError, match="stays as it is"):
            act()
    discarded = draft(room)
    choice.discard(chair, discarded.pk)
    assert not Ballot.objects.filter(pk=discarded.pk).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"title": "x" * 301},
        {"options": ("A",)},
        {"options": ("A", "a ")},
        {"options": tuple(str(n) for n in range(41))},
        {"options": ("A", "x" * 201)},
        {"seats": 4},
        {"seats": -1},
        {"method": "dice"},
        {"method": "temperature"},
        {"method": "points", "budget": 0},
        {"method": "points", "budget": 10**9},
        {"method": "approval", "most": 5},
    ],
)
def test_a_draft_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    room = make_room()
    with pytest.raises(RefusedError):
        draft(room, **({"method": "ranked"} | wrong))
    assert not Ballot.objects.exists()


def test_only_the_chair_drafts_and_only_of_this_consultation() -> None:
    room, other = make_room(per_group=1), make_room()
    ballot = draft(room)
    for person in (room.people["participant"], room.people["rapporteur"], other.people["chair"]):
        for act in (choice.open_ballot, choice.discard):
            with pytest.raises(RefusedError):
                act(standing_of(person), ballot.pk)
    with pytest.raises(RefusedError):
        choice.close(ballot.pk, other.people["chair"], standing_of(other.people["chair"]))
    assert [entry.act for entry in RecordEntry.objects.filter(subject=f"ballot-{ballot.pk}")] == ["draft choice"]


def test_the_record_has_no_name_and_no_option() -> None:
    room = make_room(per_group=2)
    ballot, ids = opened(room)
    cast(room, ballot, ids, *[{"Ada": "1"}] * 6)
    close(room, ballot)
    bodies = [entry.body for entry in RecordEntry.objects.all()]
    assert not any(name in body for body in bodies for name in OPTIONS)
    assert all(a < b for a, b in pairwise(RecordEntry.objects.order_by("seq").values_list("seq", flat=True)))
