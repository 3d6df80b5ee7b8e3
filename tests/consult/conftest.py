"""Fixtures of this package's tests."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    """Rate limits count in the cache: no test inherits another's."""
    cache.clear()
