"""Whose page opens a socket: browsers send cookies with sockets of any page, so the origin is what protects them."""

from typing import Any

from django.conf import settings
from django.http.request import validate_host

Scope = dict[str, Any]


def is_own_origin(scope: Scope) -> bool:
    """Whether the page that opens the socket is ours: scheme, host and port, exactly."""
    headers = scope["headers"]
    origins = [value.decode("latin-1") for name, value in headers if name == b"origin"]
    host = dict(headers).get(b"host", b"").decode("latin-1")
    if len(origins) != 1:
        return False
    if settings.ORIGINS:
        return origins[0] in settings.ORIGINS
    domain = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return validate_host(domain, settings.ALLOWED_HOSTS) and origins[0] == f"{_scheme(scope)}://{host}"


def is_own_fetch(scope: Scope) -> bool:
    """Whether a page of ours fetches this: by its origin, or, where the browser sends none, by what it tells."""
    headers = dict(scope["headers"])
    if b"origin" in headers:
        return is_own_origin(scope)
    return bool(headers.get(b"sec-fetch-site") == b"same-origin")


def _scheme(scope: Scope) -> str:
    """daphne tells no scheme; behind a proxy that ends TLS its header does."""
    name, value = settings.SECURE_PROXY_SSL_HEADER or ("", "")
    told = dict(scope["headers"]).get(name.removeprefix("HTTP_").replace("_", "-").lower().encode(), b"")
    return "https" if scope.get("scheme") in ("wss", "https") or (value and told == value.encode()) else "http"
