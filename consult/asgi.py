"""The composition root of the web process: HTTP to Django, sockets to the session consumer."""

import gc
import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consult.settings")

from django.core.asgi import get_asgi_application

django_application = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402 - Django must be set up first
from django.urls import path, resolve  # noqa: E402

from sessions_app.consumers import SessionConsumer  # noqa: E402
from sessions_app.hub.polling import Receive, Send, poll  # noqa: E402


async def http(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """The long poll waits without a thread; all else is Django's."""
    chosen: Any = poll if scope["path"] == "/live/poll/" else django_application
    await chosen(scope, receive, send)


application = ProtocolTypeRouter(
    {
        "http": http,
        "websocket": URLRouter([path("live/", SessionConsumer.as_asgi())]),
    }
)

# What is loaded now stays to the end. The collector stops every socket while it looks, for a fifth of a second where it
# looks at everything: it need not look at this again.
resolve("/")  # loads every view
gc.collect()
gc.freeze()
gc.set_threshold(5_000, 10, 10)
