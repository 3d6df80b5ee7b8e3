"""Two browsers on one session: what one says, the other sees; a broken line is mended and nothing typed is lost."""

import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from consult import record
from consult.models import Participant, ParticipantRole
from consult.queries.people import Here
from sessions_app.actions import closing, discussion
from sessions_app.models import Contribution
from tests.services import Services, Site
from tests.sessions_app.factories import standing_of

pytestmark = pytest.mark.browser
Database = Callable[[Site], AbstractContextManager[None]]

NO_SOCKET = (
    "window.WebSocket = class { constructor() { throw new DOMException('no sockets here', 'SecurityError'); } };"
)
DEAD_SOCKET = """window.WebSocket = class {
  static OPEN = 1;
  readyState = 3;
  constructor() { setTimeout(() => this.onclose?.({ code: 1006 }), 50); }
  close() {}
};"""


def chair_of(room: dict[str, Any]) -> Here:
    return standing_of(Participant.objects.get(pk=room["chair"]))


def close(room: dict[str, Any]) -> None:
    closing.close_ballot(room["ballot"], record.RULE)


def speak(room: dict[str, Any], times: int = 1) -> None:
    """Somebody contributes, so many times."""
    person = Participant.objects.filter(consultation=room["consultation"], role_rows__role="participant").last()
    assert person is not None
    for n in range(times):
        discussion.contribute(standing_of(person), room["question"], text=f"From a command, number {n}.")


def hold(room: dict[str, Any]) -> None:
    said = Contribution.objects.get(question=room["question"])
    discussion.moderate(chair_of(room), said.pk, "held")


def take_the_desk(room: dict[str, Any]) -> None:
    first = Participant.objects.get(consultation=room["consultation"], name="Person 0")
    ParticipantRole.objects.create(participant=first, role="chair")


def leave_the_desk(room: dict[str, Any]) -> None:
    people = Participant.objects.filter(consultation=room["consultation"], name="Person 0")
    ParticipantRole.objects.filter(participant__in=people, role="chair").delete()


class Sitting:
    """A session on a site, and a browser for each person. problems: what any page complained of."""

    def __init__(self, site: Site, database: Database, room: dict[str, Any], browser: Browser) -> None:
        self.site, self.database, self.room, self.browser = site, database, room, browser
        self.contexts: list[BrowserContext] = []
        self.problems: list[str] = []

    def open(self, number: int, script: str = "") -> Page:
        context = self.browser.new_context(base_url=self.site.url)
        context.add_cookies([{"name": "sessionid", "value": self.room["keys"][number], "url": self.site.url}])
        self.contexts.append(context)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", lambda message: message.type == "error" and self._complain(message.text))
        page.goto(self.room["path"])
        expect(page.locator("[data-line]")).to_have_attribute("data-line", "live", timeout=10_000)
        return page

    def _complain(self, text: str) -> None:
        if "net::ERR" not in text and "WebSocket connection" not in text:  # a line that a test cuts
            self.problems.append(text)

    def run(self, do: Callable[..., None], **values: Any) -> None:
        """Something that happens in this process, not in the site's."""
        with self.database(self.site):
            do(self.room, **values)


@pytest.fixture(scope="module")
def one_site(services: Services) -> Iterator[Site]:
    found = services.site(worker=False)
    yield found
    services.discard(found)


@pytest.fixture
def sitting(
    one_site: Site, seeded: Callable[[Site, int], dict[str, Any]], database_of: Database, browser: Browser
) -> Iterator[Sitting]:
    one_site.start()  # where a test that failed left it down
    made = Sitting(one_site, database_of, seeded(one_site, 4), browser)
    yield made
    for context in made.contexts:
        with contextlib.suppress(Exception):
            context.close()
    assert made.problems == []


def say(page: Page, text: str) -> None:
    page.locator("#composer textarea").fill(text)
    page.locator("#composer button.main").click()


def test_what_one_says_the_other_sees_without_moving(sitting: Sitting) -> None:
    one, two = sitting.open(0), sitting.open(1)
    say(one, "The first thing.")
    expect(one.locator(".contribution")).to_have_count(1)
    expect(one.locator("#composer textarea")).to_have_value("")
    expect(two.locator(".contribution")).to_contain_text("The first thing.")
    say(one, "The second thing.")
    expect(one.locator("#own-1")).to_contain_text("The second thing.")
    expect(one.get_by_role("region", name="Contributions")).to_contain_text("The second thing.")
    button = two.locator("button[data-new]")
    expect(button).to_have_text("1 new contribution, show")
    expect(two.get_by_text("The second thing.")).to_be_hidden()
    button.click()
    expect(two.get_by_text("The second thing.")).to_be_visible()
    expect(button).to_be_hidden()


@pytest.mark.parametrize("script", [NO_SOCKET, DEAD_SOCKET])
def test_where_no_socket_gets_through_the_page_polls(sitting: Sitting, script: str) -> None:
    one, two = sitting.open(0), sitting.open(1, script)
    say(one, "Heard without a socket.")
    expect(two.locator(".contribution")).to_contain_text("Heard without a socket.")
    say(one, "And again.")
    expect(two.locator("button[data-new]")).to_be_visible()
    two.locator("form.positions button[value=support]").click()
    expect(two.locator("[id^=yours-]").first).to_contain_text("Counted")
    expect(one.locator(".turnout")).to_contain_text("1 of")
    expect(two.locator(".turnout")).to_contain_text("1 of", timeout=10_000)
    expect(two.locator("[data-line]")).to_have_attribute("data-line", "live")


def test_a_vote_moves_the_turnout_and_closing_shows_the_result(sitting: Sitting) -> None:
    one, two = sitting.open(0), sitting.open(1)
    one.locator("form.positions button[value=support]").click()
    expect(one.locator("[id^=yours-]").first).to_contain_text("Counted")
    expect(two.locator(".turnout")).to_contain_text("1 of")
    two.locator("form.positions summary").click()
    two.locator("form.positions textarea").fill("Half a sentence")
    sitting.run(close)
    expect(one.locator("form.positions")).to_have_count(0)
    expect(two.locator(".turnout")).to_have_count(0)
    expect(two.locator("form.positions textarea")).to_have_value("Half a sentence")


def test_a_command_in_another_process_appears(sitting: Sitting) -> None:
    page = sitting.open(0)
    sitting.run(speak)
    expect(page.get_by_text("From a command, number 0.")).to_be_visible()


def test_a_restart_is_caught_up_with_and_nothing_typed_is_lost(sitting: Sitting) -> None:
    page = sitting.open(0)
    page.locator("#composer textarea").fill("Half written")
    sitting.site.stop()
    expect(page.locator("[data-line]")).not_to_have_attribute("data-line", "live", timeout=10_000)
    sitting.run(speak)
    sitting.site.start()
    expect(page.locator("[data-line]")).to_have_attribute("data-line", "live", timeout=20_000)
    expect(page.get_by_text("From a command, number 0.")).to_be_visible()
    expect(page.locator("#composer textarea")).to_have_value("Half written")


def test_a_large_gap_is_fetched_as_a_page(sitting: Sitting) -> None:
    page = sitting.open(0)
    page.locator("#composer textarea").fill("Half written")
    sitting.contexts[0].set_offline(True)
    sitting.site.stop()
    sitting.run(speak, times=410)
    sitting.site.start()
    sitting.contexts[0].set_offline(False)
    expect(page.locator("[data-line]")).to_have_attribute("data-line", "live", timeout=30_000)
    expect(page.locator(".contribution")).to_have_count(30, timeout=10_000)
    expect(page.locator("#composer textarea")).to_have_value("Half written")


def test_what_is_sent_offline_waits_and_counts_once(sitting: Sitting) -> None:
    one, two = sitting.open(0), sitting.open(1)
    sitting.contexts[0].set_offline(True)
    one.locator("form.positions button[value=live-with]").click()
    say(one, "Written in a tunnel.")
    expect(one.locator("#composer [data-outbox-state]")).to_contain_text("Saved on this device")
    expect(one.locator("[data-line]")).to_contain_text("2")
    sitting.contexts[0].set_offline(False)
    expect(two.get_by_text("Written in a tunnel.")).to_be_visible(timeout=15_000)
    expect(one.locator("#composer [data-outbox-state]")).to_contain_text("stands", timeout=15_000)
    expect(one.locator("[id^=yours-]").first).to_contain_text("Counted")
    expect(two.locator(".turnout")).to_contain_text("1 of")


def test_one_who_loses_the_desk_no_longer_sees_what_is_held(sitting: Sitting) -> None:
    sitting.run(take_the_desk)
    page = sitting.open(0)
    sitting.run(speak)
    expect(page.locator(".contribution")).to_have_count(1)
    sitting.run(hold)
    expect(page.locator(".contribution.is-held")).to_have_count(1)
    sitting.run(leave_the_desk)
    expect(page.locator(".contribution")).to_have_count(0, timeout=12_000)
