"""Texts in a browser: every page looked at by axe; and from a contribution to an amended text, without scripts."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from sessions_app.actions import closing, drafting, lineage, voting
from sessions_app.models import Session
from tests.factories import make_room
from tests.journeys.looking import Eyes, Place, context, look
from tests.journeys.people import signed_in
from tests.services import Services, connected_to
from tests.sessions_app.drafts import TEXT, amend, joined, led_by, make_body, make_text
from tests.sessions_app.factories import make_session, say, standing_of, vote

__all__ = ["context"]
pytestmark = pytest.mark.browser

ARABIC = "يجب على الدول أن تنشر تقييم كل نظام."
# name -> who looks, where
PAGES = {
    "a text with amendments, as its sponsor": ("participant", "{text}"),
    "a text with amendments, as the chair": ("chair", "{text}"),
    "a text with versions and positions": ("participant", "{changed}"),
    "two versions compared": ("observer", "{changed}?from=2&to=1"),
    "an Arabic text": ("observer", "{arabic}"),
    "a merged text": ("rapporteur", "{merged}"),
    "a text that others replaced": ("participant", "{source}"),
    "compilation": ("observer", "{text}compilation/"),
    "compilation of nothing": ("observer", "{merged}compilation/"),
    "amend": ("participant", "{text}amend/"),
    "reword": ("rapporteur", "{merged}reword/"),
    "split": ("rapporteur", "{merged}split/"),
    "all texts": ("rapporteur", "{texts}"),
    "merge": ("rapporteur", "{texts}merge/?which={free}&which={alike}"),
    "merge nothing": ("rapporteur", "{texts}merge/"),
    "turn": ("participant", "{turn}"),
    "prompted": ("chair", "{turn}"),
    "what waits": ("participant", "/for-you/"),
    "nothing waits": ("observer", "/for-you/"),
}


def make_place() -> tuple[dict[str, str], dict[str, str]]:
    room = make_room(slug="drafting", title="A drafting session")
    session = make_session(room.consultation)
    Session.objects.update(amendments_by="sponsor")
    people, chair = room.people, standing_of(room.people["chair"])
    speaker, other = people["participant"], make_body(room, "Civil society A")
    row = joined(led_by(make_text(room), speaker), other)
    for new in (TEXT.replace("should", "shall"), TEXT.replace("should", "must"), TEXT.replace("of each", "of every")):
        amend(other, row, new, reason="It was asked for.")
    changed = led_by(make_text(room, "States should fund it."), speaker)
    ballot = voting.put(chair, changed.pk)
    vote(speaker, ballot, "object", "It costs too much.")
    closing.close_ballot(ballot.pk, people["chair"], chair)
    drafting.reword(chair, changed.pk, drafting.Wording("States should fund it with others.", 1, "It was asked for."))
    sources = [make_text(room, f"States should do thing {number}.").pk for number in "ab"]
    merged = lineage.merge(chair, sources, text="States should do both.")
    free, alike = make_text(room, "Courts should read it."), make_text(room, "Courts should read it early.")
    said = say(speaker, session.questions.get(number=1), "States should keep a register.")
    texts = "/c/drafting/texts/"
    at = {"texts": texts, "free": str(free.pk), "alike": str(alike.pk)}
    at |= {
        "turn": f"{session.get_absolute_url()}contribution/{said.pk}/turn/",
        "question": f"{session.get_absolute_url()}q/1/",
    }
    named = {"text": row, "changed": changed, "merged": merged, "arabic": make_text(room, ARABIC)}
    at |= {name: f"{texts}{text.number}/" for name, text in named.items()} | {"source": f"{texts}1.4/"}
    keys = {role: signed_in(people[role].user) for role in ("participant", "chair", "rapporteur", "observer")}
    return at, keys | {"other": signed_in(other.user)}


@pytest.fixture(scope="module")
def place(services: Services, django_db_blocker: Any) -> Iterator[Place]:
    site = services.site()
    with django_db_blocker.unblock(), connected_to(site.database_url):
        at, keys = make_place()
    yield Place(site, at, keys)
    services.discard(site)


@pytest.mark.parametrize("name", PAGES)
def test_every_page(place: Place, eyes: Eyes, name: str) -> None:
    who, path = PAGES[name]
    found = look(eyes, place, who, path)
    assert not found, "\n".join(found)


def test_from_a_contribution_to_an_amended_text_without_scripts(
    place: Place, context: Callable[..., BrowserContext]
) -> None:
    speaker, other, chair = (
        context(who, java_script_enabled=False).new_page() for who in ("participant", "other", "chair")
    )
    speaker.goto(place.at["question"])
    speaker.get_by_role("link", name="Write a recommendation on this").click()
    speaker.get_by_role("button", name="Propose it").click()
    number = speaker.get_by_role("heading", level=1).inner_text().removeprefix("Text ")
    address = f"{place.at['texts']}{number}/"
    expect(speaker.get_by_text("main sponsor")).to_be_visible()

    propose(other, address, "States should keep a public register.")
    propose(other, address, "States must keep a register.")
    expect(other.get_by_text("taken first", exact=True)).to_be_visible()
    speaker.goto(address)
    speaker.locator("#amendment-1").get_by_role("button", name="Accept as friendly").click()
    expect(speaker.locator("#amendment-1")).to_contain_text("accepted by the sponsor")

    chair.goto(address)
    chair.locator("#amendment-2 summary", has_text="Decide").click()
    chair.locator("#amendment-2").get_by_label("Reason", exact=True).fill("Some want it stronger.")
    chair.locator("#amendment-2").get_by_role("button", name="Put it in square brackets").click()
    expect(chair.locator(".lead")).to_have_text("States [should] [must] keep a public register.")
    expect(chair.locator("#amendments")).to_contain_text("Some want it stronger.")


def propose(page: Page, address: str, text: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="Propose an amendment").click()
    page.get_by_label("How the text should read").fill(text)
    page.get_by_role("button", name="Propose it").click()
