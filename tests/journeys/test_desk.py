"""The chair's desk while the room speaks: what is chosen, looked at or pressed stays, and no press goes unanswered."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.people import PHONE, Person
from tests.journeys.test_floor import press
from tests.journeys.test_live import Sitting, sitting

__all__ = ["sitting"]
pytestmark = pytest.mark.browser


def question(chair: Person, number: int) -> Locator:
    return chair.page.locator(".console").filter(has_text=f"What about point {number}?")


def look_at(chair: Person, number: int) -> Locator:
    chair.page.locator("body").press(str(number))
    expect(question(chair, number)).to_be_visible()
    return question(chair, number)


def check_elsewhere(sitting: Sitting) -> None:
    """Another desk puts text 1.1 to a check: this one is brought anew as a whole."""
    colleague = sitting.seat("chair", at="desk/")
    colleague.page.get_by_role("button", name="Put to a temperature check").first.click()
    expect(colleague.page.get_by_role("button", name="Close the check").first).to_be_visible()


def test_a_choice_made_at_the_desk_stays_chosen_while_the_desk_is_brought_anew(sitting: Sitting) -> None:
    chair = sitting.seat("chair", at="desk/")
    second = look_at(chair, 2)
    second.get_by_text("Decide on it").click()
    majority, minutes = second.get_by_label("it needs").last, second.get_by_label("minutes").last
    majority.select_option(index=1)
    chosen = majority.input_value()
    minutes.fill("4")
    minutes.blur()

    check_elsewhere(sitting)

    expect(chair.page.get_by_role("button", name=re.compile("^Close the check on text 1.1"))).to_be_visible()
    expect(majority).to_be_visible()
    assert (majority.input_value(), minutes.input_value()) == (chosen, "4")


def test_the_desk_stays_at_the_question_that_is_looked_at(sitting: Sitting) -> None:
    chair = sitting.seat("chair", at="desk/")
    second = look_at(chair, 2)

    check_elsewhere(sitting)
    expect(chair.page.get_by_role("button", name=re.compile("^Close the check on text 1.1"))).to_be_visible()
    expect(second).to_be_visible()
    expect(question(chair, 1)).to_be_hidden()

    # An act on it leaves the desk there too; its key presses its own button.
    chair.page.locator("body").press("c")
    expect(chair.page.locator("#messages")).to_have_text("Question 2 is closed.")
    expect(second).to_be_visible()
    # So does what brings it before the room.
    chair.page.locator("#desk-run").get_by_role("button", name=re.compile("^Open")).click()
    expect(second.get_by_text("in the room now")).to_be_visible()


def test_the_list_of_speakers_goes_on_while_something_is_entered_beside_it(sitting: Sitting) -> None:
    chair, one, other = sitting.seat("chair", at="desk/"), sitting.seat("States 1"), sitting.seat("States 2", PHONE)
    press(chair, "Open the floor")
    minutes = chair.page.locator("#floor").get_by_label("minutes", exact=True)
    minutes.fill("12")
    minutes.blur()

    press(one, "Ask for the floor")
    expect(chair.page.locator(".desk-speakers")).to_contain_text("States 1")
    press(other, "Ask for the floor")
    expect(chair.page.locator(".desk-speakers")).to_contain_text("States 2")
    assert minutes.input_value() == "12"

    # While it is being entered the list waits; then it comes.
    minutes.fill("9")
    press(one, "Withdraw")
    expect(one.page.get_by_role("button", name="Ask for the floor", exact=True)).to_be_visible()
    chair.page.wait_for_timeout(1500)
    expect(minutes).to_be_focused()
    minutes.blur()
    expect(chair.page.locator(".desk-speakers")).not_to_contain_text("States 1")
    assert minutes.input_value() == "9"


def test_the_focus_stays_with_the_speaker_and_never_moves_to_another(sitting: Sitting) -> None:
    chair, one, other = sitting.seat("chair", at="desk/"), sitting.seat("States 1"), sitting.seat("States 2")
    press(chair, "Open the floor")
    press(one, "Ask for the floor")
    expect(chair.page.locator(".desk-speakers")).to_contain_text("States 1")
    chair.page.get_by_role("button", name="Take off 1: States 1").focus()

    other.page.get_by_text("Point of order, right of reply").click()
    press(other, "Point of order")
    expect(chair.page.locator(".desk-speakers > li").first).to_contain_text("States 2")
    expect(chair.page.get_by_role("button", name="Take off 2: States 1")).to_be_focused()
    press(one, "Withdraw")
    expect(chair.page.locator(".desk-speakers > li")).to_have_count(1)
    assert chair.page.evaluate("document.activeElement.tagName") != "BUTTON"


def test_acts_on_the_floor_work_in_place_after_the_list_came_anew(sitting: Sitting) -> None:
    chair, one = sitting.seat("chair", at="desk/"), sitting.seat("States 1")
    press(chair, "Open the floor")
    press(one, "Ask for the floor")
    chair.page.get_by_role("button", name=re.compile("^Next: States 1")).wait_for()
    chair.page.evaluate("window.isSamePage = true")
    visited = chair.page.evaluate("history.length")
    chair.page.locator("body").press("f")
    expect(one.page.locator("#main").get_by_text("You have the floor.")).to_be_visible()
    expect(chair.page.get_by_role("button", name=re.compile("Has spoken"))).to_be_visible()

    assert chair.page.evaluate("window.isSamePage") is True
    assert chair.page.evaluate("history.length") == visited  # so that the way back leads to the page before
    assert chair.page.evaluate("document.scrollingElement.scrollHeight") <= 720


def test_a_press_that_is_not_answered_is_said_so_and_so_is_a_refusal(sitting: Sitting) -> None:
    chair = sitting.seat("chair", at="desk/")
    chair.context.set_offline(True)
    chair.page.locator("body").press("p")
    expect(chair.page.locator("#messages")).to_contain_text("No answer came.")
    chair.context.set_offline(False)
    chair.complaints.clear()  # the broken line itself, told by the browser

    chair.page.evaluate("document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach(field => field.value = 'x')")
    chair.page.locator("body").press("p")
    expect(chair.page.locator("#messages")).to_contain_text("This form is no longer valid.")
    chair.complaints.clear()


def test_a_key_does_nothing_while_the_keys_are_read(sitting: Sitting) -> None:
    chair = sitting.seat("chair", at="desk/")
    chair.page.locator("body").press("?")
    expect(chair.page.locator("#keys")).to_be_visible()
    chair.page.locator("body").press("p")
    chair.page.wait_for_timeout(800)
    expect(chair.page.get_by_role("button", name="Close the check")).to_have_count(0)
    chair.page.locator("body").press("?")
    expect(chair.page.locator("#keys")).to_be_hidden()
    chair.page.locator("body").press("p")
    expect(chair.page.get_by_role("button", name="Close the check").first).to_be_visible()
