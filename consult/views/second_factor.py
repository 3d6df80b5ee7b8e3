"""The second factor of staff: asked for to publish, to read names the room does not see, and to export them."""

import time
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

LASTS = 60 * 60  # seconds: a sitting at the desk


def is_recent(request: HttpRequest) -> bool:
    """Whether a passkey or a code of an authenticator was used in this session within the hour."""
    if not settings.SECOND_FACTOR:
        return True
    records = get_authentication_records(request, request.user)
    return any(one.get("method") == "mfa" and time.time() - one.get("at", 0) < LASTS for one in records)


def ask(request: HttpRequest, back: str) -> HttpResponse:
    """To the page that asks for it, and back to ``back``; whoever has none yet sets one up first."""
    if is_mfa_enabled(request.user):
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': back})}")
    messages.info(
        request,
        _("This needs a second factor: set up a passkey or an authenticator app here, then try again."),
    )
    return redirect("mfa_index")
