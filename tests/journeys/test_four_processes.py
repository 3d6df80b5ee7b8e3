"""Each of the four processes, from its own document through the import page to a first contribution."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from consult.models import Consultation
from tests.factories import UserFactory
from tests.journeys.people import DESK, PHONE, Person, arrive, signed_in, take_seat
from tests.services import ROOT, Site

# What was read is used; a date that is a month alone (it is never guessed to the day) is left out.
DECIDE = """document.querySelectorAll(".proposal").forEach(one => {
    const start = one.querySelector("input[name$=start]"), word = start && start.value.length < 10 ? "no" : "yes";
    one.querySelector(`input[value=${word}]`).checked = true;
})"""
SEEDS = ROOT.parent / "shared" / "seeds"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed documents are not beside the repository"),
]


def patient(person: Person) -> Person:
    """For twenty seconds, and no longer."""
    person.page.set_default_timeout(20_000)
    return person


@pytest.fixture
def convenor(browser: Browser, site: Site, database_of: Callable[[Site], AbstractContextManager[None]]) -> Person:
    with database_of(site):
        key = signed_in(UserFactory(name="Convenor"))
    return take_seat(patient(arrive(browser, site.url, DESK)), site.url, key)


@pytest.fixture
def guest(browser: Browser, site: Site) -> Person:
    return patient(arrive(browser, site.url, PHONE))


def convene(person: Person, seed: str, format_: str, *, question: str = "") -> str:
    """Import the seed, use every field, create; the path of the consultation. question: one more, where it has none."""
    page = person.page
    page.goto("/convene/")
    page.locator("input[type=file]").set_input_files(SEEDS / seed)
    page.get_by_role("button", name="Read the document").click()
    expect(page.get_by_role("heading", name="What was read from the document")).to_be_visible()
    if question:
        page.get_by_role("button", name=re.compile("^Add: .*question", re.IGNORECASE)).first.click()
        page.locator("[id^=added-question] textarea").first.fill(question)
    page.evaluate(DECIDE)
    page.get_by_label("Chair", exact=True).check()
    page.get_by_label("Rapporteur", exact=True).check()
    expect(page.get_by_label("Format")).to_have_value(re.compile(".+"))
    page.get_by_label("Format").select_option(format_)
    page.get_by_label(re.compile("Time zone")).fill("Europe/Zurich")
    page.get_by_role("button", name="Create the consultation").click()
    page.wait_for_url(re.compile(r"/c/[^/]+/(#|$)"))
    return urlsplit(page.url).path


Codes = Callable[[str], str]


@pytest.fixture
def code_of(site: Site, database_of: Callable[[Site], AbstractContextManager[None]]) -> Codes:
    """The code that the convenor gives out, of the consultation at a path."""

    def look(path: str) -> str:
        with database_of(site):
            return Consultation.objects.get(slug=path.strip("/").split("/")[-1]).join_code or ""

    return look


def join(person: Person, code: str, group: str) -> None:
    """As a guest, by the code."""
    page = person.page
    page.goto(f"/j/{code}/")
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label(re.compile("group", re.IGNORECASE)).first.select_option(label=group)
    page.get_by_label(re.compile("delegation|body|speak for", re.IGNORECASE)).first.fill("A body")
    page.get_by_role("button", name="Take part").click()
    page.wait_for_url(re.compile(r"/c/[^/]+/$"))


def contribute(person: Person, words: str) -> None:
    """In the thread before the reader."""
    page = person.page
    page.get_by_label("Your contribution").fill(words)
    page.get_by_role("button", name="Contribute", exact=True).click()
    expect(page.locator(".thread .contribution").get_by_text(words)).to_be_visible()


def complaints(*people: Person) -> list[str]:
    return [complaint for person in people for complaint in person.complaints]


def test_the_roundtable(convenor: Person, guest: Person, code_of: Codes) -> None:
    consultation = convene(convenor, "hr75-think-piece.txt", "roundtable")
    expect(convenor.page.get_by_role("link", name="Calendar file")).to_be_visible()
    join(guest, code_of(consultation), "States")
    guest.page.get_by_role("link", name="To the session").first.click()
    contribute(guest, "Small authorities need a form of two pages.")
    assert complaints(convenor, guest) == []


def test_the_conference(convenor: Person, guest: Person, code_of: Codes) -> None:
    consultation = convene(convenor, "wilton-park-event.txt", "conference", question="What would help?")
    page = convenor.page
    for words in ("WP3298", "Programme Director", "Downloads", "Chatham House Rule"):
        expect(page.get_by_text(words).first).to_be_visible()
    expect(page.get_by_text("Calendar file")).to_have_count(0)  # the document names no date
    join(guest, code_of(consultation), "Civil society")
    guest.page.get_by_role("link", name="To the session").first.click()
    contribute(guest, "It would help to know which systems are in use.")
    expect(guest.page.get_by_text(re.compile(r"\bvote", re.IGNORECASE))).to_have_count(0)
    assert complaints(convenor, guest) == []


def test_the_call_for_input(convenor: Person, guest: Person, code_of: Codes) -> None:
    consultation = convene(convenor, "working-group-session.txt", "call")
    join(guest, code_of(consultation), "Civil society")
    page = guest.page
    page.get_by_role("link", name="Send a submission").first.click()
    page.get_by_label(re.compile(r"^1\. ")).fill("Buyers should publish what they buy.")
    page.get_by_label("Publish it", exact=True).check()
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
    expect(page.get_by_text(re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}")).first).to_be_visible()

    convenor.page.goto(consultation)
    convenor.page.get_by_role("link", name="Submissions", exact=True).click()
    convenor.page.get_by_role("link", name=re.compile("Ada")).click()
    convenor.page.get_by_role("button", name="Bring these into the threads").click()
    convenor.page.get_by_role("link", name="To the thread").first.click()
    said = convenor.page.locator(".contribution .said").get_by_text("Buyers should publish what they buy.")
    expect(said).to_be_visible()
    assert complaints(convenor, guest) == []


def test_the_symposium(convenor: Person, guest: Person, code_of: Codes) -> None:
    consultation = convene(convenor, "symposium.txt", "symposium")
    page = convenor.page
    page.get_by_role("link", name="Put a paper on the programme").click()
    page.get_by_label("Title").fill("Registers that forget")
    page.get_by_label("Signed by").fill("A. Author")
    page.get_by_label("Theme").fill("Memory")
    page.get_by_label("Its text").fill("## A beginning\n\nWhat is written down can be corrected.")
    page.get_by_role("button", name="Keep it").click()
    join(guest, code_of(consultation), "Readers")
    page = guest.page
    page.get_by_role("link", name="Registers that forget").first.click()
    expect(page.get_by_text("What is written down can be corrected.")).to_be_visible()
    page.get_by_role("link", name="Be the first to answer this paper").click()
    contribute(guest, "Corrected by whom, and when?")
    assert complaints(convenor, guest) == []
