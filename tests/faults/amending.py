"""What a worker process can do to texts: amend, decide and put, each at a moment; and what stands afterwards."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone

from consult.models import Consultation, Participant
from consult.procedure import RefusedError
from consult.queries.people import here
from sessions_app.actions import amendment, drafting, recorded, voting
from sessions_app.models import Amendment, Ballot, GuidingQuestion, Recommendation, RecommendationVersion
from sessions_app.states import AmendmentState, BallotState, Method
from tests.factories import ParticipantFactory, make_room
from tests.sessions_app.deciding import provide
from tests.sessions_app.factories import make_session

TEXT = "States should publish it."
BETWEEN = 0.005  # seconds: what a database on another machine takes to answer


def prepare_texts(texts: int, amended: bool) -> dict[str, Any]:
    """A room with that many texts, each with one open amendment or none. chairs: two people who run it."""
    room = make_room()
    session = make_session(room.consultation, questions=1)
    question = GuidingQuestion.objects.get(session=session)
    made = []
    for number in range(2, texts + 2):
        row = Recommendation.objects.create(consultation=room.consultation, question=question, number=f"1.{number}")
        version = RecommendationVersion.objects.create(recommendation=row, text=TEXT)
        if amended:
            text = "States shall publish it."
            Amendment.objects.create(recommendation=row, version=version, number=1, text=text, rule="on-the-record")
        made.append(row.pk)
    provide(room)
    other = ParticipantFactory(consultation=room.consultation, roles=["chair"])
    return {
        "texts": made,
        "chairs": [room.people["chair"].pk, other.pk],
        "speaker": room.people["participant"].pk,
    }


def decide(start: float, who: int, text: int, outcome: str, delay: float, broken: bool = False) -> dict[str, Any]:
    act = _decide_naively if broken else amendment.decide
    return acted(start + delay, lambda: act(standing(who), text, 1, outcome=outcome, reason="It was discussed."))


def propose(start: float, who: int, text: int, delay: float) -> dict[str, Any]:
    return acted(start + delay, lambda: amendment.amend(standing(who), text, text="States must publish it.", version=1))


def put(
    start: float, who: int, text: int, delay: float, method: str = Method.TEMPERATURE, broken: bool = False
) -> dict[str, Any]:
    whole = recorded.put if method == Method.RECORDED else voting.put
    act = _put_naively if broken else whole
    return acted(start + delay, lambda: act(standing(who), text))


def texts_stored(texts: list[int]) -> dict[str, dict[str, Any]]:
    """Text -> its newest version, the states of its amendments, and the versions that open checks are on."""
    found = {}
    for row in Recommendation.objects.filter(pk__in=texts):
        ballots = Ballot.objects.filter(version__recommendation=row, state=BallotState.OPEN)
        found[str(row.pk)] = {
            "versions": row.versions.count(),
            "amendments": list(row.amendments.values_list("state", flat=True)),
            "checks": list(ballots.values_list("version__version", flat=True)),
        }
    return found


def standing(who: int) -> Any:
    """Of a participant, as at the beginning of each request."""
    person = Participant.objects.select_related("user").get(pk=who)
    return here(Consultation.objects.get(pk=person.consultation_id), person.user)


def acted(moment: float, act: Callable[[], object]) -> dict[str, Any]:
    """Do something at a moment of the machine's clock; when it began and ended, and whether it was refused."""
    time.sleep(max(0.0, moment - time.monotonic()))
    begun = time.monotonic()
    try:
        act()
        outcome = "ok"
    except RefusedError:
        outcome = "refused"
    return {"start": begun, "end": time.monotonic(), "outcome": outcome}


# --- without the lock: what the tests must catch ----------------------------------------------------------------------


def _decide_naively(chair: Any, text: int, number: int, *, outcome: str, reason: str) -> None:
    """Looks whether it is open, and only then begins to write."""
    row = Amendment.objects.select_related("recommendation").get(recommendation=text, number=number)
    if row.state != AmendmentState.OPEN:
        raise RefusedError("decided")
    time.sleep(BETWEEN)
    with transaction.atomic():
        Amendment.objects.filter(pk=row.pk).update(state=outcome)
        drafting.enter(chair, f"amendment {outcome}", row.recommendation)


def _put_naively(chair: Any, text: int) -> None:
    """Looks which version is the newest, then whether amendments are open, and only then begins to write."""
    row = Recommendation.objects.get(pk=text)
    version = row.versions.order_by("-version").first()
    time.sleep(BETWEEN)
    if row.amendments.filter(state=AmendmentState.OPEN).exists():
        raise RefusedError("amended")
    time.sleep(BETWEEN)
    electorate = chair.consultation.electorates.get()
    Ballot.objects.create(
        consultation=chair.consultation,
        electorate=electorate,
        version=version,
        state=BallotState.OPEN,
        opened_at=timezone.now(),
    )
