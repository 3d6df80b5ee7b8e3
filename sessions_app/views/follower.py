"""Follow a consultation by mail, with double confirmation, and leave with one click."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from consult.models.consultation import Visibility
from consult.views.access import consultation_of
from consult.views.limits import Limit, spend, too_many, who
from sessions_app.actions import follower as act
from sessions_app.forms.follower import FollowForm
from sessions_app.models import Follower
from sessions_app.queries.follower import CONFIRM_WITHIN, of_token

FOLLOWING = {"session": Limit(10, 3_600), "mailbox": Limit(4, 3_600), "address": Limit(400, 3_600)}


@never_cache
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a mail to confirm. The answer says nothing of who follows already."""
    here = consultation_of(request, slug)
    form = FollowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if not spend("follow", FOLLOWING, mailbox=email.lower(), **who(request)):
            return too_many(request)
        act.ask(here.consultation, email, translation.get_language() or "en", request.build_absolute_uri("/"))
        messages.success(request, _("We have sent a mail to that address. Open the link in it to follow."))
        return redirect(here.consultation)
    context = {"form": form, "here": here, "consultation": here.consultation}
    return render(request, "sessions_app/follow.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def following(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the links in mails: confirm, go to the consultation, leave."""
    follower = _of(token)
    if request.method == "POST":
        if follower.confirmed_at is None and of_token(token, max_age=CONFIRM_WITHIN) is None:
            messages.error(request, _("This link is too old. Ask to follow once more."))
        else:
            act.confirm(follower)
        return redirect("following", token)
    return render(request, "sessions_app/following.html", _context(follower, token))


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Leave. A mail program posts one fixed field and no form's key (RFC 8058); a person's form has its key."""
    if request.method == "POST" and request.POST.get("List-Unsubscribe") == "One-Click":
        act.leave(_of(token))
        return HttpResponse(status=200)
    return _leave_by_page(request, token)


@csrf_protect
def _leave_by_page(request: HttpRequest, token: str) -> HttpResponse:
    follower = _of(token)
    if request.method == "POST":
        act.leave(follower)
        return render(request, "sessions_app/following.html", {"has_left": True})
    return render(request, "sessions_app/following.html", _context(follower, token) | {"is_leaving": True})


def _of(token: str) -> Follower:
    follower = of_token(token)
    if follower is None:
        raise Http404
    return follower


def _context(follower: Follower, token: str) -> dict[str, object]:
    """What is for the invited only is not named to whoever holds a link."""
    found = follower.consultation
    return {"follower": follower, "token": token, "shown": found if found.visibility != Visibility.INVITED else None}
