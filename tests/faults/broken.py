"""Consult as it must not be: settings and applications of servers that the checker has to catch.

``silent``: nothing is announced and no head is read. ``forgetful``: a command's id is not kept. ``hasty``: a
contribution is answered half a second before it is written. ``trusting``: what comes up a socket is not checked.
"""

from __future__ import annotations

import json
import os
import threading
from typing import Any
from unittest import mock

from consult.settings import *  # noqa: F403 - all of them

ASGI_APPLICATION = "tests.faults.broken.application"


async def _nothing(*_given: Any) -> None:
    return None


def __getattr__(name: str) -> Any:
    """The application is made when the server asks for it: settings are read before Django is there."""
    if name != "application":
        raise AttributeError(name)
    from consult import asgi, record
    from sessions_app import consumers
    from sessions_app.actions import commands
    from sessions_app.forms import messages
    from sessions_app.hub import Hub

    give = consumers.give

    def at_once(claim: Any, body: dict[str, Any]) -> dict[str, Any]:
        threading.Timer(0.5, give, (claim, body)).start()
        return {"answer": "ok", "contribution": 0}

    broken = {
        "silent": [
            mock.patch.object(record, "announce", return_value=None),
            mock.patch.object(Hub, "read_heads", _nothing),
        ],
        "forgetful": [mock.patch.object(commands, "begin", return_value=None)],
        "trusting": [mock.patch.object(messages, "read", json.loads)],
        "hasty": [mock.patch.object(consumers, "give", at_once)],
    }
    for patch in broken[os.environ["CONSULT_BROKEN"]]:
        patch.start()
    return asgi.application
