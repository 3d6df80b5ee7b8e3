"""Votes committed and answered a second by one process: in batches, through the writer of the sockets, and one by one.

Each database in a process of its own, medians of ``RUNS`` runs; a vote changes a stored one in all runs but the first.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from bench._common import QUICK, figure, note
from tests.services import Services, Unavailable, manage, site_environment

PEOPLE, ALONE, BATCH, RUNS = (100, 30, 50, 1) if QUICK else (1_000, 300, 500, 5)


def measure() -> None:
    """Run where Django is set up on the database to measure: print what was measured as JSON."""

    from sessions_app.actions.voting import VoteCommand, cast_votes  # Django is set up here alone
    from sessions_app.vote_writer import vote_writer

    people, ballot = _electorate()

    def commands(run: int, some: list[int]) -> list[VoteCommand]:
        return [VoteCommand(who, ballot, ("support", "abstain")[(run + who) % 2], "", uuid4()) for who in some]

    def counted(answers: list[dict[str, Any]]) -> None:
        if any(answer != {"answer": "ok"} for answer in answers):
            raise RuntimeError("a vote was not counted")

    def batches(run: int) -> None:
        given = commands(run, people)
        for start in range(0, PEOPLE, BATCH):
            counted(cast_votes(given[start : start + BATCH]))

    def one_by_one(run: int) -> None:
        for command in commands(run, people[:ALONE]):
            counted(cast_votes([command]))

    async def at_once(run: int) -> list[float]:
        given = commands(run, people)
        start, taken, answers = time.perf_counter(), [], []

        async def cast(command: VoteCommand) -> None:
            answers.append(await vote_writer().cast(command, "en"))
            taken.append(time.perf_counter() - start)

        await asyncio.gather(*map(cast, given))
        counted(answers)
        return taken

    written = [asyncio.run(at_once(run)) for run in range(RUNS)]
    print(
        json.dumps(
            {
                "batches": PEOPLE / _median(batches),
                "one_by_one": ALONE / _median(one_by_one),
                "writer": statistics.median(PEOPLE / max(taken) for taken in written),
                "p99": 1000 * statistics.median(sorted(taken)[int(0.99 * PEOPLE)] for taken in written),
            }
        )
    )


def _median(act: Callable[[int], None]) -> float:
    """Seconds that ``act`` takes."""
    taken = []
    for run in range(RUNS):
        start = time.perf_counter()
        act(run)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def _electorate() -> tuple[list[int], int]:
    """That many electors, and an open ballot."""
    from consult.models import Elector, Participant, ParticipantRole, User
    from tests.factories import make_room
    from tests.sessions_app.factories import make_session, put

    room = make_room()
    ballot = put(room.people["chair"], make_session(room.consultation).questions.get(number=1))
    users = User.objects.bulk_create(User(name=f"Person {n}", email=f"load{n}@example.org") for n in range(PEOPLE))
    members = Participant.objects.bulk_create(
        Participant(consultation=room.consultation, user=user, name=user.name) for user in users
    )
    ParticipantRole.objects.bulk_create(ParticipantRole(participant=member, role="participant") for member in members)
    Elector.objects.bulk_create(Elector(electorate=ballot.electorate, participant=member) for member in members)
    return [member.pk for member in members], ballot.pk


def main() -> int:
    met = True
    with Services() as services:
        for name in ("sqlite", "postgresql"):
            note(f"votes on {name}")
            try:
                url = services.database(postgres=name == "postgresql")
            except Unavailable as reason:
                note(f"not measured: {reason}")
                continue
            env = site_environment(services.folder / "template", url)
            source = "from bench.votes import measure; measure()"
            found = json.loads(manage(["shell", "--verbosity", "0", "-c", source], env).stdout)
            target = 3_000 if name == "postgresql" else None
            met &= figure(f"votes.batches_of_{BATCH}.{name}", found["batches"], "votes a second", target=target)
            met &= figure(f"votes.one_by_one.{name}", found["one_by_one"], "votes a second", reference=334)
            met &= figure(f"votes.writer.{name}", found["writer"], "votes a second", target=target, reference=3_600)
            limit = 250 if name == "postgresql" else None
            met &= figure(f"votes.{PEOPLE}_at_once.p99.{name}", found["p99"], "ms", target=limit, most=True)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
