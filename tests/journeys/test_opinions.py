"""The chair puts what was said to all; each agrees, disagrees or passes, and all see what came of it."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.people import PHONE, Person
from tests.journeys.test_live import Sitting, contribute, sitting

__all__ = ["sitting"]
pytestmark = pytest.mark.browser

SAID = ("Budgets should be published.", "Every register should be open.", "Nothing needs to change.")


def choose(person: Person, name: str) -> None:
    """Answer the statement that is shown, and wait for the next, if there is one."""
    card = person.page.locator(".opinion:visible")
    shown = card.get_attribute("id")
    is_last = person.page.locator(".opinion:not(:has([aria-pressed=true]))").count() == 1
    card.get_by_role("button", name=name, exact=True).click()
    if not is_last:
        expect(card).not_to_have_id(str(shown))


def put_all(sitting: Sitting, chair: Person, author: Person) -> None:
    for text in SAID:
        contribute(author, text)
        expect(author.page.get_by_text(text).first).to_be_visible()
    chair.page.goto(sitting.path + "opinions/desk/")
    chair.page.get_by_role("button", name="Put all 3").click()
    expect(chair.page.get_by_text("3 statements are put to all.")).to_be_visible()


def test_one_after_another_on_a_phone_also_while_the_line_is_away(sitting: Sitting) -> None:
    chair, author = sitting.seat("chair", at="desk/"), sitting.seat("Civil society 1")
    voter = sitting.seat("States 1", PHONE)
    put_all(sitting, chair, author)
    expect(voter.page.get_by_text("3 statements wait for your opinion")).to_be_visible()  # by itself
    voter.page.get_by_role("link", name="Give your opinion").click()
    expect(voter.page.locator(".opinion:visible")).to_have_count(1)
    choose(voter, "Agree")
    expect(voter.page.get_by_text("1 of 3 answered")).to_be_visible()

    voter.context.set_offline(True)
    choose(voter, "Disagree")
    expect(voter.page.get_by_text("2 of 3 answered")).to_be_visible()
    choose(voter, "Pass")
    expect(voter.page.get_by_text("3 of 3 answered")).to_be_visible()
    voter.context.set_offline(False)
    expect(voter.page.locator("[data-outbox-state][data-state=counted]")).to_have_count(3)
    voter.page.reload()
    expect(voter.page.get_by_text("3 of 3 answered")).to_be_visible()

    chair.page.get_by_role("button", name="Close and count all of them").click()
    expect(chair.page.get_by_text("3 statements are closed and counted.")).to_be_visible()
    voter.page.reload()
    expect(voter.page.get_by_text("1 agrees, 0 disagree, 0 pass")).to_be_visible()
    expect(voter.page.get_by_text("You disagreed.")).to_be_visible()


def test_without_scripts_each_answer_leads_to_the_next_statement(sitting: Sitting) -> None:
    chair, author = sitting.seat("chair", at="desk/"), sitting.seat("Civil society 1")
    voter = sitting.seat("States 1", PHONE, javascript=False)
    put_all(sitting, chair, author)
    voter.page.goto(sitting.path + "opinions/")
    expect(voter.page.locator(".opinion")).to_have_count(3)
    for n, name in enumerate(("Agree", "Disagree", "Pass"), 1):
        card = voter.page.locator(".opinion:not(:has([aria-pressed=true]))").first
        card.get_by_role("button", name=name, exact=True).click()
        expect(voter.page.get_by_text(f"{n} of 3 answered")).to_be_visible()
        if n < 3:
            expect(voter.page).to_have_url(re.compile(r"#opinion-\d+$"))
