"""What a worker process can do. Everything it takes and gives is JSON."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.utils import timezone

from consult import record
from consult.models import Consultation, Elector, Participant, RecordEntry
from consult.queries.people import here
from sessions_app.actions import closing, discussion, voting
from sessions_app.models import Ballot, Contribution, Recommendation, RecommendationVersion, Vote
from sessions_app.states import BallotState, Method
from tests.factories import ParticipantFactory, make_room
from tests.faults import naive
from tests.faults.amending import decide, prepare_texts, propose, put, texts_stored
from tests.faults.balloting import as_secret, cast_secret, cast_until_killed, close_secret, in_boxes, take_guard_away
from tests.faults.deciding import as_recorded, ask_for_objections, declare, outcomes, rolls
from tests.faults.notes import OK, REFUSED, UNKNOWN
from tests.faults.threads import POOL, THREADS
from tests.faults.writing import draft_again, prepare_report, report_stored, type_in
from tests.sessions_app.factories import make_session

__all__ = [  # with those defined here
    "ask_for_objections",
    "cast_secret",
    "cast_until_killed",
    "close_secret",
    "decide",
    "declare",
    "draft_again",
    "in_boxes",
    "outcomes",
    "prepare_report",
    "prepare_texts",
    "propose",
    "put",
    "report_stored",
    "rolls",
    "take_guard_away",
    "texts_stored",
    "type_in",
]

Note = dict[str, Any]


def warm() -> None:
    """Every thread opens its connection, so that no trial waits for one."""
    ready = threading.Barrier(THREADS)

    def touch() -> None:
        Consultation.objects.exists()
        ready.wait(30)

    for done in [POOL.submit(touch) for _ in range(THREADS)]:
        done.result()


def prepare(ballots: int, per_group: int, method: str = Method.TEMPERATURE) -> dict[str, Any]:
    """A room with that many open ballots. twins: two people who both answer for one delegation, hence one elector."""
    room = make_room(per_group=per_group)
    session = make_session(room.consultation, questions=1)
    text = Recommendation.objects.get(question__session=session)
    RecommendationVersion.objects.bulk_create(
        RecommendationVersion(recommendation=text, version=number + 2, text=f"Version {number}")
        for number in range(ballots)
    )
    Ballot.objects.bulk_create(
        Ballot(
            consultation=room.consultation,
            electorate=room.electorate,
            version=version,
            state=BallotState.OPEN,
            opened_at=timezone.now(),
        )
        for version in text.versions.filter(version__gte=2)
    )
    body = room.delegations["Business B"]
    twins = [ParticipantFactory(consultation=room.consultation, delegation=body, is_elector=True).pk for _ in "ab"]
    people = [p.pk for name, p in room.people.items() if name[-1].isdigit()]
    by_body = dict(Elector.objects.filter(delegation__isnull=False).values_list("delegation", "pk"))
    opened = list(room.consultation.ballots.order_by("pk").values_list("pk", flat=True))
    if method == Method.RECORDED:
        as_recorded(opened, twins)
    elif method == Method.SECRET:
        as_secret(opened)
    return {
        "consultation": room.consultation.pk,
        "slug": room.slug,
        "session": session.pk,
        "question": session.questions.get().pk,
        "ballots": opened,
        "twins": twins,
        "people": people,
        "elector_of": [[p.pk, by_body[p.delegation_id]] for p in Participant.objects.filter(pk__in=people)],
    }


# --- acts that run at once ----------------------------------------------------------------------------------------


def vote(start: float, ballot: int, votes: list[list[Any]], broken: str = "") -> list[Note]:
    """Cast ``[delay, who, choice, mark, command]`` each in a thread of its own, ``delay`` seconds after ``start``."""
    cast = naive.CASTS[broken] if broken else _cast

    def one(delay: float, who: int, choice: str, mark: str, command: str) -> Note:
        given = voting.VoteCommand(who, ballot, choice, mark, UUID(command) if command else None)
        note = _noted(start + delay, lambda: cast(given))
        return note | {"who": who, "choice": choice, "mark": mark, "command": command}

    return [done.result() for done in [POOL.submit(one, *each) for each in votes]]


def close(start: float, ballot: int, delay: float, broken: str = "") -> Note:
    act = naive.close_ballot if broken else _close
    return _noted(start + delay, lambda: act(ballot))


def contribute(start: float, people: list[int], question: int, each: int, broken: bool = False) -> list[Note]:
    """Every person says ``each`` things in a row; every fifth act is taken back before its commit."""

    def one(who: int) -> list[Note]:
        person = Participant.objects.select_related("consultation", "user").get(pk=who)
        standing = here(person.consultation, person.user)
        said = []
        for number in range(each):
            mark = f"{who}-{number}"
            note = _noted(start, lambda mark=mark: _say(standing, question, mark, rolled_back=mark[-1] == "4"))
            said.append(note | {"who": who, "choice": "", "mark": mark, "command": ""})
        return said

    return [note for done in [POOL.submit(one, who) for who in people] for note in done.result()]


def _noted(moment: float, act: Callable[[], dict[str, Any]]) -> Note:
    time.sleep(max(0.0, moment - time.monotonic()))
    start = time.monotonic()
    try:
        answer = act()
        outcome = OK if answer["answer"] == "ok" else REFUSED
    except Exception as error:
        answer, outcome = {"answer": repr(error)}, UNKNOWN
    return {"start": start, "end": time.monotonic(), "outcome": outcome, "answer": answer["answer"]}


def _cast(command: voting.VoteCommand) -> dict[str, Any]:
    return voting.cast_votes([command])[0]


def _close(ballot: int) -> dict[str, Any]:
    closing.close_ballot(ballot, record.RULE)
    return {"answer": "ok"}


class TakenBack(Exception):
    pass


def _say(standing: Any, question: int, mark: str, rolled_back: bool) -> dict[str, Any]:
    try:
        with transaction.atomic():
            discussion.contribute(standing, question, text=mark)
            if rolled_back:
                raise TakenBack
    except TakenBack:
        return {"answer": "taken back"}
    return {"answer": "ok"}


def sign_in(people: list[int]) -> list[str]:
    """A browser session of each person; its key."""
    keys = []
    for person in Participant.objects.select_related("user").filter(pk__in=people).order_by("pk"):
        session = SessionStore()
        session[SESSION_KEY] = str(person.user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = person.user.get_session_auth_hash()
        session.save()
        keys.append(str(session.session_key))
    return keys


# --- what stands afterwards ---------------------------------------------------------------------------------------


def stored(ballots: list[int]) -> dict[str, dict[str, Any]]:
    """Ballot -> its rows, its tally's counts and its digest."""
    rows: dict[int, list[list[Any]]] = {}
    columns = ("ballot", "elector", "choice", "reason", "set_by")
    for ballot, *row in Vote.objects.filter(ballot__in=ballots).values_list(*columns):
        rows.setdefault(ballot, []).append(row)
    return {
        str(ballot.pk): {
            "rows": rows.get(ballot.pk, []),
            "counts": (ballot.tally or {}).get("total", {}).get("counts", {}),
            "digest": ballot.digest,
        }
        for ballot in Ballot.objects.filter(pk__in=ballots)
    }


def record_of(consultation: int) -> dict[str, Any]:
    seqs = RecordEntry.objects.filter(consultation_id=consultation).order_by("seq").values_list("seq", flat=True)
    return {"seqs": list(seqs), "broken_at": record.broken_at(consultation)}


def said(question: int) -> list[str]:
    return list(Contribution.objects.filter(question=question).values_list("text", flat=True))


def voted(ballot: int) -> list[list[Any]]:
    """[who set it, its mark] of every vote."""
    return [list(row) for row in Vote.objects.filter(ballot=ballot).values_list("set_by", "reason")]


def take_constraint_away() -> None:
    """For the broken variant: without it the database would refuse the second row."""
    naive.take_constraint_away()
