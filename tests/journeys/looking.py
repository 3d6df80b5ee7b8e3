"""Looking at pages of a site: where they are, who looks, and what axe and the console say."""

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
    """What the console of ``page`` complains of from now on; that the page itself answers 4xx is no complaint."""
    heard: list[str] = []

    def hear(message: object) -> None:
        text, where = message.text, message.location.get("url")  # type: ignore[attr-defined]
        if message.type == "error" and not (where == page.url and "Failed to load" in text):  # type: ignore[attr-defined]
            heard.append(f"console: {text}")

    page.on("console", hear)
    page.on("pageerror", lambda error: heard.append(f"script: {error}"))
    return heard


def faults(page: Page, language: str = "en") -> list[str]:
    """What is wrong with the page as it stands, in both widths."""
    found = []
    if page.evaluate("document.querySelectorAll('[style]').length"):
        found.append("an element with a style attribute")
    for place, (size, scheme) in enumerate(LOOKS[language]):
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        over = page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth")
        if over > 0:
            found.append(f"scrolls sideways by {over} px at {size['width']}: {page.evaluate(TOO_WIDE)}")
        if place == 0:
            found += [f"{line} ({size['width']}, {scheme})" for line in found_by_axe(page)]
    return found


def look(context: Callable[..., BrowserContext], who: str, address: str) -> list[str]:
    """What is wrong with a page in both directions of writing, with everything in it opened."""
    found = []
    for language in ("en", "ar"):
        page = context(who, language).new_page()
        heard = listen(page)
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        for closed in page.locator("main details").all():
            closed.evaluate("part => { part.open = true }")
        found += [f"{language}: {line}" for line in [*faults(page, language), *heard]]
    return found
