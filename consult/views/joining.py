"""Coming in: the code, the join page, the invitation."""

from django.contrib import messages
from django.contrib.auth import login
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consult.actions import joining
from consult.forms.people import CodeForm, EntryForm, JoinForm
from consult.models import Consultation, Invitation, Participant, User
from consult.privacy import KEPT_OUT
from consult.procedure import RefusedError
from consult.queries.people import brought_by, by_code, here, invitation_of
from consult.views import limits
from consult.views.kept_out import is_kept_out

BACKEND = "django.contrib.auth.backends.ModelBackend"


def account(request: HttpRequest) -> User | None:
    """Who is signed in, a guest included."""
    return request.user if isinstance(request.user, User) else None


def sign_in(request: HttpRequest, user: User, *, for_this_window: bool = False) -> None:
    """Sign in under a new session key, so that nobody who knew the old one comes along."""
    if request.user != user:
        login(request, user, backend=BACKEND)
    if for_this_window:
        request.session.set_expiry(0)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """Where a code is typed. An unknown one gets the same answer whatever is wrong with it."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        consultation = _consultation_of(request, form.cleaned_data["code"])
        if isinstance(consultation, HttpResponse):
            return consultation
        if consultation is not None:
            return redirect("join_code", consultation.join_code)
        form.add_error("code", joining.unknown_code())
    status = 404 if form.errors else 200
    return render(request, "consult/code.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """One page: what it is, how you will be shown, whom you speak for."""
    consultation = _consultation_of(request, code)
    if isinstance(consultation, HttpResponse):
        return consultation
    if consultation is None:
        again = CodeForm({"code": code})
        again.is_valid()
        again.add_error("code", joining.unknown_code())
        return render(request, "consult/code.html", {"form": again}, status=404)
    user = account(request)
    present = here(consultation, user)
    if present.standing.is_removed:
        request.META[KEPT_OUT] = consultation.pk
        raise RefusedError(joining.removed())
    if present.participant:
        return redirect(_welcome(consultation))
    if is_kept_out(request, consultation.pk):
        raise RefusedError(joining.removed())
    form = JoinForm(request.POST or None, consultation=consultation, user=user)
    if request.method == "POST" and form.is_valid():
        if not limits.spend("join", limits.JOINING, code=str(consultation.pk), **limits.who(request)):
            return limits.too_many(request)
        try:
            return _enter(request, joining.join_by_code(user, code, form.entry()))
        except RefusedError as refused:
            form.add_error(None, str(refused.reason))
    return render(request, "consult/join.html", _page(consultation, form), status=400 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """A personal link. Looking at it, as mail scanners do, uses nothing up: the button does."""
    found = invitation_of(token)
    if found is None and (there := brought_by(token, account(request))):
        return redirect(_welcome(there))
    if found is None:
        reason = joining.spent_invitation()
        return render(request, "403.html", {"reason": reason}, status=404)
    user = account(request)
    if user is None and User.objects.filter(email=found.email.lower()).exists():
        return render(request, "consult/invitation.html", _sign_in_first(request, found))
    form = EntryForm(request.POST or None, consultation=found.consultation, user=user)
    if found.name and not form.fields["name"].initial:
        form.fields["name"].initial = found.name
    if request.method == "POST" and form.is_valid():
        try:
            return _enter(request, joining.accept_invitation(token, user, form.entry()))
        except RefusedError as refused:
            form.add_error(None, str(refused.reason))
        except IntegrityError:  # the address got an account in the same moment
            return redirect(request.path)
    context = {**_page(found.consultation, form), "invitation": found}
    return render(request, "consult/invitation.html", context, status=400 if form.errors else 200)


def _consultation_of(request: HttpRequest, code: str) -> Consultation | HttpResponse | None:
    """The consultation a code admits to; only codes that admit to nothing count as tries."""
    keys = limits.who(request)
    if limits.is_spent("unknown code", limits.UNKNOWN_CODES, **keys):
        return limits.too_many(request)
    consultation = by_code(code)
    if consultation is None:
        request.session["tried_a_code"] = True
        limits.spend("unknown code", limits.UNKNOWN_CODES, **keys)
    return consultation


def _enter(request: HttpRequest, participant: Participant) -> HttpResponse:
    sign_in(request, participant.user, for_this_window=participant.keep_nothing and participant.user.is_guest)
    messages.success(request, _("You take part now."))
    return redirect(_welcome(participant.consultation))


def _welcome(consultation: Consultation) -> str:
    return reverse("consultation", args=[consultation.slug])


def _page(consultation: Consultation, form: EntryForm) -> dict[str, object]:
    return {
        "consultation": consultation,
        "form": form,
        "lines": consultation.terms.lines,
        "rule": consultation.terms.in_words,
        "contacts": consultation.contacts.all(),
    }


def _sign_in_first(request: HttpRequest, found: Invitation) -> dict[str, object]:
    return {"consultation": found.consultation, "invitation": found, "sign_in_first": True, "next": request.path}
