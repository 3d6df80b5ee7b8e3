"""What is made once for a module's tests is to each of them as if it had just been made."""

from collections.abc import Iterator
from copy import deepcopy

import pytest

from consult.models import Consultation
from tests.factories import Room, make_room
from tests.kept import Keep


@pytest.fixture(scope="module")
def made(keep: Keep) -> Iterator[Room]:
    with keep(lambda: make_room(title="As it was made")) as room:
        yield room


@pytest.fixture
def room(made: Room, db: None) -> Room:
    return deepcopy(made)


@pytest.mark.parametrize("turn", ["one", "another"])
def test_no_test_sees_what_another_changed(room: Room, turn: str) -> None:
    stored = Consultation.objects.get(pk=room.consultation.pk)
    assert room.consultation.title == stored.title == "As it was made"
    assert "chair" in room.people

    room.consultation.title = turn
    room.consultation.save()
    del room.people["chair"]
    assert Consultation.objects.get(pk=room.consultation.pk).title == turn
