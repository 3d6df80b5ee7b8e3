"""Many at once on one floor: each name once, one speaker, whatever two chairs and the room do in the same moment."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from consult import record
from consult.procedure import RefusedError
from sessions_app.actions import calling, floor, presence, speaking
from sessions_app.actions import session as steering
from sessions_app.models import Presence, Session, SpeakingRequest
from sessions_app.states import QuestionState
from tests.factories import Room, make_room
from tests.sessions_app.factories import make_session, standing_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


@pytest.fixture
def room() -> Room:
    return make_room(per_group=2)


@pytest.fixture
def session(room: Room) -> Session:
    session = make_session(room.consultation)
    Session.objects.filter(pk=session.pk).update(current_question=session.questions.first())
    floor.open_list(standing_of(room.people["chair"]), session.pk)
    return session


def at_once(acts: list[Callable[[], object]]) -> list[str]:
    """Carry out all acts, each in a thread of its own; the refusals. Any other error is raised."""
    refusals: list[str] = []
    wrong: list[BaseException] = []
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait()
            act()
        except RefusedError as refused:
            refusals.append(str(refused.reason))
        except BaseException as error:  # told below, not lost in the thread
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    return refusals


def test_one_who_asks_from_many_windows_at_once_stands_on_the_list_once(room: Room, session: Session) -> None:
    here = standing_of(room.people["States 1"])
    assert at_once([lambda: speaking.ask(here, session.pk)] * 8) == []
    assert SpeakingRequest.objects.count() == 1


def test_of_two_chairs_who_call_at_once_one_is_told_that_the_floor_has_moved(room: Room, session: Session) -> None:
    names = [f"{group} {number}" for group in room.groups for number in (1, 2)]
    requests = [speaking.ask(standing_of(room.people[name]), session.pk) for name in names]
    chairs = [standing_of(room.people[role]) for role in ("chair", "convenor")]

    refusals = at_once(
        [
            lambda request=request, chair=chairs[number % 2]: calling.call(  # type: ignore[misc]
                chair, session.pk, request.pk, instead_of=0
            )
            for number, request in enumerate(requests)
        ]
    )

    assert len(refusals) == len(requests) - 1
    assert SpeakingRequest.objects.filter(state="speaking").count() == 1
    assert SpeakingRequest.objects.filter(state="waiting").count() == len(requests) - 1
    assert record.broken_at(room.consultation.pk) is None


def test_the_room_asks_while_the_chair_moves_it_and_the_list_closes(room: Room, session: Session) -> None:
    people = [standing_of(room.people[f"{group} {number}"]) for group in room.groups for number in (1, 2)]
    chair = standing_of(room.people["chair"])
    first, second = session.questions.all()

    refusals = at_once(
        [
            *(lambda here=here: speaking.ask(here, session.pk) for here in people),  # type: ignore[misc]
            lambda: steering.set_question(chair, first.pk, QuestionState.CLOSED),
            lambda: steering.show(chair, session.pk, question_id=second.pk),
            lambda: floor.close_list(chair, session.pk),
        ]
    )

    on_the_list = SpeakingRequest.objects.filter(state="waiting").count()
    assert on_the_list + len(refusals) == len(people)
    session.refresh_from_db()
    assert session.floor_state == "closed"
    assert record.broken_at(room.consultation.pk) is None


def test_two_processes_see_the_same_people_in_other_orders(room: Room, session: Session) -> None:
    rows = [(session.pk, person.pk) for person in room.people.values()]
    acts = [lambda: presence.seen(rows), lambda: presence.seen(rows[::-1])] * 3
    assert at_once([*acts, lambda: presence.check_in(standing_of(room.people["States 1"]), session.pk)]) == []
    assert Presence.objects.count() == len(rows)
    assert Presence.objects.filter(present_at__isnull=False).count() == 1
