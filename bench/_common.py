"""What benchmarks share: printing a figure, and a room full of people on a site under test."""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from typing import Any

from tests.services import Site

CODE = "ACDE3H4K"  # that admits to the room
QUICK = os.environ.get("BENCH_QUICK") == "1"  # small sizes: whether it runs, and the shape of its figures


def figure(
    name: str,
    value: float,
    unit: str,
    *,
    target: float | None = None,
    reference: float | None = None,
    most: bool = False,
) -> bool:
    """Print one figure; whether its target was met. ``most``: the target is an upper bound."""
    met = None if target is None else bool(value <= target if most else value >= target)
    line = {
        "figure": name,
        "value": round(value, 3),
        "unit": unit,
        "reference": reference,
        "target": target,
        "met": met,
    }
    print(json.dumps(line), flush=True)
    return met is not False


def note(text: str) -> None:
    """Progress, for a person who watches; standard output is for figures."""
    print(text, file=sys.stderr, flush=True)


def percentile(values: list[float], share: float) -> float:
    """The value that ``share`` of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def full_room(site: Site, people: int) -> dict[str, Any]:
    """A session with an open question, an open check and ``people`` signed in; what a load client needs to know."""
    made: dict[str, Any] = json.loads(site.python(f"from bench._common import seed; seed({people})"))
    return made


def seed(people: int) -> None:
    """Run on the site: make the room and print it as JSON."""
    print(json.dumps(seeded(people)))


def seeded(people: int, code: str | None = CODE) -> dict[str, Any]:
    """On the database in use: a session with an open question, an open check and ``people`` signed in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # Django is set up here alone
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    from consult.models import Elector, Participant, ParticipantRole, User
    from sessions_app.models import Ballot
    from tests.factories import make_room
    from tests.sessions_app.factories import make_session, put

    room = make_room(join_code=code)
    session = make_session(room.consultation)
    question = session.questions.get(number=1)
    ballot: Ballot = put(room.people["chair"], question)
    at = f"{room.consultation.pk}.example.org"
    users = User.objects.bulk_create(User(name=f"Person {n}", email=f"load{n}@{at}") for n in range(people))
    groups = list(room.groups.values())
    members = Participant.objects.bulk_create(
        Participant(consultation=room.consultation, user=user, name=user.name, group=groups[n % 4])
        for n, user in enumerate(users)
    )
    ParticipantRole.objects.bulk_create(ParticipantRole(participant=member, role="participant") for member in members)
    Elector.objects.bulk_create(
        Elector(electorate=ballot.electorate, participant=member, group=member.group) for member in members
    )
    keys, model = [], SessionStore.get_model_class()
    for user in users:
        data = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
        store = SessionStore()
        keys.append(store._get_new_session_key())  # type: ignore[attr-defined]
        until = timezone.now() + timedelta(days=1)
        model(session_key=keys[-1], session_data=store.encode(data), expire_date=until).save(force_insert=True)
    text = question.recommendations.get().pk
    return {
        "code": code,
        "text": text,
        "chair": room.people["chair"].pk,
        "path": question.get_absolute_url(),
        "question": question.pk,
        "ballot": ballot.pk,
        "keys": keys,
        "consultation": room.consultation.pk,
    }


def put_again(chair: int, text: int, ballot: int) -> None:
    """Run on the site: close a check and put its text to another, which is printed."""
    from consult.models import Participant
    from consult.queries.people import here
    from sessions_app.actions import closing, voting

    person = Participant.objects.select_related("consultation", "user").get(pk=chair)
    desk = here(person.consultation, person.user)
    closing.close_ballot(ballot, person, desk)
    print(voting.put(desk, text).pk)
