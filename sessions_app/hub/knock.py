"""Who knocks: the ticket, the position and the browser's session of a request for the live line."""

from dataclasses import replace
from urllib.parse import parse_qs

from django.conf import settings
from django.core.signing import BadSignature
from django.http import parse_cookie

from sessions_app.hub.centre import hub
from sessions_app.hub.origin import Scope
from sessions_app.queries import ticket


def knock(scope: Scope) -> tuple[ticket.Claim | None, str]:
    """The claim of its ticket (``None``: forged, old, or not there) and the key of its session.

    ``after`` only shortens what the ticket would bring: a position before the ticket's own, or one that the record has
    not reached, is left aside.
    """
    headers = dict(scope["headers"])
    key = parse_cookie(headers.get(b"cookie", b"").decode("latin-1")).get(settings.SESSION_COOKIE_NAME, "")
    query = parse_qs(scope["query_string"].decode("latin-1"))
    try:
        claim = ticket.read(query.get("ticket", [""])[0])
    except (BadSignature, ValueError, TypeError):
        return None, key
    after = query.get("after", [""])[0]
    if after.isascii() and after.isdecimal() and len(after) < 16:
        position = int(after)
        if claim.seq < position <= hub().head(claim.consultation_id):
            claim = replace(claim, seq=position)
    return claim, key
