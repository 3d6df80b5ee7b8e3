"""What is installed is at least what is known to be safe (an offline audit would pass by asking nobody)."""

from importlib.metadata import version

import pytest
from packaging.version import Version

MINIMUM = {
    "channels": "4.3.2",  # authorization of open sockets
    "daphne": "4.2.3",  # CVE-2026-44545: socket memory
    "django": "5.2.8",  # SQL injection by keyword arguments, and what came before
    "django-allauth": "65.21",  # sign-in codes: rate limits
    "lxml": "6.1",  # external entities off by default
    "nh3": "0.2.18",
    "whitenoise": "6.9",
}


@pytest.mark.parametrize(("package", "minimum"), MINIMUM.items())
def test_installed_version_is_safe(package: str, minimum: str) -> None:
    assert Version(version(package)) >= Version(minimum)
