"""Make time pass: what the clock does, every second, in one process at a time."""

import fcntl
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections, connection
from django.utils import timezone

from sessions_app.actions import choice, clock, floor, secret
from sessions_app.actions.announcing import tell_due
from sessions_app.actions.closing import close_due
from sessions_app.actions.commitment import remind_reviews
from sessions_app.actions.follower import tell_followers
from sessions_app.actions.paper import publish_due
from sessions_app.actions.refreshing import refresh_due
from sessions_app.actions.reminding import remind_due
from sessions_app.models import Command as Answered

logger = logging.getLogger("consult.clock")

EVERY = 1.0  # seconds
ANSWERS_FOR = timedelta(hours=24)  # how long a repeated command is answered alike
_LOCK = 7_302  # PostgreSQL's advisory lock of the clock


class Command(BaseCommand):
    help = "Close what is due and forget what has expired, every second. Any number can run: one acts at a time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do it once and end")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            tick()
        else:
            run(threading.Event())


def run(stopping: threading.Event) -> None:
    """Tick until ``stopping`` is set. A tick that fails (the database is away) is followed by the next one."""
    has_failed = False
    while not stopping.wait(EVERY):
        try:
            tick()
            has_failed = False
        except Exception:
            if not has_failed:
                logger.exception("a tick failed; the clock goes on")
            has_failed = True
        finally:
            close_old_connections()


def tick() -> bool:
    """Everything whose time has come. Each act is idempotent; False where another process is at it."""
    with _alone() as is_alone:
        if is_alone:
            if closed := close_due():
                logger.info("closed by the clock: %d", closed)
            if papers := secret.close_due() + choice.close_due():
                logger.info("ballots on a paper closed by the clock: %d", papers)
            if wiped := secret.wipe_due():
                logger.info("secret ballots wiped: %d", wiped)
            if lists := floor.close_due():
                logger.info("lists of speakers closed by the clock: %d", lists)
            if published := publish_due():
                logger.info("papers published by the clock: %d", published)
            if reminded := remind_due():
                logger.info("reminded by the clock: %d", reminded)
            if reviews := remind_reviews():
                logger.info("reviews reminded of by the clock: %d", reviews)
            if announced := tell_due():
                logger.info("questions told of by the clock: %d", announced)
            if told := tell_followers():
                logger.info("followers told: %d", told)
            if refresh_due():
                logger.info("analyses looked at by the clock")
            for name, count in clock.do_due().items():
                logger.info("%s by the clock: %d", name, count)
            expired = Answered.objects.filter(at__lt=timezone.now() - ANSWERS_FOR)
            if expired.exists():  # reading takes no lock, deleting nothing would
                expired.delete()
    return is_alone


@contextmanager
def _alone() -> Iterator[bool]:
    """One process at a time: PostgreSQL's lock reaches every machine, a locked file the one that SQLite lives on."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
            is_alone = bool(cursor.fetchone()[0])
        try:
            yield is_alone
        finally:
            if is_alone:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
        return
    with (settings.DATA_DIR / "clock.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
