"""The pages of written rounds, papers and followers: what axe finds, errors, width; left to right and right to left."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from sessions_app.actions.submission import publish
from sessions_app.models import Follower
from sessions_app.queries.follower import token_of
from tests.factories import make_room
from tests.journeys.looking import Eyes, Place, look
from tests.journeys.people import signed_in
from tests.services import Services, connected_to
from tests.sessions_app.factories import make_session, standing_of
from tests.sessions_app.written import make_paper, make_round, send

pytestmark = pytest.mark.browser

# name -> who looks ("" nobody in particular), where
PAGES = {
    "consultation of a call": ("convenor", "{call}"),
    "consultation of a conference": ("", "{conference}"),
    "consultation of a symposium": ("", "{symposium}"),
    "form of a submission": ("chair", "{round}submit/"),
    "form of a revision": ("participant", "{round}submit/"),
    "receipt": ("participant", "{round}receipt/{receipt}/"),
    "how the round runs": ("convenor", "{round}round/"),
    "submissions": ("convenor", "{round}submissions/"),
    "submission": ("convenor", "{round}submissions/{submission}/"),
    "published submissions": ("", "{call}inputs/"),
    "published submission": ("", "{call}inputs/{mark}/"),
    "no submission published": ("", "{symposium}inputs/"),
    "papers": ("author", "{symposium}papers/"),
    "no papers": ("", "{call}papers/"),
    "paper": ("", "{symposium}papers/1/"),
    "form of a paper": ("author", "{symposium}papers/add/"),
    "follow": ("", "{call}follow/"),
    "confirm": ("", "/f/{token}/"),
    "leave": ("", "/f/{token}/leave/"),
    "card": ("", "{call}card/"),
}


def make_place() -> tuple[dict[str, str], dict[str, str]]:
    room, session = make_round(slug="call", title="A call for input")
    sent = send(room.people["participant"], session, "One point.\n\nAnother point.", signatories=("Another body",))
    publish(standing_of(room.people["chair"]), sent.pk, is_shown=True)
    series = make_room(slug="symposium", format="symposium", visibility="public", discussion_only=True)
    for title in ("Registers that forget", "Registers that last"):
        make_paper(series, title=title, theme="Memory", note="The author works somewhere.", text="## A part\n\nA text.")
    make_paper(series, title="Later", appears_at=timezone.now() + timedelta(days=3))
    event = make_room(slug="conference", format="conference", rule="chatham-house", visibility="public")
    make_session(event.consultation)
    follower = Follower.objects.create(consultation=room.consultation, email="f@example.org", asked_at=timezone.now())
    at = {
        "call": "/c/call/",
        "symposium": "/c/symposium/",
        "conference": "/c/conference/",
        "round": session.get_absolute_url(),
        "receipt": sent.receipt,
        "submission": str(sent.pk),
        "mark": sent.mark,
        "token": token_of(follower),
    }
    keys = {role: signed_in(room.people[role].user) for role in ("convenor", "chair", "participant")}
    return at, keys | {"author": signed_in(series.people["convenor"].user)}


@pytest.fixture(scope="module")
def place(services: Services, django_db_blocker: Any) -> Iterator[Place]:
    site = services.site(worker=False)
    with django_db_blocker.unblock(), connected_to(site.database_url):
        at, keys = make_place()
    yield Place(site, at, keys)
    services.discard(site)


@pytest.mark.parametrize("name", PAGES)
def test_every_page(place: Place, eyes: Eyes, name: str) -> None:
    who, path = PAGES[name]
    found = look(eyes, place, who, path)
    assert not found, "\n".join(found)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[str]:
    """Another site, which serves what lies in ``tmp_path``."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(tmp_path))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.mark.parametrize(("path", "stands"), [("card/", True), ("", False)])
def test_the_card_alone_stands_in_another_sites_page(
    place: Place, browser: Browser, tmp_path: Path, elsewhere: str, path: str, stands: bool
) -> None:
    (tmp_path / "index.html").write_text(f'<title>x</title><iframe src="{place.site.url}/c/call/{path}"></iframe>')
    page = browser.new_page()
    page.goto(elsewhere, wait_until="networkidle")
    assert page.frame_locator("iframe").get_by_text("A call for input").count() == int(stands)
    page.close()
