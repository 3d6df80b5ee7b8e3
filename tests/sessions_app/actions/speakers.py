"""A room with an open list of speakers, and what its people do there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consult.models import Participant, RecordEntry
from sessions_app.actions import calling, floor, speaking
from sessions_app.models import Session, SpeakingRequest
from sessions_app.queries import floor as reading
from tests.factories import Room, make_room
from tests.sessions_app.factories import make_session, standing_of


@pytest.fixture
def room() -> Room:
    return make_room(per_group=2)


@pytest.fixture
def session(room: Room) -> Session:
    session = make_session(room.consultation, speaking_seconds=120, group_speaking_seconds=300)
    floor.open_list(standing_of(room.people["chair"]), session.pk)
    return session


def ask(person: Participant, session: Session, **fields: object) -> SpeakingRequest:
    return speaking.ask(standing_of(person), session.pk, **fields)  # type: ignore[arg-type]


def call(chair: Participant, request: SpeakingRequest, **fields: int) -> None:
    calling.call(standing_of(chair), request.session_id, request.pk, **fields)


def order(session: Session) -> list[int]:
    session.refresh_from_db()
    return [speaker.id for speaker in reading.floor(session).listed]


def now_has(session: Session) -> int | None:
    speaker = reading.floor(Session.objects.get(pk=session.pk)).speaking
    return speaker.id if speaker else None


def acts() -> list[str]:
    return list(RecordEntry.objects.order_by("seq").values_list("act", flat=True))


def ago(request: SpeakingRequest, seconds: int) -> None:
    """Let ``request`` have had the floor for so long."""
    SpeakingRequest.objects.filter(pk=request.pk).update(started_at=timezone.now() - timedelta(seconds=seconds))
