"""One's own account: names, consents, data, and a guest's claim by an address."""

import time
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consult import privacy
from consult.actions import joining
from consult.actions import people as actions
from consult.forms.account import AccountForm, ClaimCodeForm, ClaimForm, ConsentForm
from consult.models import Participant, User
from consult.procedure import RefusedError
from consult.queries import people as queries
from consult.views import limits
from consult.views.joining import sign_in

CODE_LASTS = 15 * 60  # seconds
CODE_TRIES = 3


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """My account: names, languages, my consultations with role and consent, my data."""
    user = _user(request)
    form = AccountForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return _in_language(redirect("account"), user.language)
    context = {"form": form, "participations": _participations(user), "account_user": user}
    return render(request, "consult/account.html", context, status=400 if form.errors else 200)


def _in_language(response: HttpResponse, language: str) -> HttpResponse:
    """Pages come in the chosen language from now on, as with the menu in the bar."""
    if language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
        )
    return response


def _participations(user: User) -> list[dict[str, Any]]:
    return [
        {
            "participant": row,
            "roles": [role.get_role_display() for role in row.role_rows.all()],
            "form": ConsentForm(
                initial={name: getattr(row, name) for name in ConsentForm.base_fields}, auto_id=f"id_{row.pk}_%s"
            ),
        }
        for row in queries.own_participations(user)
    ]


@login_required
@require_POST
def consent(request: HttpRequest, participant_id: int) -> HttpResponse:
    """Change one's consent to quotation and to being listed in one consultation."""
    row = get_object_or_404(Participant.objects.select_related("consultation"), pk=participant_id, user=_user(request))
    form = ConsentForm(request.POST)
    if not form.is_valid():
        raise RefusedError(_("There is no such choice of quotation or attribution."))
    here = queries.here(row.consultation, _user(request))
    actions.choose_consent(here, **form.cleaned_data)
    messages.success(request, _("Saved. What you said before keeps the consent you gave with it."))
    return redirect("account")


@never_cache
@login_required
@require_safe
def own_data(request: HttpRequest) -> HttpResponse:
    """Everything that is kept of me, as JSON, at once."""
    response = JsonResponse(privacy.data_of(_user(request)), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest) -> HttpResponse:
    """A guest names an address; a code goes there. The answer is the same whether it is known here or not."""
    if not _user(request).is_guest:
        return redirect("account")
    form = ClaimForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["email"]
        if not limits.spend("claim", limits.CLAIMING, mailbox=address, **limits.who(request)):
            return limits.too_many(request)
        code = get_adapter().generate_login_code()
        request.session["claim"] = {"email": address, "code": _sealed(code), "at": time.time(), "left": CODE_TRIES}
        get_adapter().send_mail("account/email/login_code", address, {"code": code})
        return redirect("confirm_claim")
    return render(request, "consult/claim.html", {"form": form}, status=400 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_claim(request: HttpRequest) -> HttpResponse:
    """The code proves the address; this browser's session proved the guest. Then both are one."""
    user, pending = _user(request), request.session.get("claim")
    if not user.is_guest or not pending or time.time() - pending["at"] > CODE_LASTS:
        request.session.pop("claim", None)
        return redirect("claim" if user.is_guest else "account")
    form = ClaimCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if constant_time_compare(_sealed(form.cleaned_data["code"]), pending["code"]):
            del request.session["claim"]
            try:
                sign_in(request, joining.claim(user, pending["email"]))
            except IntegrityError:  # the address got an account in the same moment: once more, and both become one
                return redirect("claim")
            except RefusedError as refused:
                messages.error(request, str(refused))
                return redirect("account")
            messages.success(request, _("This address is yours here now: you can sign in with it on any device."))
            return redirect("account")
        pending["left"] -= 1
        request.session["claim"] = pending
        if pending["left"] <= 0:
            del request.session["claim"]
            messages.error(request, _("That was the wrong code three times. Ask for a new one."))
            return redirect("claim")
        form.add_error("code", _("This is not the code that was sent."))
    context = {"form": form, "address": pending["email"]}
    return render(request, "consult/confirm_claim.html", context, status=400 if form.errors else 200)


def demo_sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """A demonstration's sign-in link; its address exists in that setting only."""
    user = queries.user_of_demo_token(token)
    if user is None:
        raise Http404
    sign_in(request, user)
    then = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(then, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        row = queries.own_participations(user).first()
        then = row.consultation.get_absolute_url() if row else "/"
    return redirect(then)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _sealed(code: str) -> str:
    plain = "".join(code.split()).replace("-", "").upper()
    return salted_hmac("consult.claim", plain).hexdigest()
