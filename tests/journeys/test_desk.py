"""The chair's desk while the room speaks: what is chosen, looked at or pressed stays, and no press goes unanswered."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.people import PHONE, Person
from tests.journeys.test_floor import press
from tests.journeys.test_live import Sitting, contribute, sitting

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
    # Only what brings a question before the room goes there.
    chair.page.locator("#desk-run").get_by_role("button", name=re.compile("^Open")).click()
    expect(second.get_by_text("in the room now")).to_be_visible()
    chair.page.get_by_role("button", name=re.compile("^Take back")).click()
    expect(question(chair, 1)).to_be_visible()


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
