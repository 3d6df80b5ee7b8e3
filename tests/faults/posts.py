"""The same commands as a form or as JSON: what a page without scripts, or another program, sends."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import urlencode, urlsplit

KEY = "k" * 32  # a form key: the cookie and the field, or the header, say the same
WAYS = ("socket", "json", "form")


def answer_to(origin: str, slug: str, session: int, key: str, way: str, command: dict[str, Any]) -> str:
    """Post a command with its id: its answer, or "" where none came and it is to be sent again."""
    home = f"/c/{slug}"
    if command["command"] == "vote":
        address = f"{home}/ballots/{command['ballot']}/vote/"
    else:
        address = f"{home}/s/{session}/q/1/contribute/"
    fields = {name: command[name] for name in ("id", "choice", "reason", "text") if name in command}
    try:
        status, body = _post(origin, address, key, fields, as_json=way == "json")
    except (OSError, http.client.HTTPException):
        return ""
    if way == "form":
        return "ok" if status == 302 else "" if status >= 500 else "refused"
    try:
        told = str(json.loads(body)["answer"])
    except (ValueError, KeyError, TypeError):
        return "" if status >= 500 else f"{status}: {body[:100]!r}"
    return "" if told == "slow down" else told


def _post(origin: str, address: str, key: str, fields: dict[str, Any], *, as_json: bool) -> tuple[int, str]:
    connection = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=20)
    headers = {"Cookie": f"sessionid={key}; csrftoken={KEY}"}
    if as_json:
        body = json.dumps(fields)
        headers |= {"Content-Type": "application/json", "X-CSRFToken": KEY}
    else:
        body = urlencode({**fields, "csrfmiddlewaretoken": KEY})
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        connection.request("POST", address, body, headers)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()
