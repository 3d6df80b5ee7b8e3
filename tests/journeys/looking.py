"""Looking at pages of a site: where they are, who looks, and what axe and the console say."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.journeys.people import PHONE
from tests.journeys.test_pages import faults, listen
from tests.services import Site


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
