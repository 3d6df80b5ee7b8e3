"""The rapporteur's desk in real browsers: reading and placing by keyboard alone, two at once, and what axe says."""

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect

from synthesis.actions import coding, notebook
from synthesis.actions import theme as acts
from tests.factories import Room
from tests.journeys.looking import Eyes
from tests.journeys.people import DESK, Person, arrive, signed_in, take_seat
from tests.services import Site
from tests.synthesis import thematic
from tests.synthesis.thematic import at_desk, proposed, seen

pytestmark = pytest.mark.browser


@dataclass
class Desk:
    site: Site
    room: Room
    question: int
    theme: int
    keys: dict[str, str]
    browser: Browser
    people: list[Person]

    def sit(self, who: str, at: str, viewport: dict[str, int] = DESK, *, javascript: bool = True) -> Person:
        person = arrive(self.browser, self.site.url, viewport, javascript=javascript)
        take_seat(person, self.site.url, self.keys[who])
        self.people.append(person)
        person.page.goto(f"/c/{self.room.slug}/{at}")
        return person


@pytest.fixture
def desk(site: Site, database_of: Callable[[Site], AbstractContextManager[None]], browser: Browser) -> Iterator[Desk]:
    with database_of(site):
        room, question, said = thematic.thematic(slug=f"desk-{secrets.token_hex(4)}")
        theme, *_others = proposed(question)
        second = thematic.another_rapporteur(room)
        acts.confirm(at_desk(room), seen(theme))
        coding.code(at_desk(room), [one.pk for one in said[:12]], theme.pk)
        coding.code(at_desk(room, second), [one.pk for one in said[:12]], coding.NONE)
        notebook.write(at_desk(room), "A note on this.", question.pk)
        keys = {"first": signed_in(room.people["rapporteur"].user), "second": signed_in(second.user)}
    found = Desk(site, room, question.pk, theme.pk, keys, browser, [])
    yield found
    complaints = [complaint for person in found.people for complaint in person.complaints]
    for person in found.people:
        person.context.close()
    assert complaints == []


def test_reading_and_placing_by_keyboard_alone(desk: Desk) -> None:
    reader = desk.sit("first", f"reading/?question={desk.question}#queue")
    items = reader.page.locator("[data-coding] li[tabindex]")
    expect(items.first).to_be_focused()
    keys = reader.page.keyboard

    keys.press("1")
    expect(items.nth(1)).to_be_focused()
    expect(items.first).to_have_class(re.compile("is-read.*is-human|is-human.*is-read"))
    expect(items.first.locator(".placed")).to_contain_text("by you")
    expect(items.first.locator("[aria-pressed=true]")).to_have_count(1)

    keys.press("0")
    expect(items.nth(1).locator(".placed")).to_contain_text("none of the themes, by you")
    keys.press("r")
    expect(items.nth(3)).to_be_focused()
    expect(items.nth(2).locator(".placed")).to_contain_text("Only proposed")
    keys.press("k")
    expect(items.nth(2)).to_be_focused()

    reader.page.reload()
    expect(reader.page.locator(".choice-bar").get_by_text("Read next")).to_contain_text("25")


def test_the_same_without_scripts(desk: Desk) -> None:
    reader = desk.sit("first", f"reading/?question={desk.question}", javascript=False)
    first = reader.page.locator("li.decision").first
    first.get_by_role("button", name="None of them").click()
    expect(reader.page.locator(".messages")).to_contain_text("Put under none of the themes.")


def test_of_two_rapporteurs_each_hears_what_the_other_did(desk: Desk) -> None:
    first = desk.sit("first", f"themes/{desk.question}/")
    second = desk.sit("second", f"theme/{desk.theme}/")
    second.page.get_by_label("Its name").first.fill("Frogs, and clean water")
    second.page.get_by_role("button", name="Rename").click()
    expect(first.page.get_by_text("1 change since you opened this page")).to_be_visible(timeout=20_000)
    expect(first.page.locator("#theme-news")).to_contain_text("by Rosa Second")
    first.page.get_by_role("link", name="Show").click()
    expect(first.page.get_by_role("heading", name="Frogs, and clean water")).to_be_visible()


def test_nothing_is_wrong_with_the_desk(desk: Desk, eyes: Eyes) -> None:
    for at in (
        "themes/",
        f"themes/{desk.question}/",
        f"theme/{desk.theme}/",
        f"reading/?question={desk.question}",
        "reading/?show=differ",
        "coders/",
        "notebook/",
    ):
        assert eyes.look(desk.site, desk.keys["first"], f"/c/{desk.room.slug}/{at}") == [], at


def test_a_note_waits_for_the_connection(desk: Desk) -> None:
    writer = desk.sit("first", "notebook/")
    writer.context.set_offline(True)
    writer.page.get_by_label("A note", exact=True).fill("What I must not forget.")
    writer.page.get_by_role("button", name="Keep it").click()
    expect(writer.page.get_by_text("Saved on this device")).to_be_visible()
    writer.context.set_offline(False)
    expect(writer.page.locator("#notes .said", has_text="What I must not forget.")).to_be_visible(timeout=20_000)
    expect(writer.page.get_by_label("A note", exact=True)).to_have_value("")
