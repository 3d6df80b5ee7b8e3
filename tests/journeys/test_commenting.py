"""A draft goes round: two people at their browsers, one of them on a phone without scripts; coverage by keyboard."""

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, expect

from synthesis.actions import telling
from synthesis.actions.coverage import Choice, settle
from tests.factories import Room, make_room
from tests.journeys.looking import Eyes
from tests.journeys.people import DESK, PHONE, Person, arrive, signed_in, take_seat
from tests.services import Site
from tests.synthesis.rooms import add_session, say
from tests.synthesis.test_coverage import make_report, write
from tests.synthesis.thematic import at_desk

pytestmark = pytest.mark.browser


@dataclass
class Draft:
    site: Site
    room: Room
    report: int
    keys: dict[str, str]
    browser: Browser
    people: list[Person]

    def sit(self, who: str, at: str, viewport: dict[str, int] = DESK, *, javascript: bool = True) -> Person:
        person = arrive(self.browser, self.site.url, viewport, javascript=javascript)
        take_seat(person, self.site.url, self.keys[who])
        self.people.append(person)
        person.page.goto(at if at.startswith("/") else f"/c/{self.room.slug}/report/{self.report}/{at}")
        return person


@pytest.fixture
def draft(site: Site, database_of: Callable[[Site], AbstractContextManager[None]], browser: Browser) -> Iterator[Draft]:
    with database_of(site):
        room = make_room(per_group=3, phases=["synthesis", "comments"], slug=f"draft-{secrets.token_hex(4)}")
        question, _other = add_session(room)
        said = [
            say(question, room.people[f"States {n}"], f"The bridge of village {n} needs new railings.")
            for n in range(1, 4)
        ]
        say(question, room.people["participant"], "Boats are dear to us.")
        section = make_report(room)
        write(section, "One said: “The bridge of village 1 needs new railings.”", said[0], key="bridge")
        write(section, "Boats were used in winter.", said[1], key="boats")
        keys = {role: signed_in(room.people[role].user) for role in ("rapporteur", "participant")}
    found = Draft(site, room, section.report_id, keys, browser, [])
    yield found
    complaints = [complaint for person in found.people for complaint in person.complaints]
    for person in found.people:
        person.context.close()
    assert complaints == []


def circulate(desk: Person) -> None:
    desk.page.get_by_label("Comments until").fill(f"{date.today() + timedelta(days=300)}T12:00")
    desk.page.get_by_label("What you ask").fill("Please put dates right.")
    desk.page.get_by_role("button", name="Circulate", exact=True).click()
    expect(desk.page.get_by_text("The draft is circulated.")).to_be_visible()


def test_a_draft_is_circulated_commented_on_and_answered(draft: Draft) -> None:
    desk = draft.sit("rapporteur", "comments/")
    circulate(desk)

    reader = draft.sit("participant", "/for-you/reports/", PHONE, javascript=False)
    reader.page.get_by_role("link", name="A report").click()
    expect(reader.page.get_by_text("Please put dates right.")).to_be_visible()
    reader.page.get_by_role("link", name="Comment on paragraph 2").click()
    reader.page.get_by_label("Your comment").fill("It was in spring.")
    reader.page.get_by_label("Wording that you propose").fill("Boats were used in spring.")
    reader.page.get_by_role("button", name="Send the comment").click()
    expect(reader.page.get_by_text("Your comment is with the rapporteur.")).to_be_visible()
    reader.page.get_by_role("link", name=re.compile("^Change")).click()
    reader.page.get_by_label("Your comment").fill("It was in May.")
    reader.page.get_by_role("button", name="Save").click()

    desk.page.reload()
    paragraph = desk.page.locator(".commented", has_text="Boats were used in winter.")
    expect(paragraph.get_by_text("It was in May.")).to_be_visible()
    paragraph.get_by_label("Reason, for the author").fill("The month is not known.")
    paragraph.get_by_role("button", name="Taken up in part").click()
    expect(paragraph.get_by_role("button", name="Taken up in part")).to_have_attribute("aria-pressed", "true")

    reader.page.goto("/for-you/reports/")
    expect(reader.page.get_by_text("1 comment of yours, 1 answered")).to_be_visible()
    reader.page.get_by_role("link", name="A report").click()
    expect(reader.page.get_by_text("Taken up in part")).to_be_visible()
    expect(reader.page.get_by_text("The month is not known.")).to_be_visible()
    expect(reader.page.get_by_role("button", name="Withdraw")).to_have_count(0)


def test_coverage_by_keyboard_alone(draft: Draft) -> None:
    desk = draft.sit("rapporteur", "coverage/?status=open#queue")
    items = desk.page.locator("[data-queue] li[tabindex]")
    expect(items).to_have_count(2)
    expect(items.first).to_be_focused()
    keys = desk.page.keyboard

    keys.press("n")
    expect(items).to_have_count(1)
    expect(items.first).to_be_focused()
    keys.press("x")
    expect(items.first.get_by_label("Why it is not taken")).to_be_focused()
    keys.press("ArrowDown")
    keys.press("Tab")
    keys.type("See the other call.")
    keys.press("Enter")
    expect(desk.page.get_by_text("Everything is settled")).to_be_visible()


def test_nothing_is_wrong_with_these_pages(
    draft: Draft, database_of: Callable[[Site], AbstractContextManager[None]], eyes: Eyes
) -> None:
    desk = draft.sit("rapporteur", "comments/")
    circulate(desk)
    reader = draft.sit("participant", "circulated/")
    reader.page.get_by_role("link", name="Comment on paragraph 2").click()
    reader.page.get_by_label("Your comment").fill("It was in spring.")
    reader.page.get_by_role("button", name="Send the comment").click()
    with database_of(draft.site):
        report = draft.room.consultation.reports.get(pk=draft.report)
        said = draft.room.people["participant"].contributions.get()
        settle(at_desk(draft.room), report, [f"c{said.pk}"], Choice("not-taken", "scope", "See the other call."))
        telling.send(at_desk(draft.room), report)
    for who, at in (
        ("rapporteur", "coverage/"),
        ("rapporteur", "coverage/tell/"),
        ("rapporteur", "comments/"),
        ("participant", "circulated/?at=3"),
        ("participant", "/for-you/reports/"),
    ):
        address = at if at.startswith("/") else f"/c/{draft.room.slug}/report/{draft.report}/{at}"
        assert eyes.look(draft.site, draft.keys[who], address, opened="main details") == [], at
