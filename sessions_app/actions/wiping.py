"""Taking what the close of a secret ballot deleted out of the database's files as well.

PostgreSQL keeps deleted rows in its pages until they are written over: the tables are rewritten (VACUUM FULL). SQLite
overwrites what is deleted (``secure_delete``), but keeps older pages in its log: that is emptied, and the file
rewritten. PostgreSQL's own log and backups are the operator's, and out of reach from here: we say so.
PostgreSQL also samples what columns hold into its statistics, where deleting a row leaves the sample: not of secrets.
"""

import logging
import re
import time
from typing import Any

from django.db import OperationalError, connection, connections

from sessions_app.actions.turns import alone
from sessions_app.models import Box, Participation, SecretVote, Sheet

logger = logging.getLogger("consult.secret")

_WAIT = 2_000  # milliseconds for others to let go; the clock tries again
_AGAIN = 0.1  # seconds
_SECRETS = {
    SecretVote._meta.db_table: ("id", "choice", "answer"),
    Participation._meta.db_table: ("id",),
    Sheet._meta.db_table: ("id", "code_hash", "answer"),
}


def wipe(ballot_id: int) -> bool:
    """Rewrite, and note it on the box. False, and left to the clock, while the database is in use."""
    if connection.in_atomic_block:
        return False
    try:
        done = _rewrite_postgresql() if connection.vendor == "postgresql" else _rewrite_sqlite()
    except OperationalError:
        logger.info("ballot %s is wiped later: the database was in use", ballot_id)
        return False
    if done:
        Box.objects.filter(pk=ballot_id).update(is_wiped=True)
    return done


def _rewrite_postgresql() -> bool:
    """False while somebody’s snapshot (a dump, a long query, gathered statistics) still sees what was deleted."""
    kept: list[int] = []
    until = time.monotonic() + _WAIT / 1000
    with connection.cursor() as cursor:
        wire = connection.connection
        note = _note_kept(kept)
        cursor.execute("SET lock_timeout = %s", [f"{_WAIT}ms"])
        wire.add_notice_handler(note)
        try:
            for table in _SECRETS:
                while True:
                    kept.clear()
                    cursor.execute(f"VACUUM (FULL, VERBOSE) {table}")
                    if not any(kept):
                        break
                    if time.monotonic() > until:
                        return False
                    time.sleep(_AGAIN)
        finally:
            wire.remove_notice_handler(note)
            cursor.execute("RESET lock_timeout")
    return True


def _note_kept(kept: list[int]) -> Any:
    """Reads "12 dead row versions cannot be removed yet" in whatever language the server says it."""

    def note(said: Any) -> None:
        number = re.match(r"\D*(\d+)", said.message_detail or "")
        if number:
            kept.append(int(number[1]))

    return note


def _rewrite_sqlite() -> bool:
    with alone(), connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {_WAIT}")
        try:
            cursor.execute("VACUUM")
            busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
    return not busy


def keep_out_of_statistics(using: str = "default", **_kwargs: Any) -> None:
    """PostgreSQL takes no samples of what is secret; after each migration, which may have made the tables anew."""
    database = connections[using]
    if database.vendor != "postgresql":
        return
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
            "WHERE c.relname = ANY(%s) AND c.relkind = 'r' AND a.attnum > 0 AND pg_table_is_visible(c.oid) "
            "AND a.attstattarget IS DISTINCT FROM 0",
            [list(_SECRETS)],
        )
        for table, column in cursor.fetchall():
            if column in _SECRETS[table]:
                cursor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")
