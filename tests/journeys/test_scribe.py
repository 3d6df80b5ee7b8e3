"""The scribe's page in a real browser, by keyboard alone."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Browser, expect

from sessions_app.actions import calling, floor, speaking
from tests.factories import make_room
from tests.journeys.people import signed_in
from tests.journeys.test_live import Sitting
from tests.services import Site
from tests.sessions_app.factories import make_session, standing_of

pytestmark = pytest.mark.browser


@pytest.fixture
def room(
    site: Site, database_of: Callable[[Site], AbstractContextManager[None]], browser: Browser
) -> Iterator[Sitting]:
    with database_of(site):
        made = make_room(per_group=2, slug=f"scribed-{secrets.token_hex(4)}")
        session = make_session(made.consultation)
        chair = standing_of(made.people["chair"])
        floor.open_list(chair, session.pk)
        for name in ("Business 1", "States 1"):
            asked = speaking.ask(standing_of(made.people[name]), session.pk)
            calling.call(chair, session.pk, asked.pk)
        speaking.ask(standing_of(made.people["Academia 1"]), session.pk)
        keys = {name: signed_in(person.user) for name, person in made.people.items()}
    found = Sitting(site, made, f"/c/{made.slug}/s/{session.pk}/", keys, browser, [])
    yield found
    complaints = [complaint for person in found.people for complaint in person.complaints]
    for person in found.people:
        person.context.close()
    assert complaints == []


def test_by_keyboard_alone_and_words_stay_with_who_said_them(room: Sitting) -> None:
    reader, scribe = room.seat("Civil society 1"), room.seat("scribe", at="scribe/")
    page, keys = scribe.page, scribe.page.keyboard
    names = {name: person.name for name, person in room.room.people.items()}
    expect(page.get_by_label("What is said")).to_be_focused()

    keys.type("Registers have to fit on two pages.")
    keys.press("Control+Enter")

    taken = page.locator(".entered li")
    expect(taken).to_have_count(1)
    expect(taken.first).to_contain_text(names["States 1"])
    expect(page.get_by_label("What is said")).to_be_focused()
    expect(page.get_by_label("What is said")).to_have_value("")

    keys.press("Escape")
    keys.press("2")
    expect(page.get_by_label("What is said")).to_be_focused()
    keys.type("We would need a year.")
    keys.press("Control+Enter")
    expect(taken).to_have_count(2)
    expect(taken.first).to_contain_text(names["Business 1"])

    # The floor moves on while something is typed: it stays with whoever said it.
    expect(page.locator("[data-has-floor]")).to_be_checked()
    keys.type("And one word more")
    chair = room.seat("chair", at="desk/")
    chair.page.keyboard.press("f")
    expect(page.locator(".voices label").first).to_contain_text(names["Academia 1"])
    keys.type(" from the same speaker.")
    keys.press("Control+Enter")
    expect(taken).to_have_count(3)
    expect(taken.first).to_contain_text(names["States 1"])
    expect(page.locator("[data-has-floor]")).to_be_checked()

    keys.press("Escape")
    keys.press("0")
    keys.press("Tab")
    keys.type("Somebody in the room")
    keys.press("Tab")
    expect(page.get_by_label("What is said")).to_be_focused()
    keys.type("And us?")
    keys.press("Control+Enter")
    expect(taken).to_have_count(4)
    expect(taken.first).to_contain_text("Somebody in the room")

    reader.page.locator("[data-new]").click()
    expect(reader.page.locator(".contribution", has_text="And us?")).to_contain_text("spoken")
