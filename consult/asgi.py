"""The composition root of the web process: HTTP to Django, sockets to the session consumer."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consult.settings")

from django.core.asgi import get_asgi_application

django_application = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402 - Django must be set up first
from django.urls import path  # noqa: E402

from sessions_app.consumers import SessionConsumer  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": django_application,
        "websocket": URLRouter([path("live/", SessionConsumer.as_asgi())]),
    }
)
