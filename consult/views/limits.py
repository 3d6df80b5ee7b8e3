"""Rate limits: per account, code or session, with a high ceiling per address, for a conference room is one address.

Keys are hashed with the day, so that no address is kept anywhere, not even for a while.
"""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``count`` times in ``seconds``."""

    count: int
    seconds: int


UNKNOWN_CODES = {"session": Limit(10, 600), "address": Limit(300, 600)}
JOINING = {"session": Limit(20, 600), "code": Limit(3_000, 3_600), "address": Limit(3_000, 3_600)}
CLAIMING = {"session": Limit(6, 3_600), "mailbox": Limit(10, 3_600), "address": Limit(400, 3_600)}


def spend(action: str, limits: dict[str, Limit], **keys: str) -> bool:
    """Count one more for each key; False if any of them is over its limit."""
    allowed = True
    for kind, value in keys.items():
        allowed = _count(action, kind, value, limits[kind].seconds) <= limits[kind].count and allowed
    return allowed


def is_spent(action: str, limits: dict[str, Limit], **keys: str) -> bool:
    """Whether any of the keys is at its limit, without counting."""
    return any((cache.get(_key(action, kind, value)) or 0) >= limits[kind].count for kind, value in keys.items())


def who(request: HttpRequest) -> dict[str, str]:
    """The keys of a request: its address and, once it has one, its session.

    Whoever drops the session meets the address's ceiling: 300 guesses in ten minutes at 78 thousand million codes.
    """
    keys = {"address": request.META.get("REMOTE_ADDR", "")}
    return keys | ({"session": request.session.session_key} if request.session.session_key else {})


def too_many(request: HttpRequest) -> HttpResponse:
    reason = _("That was tried very often just now. Wait ten minutes, then try again.")
    return render(request, "403.html", {"reason": reason}, status=429)


def _count(action: str, kind: str, value: str, seconds: int) -> int:
    key = _key(action, kind, value)
    cache.add(key, 0, seconds)
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out between the two
        cache.set(key, 1, seconds)
        return 1


def _key(action: str, kind: str, value: str) -> str:
    day = timezone.now().date().isoformat()
    return "limit:" + hashlib.sha256(f"{settings.SECRET_KEY}:{day}:{action}:{kind}:{value}".encode()).hexdigest()
