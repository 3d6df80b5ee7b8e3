"""The whole way once, by three people in real browsers: from a think piece to a report draft."""

import re
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.factories import UserFactory
from tests.journeys.people import DESK, PHONE, Person, arrive
from tests.services import ROOT, Site

pytestmark = pytest.mark.browser

THINK_PIECE = ROOT / "sessions_app" / "demo" / "think_piece.md"


def code_in(mails: list[EmailMessage]) -> str:
    """The sign-in code of the last mail."""
    body = mails[-1].get_content()
    found = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", body, re.MULTILINE)
    assert found, body
    return found[1]


def sign_in(person: Person, site: Site, address: str) -> None:
    """By a code sent by e-mail."""
    person.page.goto("/accounts/login/code/?next=/convene/")
    person.page.get_by_label(re.compile("mail", re.IGNORECASE)).fill(address)
    person.page.get_by_role("button", name="Send me a code").click()
    person.page.get_by_label(re.compile("code", re.IGNORECASE)).fill(code_in(site.mails()))
    person.page.get_by_role("button", name="Confirm").click()
    expect(person.page.get_by_role("heading", name="Convene a consultation")).to_be_visible()


def convene(person: Person) -> str:
    """Import the think piece, look at what was read, create; the path of the consultation's page."""
    page = person.page
    page.locator("input[type=file]").set_input_files(THINK_PIECE)
    page.get_by_role("button", name="Read the document").click()
    expect(page.get_by_role("heading", name="What was read from the document")).to_be_visible()
    page.get_by_label("Chair", exact=True).check()
    page.get_by_label("Rapporteur", exact=True).check()
    page.get_by_label(re.compile("Time zone")).fill("Europe/Zurich")
    for untouched in page.locator(".proposal").all():
        untouched.get_by_role("radio", name=re.compile("^Use it")).check()
    page.get_by_role("button", name="Create the consultation").click()
    page.wait_for_url(re.compile(r"/c/[^/]+/$"))
    return re.sub(r"^https?://[^/]+", "", page.url)


def join(person: Person, link: str, name: str, group: str) -> None:
    """By the code, as a guest: one page."""
    page = person.page
    page.goto(link)
    page.get_by_label("Your name").fill(name)
    page.get_by_label(re.compile("group", re.IGNORECASE)).first.select_option(label=group)
    page.get_by_label(re.compile("delegation|body|speak for", re.IGNORECASE)).first.fill(f"{name} body")
    page.get_by_role("button", name="Take part").click()
    page.wait_for_url(re.compile(r"/c/[^/]+/$"))


def show_new(person: Person, words: str) -> None:
    """What came in stands behind a button, so that nothing moves under the reader."""
    person.page.get_by_text(re.compile(f"{words}|1 new contribution")).first.wait_for()
    button = person.page.locator("[data-new]")
    if button.is_visible():
        button.click()
    expect(person.page.locator(".contribution .said").get_by_text(words)).to_be_visible()


@pytest.fixture
def everybody(browser: Browser, site: Site) -> tuple[Person, Person, Person]:
    return (
        arrive(browser, site.url, DESK),
        arrive(browser, site.url, PHONE),
        arrive(browser, site.url, PHONE),
    )


def test_from_a_think_piece_to_a_report_draft(
    site: Site,
    database_of: Callable[[Site], AbstractContextManager[None]],
    everybody: tuple[Person, Person, Person],
    tmp_path: Path,
) -> None:
    convenor, one, other = everybody
    with database_of(site):
        UserFactory(email="convenor@example.org", name="Convenor")

    sign_in(convenor, site, "convenor@example.org")
    consultation = convene(convenor)
    convenor.page.goto(f"{consultation}people/")
    link = convenor.page.get_by_text(re.compile(r"/j/\w+/")).first.inner_text()
    join(one, link, "Ada", "States")
    join(other, link, "Bea", "Civil society")
    convenor.page.goto(f"{consultation}people/")
    for guest in ("Ada", "Bea"):
        row = convenor.page.get_by_role("row").filter(has_text=guest)
        row.get_by_text("Change").click()
        row.get_by_role("button", name="Admit to the list of electors").click()

    for person in (one, other):
        person.page.goto(consultation)
        person.page.get_by_role("link", name="To the session").first.click()
        expect(person.page.locator("[data-line]").first).to_have_attribute("data-line", "live")
    one.page.get_by_label("Your contribution").fill("Small authorities need a form of two pages.")
    one.page.get_by_label(re.compile("For the report")).fill("small authorities need a form of two pages")
    one.page.get_by_role("button", name="Contribute").click()
    show_new(other, "Small authorities need a form")

    convenor.page.goto(one.page.url.split("q/")[0] + "desk/")
    convenor.page.get_by_role("button", name="Put to a temperature check").first.click()
    for person, answer in ((one, "Support"), (other, "Abstain")):
        person.page.get_by_role("link", name=re.compile("^Texts")).click()
        person.page.get_by_role("button", name=answer, exact=True).click()
        expect(person.page.get_by_text(f"Counted: {answer}")).to_be_visible()
    convenor.page.get_by_role("button", name="Close the check").first.click()
    for person in (one, other):
        expect(person.page.locator("#main").get_by_text(re.compile("1 supports.*1 abstains"))).to_be_visible()

    convenor.page.goto(f"{consultation}reports/")
    convenor.page.get_by_role("button", name=re.compile("Draft")).first.click()
    draft = convenor.page.locator("textarea", has_text="It was suggested that small authorities need a form")
    expect(draft.first).to_be_visible(timeout=60_000)
    with convenor.page.expect_download() as download:
        convenor.page.get_by_role("link", name="Download DOCX").click()
    path = tmp_path / "report.docx"
    download.value.save_as(path)
    with zipfile.ZipFile(path) as packed:
        assert "small authorities need a form of two pages" in packed.read("word/document.xml").decode()

    assert [complaint for person in everybody for complaint in person.complaints] == []
