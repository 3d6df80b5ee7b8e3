"""Sponsors stand behind a text, confirm after each change, withdraw it; positions are confirmed for a new version."""

import pytest

from consult.procedure import RefusedError
from sessions_app.actions import drafting, sponsor, voting
from sessions_app.models import Notice, Recommendation
from sessions_app.queries.drafting import confirmed
from tests.factories import ParticipantFactory, Room, make_room
from tests.sessions_app.drafts import joined, led_by, make_body, make_text
from tests.sessions_app.factories import make_session, standing_of, vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    made = make_room()
    make_session(made.consultation)
    return made


@pytest.fixture
def row(room: Room) -> Recommendation:
    return led_by(make_text(room), room.people["participant"])


def reword(room: Room, row: Recommendation, text: str = "States should do it early.") -> None:
    version = row.versions.count()
    here = standing_of(room.people["rapporteur"])
    drafting.reword(here, row.pk, drafting.Wording(text, version, "It was said so."))


def test_sponsors_are_asked_again_after_a_change(room: Room, row: Recommendation) -> None:
    other = make_body(room, "Civil society A")
    joined(row, other)
    reword(room, row)
    assert set(row.sponsors.values_list("confirmed", flat=True)) == {1}
    assert set(Notice.objects.values_list("participant", "kind")) == {
        (room.people["participant"].pk, "changed"), (other.pk, "changed"),
    }  # fmt: skip
    sponsor.confirm(standing_of(other), row.pk)
    assert row.sponsors.get(participant=other).confirmed == 2


def test_a_delegation_stands_behind_a_text_once(room: Room, row: Recommendation) -> None:
    twin = ParticipantFactory(consultation=room.consultation, delegation=room.delegations["States A"])
    for person in (room.people["participant"], twin):
        with pytest.raises(RefusedError, match="stand behind this text already"):
            sponsor.stand(standing_of(person), row.pk)


def test_who_leaves_leaves_the_text_to_the_others(room: Room, row: Recommendation) -> None:
    other = make_body(room, "Civil society A")
    joined(row, other)
    with pytest.raises(RefusedError, match="has a main sponsor"):
        sponsor.lead(standing_of(other), row.pk)
    sponsor.leave(standing_of(room.people["participant"]), row.pk)
    sponsor.lead(standing_of(other), row.pk)
    assert list(row.sponsors.values_list("participant", "is_main")) == [(other.pk, True)]


def test_the_main_sponsor_withdraws_the_text(room: Room, row: Recommendation) -> None:
    other = make_body(room, "Civil society A")
    joined(row, other)
    with pytest.raises(RefusedError, match="main sponsor"):
        sponsor.withdraw(standing_of(other), row.pk)
    sponsor.withdraw(standing_of(room.people["participant"]), row.pk)
    row.refresh_from_db()
    assert row.state == "withdrawn"
    with pytest.raises(RefusedError, match="no longer stands"):
        sponsor.stand(standing_of(make_body(room, "Business A", "Business")), row.pk)


@pytest.mark.parametrize("do", [sponsor.confirm, sponsor.leave, sponsor.lead])
def test_who_does_not_stand_behind_it_answers_nothing(room: Room, row: Recommendation, do: object) -> None:
    with pytest.raises(RefusedError, match="do not stand behind"):
        do(standing_of(make_body(room, "Civil society A")), row.pk)  # type: ignore[operator]


@pytest.mark.parametrize("role", ["chair", "rapporteur", "observer"])
def test_only_participants_sponsor(room: Room, row: Recommendation, role: str) -> None:
    with pytest.raises(RefusedError, match="is for: Participant"):
        sponsor.stand(standing_of(room.people[role]), row.pk)


def test_a_position_is_confirmed_for_a_new_version_once_and_only_by_who_took_one(room: Room) -> None:
    row, chair, elector = make_text(room), room.people["chair"], room.people["participant"]
    other = make_body(room, "Civil society A")
    ballot = voting.put(standing_of(chair), row.pk)
    vote(elector, ballot, "support")
    with pytest.raises(RefusedError, match="took no position"):
        sponsor.confirm_position(standing_of(elector), row.pk)
    voting.close_ballot(ballot.pk, chair, standing_of(chair))
    reword(room, row)
    last = row.versions.get(version=2)
    assert confirmed(row, last) == (0, 1)
    sponsor.confirm_position(standing_of(elector), row.pk)
    assert confirmed(row, last) == (1, 1)
    for person in (elector, other):
        with pytest.raises(RefusedError, match="took no position"):
            sponsor.confirm_position(standing_of(person), row.pk)
    # A new check asks for a new position.
    voting.put(standing_of(chair), row.pk)
    with pytest.raises(RefusedError, match="took no position"):
        sponsor.confirm_position(standing_of(elector), row.pk)
