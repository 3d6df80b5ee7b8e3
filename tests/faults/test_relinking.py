"""After the close nobody links voters to votes: neither by the order of rows in a dump, nor by what the files hold.

The attacker knows the most one can: the database as it is after the close, its files byte by byte, and in which order
the voters came (an access log tells that). The log of PostgreSQL and backups of before the close are not theirs.
"""

from __future__ import annotations

import gc
import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from consult import record
from consult.models import Elector, Participant
from sessions_app.actions import secret, wiping
from sessions_app.actions.roll import freeze_list
from sessions_app.models import Ballot, Participation, Recommendation, RecommendationVersion, SecretVote
from sessions_app.models.secret import Box
from sessions_app.states import BallotState, Method
from tests.factories import DelegationFactory, ParticipantFactory, make_room
from tests.faults.notes import figures
from tests.faults.size import sized
from tests.sessions_app.factories import make_session

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases, pytest.mark.faults]

BALLOTS, VOTERS = sized(20, 100), 12
BY_CHANCE = 4.0  # standard deviations: of twenty orderings none is further off by chance in a thousand runs
PHYSICAL = {"sqlite": ("rowid",), "postgresql": ("ctid", "xmin::text::bigint, ctid", "xmin::text::bigint DESC, ctid")}


@dataclass
class Held:
    """A ballot that was held. came: voters in the order in which they voted; truth: voter -> what they voted."""

    ballot: int
    came: list[int]
    truth: dict[int, str]
    old_ids: list[str]


@pytest.fixture(autouse=True)
def _nobody_else_looks() -> None:
    """A connection that an earlier test left in a thread that has ended may hold a snapshot: it is closed with it."""
    gc.collect()


def people() -> tuple[Recommendation, list[Participant]]:
    room = make_room()
    body = make_session(room.consultation, questions=1).questions.get().recommendations.get()
    group = room.groups["States"]
    Elector.objects.all().delete()
    found = []
    for number in range(VOTERS):
        delegation = DelegationFactory(consultation=room.consultation, group=group, name=f"Body {number}")
        found.append(ParticipantFactory(consultation=room.consultation, delegation=delegation, is_elector=True))
    return body, found


def hold(number: int, text: Recommendation, voters: list[Participant], chance: random.Random) -> Held:
    version = RecommendationVersion.objects.create(recommendation=text, version=number + 2, text=f"Version {number}")
    ballot = Ballot.objects.create(
        consultation=text.consultation,
        electorate=text.consultation.electorates.get(),
        version=version,
        method=Method.SECRET,
        state=BallotState.OPEN,
    )
    Box.objects.create(ballot=ballot)
    freeze_list(ballot)
    came = chance.sample(voters, len(voters))
    truth = {}
    for person in came:
        choice = chance.choice(["yes", "no"])
        assert secret.cast(person.pk, ballot.pk, choice)["answer"] == "ok"
        truth[Participation.objects.get(ballot=ballot, elector__delegation=person.delegation).elector_id] = choice
    order = [Elector.objects.get(delegation=person.delegation).pk for person in came]
    old = [vote.pk.hex for vote in SecretVote.objects.filter(ballot=ballot)]
    secret.close(ballot.pk, record.RULE)
    return Held(ballot.pk, order, truth, old)


def orders_of(table: str, columns: str, ballot: int, more: tuple[str, ...]) -> dict[str, list[Any]]:
    """Every order in which a dump can be read: as the rows lie, by their ids, by what they hold, and backwards."""
    found = {}
    for order in (*PHYSICAL[connection.vendor], "id", *more):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {columns} FROM {table} WHERE ballot_id = %s ORDER BY {order}", [ballot])
            found[order] = [row[0] for row in cursor.fetchall()]
    return found | {f"{name}, backwards": rows[::-1] for name, rows in found.items()}


def surprises(held: list[Held]) -> dict[str, float]:
    """Pair of orderings -> how many standard deviations more right guesses than by chance, over all ballots."""
    over: dict[str, float] = {}
    spread: dict[str, float] = {}
    for one in held:
        voters = orders_of("sessions_app_participation", "elector_id", one.ballot, ("elector_id",))
        voters["as they came"] = one.came
        votes = orders_of("sessions_app_secretvote", "choice", one.ballot, ())
        yes, n = sum(choice == "yes" for choice in one.truth.values()), len(one.truth)
        expected = (yes**2 + (n - yes) ** 2) / n
        # Of right guesses in a random matching of two rows of yes and no: hypergeometric, twice.
        variance = 4 * yes**2 * (n - yes) ** 2 / (n**2 * (n - 1))
        for by_voter, who in voters.items():
            for by_vote, what in votes.items():
                right = sum(one.truth[elector] == choice for elector, choice in zip(who, what, strict=True))
                pair = f"{by_voter} / {by_vote}"
                over[pair] = over.get(pair, 0) + right - expected
                spread[pair] = spread.get(pair, 0) + variance
    return {pair: over[pair] / math.sqrt(spread[pair]) for pair in over}


def files() -> list[Path]:
    """What the database's tables lie in, the log of PostgreSQL left out; empty where another machine has them."""
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        return [path for path in (Path(name), Path(f"{name}-wal")) if path.exists()]
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SHOW data_directory")
        folder = Path(cursor.fetchone()[0])
        cursor.execute("SELECT pg_relation_filepath('sessions_app_secretvote')")
        base = (folder / cursor.fetchone()[0]).parent
    return [path for path in base.glob("*") if path.is_file()] if base.is_dir() else []


def old_ids_in_files(held: list[Held]) -> int:
    wanted = [old for one in held for old in one.old_ids]
    as_stored: Callable[[str], bytes] = str.encode if connection.vendor == "sqlite" else bytes.fromhex
    content = b"".join(path.read_bytes() for path in files())
    return sum(as_stored(old) in content for old in wanted)


def looking() -> list[Any]:
    """Who has a snapshot of PostgreSQL's, which keeps what was deleted from being taken out."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT backend_type, state, now() - xact_start, query FROM pg_stat_activity "
            "WHERE backend_xmin IS NOT NULL AND datname = current_database() AND pid <> pg_backend_pid()"
        )
        return list(cursor.fetchall())


def run(number_of_ballots: int) -> list[Held]:
    text, voters = people()
    chance = random.Random(100)
    return [hold(number, text, voters, chance) for number in range(number_of_ballots)]


def test_no_ordering_links_voters_to_votes_better_than_chance() -> None:
    held = run(BALLOTS)
    secret.wipe_due()  # as the clock does for those that closed while the server itself had a look at the tables
    found = surprises(held)
    best = max(found, key=lambda pair: found[pair])
    left = old_ids_in_files(held)
    print(
        figures(
            f"re-linking on {connection.vendor}",
            ballots=len(held),
            orderings=len(found),
            sd_the_best=round(found[best], 2),
            old_ids_in_the_files=left,
        )
    )
    assert abs(found[best]) < BY_CHANCE, best
    assert files(), "the files were not looked at"
    assert left == 0
    assert not Box.objects.filter(is_wiped=False).exists(), looking()


def test_rows_left_in_the_order_they_came_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secret, "shuffle", lambda ballot: None)
    found = surprises(run(10))  # half of the fewest
    print(figures(f"unshuffled on {connection.vendor}", sd_the_best=round(max(found.values()), 1)))
    assert max(found.values()) > 2 * BY_CHANCE


def test_deleted_rows_left_in_the_files_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secret, "wipe", lambda ballot_id: False)
    held = run(3)
    left = old_ids_in_files(held)
    print(figures(f"not wiped on {connection.vendor}", old_ids_in_the_files=left))
    assert left > 0
    assert secret.wipe_due() == 0  # the stand-in again
    monkeypatch.setattr(secret, "wipe", wiping.wipe)
    assert secret.wipe_due() == 3
    assert old_ids_in_files(held) == 0


@pytest.mark.postgres
def test_what_an_older_snapshot_still_sees_is_wiped_once_it_has_gone() -> None:
    dump = connection.copy()
    try:
        with dump.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT count(*) FROM sessions_app_secretvote")
        held = run(1)
        assert Box.objects.filter(is_wiped=False).count() == 1
        assert old_ids_in_files(held) > 0
    finally:
        dump.close()
    assert secret.wipe_due() == 1
    assert old_ids_in_files(held) == 0


@pytest.mark.postgres
def test_statistics_gathered_while_a_ballot_is_open_keep_no_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server samples tables into its own whenever it likes, and what closing deletes would stay there."""
    shuffle = secret.shuffle

    def sampled(ballot: Ballot) -> None:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE sessions_app_secretvote, sessions_app_participation")
        shuffle(ballot)

    monkeypatch.setattr(secret, "shuffle", sampled)
    text, voters = people()
    chance = random.Random(1)
    assert old_ids_in_files([hold(1, text, voters, chance)]) == 0
    usual = "ALTER TABLE sessions_app_secretvote ALTER COLUMN id SET STATISTICS %s"
    with connection.cursor() as cursor:
        cursor.execute(usual % -1)
        try:
            caught = hold(2, text, voters, chance)
        finally:
            cursor.execute(usual % 0)
    assert old_ids_in_files([caught]) > 0, "the look at the files does not see what is sampled"
