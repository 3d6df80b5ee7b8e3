"""Load on a running site: browsers that vote and contribute in turn, and send again what was not answered."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from uuid import uuid4

from tests.faults.notes import OK, REFUSED, UNKNOWN, Request

KEY = "k" * 32  # a form key: the cookie and the header say the same
CHOICES = ("support", "live-with", "object", "abstain", "awaiting")


@dataclass
class Browser(threading.Thread):
    """One signed-in person. votes, contributions: what it sent, each try a request of its own."""

    site: str
    who: int
    session: str
    vote_at: str
    contribute_at: str
    ended: threading.Event
    votes: list[Request] = field(default_factory=list)
    contributions: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self._chance = random.Random(self.who)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        number = 0
        while not self.ended.is_set():
            mark, choice, command = f"{self.who}-{number}", self._chance.choice(CHOICES), str(uuid4())
            votes = number % 3 > 0
            body = {"choice": choice, "reason": mark} if votes else {"text": mark}
            body["id"] = command
            noted = self.votes if votes else self.contributions
            for _ in range(self._chance.choice((1, 400))):  # half of them give up at once
                outcome = self._send(noted, self.vote_at if votes else self.contribute_at, body, mark, choice)
                if outcome != UNKNOWN or self.ended.is_set():
                    break
                time.sleep(0.05)
            number += 1

    def _send(self, noted: list[Request], address: str, body: dict[str, str], mark: str, choice: str) -> str:
        start, answer = time.monotonic(), ""
        try:
            status, answer = self._post(address, body)
            outcome = OK if status == 200 else REFUSED if status < 500 else UNKNOWN
        except (OSError, http.client.HTTPException, ValueError) as error:
            outcome, answer = UNKNOWN, repr(error)
        end = time.monotonic()
        noted.append(Request(self.who, choice, mark, body["id"], start, end, outcome, answer))
        return outcome

    def _post(self, address: str, body: dict[str, str]) -> tuple[int, str]:
        connection = http.client.HTTPConnection(urlsplit(self.site).netloc, timeout=30)
        try:
            connection.request(
                "POST", address, json.dumps(body),
                {
                    "Content-Type": "application/json", "X-CSRFToken": KEY,
                    "Cookie": f"sessionid={self.session}; csrftoken={KEY}",
                },
            )  # fmt: skip
            response = connection.getresponse()
            return response.status, response.read().decode()[:200]
        finally:
            connection.close()
