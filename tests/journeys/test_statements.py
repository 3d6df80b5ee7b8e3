"""A statement from its author's telephone to the interpreters, the floor, and the record, in real browsers."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.people import PHONE, arrive
from tests.journeys.test_live import Sitting
from tests.journeys.test_scribe import room

__all__ = ["room"]
pytestmark = pytest.mark.browser

HANDED_IN = "We keep our register on two pages. We ask others to do the same."


def test_handed_in_interpreted_delivered_with_a_change_and_taken_down(room: Sitting) -> None:
    chair, scribe = room.seat("chair"), room.seat("scribe", at="scribe/")
    author, reader = room.seat("States 1", PHONE), room.seat("Civil society 1")
    chair.page.goto(room.path + "statements/")
    author.page.goto(room.path + "statement/")

    # Without a link, nobody outside reads what waits.
    chair.page.get_by_role("button", name="Make a link").click()
    link = chair.page.locator("#link").input_value()

    author.page.get_by_label("I will speak in").select_option("fr")
    author.page.get_by_label("Text", exact=True).fill(HANDED_IN)
    author.page.get_by_role("button", name="Hand it in").click()
    expect(author.page.locator(".entered")).to_contain_text("Check against delivery")
    assert author.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    interpreter = arrive(room.browser, room.site.url, PHONE)
    room.people.append(interpreter)
    interpreter.page.goto(link)
    expect(interpreter.page.get_by_text(HANDED_IN)).to_be_visible()
    expect(interpreter.page.get_by_text(re.compile("under embargo"))).to_be_visible()
    expect(reader.page.get_by_text(HANDED_IN)).to_have_count(0)

    # The author has the floor: F2 puts the statement before the scribe, who changes what was said otherwise.
    scribe.page.reload()
    keys = scribe.page.keyboard
    keys.press("F2")
    said = scribe.page.get_by_label("What is said")
    expect(said).to_have_value(HANDED_IN)
    expect(said).to_be_focused()
    expect(scribe.page.get_by_label("Language heard")).to_have_value("fr")
    keys.press("Control+End")
    keys.type(" Thank you.")
    keys.press("Control+Enter")
    expect(scribe.page.locator(".entered li").first).to_contain_text("Thank you.")
    expect(said).to_have_value("")

    expect(reader.page.locator(".contribution", has_text="Thank you.")).to_contain_text("spoken")
    interpreter.page.get_by_role("link", name="Look again").click()
    expect(interpreter.page.get_by_text("No statement waits")).to_be_visible()
    author.page.reload()
    expect(author.page.locator(".entered")).to_contain_text("Delivered")

    chair.page.get_by_role("button", name="Close the link").click()
    interpreter.page.reload()
    expect(interpreter.page.get_by_text("Statements for interpreters")).to_have_count(0)
