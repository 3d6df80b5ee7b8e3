"""In the room while a chair runs it: what is new is seen, read out and found, and nothing is cut or lost from sight."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.people import PHONE
from tests.journeys.test_desk import look_at
from tests.journeys.test_floor import press
from tests.journeys.test_live import Sitting, contribute, sitting

__all__ = ["sitting"]
pytestmark = pytest.mark.browser
PAPER = {"width": 718, "height": 1000}  # A4 with its margins, narrower than where the tabs begin


def test_what_is_new_is_told_wherever_one_reads(sitting: Sitting) -> None:
    one, reader = sitting.seat("States 1"), sitting.seat("Civil society 1", PHONE)
    contribute(one, "The first, " + "which is long, " * 200)
    reader.page.locator(".contribution").first.wait_for()
    reader.page.evaluate("scrollTo(0, 0)")
    contribute(one, "The second.")

    show = reader.page.locator("[data-new]")
    expect(show).to_be_visible()
    expect(show).to_be_in_viewport()
    show.press("Enter")
    expect(reader.page.locator(".contribution").filter(has_text="The second.")).to_be_focused()


def test_the_projector_cuts_nothing_however_much_stands_on_it(sitting: Sitting) -> None:
    chair, one = sitting.seat("chair", at="desk/"), sitting.seat("States 1")
    screen = sitting.seat("observer")
    screen.page.goto(sitting.path + "screen/")
    press(chair, "Open the floor")
    press(one, "Ask for the floor")
    chair.page.get_by_role("button", name=re.compile("^Next: States 1")).click()
    chair.page.get_by_role("button", name="Put to a temperature check").first.click()
    chair.page.get_by_role("button", name="Français").click()

    for text in ("Text 1.1, version 1", "States 1", "Spoken now:", sitting.room.consultation.title):
        expect(screen.page.get_by_text(text).first).to_be_visible()
    for height in (720, 480):
        screen.page.set_viewport_size({"width": 1280, "height": height})
        screen.page.wait_for_timeout(300)
        over = screen.page.evaluate("document.scrollingElement.scrollHeight - document.scrollingElement.clientHeight")
        assert over == 0, height


def test_what_changes_for_a_reader_is_read_out(sitting: Sitting) -> None:
    chair, one = sitting.seat("chair", at="desk/"), sitting.seat("States 1", PHONE)
    heard = one.page.locator("#announcer")
    press(chair, "Open the floor")
    press(one, "Ask for the floor")
    chair.page.get_by_role("button", name=re.compile("^Next: States 1")).click()
    expect(heard).to_contain_text("You have the floor.", timeout=20_000)

    chair.page.get_by_role("button", name="Put to a temperature check").first.click()
    expect(heard).to_contain_text("Check on text 1.1 open", timeout=20_000)
    chair.page.get_by_role("button", name=re.compile("^Close the check on text 1.1")).click()
    expect(heard).to_contain_text(re.compile("Text 1.1. Temperature check closed"), timeout=20_000)


def test_who_is_writing_sees_beside_it_that_the_question_was_closed(sitting: Sitting) -> None:
    chair, one = sitting.seat("chair", at="desk/"), sitting.seat("States 1", PHONE)
    notice = "getComputedStyle(document.querySelector('#composer'), '::before').content"
    one.page.get_by_label("Your contribution").fill("Not sent yet.")
    assert one.page.evaluate(notice) == "none"

    chair.page.locator("body").press("c")

    expect(one.page.locator(".question").get_by_text("Closed")).to_be_visible()
    assert "This question is closed." in one.page.evaluate(notice)
    expect(one.page.get_by_label("Your contribution")).to_have_value("Not sent yet.")


def test_wherever_one_reads_the_bar_leads_to_the_question_in_the_room_and_to_what_is_answered(sitting: Sitting) -> None:
    chair, one = sitting.seat("chair", at="desk/"), sitting.seat("States 1", PHONE)
    in_room = one.page.locator(".bar").get_by_role("link", name=re.compile("in the room now"))
    expect(in_room).to_be_hidden()

    look_at(chair, 2)
    chair.page.locator("body").press("s")
    expect(in_room).to_contain_text("2. What about point 2?")
    chair.page.locator("body").press("p")
    one.page.locator(".bar").get_by_role("link", name="Check on text 2.1 open").click()
    expect(one.page.get_by_role("button", name="Support", exact=True)).to_be_visible()
    expect(in_room).to_be_hidden()


def test_whoever_has_the_floor_sees_it_wherever_they_read(sitting: Sitting) -> None:
    chair, one = sitting.seat("chair", at="desk/"), sitting.seat("States 1", PHONE)
    contribute(one, "What was written before, " + "at length, " * 200)
    press(chair, "Open the floor")
    press(one, "Ask for the floor")
    one.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    chair.page.get_by_role("button", name=re.compile("^Next: States 1")).click()

    expect(one.page.locator("#main").get_by_text("You have the floor.")).to_be_in_viewport()
    press(one, "I have spoken")
    expect(chair.page.get_by_text("Nobody has the floor now.")).to_be_visible()


def test_a_printed_session_has_its_thread_and_its_texts(sitting: Sitting) -> None:
    one = sitting.seat("States 1", PAPER)
    contribute(one, "Said before it was printed.")
    expect(one.page.locator(".contribution")).to_be_visible()
    expect(one.page.locator("#texts")).to_be_hidden()
    one.page.emulate_media(media="print")

    expect(one.page.locator(".thread").get_by_text("Said before it was printed.")).to_be_visible()
    expect(one.page.get_by_text("States should do thing 1.")).to_be_visible()
    for left_out in ("Reply", "Flag", "Ask for the floor", "Contribute"):
        expect(one.page.get_by_text(left_out, exact=True).first).to_be_hidden()
