"""The record: ``enter`` appends and chains, and announces on commit; ``signal`` announces what has no sequence.

Only this module announces. It imports no hub: a process that wants to hear registers with ``listen``; with
``REDIS_URL`` set, every process hears through one Redis channel instead.
"""

import hashlib
import json
import logging
import secrets
from collections.abc import Callable
from typing import Any

import redis
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import connection, connections, transaction
from django.utils import timezone

from consult.models import Participant, RecordEntry, RecordHead

logger = logging.getLogger("consult.record")

CHANNEL = "consult.record"
GENESIS = "0" * 64
RULE = "rule"  # the actor of what the clock does
COMMAND = "command"  # the actor of what the command line does

Listener = Callable[[dict[str, Any]], None]
_listeners: list[Listener] = []
_redis: redis.Redis | None = None


def enter(
    consultation_id: int,
    act: str,
    actor: Participant | str,
    *,
    subject: str = "",
    payload: dict[str, Any] | None = None,
) -> RecordEntry:
    """Append one entry; the last statement of its transaction.

    The head row is taken with one UPDATE, so that commit order is sequence order without gaps. ``payload`` holds ids,
    numbers and sealed texts (see ``seal``), never a name or a text.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("record.enter belongs inside the transaction of its act")
    seq, previous = _next(consultation_id)
    at = timezone.now()
    who = f"participant-{actor.pk}" if isinstance(actor, Participant) else actor
    body = canonical(
        {
            "consultation": consultation_id,
            "seq": seq,
            "act": act,
            "actor": who,
            "subject": subject,
            "payload": payload or {},
            "at": at.isoformat(),
        }
    )
    digest = chain(previous, body)
    entry = RecordEntry.objects.create(
        consultation_id=consultation_id,
        seq=seq,
        act=act,
        actor=who,
        subject=subject,
        at=at,
        body=body,
        previous_hash=previous,
        hash=digest,
    )
    RecordHead.objects.filter(consultation_id=consultation_id).update(hash=digest)
    message = {"consultation": consultation_id, "seq": seq}
    transaction.on_commit(lambda: announce(message), robust=True)
    return entry


def _next(consultation_id: int) -> tuple[int, str]:
    """Take the head's row: its next sequence and the hash to chain to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE consult_recordhead SET seq = seq + 1 WHERE consultation_id = %s RETURNING seq, hash",
            [consultation_id],
        )
        row = cursor.fetchone()
        if row is None:
            cursor.execute(
                "INSERT INTO consult_recordhead (consultation_id, seq, hash) VALUES (%s, 0, %s) ON CONFLICT DO NOTHING",
                [consultation_id, GENESIS],
            )
            return _next(consultation_id)
    return int(row[0]), str(row[1])


def canonical(value: dict[str, Any]) -> str:
    """The one JSON string of a value: sorted keys, no spaces, unescaped text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def chain(previous: str, body: str) -> str:
    """SHA-256 over the previous hash and the body."""
    return hashlib.sha256((previous + body).encode()).hexdigest()


def salt() -> str:
    """A salt to keep beside a text; erasing both makes its sealed form say nothing."""
    return secrets.token_hex(16)


def seal(salt_of_text: str, text: str) -> str:
    """The salted hash under which a text stands in the record."""
    return hashlib.sha256((salt_of_text + text).encode()).hexdigest()


# --- announcing -------------------------------------------------------------------------------------------------


def signal(consultation_id: int, topic: str) -> None:
    """Announce, after commit, what has no sequence: a tally to refresh, changed rights."""
    message = {"consultation": consultation_id, "topic": topic}
    transaction.on_commit(lambda: announce(message), robust=True)


def announce(message: dict[str, Any]) -> None:
    """Tell every process. It can never fail the act: the hubs also read the heads every two seconds."""
    try:
        if settings.REDIS_URL:
            _publisher().publish(CHANNEL, json.dumps(message))
        else:
            for listener in list(_listeners):
                listener(message)
    except Exception:
        logger.warning("announcing failed; the hubs will read the heads", exc_info=True)


def _publisher() -> redis.Redis:
    global _redis
    if _redis is None:
        _redis = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
    return _redis


def listen(listener: Listener) -> None:
    """Register a callback for announcements of this process. It must return at once and may be called in any thread."""
    _listeners.append(listener)


def unlisten(listener: Listener) -> None:
    if listener in _listeners:
        _listeners.remove(listener)


# --- checking ---------------------------------------------------------------------------------------------------


def broken_at(consultation_id: int) -> int | None:
    """The first sequence at which the chain does not hold, or None."""
    previous, expected = GENESIS, 1
    for entry in RecordEntry.objects.filter(consultation_id=consultation_id).order_by("seq").iterator():
        body = json.loads(entry.body)
        told = (body["seq"], body["act"], body["actor"], body["subject"])
        if (
            entry.seq != expected
            or told != (entry.seq, entry.act, entry.actor, entry.subject)
            or entry.previous_hash != previous
            or entry.hash != chain(previous, entry.body)
        ):
            return expected
        previous, expected = entry.hash, expected + 1
    head = RecordHead.objects.filter(consultation_id=consultation_id).first()
    if head and (head.seq != expected - 1 or (head.seq and head.hash != previous)):
        return expected
    return None


# --- guards: triggers that refuse to change what was entered ---------------------------------------------------------

_SQLITE_GUARDS = {
    f"consult_record_no_{verb.lower()}": f"""
        CREATE TRIGGER IF NOT EXISTS consult_record_no_{verb.lower()} BEFORE {verb} ON consult_recordentry
        BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END"""
    for verb in ("UPDATE", "DELETE")
}
_POSTGRESQL_FUNCTION = """
    CREATE OR REPLACE FUNCTION consult_record_guard() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the record is append-only'; END $$"""
_POSTGRESQL_GUARDS = {
    "consult_record_no_change": """
        CREATE OR REPLACE TRIGGER consult_record_no_change BEFORE UPDATE OR DELETE ON consult_recordentry
        FOR EACH ROW EXECUTE FUNCTION consult_record_guard()""",
    "consult_record_no_truncate": """
        CREATE OR REPLACE TRIGGER consult_record_no_truncate BEFORE TRUNCATE ON consult_recordentry
        FOR EACH STATEMENT EXECUTE FUNCTION consult_record_guard()""",
}


def install_guards(using: str = "default", **_kwargs: Any) -> None:
    """Make the triggers; after each migration, since SQLite drops them with a rebuilt table."""
    database = connections[using]
    if RecordEntry._meta.db_table not in database.introspection.table_names():
        return
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION)
        for statement in _guards(database.vendor).values():
            cursor.execute(statement)


def remove_guards(using: str = "default") -> None:
    """Take the triggers away: for ``purge``, and for tests that empty their database."""
    database = connections[using]
    on_table = f" ON {RecordEntry._meta.db_table}" if database.vendor == "postgresql" else ""
    with database.cursor() as cursor:
        for name in _guards(database.vendor):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


def purge(consultation_id: int) -> int:
    """Delete a consultation's record when its retention ends; the only way that anything leaves the record.

    Both databases change triggers inside a transaction, so that nobody else ever finds the table unguarded.
    """
    with transaction.atomic():
        remove_guards()
        deleted, _ = RecordEntry.objects.filter(consultation_id=consultation_id).delete()
        RecordHead.objects.filter(consultation_id=consultation_id).delete()
        install_guards()
    return deleted


def check_guards(databases: Any = None, **_kwargs: Any) -> list[CheckMessage]:
    """System check: the triggers are there."""
    found: list[CheckMessage] = []
    for using in databases or []:
        database = connections[using]
        if RecordEntry._meta.db_table not in database.introspection.table_names():
            continue
        catalogue = (
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            if database.vendor == "sqlite"
            else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        )
        with database.cursor() as cursor:
            cursor.execute(catalogue)
            present = {row[0] for row in cursor.fetchall()}
        found += [
            Error(f"The record’s trigger {name} is missing.", hint="Run manage.py migrate.", id="consult.E001")
            for name in sorted(set(_guards(database.vendor)) - present)
        ]
    return found


def _guards(vendor: str) -> dict[str, str]:
    return _POSTGRESQL_GUARDS if vendor == "postgresql" else _SQLITE_GUARDS
