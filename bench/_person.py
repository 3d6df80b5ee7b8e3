"""One of the crowd: joins by a code or comes with a session, opens the page and its socket, acknowledges, acts."""

from __future__ import annotations

import asyncio
import html
import http.client
import json
import re
import time
import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

from bench._wire import Client

if TYPE_CHECKING:
    from bench._crowd import Crowd

ACK_BYTES = 32 * 1024  # as in static/js/live.js
TICKET = re.compile(r'data-ticket="([^"]+)" data-seq="(\d+)" data-since="([^"]+)"')
FORM_KEY = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
REFUSAL = re.compile(r'class="[^"]*refusal[^>]*>([^<]*)')
GROUP = re.compile(r'<select[^>]*name="group".*?<option value="(\d+)"', re.S)


class Browser:
    """Requests of one browser, one connection each, with its cookies."""

    def __init__(self, origin: str, key: str = "") -> None:
        self.origin, self.cookies = origin, {"sessionid": key} if key else {}

    @property
    def key(self) -> str:
        return self.cookies.get("sessionid", "")

    def get(self, path: str) -> str:
        status, body, _ = self.ask("GET", path)
        if status != 200:
            raise RuntimeError(f"{path}: {status}")
        return body

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str, str]:
        """Status, body, where to."""
        return self.ask("POST", path, urlencode(fields))

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        parts = urlsplit(self.origin)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        headers = {
            "Origin": self.origin,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    cookie, _, told = value.partition(";")[0].partition("=")
                    self.cookies[cookie] = told
            return answer.status, answer.read().decode(), answer.getheader("Location") or ""
        finally:
            connection.close()


class Person:
    """One open page: its ticket and position, and the socket."""

    def __init__(self, crowd: Crowd, origin: str, path: str, key: str) -> None:
        self.crowd, self.origin, self.path = crowd, origin, path
        self.browser = Browser(origin, key)
        self.position = 0
        self.line: Client | None = None
        self.acknowledges, self.unacknowledged, self.has_news = True, 0, False

    def join(self, code: str, name: str) -> None:
        """As a guest: type the code, fill in the form, arrive."""
        page = self.browser.get("/j/")
        status, body, address = self._send(page, "/j/", {"code": code})
        page = self.browser.get(address)
        group = GROUP.search(page)
        fields = {"name": name, "group": group[1] if group else "", "delegation": f"Body of {name}"}
        fields |= {"capacity": "organizational", "quotation": "by-name"}
        status, body, address = self._send(page, address, fields)
        if status != 302:
            raise RuntimeError(f"not admitted: {status} {REFUSAL.findall(body)}")
        self.browser.get(address)

    def _send(self, page: str, address: str, fields: dict[str, str]) -> tuple[int, str, str]:
        found = FORM_KEY.search(page)
        return self.browser.post(address, {**fields, "csrfmiddlewaretoken": found[1] if found else ""})

    def load(self) -> None:
        text = self.browser.get(self.path)
        found = TICKET.search(text)
        if found is None:
            raise RuntimeError("no ticket on the page")
        self.renew(html.unescape(found[1]))
        self.position, self.since, self.page_bytes = int(found[2]), html.unescape(found[3]), len(text.encode())

    def renew(self, ticket: str) -> None:
        self.ticket, self.renewed = ticket, time.monotonic()

    def catch_up(self) -> None:
        """What was missed, and a new ticket, by GET."""
        frame = json.loads(self.browser.get(f"{self.since}?after={self.position}"))
        if frame.get("reload"):
            self.load()
        else:
            self.renew(frame["ticket"])
            self.position = max(self.position, frame["to"])

    async def open(self) -> bool:
        parts = urlsplit(self.origin)
        target = self.crowd.target or f"/live/?ticket={quote(self.ticket)}&after={self.position}"
        headers = {"Origin": self.origin, "Cookie": f"sessionid={self.browser.key}"}
        _transport, self.line = await asyncio.get_running_loop().create_connection(
            lambda: Client(target, parts.netloc, headers, self._take), parts.hostname, parts.port
        )
        return await self.line.opened

    def _take(self, line: Client, payload: bytes) -> None:
        if line is not self.line:
            return
        if payload.startswith(b'{"ticket"'):
            self.renew(json.loads(payload)["ticket"])
        to = self.crowd.seen(payload)
        if to is not None:
            self.position = max(self.position, to)
        self.has_news = True
        self.unacknowledged += len(payload)
        if self.unacknowledged >= ACK_BYTES:
            self.acknowledge()

    def acknowledge(self) -> None:
        self.has_news, self.unacknowledged = False, 0
        if self.line and self.acknowledges and not self.line.transport.is_closing():
            self.line.send(b'{"ack":%d}' % self.position)

    async def act(self, **command: Any) -> dict[str, Any]:
        id_ = str(uuid.uuid4())
        answer = self.crowd.answers[id_] = asyncio.get_running_loop().create_future()
        assert self.line
        self.line.send(json.dumps({"id": id_, **command}).encode())
        found: dict[str, Any] = await asyncio.wait_for(answer, 60)
        return found
