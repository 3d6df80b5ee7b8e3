"""Sponsors stand behind a text, confirm after each change, withdraw it; positions are confirmed for a new version."""

import pytest
from django.test import Client

from consult.procedure import RefusedError
from sessions_app.actions import amendment, cloning, closing, drafting, lineage, sponsor, voting
from sessions_app.actions.merging import merge
from sessions_app.models import Amendment, Lineage, Notice, Recommendation, Sponsor
from sessions_app.queries.drafting import confirmed
from sessions_app.queries.own import own_data
from tests.factories import ParticipantFactory, Room, make_room
from tests.sessions_app.drafts import amend, joined, led_by, make_body, make_text
from tests.sessions_app.factories import make_session, standing_of, vote

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


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
    closing.close_ballot(ballot.pk, chair, standing_of(chair))
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


# --- what is kept of people -------------------------------------------------------------------------------------------


def test_own_data_hold_what_somebody_sponsored_amended_and_was_told(room: Room, row: Recommendation) -> None:
    person = room.people["participant"]
    amend(person, row, "States shall publish it.", reason="It is due.")
    reword_after = amendment.answer(standing_of(person), row.pk, 1, accepts=True)
    reword(room, row)
    data = own_data(person.user)
    assert [(one["text"], one["number"], one["reason"], one["state"]) for one in data["amendments"]] == [
        (row.number, 1, "It is due.", reword_after.state)
    ]
    assert [(one["is_main"], one["confirmed"]) for one in data["sponsored"]] == [(True, 2)]
    assert [one["kind"] for one in data["notices"]] == ["changed"]


@pytest.mark.parametrize("guest_leads", [True, False])
def test_two_participations_made_one_stand_behind_a_text_once(room: Room, guest_leads: bool) -> None:
    row, kept = make_text(room), make_body(room, "Civil society A")
    guest = ParticipantFactory(consultation=room.consultation)
    led_by(row, guest if guest_leads else kept)
    joined(row, kept if guest_leads else guest)
    amend(guest, row, "States shall publish it.")
    merge(kept, guest)
    assert list(row.sponsors.values_list("participant", "is_main")) == [(kept.pk, True)]
    assert row.amendments.get().participant == kept


def test_a_rehearsal_leaves_nothing_of_drafting(room: Room, row: Recommendation) -> None:
    amend(room.people["participant"], row, "States shall publish it.")
    other = room.consultation.recommendations.get(number="1.1")
    reword(room, other)
    lineage.merge(standing_of(room.people["chair"]), [other.pk, make_text(room).pk], text="Both.")
    cloning.wipe(room.consultation)
    left = room.consultation.recommendations.order_by("pk")
    assert [(text.number, text.state, text.versions.count()) for text in left] == [
        ("1.1", "candidate", 1), ("2.1", "candidate", 1),
    ]  # fmt: skip
    for table in (Amendment, Sponsor, Notice, Lineage):
        assert not table.objects.exists()


def test_the_set_up_says_who_decides_amendments(room: Room) -> None:
    session, client = room.consultation.sessions.get(), Client()
    client.force_login(room.people["convenor"].user)
    address = f"/c/{room.slug}/set-up/agenda/{session.pk}/"
    common = {"do": "session", "session-title": "Sitting", "session-kind": "sitting"}
    assert "amendments_by" in client.get(address).text
    client.post(address, common | {"session-amendments_by": "sponsor"})
    session.refresh_from_db()
    assert session.amendments_by == "sponsor"
