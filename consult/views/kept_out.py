"""Browsers that somebody used who was removed: a mark keeps them out of that consultation.

What the browser keeps says nothing without this house’s key. Whoever takes another browser comes in by the code.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE = "kept-out"
_DAYS = 180
_MOST = 20  # consultations that one browser is kept out of


def keep_out(request: HttpRequest, response: HttpResponse, consultation_id: int) -> None:
    """Mark the browser that gets ``response``."""
    marks = [*_marks(request), _mark(consultation_id)][-_MOST:]
    response.set_cookie(
        COOKIE,
        ".".join(dict.fromkeys(marks)),
        max_age=_DAYS * 86_400,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def is_kept_out(request: HttpRequest, consultation_id: int) -> bool:
    """Whether somebody was removed from this consultation while they used this browser."""
    return _mark(consultation_id) in _marks(request)


def _mark(consultation_id: int) -> str:
    return salted_hmac("consult.kept-out", str(consultation_id)).hexdigest()[:24]


def _marks(request: HttpRequest) -> list[str]:
    return [mark for mark in request.COOKIES.get(COOKIE, "")[:1_000].split(".") if mark]
