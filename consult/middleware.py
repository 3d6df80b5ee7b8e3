"""Habits of every answer: a refusal shows its reason, a signed-in page is nobody else's, who was removed stays out."""

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from consult.models import Participant, User
from consult.models.consultation import Stage
from consult.privacy import KEEP_NOTHING, KEPT_OUT
from consult.procedure import RefusedError
from consult.views import kept_out

Answer = Callable[[HttpRequest], HttpResponse]
STATUS = {"closed": 409, "stale": 409, "slow down": 429}


def wants_json(request: HttpRequest) -> bool:
    return request.content_type == "application/json" or request.headers.get("Accept", "").startswith(
        "application/json"
    )


class refusals:
    """Turn ``RefusedError`` into a page, or an answer in JSON, that shows the reason."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info:
            raise Http404  # PostgreSQL cannot even be asked for it
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, RefusedError):
            return None
        if wants_json(request):
            return JsonResponse(error.told, status=STATUS.get(error.answer, 403))
        return render(request, "403.html", {"reason": error.reason, "back": _way_back(request)}, status=403)


def _way_back(request: HttpRequest) -> str:
    """The page of the consultation in which something was refused to somebody who has a part in it; else nothing."""
    match = request.resolver_match
    slug = match.kwargs.get("slug") if match else None
    if slug is None or match is None or match.url_name == "consultation" or not isinstance(request.user, User):
        return ""
    has_part = Participant.objects.filter(consultation__slug=slug, user=request.user, removed_at=None)
    return reverse("consultation", args=[slug]) if has_part.exclude(consultation__stage=Stage.DRAFT).exists() else ""


def keep_private(get_response: Answer) -> Answer:
    """Pages behind a sign-in stay out of shared caches, and those of whom the device is to keep nothing out of every
    cache: after they left, nobody finds them with the button back. Others set ``no-store`` themselves.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store" if request.META.get(KEEP_NOTHING) else "private, no-cache"
        return response

    return middleware


def keep_out(get_response: Answer) -> Answer:
    """A guest who was removed could sign out and come again by the code: their browser is told to keep out."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if KEPT_OUT in request.META:
            kept_out.keep_out(request, response, request.META[KEPT_OUT])
        return response

    return middleware


def only_as_written(get_response: Answer) -> Answer:
    """What waited in a browser says who wrote it (``Written-By``): it is never carried out as somebody else.

    Asked before anything else, so that a session that expired is told apart from a refusal.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        author = request.headers.get("Written-By")
        if author is None or author == f"u{request.user.pk}":
            return get_response(request)
        reason = _("You are no longer signed in. Sign in again, also in another tab: what waits here is then sent.")
        if request.user.is_authenticated:
            reason = _("Somebody else is signed in now than who wrote this: it was not sent. The text is kept here.")
        return JsonResponse({"answer": "sign in", "reason": reason}, status=403)

    return middleware


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer to what could not be read at all: too long, or from a host that this house does not know."""
    status, reason = 400, ""
    if isinstance(exception, RequestDataTooBig):
        status, reason = 413, _("What was sent is too long. Nothing was changed: go back, your text is still there.")
    if wants_json(request):
        reason = reason or _("What was sent is not in a form this page takes. Nothing was changed.")
        return JsonResponse({"answer": "refused", "reason": reason}, status=status)
    return HttpResponse(render_to_string("400.html", {"reason": reason}), status=status)
