"""A recommendation and its history: from a contribution over two amendments and a divided vote to what it came to."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from consult import record
from consult.models import RecordEntry
from sessions_app.models import Recommendation
from tests.factories import make_room
from tests.journeys.looking import context
from tests.journeys.people import signed_in
from tests.journeys.test_deciding import PHASES, Place, Way
from tests.services import Services, connected_to
from tests.sessions_app.deciding import provide
from tests.sessions_app.factories import make_session, say

__all__ = ["context"]
pytestmark = pytest.mark.browser

SAID = "States should keep a register.\n\nThey should fund it."
FRIENDLY = SAID.replace("a register", "a public register")
STRONGER = FRIENDLY.replace("States should", "States must")
ROUTE = ("with-scripts", "without")


def make_way(slug: str) -> tuple[dict[str, str], dict[str, str]]:
    """A sitting in which one delegation has said something."""
    room = make_room(slug=slug, title="From one contribution", per_group=2, phases=PHASES)
    session = make_session(room.consultation, questions=1)
    provide(room)
    say(room.people["States 1"], session.questions.get(), SAID)
    address = session.get_absolute_url()
    at = {f"{slug} desk": f"{address}desk/", f"{slug} question": f"{address}q/1/"}
    return at, {f"{slug} {name}": signed_in(person.user) for name, person in room.people.items()}


@pytest.fixture(scope="module")
def place(services: Services, django_db_blocker: Any) -> Iterator[Place]:
    site, at, keys = services.site(), {}, {}
    with django_db_blocker.unblock():
        with connected_to(site.database_url):
            for slug in ROUTE:
                there, them = make_way(slug)
                at, keys = at | there, keys | them
        yield Place(site, at, keys, lambda: connected_to(site.database_url))
    services.discard(site)


@pytest.mark.parametrize("slug", ROUTE)
def test_from_a_contribution_to_a_decision_whose_history_is_read_on_its_page(
    place: Place, context: Callable[..., BrowserContext], slug: str
) -> None:
    way = Way(place, context, slug, scripts=slug == "with-scripts")
    turned(way)
    amended_twice(way)
    divided(way)
    decided(way)
    read(way)
    stands_in_the_record(way)


def turned(way: Way) -> None:
    author = way.at("States 1", way.place.at[f"{way.slug} question"].removeprefix(f"/c/{way.slug}/"))
    author.get_by_role("link", name="Write a recommendation on this").click()
    author.get_by_role("button", name="Propose it").click()
    expect(author.get_by_role("heading", level=1)).to_have_text("Text 1.2")
    expect(author.locator("#sponsors")).to_contain_text("main sponsor")


def amended_twice(way: Way) -> None:
    propose(way, "Business 1", FRIENDLY, "Whom it concerns should find it.")
    sponsor = way.at("States 1", "texts/1.2/")
    sponsor.locator("#amendment-1").get_by_role("button", name="Accept as friendly").click()
    expect(sponsor.locator("#amendment-1")).to_contain_text("accepted by the sponsor")
    propose(way, "Academia 1", STRONGER, "A wish changes nothing.")
    way.chair.goto(f"/c/{way.slug}/texts/1.2/")
    way.chair.locator("#amendment-2 summary", has_text="Decide").click()
    way.chair.locator("#amendment-2").get_by_label("Reason", exact=True).fill("Most who spoke asked for it.")
    way.chair.locator("#amendment-2").get_by_role("button", name="Adopt it", exact=True).click()
    expect(way.chair.locator(".lead")).to_contain_text("States must keep a public register.")


def propose(way: Way, who: str, text: str, why: str) -> None:
    page = way.at(who, "texts/1.2/amend/")
    page.get_by_label("How the text should read").fill(text)
    page.get_by_label("Why", exact=False).fill(why)
    page.get_by_role("button", name="Propose it").click()
    expect(page.locator("#amendments")).to_contain_text(why)


def divided(way: Way) -> None:
    """A delegation asks for a separate vote on the second paragraph, which is voted out."""
    page = way.at("States 2", "texts/1.2/")
    page.locator("summary", has_text="Ask for a separate vote").click()
    page.get_by_label("They should fund it.").check()
    page.get_by_role("button", name="Ask for it").click()
    expect(page.locator("#separate")).to_contain_text("asked for")
    way.press("1.2", "Put paragraph 2 to the vote", first="")
    expect(
        way.chair.locator("#main").get_by_text("The vote on paragraph 2 of text 1.2 is open.", exact=True)
    ).to_be_visible()
    vote(way, participant="No", States_1="Yes", States_2="No")
    way.press("1.2", "Close the vote", first="")
    way.press("1.2", "Declare the outcome", first="")
    expect(way.chair.locator("#main").get_by_text("Text 1.2, paragraph 2: taken out.", exact=True)).to_be_visible()


def decided(way: Way) -> None:
    way.press("1.2", "Put to a recorded vote")
    expect(way.chair.locator("#main").get_by_text("The recorded vote on text 1.2 is open.", exact=True)).to_be_visible()
    vote(way, participant="Yes", States_1="Yes", States_2="No")
    way.press("1.2", "Close the vote", first="")
    way.press("1.2", "Declare the outcome", first="")
    expect(way.chair.locator("#main").get_by_text("Text 1.2: adopted.", exact=True)).to_be_visible()


def vote(way: Way, **choices: str) -> None:
    for name, choice in choices.items():
        who = name.replace("_", " ")
        way.answer(who, "1.2", choice)
        expect(way.pages[who].get_by_role("button", name=choice, exact=True)).to_have_attribute("aria-pressed", "true")


def read(way: Way) -> None:
    """What somebody who was not there reads on the page of the text."""
    page = way.at("observer", "texts/1.2/")
    expect(page.locator(".page-head")).to_contain_text("adopted by vote")
    expect(page.locator(".lead")).to_have_text("States must keep a public register.")
    expect(page.locator("#amendment-1")).to_contain_text("accepted by the sponsor, version 2")
    expect(page.locator("#amendment-2")).to_contain_text("adopted, version 3")
    expect(page.locator("#amendment-2")).to_contain_text("Most who spoke asked for it.")
    expect(page.locator("#separate")).to_contain_text("taken out, version 4")
    for words in ("as proposed", "amended", "without a paragraph that was voted out"):
        expect(page.locator("#versions")).to_contain_text(words)
    lines = page.locator("#put li")
    expect(lines).to_have_count(2)
    expect(lines.nth(0)).to_contain_text("Recorded vote on paragraph 2 of version 3")
    expect(lines.nth(0)).to_contain_text("taken out")
    expect(lines.nth(1)).to_contain_text("Recorded vote on version 4")
    expect(lines.nth(1)).to_contain_text("adopted")
    page.locator("#versions").get_by_label("Compare version").select_option("1")
    page.locator("#versions").get_by_label("with version").select_option("4")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("#versions .redline del").first).to_be_visible()
    expect(page.locator("#versions .redline ins").first).to_be_visible()
    page.get_by_role("link", name="a contribution").click()
    expect(page.locator(".contribution").first).to_contain_text("States should keep a register.")
    page.goto(f"/c/{way.slug}/texts/1.2/")
    page.locator("#put").get_by_role("link", name="Record").nth(1).click()
    expect(page.locator("tr", has_text="States 2 delegation")).to_contain_text("No")


def stands_in_the_record(way: Way) -> None:
    with way.place.database():
        text = Recommendation.objects.get(consultation__slug=way.slug, number="1.2")
        entries = RecordEntry.objects.filter(consultation_id=text.consultation_id).order_by("seq")
        acts = list(entries.values_list("act", flat=True))
        assert record.broken_at(text.consultation_id) is None
    wanted = ["turn", "amend", "accept amendment", "amend", "amendment adopted", "ask for a separate vote"]
    wanted += ["put", "close", "declare", "put", "close", "declare"]
    assert [act for act in acts if act in wanted] == wanted
    assert text.state == "adopted"
