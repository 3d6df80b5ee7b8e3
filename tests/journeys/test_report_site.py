"""A published report read in a real browser: on a phone, in both directions, light and dark, without scripts."""

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from consult.procedure import PhaseKind
from synthesis.actions.drafting import draft_report
from synthesis.models import Paragraph, Report, Section
from synthesis.models.report import Grounding, ReportState, Style
from tests.factories import open_phases
from tests.journeys.looking import Eyes
from tests.journeys.people import PHONE, Person, arrive, signed_in, take_seat
from tests.services import Site
from tests.synthesis import rooms

pytestmark = pytest.mark.browser


@dataclass
class Shelf:
    """A consultation with a published report, and one whose part it is."""

    site: Site
    slug: str
    parent: str
    report: int
    draft: int
    keys: dict[str, str]
    browser: Browser
    people: list[Person]

    def come(self, who: str = "", *, javascript: bool = True) -> Person:
        person = arrive(self.browser, self.site.url, PHONE, javascript=javascript)
        if who:
            take_seat(person, self.site.url, self.keys[who])
        self.people.append(person)
        return person


@pytest.fixture
def shelf(site: Site, database_of: Callable[[Site], AbstractContextManager[None]], browser: Browser) -> Iterator[Shelf]:
    with database_of(site):
        parent = rooms.lively(slug=f"all-{secrets.token_hex(4)}", title="All regions", visibility="public")
        room = rooms.lively(
            slug=f"read-{secrets.token_hex(4)}", title="A region", visibility="public", parent=parent.consultation
        )
        report = draft_report(room.consultation, "command")
        Paragraph.objects.filter(section__report=report, grounding=Grounding.SLOT).delete()
        quoting = Section.objects.filter(report=report).first()
        Paragraph.objects.create(
            section=quoting, style=Style.QUOTE, text="“It has to fit on two pages.”", position=9_000,
            grounding=Grounding.OWN,
        )  # fmt: skip
        gone = Paragraph.objects.filter(section__report=report, style=Style.PARAGRAPH)[3]
        Paragraph.objects.filter(pk=gone.pk).update(text="", grounding=Grounding.REMOVED)
        Report.objects.filter(pk=report.pk).update(state=ReportState.PUBLISHED, published_at=timezone.now())
        draft = draft_report(room.consultation, "command")
        for one in (room, parent):
            open_phases(one.consultation, list(PhaseKind))
        keys = {
            "convenor": signed_in(room.people["convenor"].user),
            "of all": signed_in(parent.people["convenor"].user),
        }
    found = Shelf(site, room.slug, parent.slug, report.pk, draft.pk, keys, browser, [])
    yield found
    complaints = [complaint for person in found.people for complaint in person.complaints]
    for person in found.people:
        person.context.close()
    assert complaints == []


def test_it_is_read_from_the_front_page_through_its_parts_on_a_phone(shelf: Shelf) -> None:
    page = shelf.come().page
    page.goto(f"/c/{shelf.slug}/reports/")
    page.get_by_role("heading", name="A region").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A region")
    expect(page.locator("#citation")).to_contain_text(f"/c/{shelf.slug}/report/{shelf.report}/")
    page.get_by_role("link", name=re.compile("^I. The process")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("I. The process")
    expect(page.locator(".pull")).to_contain_text("It has to fit on two pages.")
    page.locator(".pager [rel=next]").click()
    expect(page.locator(".pager [rel=prev]")).to_contain_text("I. The process")
    number = page.locator("ol.paras a.no").first
    number.click()
    told = number.inner_text().rstrip(".")
    assert page.url.endswith(f"#p{told}")
    page.goto(f"/c/{shelf.slug}/report/{shelf.report}/p/{told}/")
    expect(page.locator(f"#p{told}")).to_be_in_viewport()
    page.get_by_role("link", name="The whole report on one page").click()
    expect(page.locator(".gone")).to_have_text("[This passage was removed.]")


def test_recommendations_are_filtered_without_scripts(shelf: Shelf) -> None:
    page = shelf.come(javascript=False).page
    page.goto(f"/c/{shelf.slug}/report/{shelf.report}/recommendations/")
    expect(page.get_by_role("heading", level=2)).to_have_count(3)  # two addressees, and the contents
    page.get_by_label("Addressed to").select_option("States")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".recs > li")).to_have_count(1)
    assert page.url.endswith("?addressee=States")
    page.goto(f"/c/{shelf.slug}/report/{shelf.report}/part/1/")
    expect(page.locator("[data-speech]")).to_be_hidden()
    expect(page.get_by_text("Read aloud")).to_be_hidden()


PAGES = {
    "front": ("", "/c/{slug}/report/{report}/"),
    "list": ("", "/c/{slug}/reports/"),
    "part": ("", "/c/{slug}/report/{report}/part/2/"),
    "whole": ("", "/c/{slug}/report/{report}/whole/"),
    "recommendations": ("", "/c/{slug}/report/{report}/recommendations/?addressee=States"),
    "charts": ("", "/c/{slug}/report/{report}/charts/"),
    "publish": ("convenor", "/c/{slug}/report/{draft}/publish/"),
    "remove": ("convenor", "/c/{slug}/report/{report}/remove/"),
    "style": ("convenor", "/c/{slug}/report/style/"),
    "roll-up": ("of all", "/c/{parent}/report/roll-up/"),
}


def test_every_page_is_clean_in_both_directions_light_and_dark(shelf: Shelf, eyes: Eyes) -> None:
    found = []
    for name, (who, path) in PAGES.items():
        key = shelf.keys[who] if who else ""
        found += [f"{name} {line}" for line in eyes.look(shelf.site, key, path.format(**vars(shelf)))]
    assert not found, "\n".join(found)
