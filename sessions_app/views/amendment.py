"""Amendments to a text, and the text with all of them in it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from consult.procedure import Act, Refused, RefusedError
from consult.views.access import consultation_of
from sessions_app.actions import amendment as act
from sessions_app.queries import amendment as reading
from sessions_app.views.drafting import text_of
from sessions_app.views.forms_in import id_in, text_in


@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """The text in a form: whoever amends it writes how it should read."""
    here = consultation_of(request, slug, Act.AMEND)
    found = text_of(here, number)
    row, refusal = found.recommendation, ""
    typed = {"text": found.version.text, "reason": ""}
    if request.method == "POST":
        body = dict(request.POST.items())
        typed = {key: text_in(body, key) for key in typed}
        version = id_in(body, "version") or 0
        try:
            made = act.amend(here, row.pk, text=typed["text"], version=version, reason=typed["reason"])
        except RefusedError as refused:
            refusal = str(refused.reason)
        else:
            messages.success(request, _("Amendment {n} stands beside the text.").format(n=made.number))
            return _back(slug, number, made.number)
    elif isinstance(answer := act.may_amend(here, row), Refused):
        raise RefusedError(answer.reason)
    context = {
        "here": here,
        "consultation": here.consultation,
        "text": row,
        "version": found.version,
        "typed": typed,
        "refusal": refusal,
        "rule": here.consultation.terms.in_words,
    }
    return render(request, "sessions_app/text_amend.html", context, status=422 if refusal else 200)


@require_POST
def decide(request: HttpRequest, slug: str, number: str, amendment: int) -> HttpResponse:
    """The chair's decision, with its reason."""
    here = consultation_of(request, slug, Act.DECIDE)
    row = text_of(here, number).recommendation
    outcome, reason = request.POST.get("outcome", ""), request.POST.get("reason", "")
    made = act.decide(here, row.pk, amendment, outcome=outcome, reason=reason)
    told = _("Amendment {n}: {state}.").format(n=amendment, state=made.get_state_display())
    messages.success(request, told)
    return _back(slug, number, amendment)


@require_POST
def answer(request: HttpRequest, slug: str, number: str, amendment: int) -> HttpResponse:
    """The main sponsor's answer."""
    here = consultation_of(request, slug, Act.SPONSOR)
    row = text_of(here, number).recommendation
    accepts = request.POST.get("do", "") == "accept"
    made = act.answer(here, row.pk, amendment, accepts=accepts, reason=request.POST.get("reason", ""))
    told = _("Amendment {n}: {state}.").format(n=amendment, state=made.get_state_display())
    messages.success(request, told)
    return _back(slug, number, amendment)


@require_POST
def withdraw(request: HttpRequest, slug: str, number: str, amendment: int) -> HttpResponse:
    """One's own amendment."""
    here = consultation_of(request, slug, Act.AMEND)
    act.withdraw(here, text_of(here, number).recommendation.pk, amendment)
    messages.success(request, _("Amendment {n} was withdrawn.").format(n=amendment))
    return _back(slug, number, amendment)


@require_GET
def compilation(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """The text with every open amendment in its place, as alternatives in square brackets."""
    here = consultation_of(request, slug, Act.READ)
    found = text_of(here, number)
    context = {
        "here": here,
        "consultation": here.consultation,
        "text": found.recommendation,
        "version": found.version,
        "places": reading.compiled(found.recommendation),
        "amendments": [one for one in reading.shown(found.recommendation, here.participant) if one.is_open],
        "rule": here.consultation.terms.in_words,
    }
    return render(request, "sessions_app/text_compilation.html", context)


def _back(slug: str, number: str, amendment: int) -> HttpResponse:
    address = redirect("text", slug, number)
    address["Location"] += f"#amendment-{amendment}"
    return address
