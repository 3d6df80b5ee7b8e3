"""Who waits for a poll when the server is asked to end gets an answer, and no broken line."""

from __future__ import annotations

import http.client
import json
import threading
import time
from urllib.parse import quote, urlsplit

import pytest

from tests.faults.lines import TICKET
from tests.services import Services, Site
from tests.sessions_app.hub.page import get

pytestmark = pytest.mark.faults

SEED = "from bench._common import seed; seed(6)"


def poll(site: Site, ticket: str, key: str, answers: list[int | str]) -> None:
    connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=30)
    try:
        headers = {"Origin": site.url, "Cookie": f"sessionid={key}"}
        connection.request("POST", f"/live/poll/?ticket={quote(ticket)}", "", headers)
        answer = connection.getresponse()
        answer.read()
        answers.append(answer.status)
    except (OSError, http.client.HTTPException) as error:
        answers.append(repr(error))
    finally:
        connection.close()


@pytest.mark.parametrize("server", ["daphne", "uvicorn"])
def test_a_waiting_poll_is_answered_when_the_server_ends(services: Services, server: str) -> None:
    site = services.site(server=server, worker=False)
    room = json.loads(site.python(SEED))
    answers: list[int | str] = []
    waiting = []
    for key in room["keys"]:
        found = TICKET.search(get(site.url + room["path"], key))
        assert found
        waiting.append(threading.Thread(target=poll, args=(site, found[1], key, answers)))
    for one in waiting:
        one.start()
    time.sleep(1)  # shorter than it takes until they are told of each other
    already = list(answers)
    began = time.monotonic()
    site.stop()
    took = time.monotonic() - began
    for one in waiting:
        one.join(30)
    logged = site.logged()
    services.discard(site)
    assert already == []
    assert answers == [503] * len(room["keys"])
    assert took < 8
    assert "Traceback" not in logged
