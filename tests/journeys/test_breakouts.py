"""Breakout rooms in real browsers: a chair at the desk, two people on telephones of 320 pixels, a projector.

Each goes into a room by one tap, speaks there, and is brought back with all others; who is writing keeps their words.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.people import PHONE, Person
from tests.journeys.test_live import Sitting, contribute, sitting

__all__ = ["sitting"]
pytestmark = pytest.mark.browser


def make_rooms(chair: Person, *names: str, how: str) -> None:
    chair.page.get_by_label("Names of the rooms").fill("\n".join(names))
    chair.page.get_by_label(how).check()
    chair.page.get_by_role("button", name="Make the rooms").click()
    expect(chair.page.get_by_text("The rooms are made")).to_be_visible()


def fits(person: Person) -> bool:
    return bool(person.page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"))


def test_out_into_rooms_by_one_tap_and_back_with_everybody(sitting: Sitting) -> None:
    chair = sitting.seat("chair", at="desk/")
    one, other = sitting.seat("States 1", PHONE), sitting.seat("Civil society 1", PHONE)
    screen = sitting.seat("observer")
    screen.page.goto(sitting.path + "screen/")
    chair.page.get_by_role("link", name="Make rooms").click()

    make_rooms(chair, "North", "South", how="Participants choose")
    chair.page.get_by_label("Minutes").fill("20")
    chair.page.get_by_role("button", name="Open the rooms").click()

    # One tap each, from the page that was open all the time.
    expect(screen.page.get_by_text("At work in 2 breakout rooms")).to_be_visible()
    expect(screen.page.get_by_role("timer")).to_have_text(re.compile(r"(20:00|19:\d\d)"))
    for person, name in ((one, "North"), (other, "South")):
        tap = person.page.get_by_role("button", name=name)
        expect(tap).to_be_visible(timeout=10_000)
        assert fits(person)
        tap.click()
        expect(person.page.get_by_text("Breakout of")).to_be_visible()
        assert fits(person)

    contribute(one, "Said in the north alone.")
    expect(one.page.locator(".contribution").get_by_text("Said in the north alone.")).to_be_visible()
    expect(other.page.get_by_text("Said in the north alone.")).to_have_count(0)
    other.page.get_by_label("Your contribution").fill("Half a sentence, not yet")

    # One is taken to the plenary; the other, who is writing, is told and keeps the words.
    chair.page.get_by_role("button", name="Back to plenary").click()
    one.page.wait_for_url(re.compile(re.escape(sitting.path)))
    expect(other.page.get_by_text("This room is closed: the plenary goes on.").first).to_be_visible()
    expect(other.page.get_by_label("Your contribution")).to_have_value("Half a sentence, not yet")
    expect(screen.page.get_by_text("At work in")).to_be_hidden()

    # The north reports: it stands in the plenary, and the south learns no more than that.
    one.page.get_by_text("Breakout rooms, closed").click()
    one.page.get_by_role("link", name="North").click()
    one.page.get_by_role("link", name="Report back to the plenary").click()
    one.page.get_by_label("What the room reports").fill("We agreed on two pages.")
    one.page.get_by_role("button", name="Report to the plenary").click()
    expect(one.page.locator(".contribution").get_by_text("Report of breakout North")).to_be_visible()
    other.page.get_by_role("link", name="To the plenary", exact=True).click()
    expect(other.page.locator(".contribution").get_by_text("We agreed on two pages.")).to_be_visible()
    expect(other.page.get_by_text("Said in the north alone.")).to_have_count(0)


def test_whoever_is_assigned_finds_the_way_without_scripts(sitting: Sitting) -> None:
    chair = sitting.seat("chair", at="breakouts/", javascript=False)
    make_rooms(chair, "East", how="Mixed")
    chair.page.get_by_role("button", name="Open the rooms").click()

    person = sitting.seat("Academia 1", PHONE, javascript=False)
    person.page.get_by_role("link", name="To your room: East").click()
    expect(person.page.get_by_text("Breakout of")).to_be_visible()
    contribute(person, "Without scripts.")
    expect(person.page.locator(".contribution").get_by_text("Without scripts.")).to_be_visible()
