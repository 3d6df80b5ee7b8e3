"""One served site for all journeys: each makes a room of its own in it."""

from collections.abc import Iterator

import pytest

from tests.services import Services, Site


@pytest.fixture(scope="package")
def site(services: Services) -> Iterator[Site]:
    served = services.site()
    yield served
    services.discard(served)
