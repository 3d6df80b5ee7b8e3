"""A session of a module's own ``room``, and its first guiding question."""

import pytest

from sessions_app.models import GuidingQuestion, Session
from tests.factories import Room
from tests.sessions_app.factories import make_session


@pytest.fixture
def session(room: Room) -> Session:
    return make_session(room.consultation)


@pytest.fixture
def question(session: Session) -> GuidingQuestion:
    return session.questions.get(number=1)
