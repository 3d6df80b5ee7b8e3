"""The floor in real browsers: a chair and two who speak, one of them at a phone; every screen follows by itself."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.people import PHONE, Person
from tests.journeys.test_live import Sitting, sitting

__all__ = ["sitting"]
pytestmark = pytest.mark.browser


def press(person: Person, name: str) -> None:
    person.page.get_by_role("button", name=name, exact=True).click()


def clock(person: Person) -> Locator:
    return person.page.locator(".floor .clock, .podium .clock")


def seconds(person: Person) -> int:
    minutes, rest = clock(person).inner_text().split(":")
    return int(minutes) * 60 + int(rest)


def strike(person: Person, key: str) -> None:
    """A single key of the desk, when its button stands there."""
    person.page.locator(f"button[data-key={key}]").wait_for()
    person.page.locator("body").press(key)


def set_time(chair: Person, allowed: str) -> None:
    chair.page.get_by_text("Order, times, quorum").click()
    chair.page.get_by_label("Seconds for a speaker").fill(allowed)
    press(chair, "Set")


def test_a_floor_is_opened_asked_for_called_yielded_interrupted_and_closed(sitting: Sitting) -> None:
    chair = sitting.seat("chair", at="desk/")
    one, other = sitting.seat("States 1"), sitting.seat("Civil society 1", PHONE)
    screen = sitting.seat("observer")
    screen.page.goto(sitting.path + "screen/?show=floor")

    press(chair, "Open the floor")
    expect(chair.page.get_by_text("Floor open")).to_be_visible()
    set_time(chair, "120")
    press(one, "Ask for the floor")
    expect(one.page.locator("#main").get_by_text("You are next.")).to_be_visible()
    expect(chair.page.locator(".desk-speakers")).to_contain_text("States 1")
    press(other, "Ask for the floor")
    expect(other.page.locator("#main").get_by_text("You are number 2 on the list.")).to_be_visible()

    chair.page.get_by_role("button", name=re.compile("^Next: States 1")).click()
    for person in (one, other, screen):
        expect(clock(person)).to_be_visible()
    expect(one.page.locator("#main").get_by_text("You have the floor.")).to_be_visible()
    expect(other.page.locator("#main").get_by_text("You are next.")).to_be_visible()
    expect(screen.page.get_by_text("Next: Civil society 1, Civil society 1 delegation")).to_be_visible()
    expect(clock(other)).to_have_text(re.compile("01:5[0-8]"))
    assert abs(seconds(other) - seconds(screen)) <= 1

    press(chair, "Pause")
    expect(other.page.locator(".floor").get_by_text("paused")).to_be_visible()
    other.page.wait_for_timeout(700)
    stood = seconds(other)
    other.page.wait_for_timeout(1500)
    assert seconds(other) == stood
    press(chair, "Go on")

    other.page.get_by_text("Point of order, right of reply").click()
    press(other, "Point of order")
    expect(chair.page.locator(".desk-speakers").get_by_text("Point of order")).to_be_visible()
    chair.page.get_by_role("button", name=re.compile("^Next: Civil society 1")).click()
    expect(other.page.locator("#main").get_by_text("You have the floor.")).to_be_visible()
    expect(screen.page.get_by_text("Point of order", exact=True)).to_be_visible()
    expect(one.page.locator("#main").get_by_text("You are next.")).to_be_visible()
    press(other, "I have spoken")

    chair.page.get_by_role("button", name=re.compile("^Next: States 1")).click()
    expect(one.page.locator("#main").get_by_text("You have the floor.")).to_be_visible()
    assert seconds(one) <= stood  # the interruption took nothing from the speaker and gave nothing
    one.page.get_by_text("Yield the rest of your time").click()
    one.page.get_by_label("To whom").select_option(label="Civil society 1, Civil society 1 delegation")
    press(one, "Yield")
    expect(other.page.locator("#main").get_by_text("You have the floor.")).to_be_visible()
    expect(chair.page.locator(".speaking")).to_contain_text("Civil society 1")

    press(chair, "Close it now")
    expect(one.page.get_by_text(re.compile("The list of speakers is closed"))).to_be_visible()
    press(chair, "Has spoken")
    expect(one.page.locator(".floor")).to_be_hidden()
    expect(screen.page.get_by_text("List of speakers closed")).to_be_visible()


def test_a_button_that_is_held_down_while_its_part_is_brought_anew_still_counts(sitting: Sitting) -> None:
    chair, one = sitting.seat("chair", at="desk/"), sitting.seat("States 1", PHONE)
    press(chair, "Open the floor")
    button = one.page.get_by_role("button", name="Ask for the floor", exact=True)
    button.hover()
    one.page.mouse.down()
    press(chair, "Close the list in")
    expect(chair.page.get_by_role("button", name="Keep the list open")).to_be_visible()
    one.page.wait_for_timeout(2500)  # longer than a frame and the region of one's own take to come
    one.page.mouse.up()
    expect(one.page.locator("#main").get_by_text("You are next.")).to_be_visible()
    expect(chair.page.locator(".desk-speakers")).to_contain_text("States 1")


def test_the_floor_works_without_scripts(sitting: Sitting) -> None:
    chair = sitting.seat("chair", at="desk/", javascript=False)
    one = sitting.seat("States 1", PHONE, javascript=False)

    press(chair, "Open the floor")
    one.page.reload()
    press(one, "Ask for the floor")
    expect(one.page.locator("#main").get_by_text("You are next.")).to_be_visible()
    chair.page.reload()
    chair.page.get_by_role("button", name=re.compile("^Next: States 1")).click()
    one.page.reload()
    press(one, "I have spoken")
    expect(one.page.get_by_text("Nobody has the floor now.")).to_be_visible()


def test_the_chair_runs_the_list_by_keyboard(sitting: Sitting) -> None:
    chair, one = sitting.seat("chair", at="desk/"), sitting.seat("States 1")

    strike(chair, "l")
    expect(chair.page.get_by_text("Floor open")).to_be_visible()
    press(one, "Ask for the floor")
    expect(chair.page.locator(".desk-speakers")).to_contain_text("States 1")
    strike(chair, "f")
    expect(one.page.locator("#main").get_by_text("You have the floor.")).to_be_visible()
    expect(chair.page.get_by_role("button", name="Has spoken")).to_be_visible()
    strike(chair, "e")
    expect(one.page.get_by_text("Nobody has the floor now.")).to_be_visible()
