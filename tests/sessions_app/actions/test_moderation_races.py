"""Moderators who decide at once, and contributions on their way while everything begins to be held."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from consult.models import RecordEntry
from consult.procedure import RefusedError
from sessions_app.actions import discussion, moderation
from sessions_app.models import Contribution
from sessions_app.queries.discussion import revision_of
from tests.factories import make_room
from tests.sessions_app.factories import make_session, say, standing_of

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]


def at_once(acts: list[Callable[[], None]]) -> None:
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], None]) -> None:
        start.wait()
        try:
            act()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_of_moderators_who_decide_at_once_exactly_one_decides() -> None:
    room = make_room()
    question = make_session(room.consultation).questions.get(number=1)
    chairs = [standing_of(room.people[role]) for role in ("chair", "convenor")]
    for _trial in range(15):
        row = say(room.people["participant"], question, third_person=True)
        seen, decided, told = revision_of(row), [], []

        def decide(number: int, pk: int = row.pk, seen: str = seen) -> None:
            state = ("hidden", "shown")[number]
            try:
                discussion.moderate(chairs[number], pk, state, "Because.", seen)
                decided.append(state)  # noqa: B023 - read within its own turn
            except RefusedError as refused:
                told.append(str(refused.reason))  # noqa: B023

        at_once([lambda: decide(0), lambda: decide(1)])
        row.refresh_from_db()
        assert decided == [row.state]
        assert len(told) == 1
        assert "decided meanwhile" in told[0]


def test_nothing_that_is_entered_after_hold_everything_is_shown() -> None:
    room = make_room(per_group=1)
    session = make_session(room.consultation)
    question = session.questions.get(number=1)
    chair = standing_of(room.people["chair"])
    speakers = [room.people[name] for name in ("States 1", "Business 1", "Academia 1")]
    for trial in range(5):
        moderation.hold_all(chair, session.pk, False)

        def speak(number: int, trial: int = trial) -> None:
            for turn in range(4):
                say(speakers[number], question, f"Thing {trial} {number} {turn}.")

        acts = [lambda number=number: speak(number) for number in range(3)]
        at_once([*acts, lambda: moderation.hold_all(chair, session.pk, True) and None])
        held_from = RecordEntry.objects.filter(act="hold all").order_by("-seq")[0].seq
        after = RecordEntry.objects.filter(act="contribute", seq__gt=held_from)
        ids = [int(entry.subject.rpartition("-")[2]) for entry in after]
        assert set(Contribution.objects.filter(pk__in=ids).values_list("state", flat=True)) <= {"held"}
