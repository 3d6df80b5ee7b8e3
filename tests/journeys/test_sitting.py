"""A scripted sitting: a chair with nothing but keys on one page of 1280 x 720, a projector, a scribe, two telephones.

One of them is offline for part of it. Nobody reloads anything.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.people import PHONE, Person
from tests.journeys.test_live import Sitting, contribute, open_texts, sitting

__all__ = ["sitting"]
pytestmark = pytest.mark.browser


def key(chair: Person, letter: str, *, until: str) -> None:
    """Press a key of the desk and wait for what it does there; the page never needs scrolling."""
    chair.page.locator("body").press(letter)
    expect(chair.page.locator("#desk-parts, #messages").get_by_text(re.compile(until)).first).to_be_visible()
    assert chair.page.evaluate("document.scrollingElement.scrollHeight") <= 720


def tab(person: Person, name: str) -> None:
    person.page.locator("nav.tabs").get_by_role("link", name=re.compile(name)).click()


def test_a_sitting_is_run_by_keyboard_from_its_opening_to_its_last_question(sitting: Sitting) -> None:
    chair = sitting.seat("chair", at="desk/")
    one, other = sitting.seat("States 1", PHONE), sitting.seat("Civil society 1", PHONE)
    screen = sitting.seat("observer")
    screen.page.goto(sitting.path + "screen/")

    # The question before the room is the first; the chair opens the list of speakers.
    expect(screen.page.get_by_text("Guiding question 1")).to_be_visible()
    key(chair, "l", until="Floor open")
    one.page.get_by_role("button", name="Ask for the floor", exact=True).click()
    expect(chair.page.locator(".desk-speakers")).to_contain_text("States 1")
    key(chair, "f", until="States 1")
    expect(one.page.locator("#main").get_by_text("You have the floor.")).to_be_visible()
    expect(screen.page.get_by_text(re.compile("States 1"))).to_be_visible()

    # The scribe takes down what is said: it stands in the thread as the speaker's.
    scribe = sitting.seat("scribe", at="scribe/")
    expect(scribe.page.get_by_label("What is said")).to_be_focused()
    scribe.page.keyboard.type("Said aloud, and taken down.")
    scribe.page.keyboard.press("Control+Enter")
    new = other.page.locator("#main").get_by_text(re.compile("Said aloud, and taken down|1 new contribution, show"))
    expect(new.first).to_be_visible()

    # Somebody writes meanwhile; everybody sees it.
    contribute(other, "While somebody spoke, this was written.")
    one.page.locator("button[data-new]").click()
    expect(one.page.locator(".contribution").get_by_text("While somebody spoke")).to_be_visible()
    key(chair, "e", until="Nobody")

    # A text is put: every screen has it. One answers, the other is in a tunnel and answers all the same.
    key(chair, "p", until="Close the check on text 1.1")
    expect(screen.page.get_by_text("Text 1.1, version 1")).to_be_visible()
    for person in (one, other):
        open_texts(person)
        person.page.get_by_role("button", name="Support", exact=True).wait_for()
    one.page.get_by_role("button", name="Support", exact=True).click()
    expect(one.page.get_by_text("Counted: Support")).to_be_visible()
    other.context.set_offline(True)
    other.page.get_by_role("button", name="Can live with").click()
    expect(other.page.locator("[data-line]").first).to_contain_text(re.compile("Offline: 1"))
    other.context.set_offline(False)
    expect(other.page.get_by_text("Counted: Can live with")).to_be_visible(timeout=20_000)
    expect(chair.page.locator("#desk-parts").get_by_text(re.compile("2 of 9 have answered"))).to_be_visible()

    # The next step closes the check, the one after goes on to the next question: all screens follow.
    key(chair, "n", until="its result stands on every screen")
    for person in (one, other, screen):
        expect(person.page.get_by_text(re.compile("1 supports.*1 can live with")).first).to_be_visible()
    key(chair, "n", until="Guiding question 2 · in the room now")
    expect(screen.page.get_by_text("Guiding question 2")).to_be_visible()

    # One step too far is taken back.
    key(chair, "u", until="Taken back")
    expect(screen.page.get_by_text("Text 1.1, version 1")).to_be_visible()


def test_keys_do_nothing_in_a_field_and_can_be_switched_off(sitting: Sitting) -> None:
    chair = sitting.seat("chair", at="desk/")
    field = chair.page.get_by_label("minutes").first
    field.press("l")
    expect(chair.page.get_by_text("Floor open")).to_have_count(0)
    field.blur()
    chair.page.locator("body").press("?")
    chair.page.get_by_label("Single keys work on this device").uncheck()
    chair.page.keyboard.press("Escape")
    chair.page.locator("body").press("l")
    chair.page.wait_for_timeout(400)
    expect(chair.page.get_by_text("Floor open")).to_have_count(0)


def test_links_of_the_desk_lead_to_their_pages(sitting: Sitting) -> None:
    chair = sitting.seat("chair", at="desk/")
    for name, heading in (
        ("Text 1.1", "Text 1.1"),
        ("All of moderation", "Moderation"),
        ("Make rooms", "Breakout rooms"),
    ):
        chair.page.locator("#desk-parts").get_by_role("link", name=name, exact=True).first.click()
        expect(chair.page.get_by_role("heading", level=1)).to_contain_text(heading)
        chair.page.goto(sitting.path + "desk/")
