"""The live room in real browsers: what one does, the others see, without reloading; nothing typed is lost."""

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect

from tests.factories import Room, make_room
from tests.journeys.people import DESK, PHONE, Person, arrive, signed_in, take_seat
from tests.services import Site
from tests.sessions_app.factories import make_session

pytestmark = pytest.mark.browser


@dataclass
class Sitting:
    """A served site with a session, and seats for its people."""

    site: Site
    room: Room
    path: str
    keys: dict[str, str]
    browser: Browser
    people: list[Person]

    def seat(self, role: str, viewport: dict[str, int] = DESK, *, javascript: bool = True, at: str = "q/1/") -> Person:
        person = arrive(self.browser, self.site.url, viewport, javascript=javascript)
        take_seat(person, self.site.url, self.keys[role])
        self.people.append(person)
        person.page.goto(self.path + at)
        if javascript:
            expect(person.page.locator("[data-line]").first).to_have_attribute("data-line", "live")
        return person


@pytest.fixture
def sitting(
    site: Site, database_of: Callable[[Site], AbstractContextManager[None]], browser: Browser
) -> Iterator[Sitting]:
    with database_of(site):
        room = make_room(per_group=2, slug=f"live-{secrets.token_hex(4)}")
        session = make_session(room.consultation)
        keys = {name: signed_in(person.user) for name, person in room.people.items()}
        path = f"/c/{room.slug}/s/{session.pk}/"
    found = Sitting(site=site, room=room, path=path, keys=keys, browser=browser, people=[])
    yield found
    complaints = [complaint for person in found.people for complaint in person.complaints]
    for person in found.people:
        person.context.close()
    assert complaints == []


def contribute(person: Person, text: str) -> None:
    person.page.get_by_label("Your contribution").fill(text)
    person.page.get_by_role("button", name="Contribute").click()


def put_first_text(chair: Person) -> None:
    chair.page.get_by_role("button", name="Put to a temperature check").first.click()
    expect(chair.page.get_by_role("button", name="Close the check").first).to_be_visible()


def open_texts(person: Person) -> None:
    """On a phone the texts stand behind their tab."""
    tab = person.page.get_by_role("link", name=re.compile("Texts"))
    if tab.is_visible():
        tab.click()


def open_afresh(person: Person, path: str) -> None:
    """Go there and load it: another part of the same page alone would load nothing."""
    person.page.goto("about:blank")
    person.page.goto(path)


def test_what_one_says_the_other_sees(sitting: Sitting) -> None:
    one, other = sitting.seat("States 1"), sitting.seat("Civil society 1", PHONE)

    contribute(one, "Small authorities need a form of two pages.")

    expect(one.page.locator(".contribution").get_by_text("Small authorities need")).to_be_visible()
    other.page.locator(".contribution, [data-new]").get_by_text(
        re.compile("Small authorities|new contribution")
    ).first.wait_for()
    show = other.page.locator("[data-new]")
    if show.is_visible():
        show.click()
    expect(other.page.locator(".contribution").get_by_text("Small authorities need")).to_be_visible()


def test_a_check_opens_is_answered_and_closes_on_every_screen(sitting: Sitting) -> None:
    one, other = sitting.seat("States 1"), sitting.seat("Civil society 1", PHONE)
    chair = sitting.seat("chair", at="desk/")
    screen = sitting.seat("chair", at="q/1/")
    screen.page.goto(sitting.path + "screen/")

    put_first_text(chair)
    for person in (one, other):
        open_texts(person)
        person.page.get_by_role("button", name="Support", exact=True).wait_for()
    one.page.get_by_role("button", name="Support", exact=True).click()
    expect(one.page.get_by_text("Counted: Support")).to_be_visible()
    other.page.get_by_text("Object ...").click()
    other.page.get_by_label(re.compile("Why do you object")).fill("It costs too much.")
    other.page.get_by_role("button", name="Object, with this reason").click()
    expect(other.page.get_by_text("Counted: Object")).to_be_visible()
    expect(one.page.get_by_text(re.compile("2 of 9 have answered"))).to_be_visible()
    expect(screen.page.get_by_text(re.compile("2 of 9 have answered"))).to_be_visible()
    chair.page.get_by_role("button", name="Close the check").first.click()

    for person in (one, other, screen):
        expect(person.page.locator("#main").get_by_text(re.compile("1 supports.*1 objects"))).to_be_visible()


def test_a_button_at_the_desk_under_the_finger_stays_while_the_room_speaks(sitting: Sitting) -> None:
    one, chair = sitting.seat("States 1"), sitting.seat("chair", at="desk/")
    put = chair.page.get_by_role("button", name="Put to a temperature check").first
    put.hover()
    chair.page.mouse.down()
    for number in range(3):
        contribute(one, f"Said {number} while the chair presses.")
        expect(one.page.locator(".contribution").get_by_text(f"Said {number}")).to_be_visible()
    chair.page.wait_for_timeout(1500)  # the desk is read again within a second of each
    chair.page.mouse.up()

    expect(chair.page.get_by_role("button", name="Close the check").first).to_be_visible()


def test_typed_text_outlives_a_restart_and_the_page_catches_up(sitting: Sitting) -> None:
    one, other = sitting.seat("States 1"), sitting.seat("Civil society 1")
    one.page.get_by_label("Your contribution").fill("Half a sentence that must not")

    sitting.site.restart()
    expect(one.page.locator("[data-line]").first).to_have_attribute("data-line", "live", timeout=30_000)
    expect(other.page.locator("[data-line]").first).to_have_attribute("data-line", "live", timeout=30_000)
    contribute(other, "Said after the restart.")

    expect(one.page.get_by_text(re.compile("Said after the restart|1 new contribution")).first).to_be_visible()
    expect(one.page.get_by_label("Your contribution")).to_have_value("Half a sentence that must not")


def test_what_another_process_brings_in_appears(
    sitting: Sitting, database_of: Callable[[Site], AbstractContextManager[None]]
) -> None:
    one = sitting.seat("States 1")

    sitting.site.python(
        "from consult.models import Participant; from sessions_app.models import GuidingQuestion;"
        "from tests.sessions_app.factories import say;"
        f"who = Participant.objects.get(name='Business 1', consultation__slug='{sitting.room.slug}');"
        "question = GuidingQuestion.objects.get(number=1, session__consultation=who.consultation);"
        "say(who, question, 'From elsewhere.')"
    )

    expect(one.page.get_by_text(re.compile("From elsewhere|1 new contribution")).first).to_be_visible(timeout=5_000)


def test_offline_is_said_and_what_is_sent_waits(sitting: Sitting) -> None:
    one, other = sitting.seat("States 1", PHONE), sitting.seat("Civil society 1")
    one.context.set_offline(True)

    contribute(one, "Written in a tunnel.")
    expect(one.page.get_by_label("Your contribution")).to_have_value("Written in a tunnel.")
    expect(one.page.locator("[data-outbox-state]")).to_contain_text("Saved on this device")
    one.context.set_offline(False)

    expect(other.page.get_by_text(re.compile("Written in a tunnel|1 new contribution")).first).to_be_visible(
        timeout=20_000
    )
    expect(one.page.locator(".contribution").get_by_text("Written in a tunnel.")).to_be_visible(timeout=20_000)


def test_without_scripts_one_reads_contributes_and_votes(sitting: Sitting) -> None:
    one = sitting.seat("States 1", PHONE, javascript=False)
    chair = sitting.seat("chair", javascript=False, at="desk/")

    contribute(one, "Sent by a plain form.")
    expect(one.page.locator(".contribution").get_by_text("Sent by a plain form.")).to_be_visible()
    put_first_text(chair)
    open_afresh(one, sitting.path + "q/1/#texts")
    one.page.get_by_role("button", name="Can live with").click()
    open_afresh(one, sitting.path + "q/1/#texts")
    expect(one.page.get_by_text("Counted: Can live with")).to_be_visible()
    chair.page.get_by_role("button", name="Close the check").first.click()
    open_afresh(one, sitting.path + "q/1/#texts")

    expect(one.page.get_by_text(re.compile("1 can live with it"))).to_be_visible()
