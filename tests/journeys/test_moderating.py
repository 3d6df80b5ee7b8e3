"""Moderating in real browsers: held before it is seen, decided by keyboard, the desk told at once."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.factories import make_room
from tests.journeys.people import PHONE, signed_in
from tests.journeys.test_live import Sitting, contribute
from tests.services import Site
from tests.sessions_app.factories import make_session, say

pytestmark = pytest.mark.browser
SAID = "States should publish a register of every system that decides on a benefit, before it is used."


@pytest.fixture
def room(
    site: Site, database_of: Callable[[Site], AbstractContextManager[None]], browser: Browser
) -> Iterator[Sitting]:
    with database_of(site):
        made = make_room(per_group=2, slug=f"moderated-{secrets.token_hex(4)}")
        session = make_session(made.consultation)
        say(made.people["Business 1"], session.questions.get(number=1), SAID, type="proposal")
        keys = {name: signed_in(person.user) for name, person in made.people.items()}
    found = Sitting(site, made, f"/c/{made.slug}/s/{session.pk}/", keys, browser, [])
    yield found
    complaints = [complaint for person in found.people for complaint in person.complaints]
    for person in found.people:
        person.context.close()
    assert complaints == []


def test_held_at_once_shown_on_the_desk_and_released_with_one_key(room: Sitting) -> None:
    author, other = room.seat("States 1", PHONE), room.seat("Civil society 1")
    desk = room.seat("chair", at="desk/")

    author.page.get_by_label("This names or lets one recognize").check()
    contribute(author, "A nurse told us what the system did.")

    expect(author.page.get_by_text("Received, and held")).to_be_visible()
    expect(author.page.get_by_text("Yours here (1)")).to_be_visible()
    expect(author.page.get_by_label("This names or lets one recognize")).not_to_be_checked()
    expect(desk.page.get_by_text("A nurse told us").first).to_be_visible()
    assert "A nurse told us" not in other.page.content()

    desk.page.get_by_role("link", name="All of moderation").click()
    expect(desk.page.locator(".decision").first).to_be_focused()
    desk.page.keyboard.press("r")

    expect(desk.page.get_by_text("Nothing waits for a decision")).to_be_visible()
    other.page.locator("[data-new]").click()
    expect(other.page.locator(".contribution").get_by_text("A nurse told us")).to_be_visible()


def test_hidden_by_keyboard_alone_and_its_author_reads_why(room: Sitting) -> None:
    author, flagger = room.seat("States 1"), room.seat("Civil society 1")
    contribute(author, "Somebody here was paid for what they say.")
    flagger.page.locator("[data-new]").click()
    flagger.page.locator(".contribution", has_text="was paid").get_by_role("link", name="Flag").click()
    flagger.page.get_by_label("Reason").fill("It attacks a person.")
    flagger.page.get_by_role("button", name="Flag it").click()
    expect(flagger.page.get_by_text("Nobody is told who asked")).to_be_visible()

    chair = room.seat("chair", at="desk/")
    chair.page.goto(room.path + "moderation/")
    expect(chair.page.get_by_text("It attacks a person.")).to_be_visible()
    keys = chair.page.keyboard
    keys.press("h")
    keys.type("Say what was said, not who was paid.")
    keys.press("Enter")

    expect(chair.page.get_by_text("Decided: it is hidden.")).to_be_visible()
    expect(author.page.locator(".contribution", has_text="was paid")).to_have_count(0)
    author.page.get_by_text("Yours here (1)").click()
    expect(author.page.get_by_text("Say what was said, not who was paid.")).to_be_visible()


def test_a_filtered_thread_takes_nothing_new_in(room: Sitting) -> None:
    reader, author = room.seat("States 1", at="q/1/?type=proposal"), room.seat("Civil society 1")
    contribute(author, "Something else.")
    expect(reader.page.locator("#agenda small").first).to_contain_text("2 contributions")
    expect(reader.page.locator(".contribution")).to_have_count(1)
    expect(reader.page.locator("[data-new]")).to_be_hidden()
    reader.page.get_by_role("link", name="To all contributions").click()
    expect(reader.page.locator(".contribution")).to_have_count(2)


def test_what_was_said_already_is_shown_while_one_writes_and_nothing_waits_for_it(room: Sitting) -> None:
    author = room.seat("States 1")
    field = author.page.get_by_label("Your contribution")
    field.fill("A register of every system that decides on a benefit should be published by States before use")
    expect(author.page.get_by_text("Somebody has said nearly the same")).to_be_visible()
    author.page.get_by_role("button", name="Contribute").click()
    expect(author.page.get_by_text("It stands in the thread.")).to_be_visible()
    expect(author.page.get_by_text("Somebody has said nearly the same")).to_have_count(0)


def test_files_go_by_the_form(room: Sitting, tmp_path: Path) -> None:
    author = room.seat("States 1")
    file = tmp_path / "The method.pdf"
    file.write_bytes(b"%PDF-1.7 %%EOF")
    author.page.get_by_text("Attach files").click()
    author.page.get_by_label("Files", exact=True).set_input_files(file)
    contribute(author, "The method is attached.")
    link = author.page.get_by_role("link", name="The method.pdf")
    with author.page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "The method.pdf"


def test_without_scripts_everything_is_held_and_decided(room: Sitting) -> None:
    chair, author = room.seat("chair", javascript=False, at="moderation/"), room.seat("States 1", javascript=False)
    chair.page.get_by_role("button", name="Hold everything new").click()
    contribute(author, "This waits.")
    expect(author.page.get_by_text("nobody sees it until the desk has looked at it")).to_be_visible()
    chair.page.goto(room.path + "moderation/")
    chair.page.get_by_label("Reason to hide it").fill("Off the question.")
    chair.page.get_by_role("button", name="Hide", exact=True).click()
    expect(chair.page.get_by_text("Decided: it is hidden.")).to_be_visible()
