"""A page whose network lets no socket through: a line that takes what comes in one moment, and ends."""

import asyncio

from sessions_app.hub.lines import Closing, Encoded, Line
from sessions_app.queries.ticket import Claim

WAIT = 25.0  # seconds until an empty answer: proxies cut what is silent for 30
CALM = 5.0  # seconds after which a turnout is worth an answer of its own


class Poll(Line):
    """One request that waits. closed: why it was ended from here, if it was."""

    def __init__(self, claim: Claim, key: str) -> None:
        super().__init__(claim, key, _nothing, self._closed)
        self.closed: Closing | None = None
        self._frames: list[Encoded] = []
        self._turnouts: list[Encoded] = []
        self._has_news, self._has_turnout = asyncio.Event(), asyncio.Event()

    def put(self, message: Encoded) -> None:
        if message.topics:
            self._turnouts = [old for old in self._turnouts if not old.topics <= message.topics] + [message]
            self._has_turnout.set()
            return
        self._frames.append(message)
        if not self._is_held:
            self._has_news.set()

    def idle(self, message: Encoded) -> None:
        """The position alone is no news: it goes out with the answer, whenever that is."""
        self._frames.append(message)

    def renew(self, message: Encoded) -> None:
        """The answer brings a ticket of its own."""

    def release(self, first: Encoded) -> None:
        self._is_held = False
        self._frames.insert(0, first)
        self._has_news.set()

    def is_stalled(self, now: float) -> bool:
        return False

    async def answer(self) -> list[Encoded]:
        """What came, in order, after at most ``WAIT`` seconds."""
        news = asyncio.create_task(self._has_news.wait())
        turnout = asyncio.create_task(self._calm())
        try:
            await asyncio.wait({news, turnout}, timeout=WAIT, return_when=asyncio.FIRST_COMPLETED)
        finally:
            news.cancel()
            turnout.cancel()
        return [] if self._is_held else self._frames + self._turnouts

    async def _calm(self) -> None:
        await self._has_turnout.wait()
        await asyncio.sleep(CALM)

    async def _closed(self, code: int) -> None:
        self.closed = Closing(code)
        self._has_news.set()


async def _nothing(text: str) -> None:
    """Nothing is written: the answer takes what came."""
