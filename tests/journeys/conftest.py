"""One served site for all journeys: each makes a room of its own in it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.looking import Eyes
from tests.services import Services, Site


@pytest.fixture(scope="package")
def site(services: Services) -> Iterator[Site]:
    served = services.site()
    yield served
    services.discard(served)


@pytest.fixture(scope="session")
def eyes(browser: Browser) -> Iterator[Eyes]:
    """Through which pages are looked at one after the other."""
    found = Eyes(browser)
    yield found
    found.close()
