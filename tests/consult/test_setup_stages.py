"""Draft, rehearsal, open: who comes in when, what a rehearsal leaves, and what a copy holds."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from consult import record
from consult.actions import stages
from consult.models import Consultation, RecordEntry
from consult.procedure import RefusedError
from consult.queries.people import by_code, here
from consult.queries.setup import relied_upon
from sessions_app.models import Ballot, Contribution, Recommendation, Session, Vote
from synthesis.models.report import Report
from tests.factories import Room, make_room
from tests.sessions_app.factories import make_session, put, say, vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    return make_room(visibility="public", join_code="ACDE3H4K")


@pytest.fixture
def desk(room: Room, client: Client) -> Client:
    client.force_login(room.people["convenor"].user)
    return client


def convenor(room: Room) -> Any:
    return here(Consultation.objects.get(pk=room.consultation.pk), room.people["convenor"].user)


def page(room: Room, role: str) -> Any:
    client = Client()
    if role:
        client.force_login(room.people[role].user)
    return client.get(reverse("consultation", args=[room.slug]))


def to(room: Room, stage: str) -> None:
    Consultation.objects.filter(pk=room.consultation.pk).update(stage=stage)
    room.consultation.refresh_from_db()


@pytest.mark.parametrize(
    ("stage", "answers"),
    [
        ("draft", {"convenor": 200, "rapporteur": 200, "participant": 403, "": 404}),
        ("rehearsal", {"convenor": 200, "rapporteur": 200, "participant": 200, "": 404}),
        ("open", {"convenor": 200, "rapporteur": 200, "participant": 200, "": 200}),
    ],
)
def test_who_comes_in_when(room: Room, stage: str, answers: dict[str, int]) -> None:
    to(room, stage)
    assert {role: page(room, role).status_code for role in answers} == answers


def test_a_draft_is_on_no_list_and_its_code_admits_nobody(room: Room) -> None:
    to(room, "draft")
    assert room.consultation.title not in Client().get(reverse("home")).content.decode()
    mine = Client()
    mine.force_login(room.people["participant"].user)
    assert room.consultation.title not in mine.get(reverse("home")).content.decode()
    mine.force_login(room.people["convenor"].user)
    assert room.consultation.title in mine.get(reverse("home")).content.decode()
    assert by_code("ACDE3H4K") is None


def rehearsed(room: Room) -> None:
    session = make_session(room.consultation)
    to(room, "rehearsal")
    question = session.questions.get(number=1)
    say(room.people["participant"], question, "Said in the rehearsal.")
    vote(room.people["participant"], put(room.people["chair"], question), "support")
    Report.objects.create(consultation=room.consultation, title="Tried")


def test_what_was_tried_in_a_rehearsal_is_gone_when_it_opens_and_the_record_says_so(desk: Client, room: Room) -> None:
    rehearsed(room)
    assert "cannot be undone" in desk.get(reverse("setup_stage", args=[room.slug])).content.decode()
    desk.post(reverse("setup_stage", args=[room.slug]), {"do": "open"})
    assert Consultation.objects.get(pk=room.consultation.pk).stage == "open"
    for table in (Contribution, Ballot, Vote, Report):
        assert not table.objects.exists()
    assert Recommendation.objects.count() == 2  # the texts that the set-up brought
    entry = RecordEntry.objects.get(act="open consultation")
    assert entry.payload["wiped"] == {"contributions": 1, "ballots": 1, "votes": 1, "reports": 1}
    assert record.broken_at(room.consultation.pk) is None
    assert not relied_upon(Consultation.objects.get(pk=room.consultation.pk))


def test_once_open_and_spoken_in_it_never_goes_back(desk: Client, room: Room) -> None:
    say(room.people["participant"], make_session(room.consultation).questions.get(number=1))
    for step in ("draft", "rehearsal"):
        with pytest.raises(RefusedError, match="stays open"):
            stages.set_stage(convenor(room), step)
    with pytest.raises(RefusedError, match="open already"):
        stages.open_consultation(convenor(room))
    assert Contribution.objects.count() == 1
    with pytest.raises(RefusedError, match="no such step"):
        stages.set_stage(convenor(room), "published")


def test_opening_waits_for_the_second_factor(desk: Client, room: Room, settings: Any) -> None:
    settings.SECOND_FACTOR = True
    to(room, "draft")
    answer = desk.post(reverse("setup_stage", args=[room.slug]), {"do": "open"})
    assert answer["Location"] == reverse("mfa_index")
    assert Consultation.objects.get(pk=room.consultation.pk).stage == "draft"


def test_a_copy_has_the_set_up_and_never_the_input(desk: Client, room: Room) -> None:
    session = make_session(room.consultation, attribution_rule="by-group")
    question = session.questions.get(number=1)
    question.asked_of.set([room.group("Business")])
    said = say(room.people["participant"], question, "Said here.")
    answer = desk.post(reverse("setup_clone", args=[room.slug]), {"part": "on"})
    made = Consultation.objects.exclude(pk=room.consultation.pk).get()
    assert answer["Location"] == reverse("setup", args=[made.slug])
    assert (made.title, made.stage, made.parent, made.join_code) == (
        room.consultation.title,
        "draft",
        room.consultation,
        None,
    )
    assert list(made.groups.values_list("name", "mark")) == list(room.consultation.groups.values_list("name", "mark"))
    assert made.delegations.count() == room.consultation.delegations.count()
    assert room.consultation.groups.count() == 4
    copied = Session.objects.get(consultation=made)
    assert (copied.attribution_rule, copied.questions.count()) == ("by-group", 2)
    assert copied.questions.get(number=1).asked_of.get().consultation == made
    assert [who.user for who in made.participants.all()] == [room.people["convenor"].user]
    assert list(Contribution.objects.all()) == [said]
    assert not Recommendation.objects.filter(consultation=made).exists()
    assert made.title in desk.get(reverse("setup_stage", args=[room.slug])).content.decode()
