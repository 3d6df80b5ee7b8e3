"""Socket votes in batches: one thread and one connection a process write what arrived in a few milliseconds at once.

A vote by form or JSON calls ``cast_votes`` with a batch of one; here it is called with up to five hundred. An answer is
given after the commit, never before.
"""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from typing import Any

from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils import translation
from django.utils.translation import gettext as _

from sessions_app.actions.voting import VoteCommand, cast_votes

logger = logging.getLogger("consult.votes")

Answer = dict[str, Any]

BATCH = 500
GATHER = 0.005  # seconds


class VoteWriter:
    """One per process; belongs to its event loop."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="votes")
        self._waiting: list[tuple[VoteCommand, str, asyncio.Future[Answer]]] = []
        self._task: asyncio.Task[None] | None = None

    async def cast(self, command: VoteCommand, language: str) -> Answer:
        """The answer to one vote, in ``language``, after the commit."""
        answer: asyncio.Future[Answer] = self.loop.create_future()
        self._waiting.append((command, language, answer))
        if self._task is None:
            self._task = asyncio.create_task(self._write())
        return await answer

    async def _write(self) -> None:
        """Write until nothing waits; while one batch is being written the next gathers."""
        while self._waiting:
            if len(self._waiting) < BATCH:
                await asyncio.sleep(GATHER)
            batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
            batch.sort(key=lambda entry: entry[1])  # stable: of one voter's answers the last one counts
            for language, entries in groupby(batch, key=lambda entry: entry[1]):
                some = list(entries)
                answers = await self.loop.run_in_executor(self._pool, write, [entry[0] for entry in some], language)
                for (_command, _language, future), answer in zip(some, answers, strict=True):
                    if not future.done():
                        future.set_result(answer)
        self._task = None


def write(commands: list[VoteCommand], language: str) -> list[Answer]:
    """Cast a batch and give the connection back. Always an answer for each, in their order."""
    try:
        with translation.override(language):
            return _cast(commands)
    finally:
        close_old_connections()


def _cast(commands: list[VoteCommand]) -> list[Answer]:
    """A batch that fails is halved until the command that it fails on stands alone: nobody pays for another's vote."""
    try:
        return cast_votes(commands)
    except (OperationalError, InterfaceError):
        logger.warning("the database is away; %d votes are to be sent again", len(commands), exc_info=True)
        return [_again() for _command in commands]
    except Exception:  # whatever it was: every vote gets an answer, and the writer lives on
        if len(commands) == 1:
            logger.exception("a vote could not be written")
            return [
                {"answer": "refused", "reason": _("This answer could not be stored. Reload the page and try again.")}
            ]
        middle = len(commands) // 2
        return _cast(commands[:middle]) + _cast(commands[middle:])


def _again() -> Answer:
    """Nothing is known of these: a repeat with the same id counts once, whatever happened."""
    return {"answer": "slow down", "reason": _("The server is busy. Your answer is kept and sent again.")}


_writer: VoteWriter | None = None


def vote_writer() -> VoteWriter:
    """The writer of this process, started with its first vote."""
    global _writer
    if _writer is None or _writer.loop is not asyncio.get_running_loop():
        _writer = VoteWriter()
    return _writer
