"""People at their browsers, for journeys: each with a browser session of their own, whose errors are kept."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from consult.models import User

PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 720}


@dataclass
class Person:
    """Somebody at a browser. ``complaints``: what its console said, Content-Security-Policy violations among it."""

    page: Page
    context: BrowserContext
    complaints: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        # A line that breaks, or a page that is refused, is told by the browser itself; scripts' errors are ours.
        if (
            message.type == "error"
            and "WebSocket" not in message.text
            and "Failed to load resource" not in message.text
        ):
            self.complaints.append(message.text)


def arrive(browser: Browser, base_url: str, viewport: dict[str, int], *, javascript: bool = True) -> Person:
    """A browser of their own, with nothing in it."""
    context = browser.new_context(
        base_url=base_url,
        viewport={"width": viewport["width"], "height": viewport["height"]},
        java_script_enabled=javascript,
        locale="en-GB",
    )
    person = Person(page=context.new_page(), context=context)
    person.page.on("console", person.hear)
    person.page.on("pageerror", lambda error: person.complaints.append(str(error)))
    return person


def signed_in(user: User) -> str:
    """The key of a session in which ``user`` is signed in; call it with the site's database in use."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    assert session.session_key
    return session.session_key


def take_seat(person: Person, base_url: str, key: str) -> Person:
    person.context.add_cookies([{"name": "sessionid", "value": key, "url": base_url}])
    return person


Seat = Callable[..., Person]
