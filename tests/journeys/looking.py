"""Looking at pages of a site: where they are, who looks, and what axe and the console say."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.people import DESK, PHONE
from tests.services import Site
from tools.shots import found_by_axe

# The elements that stand out over an edge, from the outermost in.
TOO_WIDE = """() => {
  const width = document.scrollingElement.clientWidth;
  const out = [...document.body.querySelectorAll("*")].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width && (box.right > width + 1 || box.left < -1) && getComputedStyle(one).position !== "absolute";
  });
  return out.map(one => `${one.localName}.${one.className}`).join(" > ");
}"""
A_STYLE = re.compile(r"<[a-z][^>]*\sstyle=")
# Each width with each colour scheme, each of both in each direction of writing; axe, which takes long, at the first.
LOOKS = {"en": [(PHONE, "light"), (DESK, "dark")], "ar": [(DESK, "dark"), (PHONE, "light")]}


@dataclass
class Place:
    """Where everything is, and who is signed in by which key ("": nobody in particular)."""

    site: Site
    at: dict[str, str]
    keys: dict[str, str]


@pytest.fixture
def context(browser: Browser, place: Place) -> Iterator[Callable[..., BrowserContext]]:
    """A browser of somebody at the ``place`` of the module that looks."""
    made: list[BrowserContext] = []

    def open_(who: str, language: str = "en", **options: Any) -> BrowserContext:
        options.setdefault("viewport", PHONE)
        one = browser.new_context(base_url=place.site.url, locale="en-GB", **options)
        cookies = {"django_language": language} | ({"sessionid": place.keys[who]} if who else {})
        one.add_cookies([{"name": name, "value": value, "url": place.site.url} for name, value in cookies.items()])
        made.append(one)
        return one

    yield open_
    for one in made:
        one.close()


def listen(page: Page) -> list[str]:
    """What the console of ``page`` complains of from now on; that the page itself answers 4xx is no complaint.

    Nor is the icon that the browser looks for by itself beside what is no HTML page.
    """
    heard: list[str] = []
    pages = set[str]()  # that were gone to: what the console says of one may be heard when the next stands there

    def hear(message: object) -> None:
        text, where = message.text, message.location.get("url")  # type: ignore[attr-defined]
        is_of_page = "Failed to load" in text and (where in pages | {page.url} or where.endswith("/favicon.ico"))
        if message.type == "error" and not is_of_page:  # type: ignore[attr-defined]
            heard.append(f"console: {text} {where}")

    page.on("request", lambda request: pages.add(request.url) if request.is_navigation_request() else None)
    page.on("console", hear)
    page.on("pageerror", lambda error: heard.append(f"script: {error}"))
    return heard


def faults(page: Page, language: str = "en") -> list[str]:
    """What is wrong with the page as it stands, in both widths."""
    found = []
    if page.evaluate("document.querySelectorAll('[style]').length"):
        found.append("an element with a style attribute")
    for place, (size, scheme) in enumerate(LOOKS[language]):
        _set(page, size, scheme)
        over = page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth")
        if over > 0:
            found.append(f"scrolls sideways by {over} px at {size['width']}: {page.evaluate(TOO_WIDE)}")
        if place == 0:
            found += [f"{line} ({size['width']}, {scheme})" for line in found_by_axe(page)]
    return found


def _set(page: Page, size: dict[str, int], scheme: str) -> None:
    if page.viewport_size != size:
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]


class Eyes:
    """One page for each direction of writing, at which everybody looks in turn: a fresh one each time takes longer."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.kept: dict[str, tuple[Page, list[str]]] = {}

    def look(self, site: Site, key: str, address: str, opened: str = "", below: int = 300) -> list[str]:
        """What is wrong with a page in both directions of writing, once all ``opened`` in it are open.

        key: of the session of who looks, "" of nobody in particular. below: a status from here on is wrong.
        """
        found = []
        for language, direction in (("en", "ltr"), ("ar", "rtl")):
            page, heard = self._turn(site, key, language)
            answer = page.goto(site.url + address)
            assert answer is not None
            assert answer.status < below, (address, answer.status)
            assert page.locator("html").get_attribute("dir") == direction
            if opened:
                page.locator(opened).evaluate_all("parts => parts.forEach(part => { part.open = true })")
            if A_STYLE.search(answer.text()):
                found.append("a style attribute in the HTML")
            found += [f"{language}: {line}" for line in [*faults(page, language), *heard]]
        return found

    def _turn(self, site: Site, key: str, language: str) -> tuple[Page, list[str]]:
        """The page of that language, empty, with nothing of who looked before."""
        if language not in self.kept:
            page = self.browser.new_context(locale="en-GB").new_page()
            self.kept[language] = page, listen(page)
        page, heard = self.kept[language]
        if page.url.startswith(site.url):
            page.evaluate("localStorage.clear(); sessionStorage.clear()")
            # Something small of the same site: for an empty page, or another site's, the browser starts a process.
            if icon := page.evaluate("document.querySelector('link[rel=icon]')?.href"):
                page.goto(icon)
        page.context.clear_cookies()
        cookies = {"django_language": language} | ({"sessionid": key} if key else {})
        page.context.add_cookies([{"name": name, "value": value, "url": site.url} for name, value in cookies.items()])
        _set(page, *LOOKS[language][0])
        heard.clear()
        return page, heard

    def close(self) -> None:
        for page, _heard in self.kept.values():
            page.context.close()


def look(eyes: Eyes, place: Place, who: str, path: str) -> list[str]:
    """What is wrong with a page of the ``place``, with every fold in it opened."""
    key = place.keys[who] if who else ""
    return eyes.look(place.site, key, path.format(**place.at), opened="main details")
