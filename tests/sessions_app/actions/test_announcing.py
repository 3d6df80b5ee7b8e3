"""Whoever is entitled hears once that a question over days is open, and once that it is about to close."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db.models import F
from django.test import Client
from django.urls import reverse

from consult.models import Participant, RecordEntry
from sessions_app.actions import choice, recorded, secret, voting
from sessions_app.actions.announcing import tell_due
from sessions_app.actions.notice import mail_notices
from sessions_app.models import Ballot, Notice, Recommendation
from tests.factories import ParticipantFactory, Room, make_room
from tests.sessions_app.deciding import provide
from tests.sessions_app.factories import make_session, standing_of, vote

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

DAYS = 24 * 60  # minutes


@pytest.fixture
def room() -> Room:
    made = make_room(per_group=1)
    make_session(made.consultation, questions=1)
    provide(made)
    return made


def put(room: Room, method: str, minutes: int | None = 3 * DAYS) -> Ballot:
    chair, text = standing_of(room.people["chair"]), Recommendation.objects.get()
    if method == "choice":
        session = room.consultation.sessions.get()
        drafted = choice.draft(chair, session.pk, choice.Draft("approval", "Where do we meet?", ("Here", "There")))
        return choice.open_ballot(chair, drafted.pk, minutes=minutes)
    act: Any = {"check": voting.put, "recorded": recorded.put, "secret": secret.put}[method]
    return act(chair, text.pk, minutes=minutes)  # type: ignore[no-any-return]


def told(kind: str) -> set[Participant]:
    return {notice.participant for notice in Notice.objects.filter(kind=kind).select_related("participant")}


def passes(hours: int) -> None:
    """So much time goes by for the questions that are open."""
    by = timedelta(hours=hours)
    Ballot.objects.filter(closes_at__isnull=False).update(opened_at=F("opened_at") - by, closes_at=F("closes_at") - by)


def entitled(room: Room, *groups: str) -> set[Participant]:
    names = groups or ("States", "Business", "Civil society", "Academia")
    bodies = {person for person in room.people.values() if person.group and person.group.name in names}
    return {person for person in bodies if person.delegation_id}


@pytest.mark.parametrize("method", ["check", "recorded", "secret", "choice"])
def test_they_are_told_once_at_the_opening_and_once_before_the_close(room: Room, method: str) -> None:
    ballot = put(room, method)
    assert [tell_due(), tell_due()] == [1, 0]
    those = entitled(room, "States") if method == "recorded" else entitled(room)
    assert told("open") == those
    passes(40)
    assert tell_due() == 0
    passes(10)
    assert [tell_due(), tell_due()] == [1, 0]
    assert told("closing") == those
    acts = RecordEntry.objects.filter(subject=f"ballot-{ballot.pk}", actor="rule").order_by("seq")
    assert [entry.act for entry in acts] == ["announce the question", "remind of the question"]


@pytest.mark.parametrize("minutes", [None, 30, DAYS])
def test_what_is_asked_in_the_room_needs_no_notice(room: Room, minutes: int | None) -> None:
    put(room, "check", minutes)
    assert (tell_due(), Notice.objects.count()) == (0, 0)


def test_whoever_has_answered_is_not_reminded(room: Room) -> None:
    ballot = put(room, "check")
    tell_due()
    assert vote(room.people["States 1"], ballot, "support") == {"answer": "ok"}
    passes(50)
    tell_due()
    assert told("closing") == entitled(room) - {room.people["States 1"]}


def test_a_reminder_of_a_secret_ballot_does_not_say_who_has_voted(room: Room) -> None:
    ballot = put(room, "secret")
    tell_due()
    secret.cast(room.people["States 1"].pk, ballot.pk, "yes")
    passes(50)
    tell_due()
    assert told("closing") == told("open") == entitled(room)


def test_only_those_who_can_answer_for_a_body_on_the_frozen_list_are_told(room: Room) -> None:
    head = room.people["States 1"]
    Participant.objects.filter(pk=head.pk).update(is_head=True)
    ParticipantFactory(consultation=room.consultation, delegation=head.delegation, group=head.group)
    put(room, "secret")
    ParticipantFactory(consultation=room.consultation, is_elector=True)
    tell_due()
    assert told("open") == entitled(room)


def test_a_suspended_vote_reminds_nobody(room: Room) -> None:
    ballot = put(room, "recorded")
    tell_due()
    recorded.suspend(standing_of(room.people["chair"]), ballot.pk)
    passes(50)
    assert tell_due() == 0


@pytest.mark.parametrize(
    ("method", "words"), [("check", "Text 1.1"), ("secret", "Secret ballot"), ("choice", "Choice")]
)
def test_the_page_leads_to_the_question_and_the_mail_names_nothing(room: Room, method: str, words: str) -> None:
    ballot = put(room, method)
    tell_due()
    assert mail_notices(list(Notice.objects.values_list("pk", flat=True))) == len(entitled(room))
    for sent in mail.outbox:
        assert not any(name in sent.subject + sent.body for name in (room.consultation.title, "1.1", "Where do we"))
    client = Client()
    client.force_login(room.people["States 1"].user)
    page = client.get(reverse("notices")).text
    assert words in page
    assert f'href="{ballot.get_absolute_url()}"' in page
    assert client.get(ballot.get_absolute_url()).status_code == 200
