"""What every page knows of the house, and the page for a form that came too late."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from consult.privacy import NOTHING_TYPED


def house(request: HttpRequest) -> dict[str, Any]:
    return {
        "hosting": settings.HOSTING,
        "is_demonstration_house": settings.DEMO,
        "languages": settings.LANGUAGES,
        "keep_nothing": request.META.get(NOTHING_TYPED, False),
    }


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose key expired: say so, and that going back keeps the text."""
    return render(
        request,
        "403.html",
        {
            "reason": _(
                "This form is no longer valid. Go back, reload the page and send it again: your text is still there."
            )
        },
        status=403,
    )
