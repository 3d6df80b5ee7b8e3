"""Steering: the chair opens and closes questions and moves the screens."""

import pytest

from consult.models import RecordEntry
from consult.procedure import RefusedError
from sessions_app.actions import session as acts
from sessions_app.models import Session
from tests.factories import Room, make_room
from tests.sessions_app.factories import make_session, put, standing_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    return make_room()


def test_opening_a_question_brings_it_before_the_room(room: Room, session: Session) -> None:
    chair, second = standing_of(room.people["chair"]), session.questions.get(number=2)
    acts.show(chair, session.pk, ballot_id=put(room.people["chair"], second).pk)
    acts.set_question(chair, second.pk, "closed")
    acts.set_question(chair, second.pk, "open")
    session.refresh_from_db()
    assert (session.current_question, session.current_ballot) == (second, None)
    assert list(RecordEntry.objects.values_list("act", flat=True)) == ["put", "show", "close question", "open question"]


def test_closing_a_question_leaves_the_screens_where_they_are(room: Room, session: Session) -> None:
    chair, first = standing_of(room.people["chair"]), session.questions.get(number=1)
    acts.show(chair, session.pk, question_id=first.pk)
    acts.set_question(chair, first.pk, "closed")
    session.refresh_from_db()
    assert session.current_question == first


@pytest.mark.parametrize("state", ["open", "planned", "frozen", ""])
def test_an_open_question_is_only_closed(room: Room, session: Session, state: str) -> None:
    with pytest.raises(RefusedError):
        acts.set_question(standing_of(room.people["chair"]), session.questions.get(number=1).pk, state)
    assert not RecordEntry.objects.exists()


@pytest.mark.parametrize("role", ["participant", "observer", "rapporteur", "scribe"])
def test_only_chair_and_convenor_steer(room: Room, session: Session, role: str) -> None:
    here = standing_of(room.people[role])
    with pytest.raises(RefusedError, match="is for: Convenor, Chair"):
        acts.set_question(here, session.questions.get(number=1).pk, "closed")
    with pytest.raises(RefusedError, match="is for: Convenor, Chair"):
        acts.show(here, session.pk, question_id=session.questions.get(number=1).pk)


def test_another_consultations_chair_steers_nothing_here(session: Session) -> None:
    stranger = standing_of(make_room().people["chair"])
    with pytest.raises(RefusedError, match="no such question"):
        acts.set_question(stranger, session.questions.get(number=1).pk, "closed")
    with pytest.raises(RefusedError, match="no such session"):
        acts.show(stranger, session.pk)


def test_what_belongs_to_another_session_is_not_shown_and_the_screens_stay(room: Room, session: Session) -> None:
    chair, other = standing_of(room.people["chair"]), make_session(make_room().consultation)
    first, stranger = session.questions.get(number=1), other.questions.get(number=1)
    foreign = put(make_chair(other), stranger)
    acts.show(chair, session.pk, question_id=first.pk)
    with pytest.raises(RefusedError, match="no such question in this session"):
        acts.show(chair, session.pk, question_id=stranger.pk)
    with pytest.raises(RefusedError, match="no such check in this session"):
        acts.show(chair, session.pk, ballot_id=foreign.pk)
    session.refresh_from_db()
    assert session.current_question == first


def make_chair(session: Session):  # type: ignore[no-untyped-def]
    return session.consultation.participants.get(role_rows__role="chair")
