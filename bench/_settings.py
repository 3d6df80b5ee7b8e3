"""The real settings, with the application that has a control port beside it."""

from consult.settings import *  # noqa: F403 - all of them

ASGI_APPLICATION = "bench._servers.consult"
