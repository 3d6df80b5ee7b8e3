"""Who has a page open in this process: told soon after somebody came or went, and again before it is forgotten."""

import asyncio
from collections.abc import Callable, Collection

from sessions_app.actions.presence import seen
from sessions_app.hub.lines import Line
from sessions_app.hub.rooms import Run

EVERY = 10.0  # seconds, a third of ``presence.SEEN_FOR``
SETTLES = 2.0  # seconds in which pages come and go before it is told: whoever turns a page was never away


class Attendance:
    """lines: the open lines of this process. run: calls a function in one of the hub's threads."""

    def __init__(self, lines: Callable[[], Collection[Line]], run: Run) -> None:
        self._lines, self._run = lines, run
        self._moved = asyncio.Event()
        self._told: set[tuple[int, int]] = set()

    def move(self) -> None:
        """Somebody came or went."""
        self._moved.set()

    async def step(self) -> None:
        """Wait until somebody came or went and it has settled, or for the clock; then tell."""
        try:
            async with asyncio.timeout(EVERY):
                await self._moved.wait()
        except TimeoutError:
            pass
        else:
            await asyncio.sleep(SETTLES)
        await self.tell()

    async def tell(self) -> None:
        """Say who is here and who left; screens and the public are nobody in particular."""
        self._moved.clear()
        here = {
            (line.claim.session_id, line.claim.participant_id)
            for line in self._lines()
            if line.claim.participant_id and line.claim.audience in {"participant", "desk"}
        }
        if here or self._told:
            await self._run(seen, here, self._told - here)
        self._told = here
