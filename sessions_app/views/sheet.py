"""Ballots on paper: print them, note who was handed one, enter what stands on them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from consult.procedure import Act, RefusedError
from consult.queries.people import Here
from consult.views.access import consultation_of
from sessions_app.actions import sheet as act
from sessions_app.models import Ballot
from sessions_app.queries import choice as choices
from sessions_app.queries import sheet as reading
from sessions_app.queries.session import terms_of_ballot
from sessions_app.states import CHOICES, ON_A_PAPER, BallotState, Method
from sessions_app.views.choice import marks_in
from sessions_app.views.forms_in import text_in, yes_in


@require_http_methods(["GET", "POST"])
def sheets(request: HttpRequest, slug: str, ballot_id: int) -> HttpResponse:
    """The desk’s page of a ballot’s paper: one button for each step; printing answers with the sheets, once."""
    here = consultation_of(request, slug, Act.PUT)
    ballot = ballot_of(here, ballot_id)
    error, body = "", dict(request.POST.items())
    if request.method == "POST":
        try:
            if text_in(body, "do") == "print":
                return _printed(request, here, ballot)
            messages.success(request, _press(request, here, ballot, body))
            return redirect("sheets", slug, ballot_id)
        except RefusedError as refusal:
            error = str(refusal.reason)
    context = _context(here, ballot) | {"error": error}
    marked = {option: str(mark) for option, mark in marks_in(body).items()}
    context |= {
        "code": text_in(body, "code") or request.GET.get("code", "")[:40],
        "marked": text_in(body, "choice").strip(),
        "abstains": yes_in(body, "abstain"),
        "lines": choices.lines(ballot, marked) if ballot.method != Method.SECRET else [],
        "waiting": _waiting(ballot) if context["hands"] else [],
    }
    return _kept_by_nobody(render(request, "sessions_app/sheets.html", context, status=400 if error else 200))


def _waiting(ballot: Ballot) -> list[tuple[int, str]]:
    return [(elector.pk, reading.label(ballot, elector)) for elector in reading.without_answer(ballot)]


def _press(request: HttpRequest, here: Here, ballot: Ballot, body: dict[str, Any]) -> str:
    do, code = text_in(body, "do"), text_in(body, "code")
    if do == "hand":
        electors = [int(value) for value in request.POST.getlist("who") if value.isascii() and value.isdigit()]
        n = act.hand_out(here, ballot.pk, electors)
        return ngettext("{n} paper ballot noted.", "{n} paper ballots noted.", n).format(n=n)
    if do in ("enter", "enter-alone"):
        secret = ballot.method == Method.SECRET
        marks = text_in(body, "choice").strip() if secret else marks_in(body)
        is_counted = act.enter(
            here, ballot.pk, code, marks, abstains=yes_in(body, "abstain"), alone=do == "enter-alone"
        )
        return _("The sheet is counted.") if is_counted else _("Entered. Another person enters it once more.")
    if do == "anew":
        act.begin_anew(here, ballot.pk, code)
        return _("The sheet can be entered anew, by both.")
    raise RefusedError(_("There is no such button."))


def _printed(request: HttpRequest, here: Here, ballot: Ballot) -> HttpResponse:
    """The sheets, with the only copy of their codes; for a secret ballot also the list to sign."""
    names = [reading.label(ballot, elector) for elector in reading.without_answer(ballot)]
    at = request.build_absolute_uri(reverse("sheets", args=[here.consultation.slug, ballot.pk]))
    page = "secret" if ballot.method == Method.SECRET else "choice"
    context = _context(here, ballot) | {
        "printed": [
            {
                "code": f"{sheet.code[:5]} {sheet.code[5:]}",
                "address": f"{at}?code={sheet.code}",
                "name": reading.label(ballot, sheet.elector) if sheet.elector else "",
            }
            for sheet in act.print_sheets(here, ballot.pk)
        ],
        "names": names,
        "ballot_address": request.build_absolute_uri(reverse(page, args=[here.consultation.slug, ballot.pk])),
        "lines": choices.lines(ballot, {}) if ballot.method != Method.SECRET else [],
    }
    return _kept_by_nobody(render(request, "sessions_app/sheets_printed.html", context))


def ballot_of(here: Here, ballot_id: int) -> Ballot:
    rows = Ballot.objects.select_related("version__recommendation__question__session", "choosing__session", "box")
    ballot = get_object_or_404(rows, pk=ballot_id, consultation=here.consultation, method__in=ON_A_PAPER)
    ballot.consultation = here.consultation
    return ballot


def _context(here: Here, ballot: Ballot) -> dict[str, Any]:
    is_text = ballot.method == Method.SECRET
    is_secret = is_text or hasattr(ballot, "box")
    page = "secret" if is_text else "choice"
    return {
        "here": here,
        "consultation": here.consultation,
        "ballot": ballot,
        "choosing": None if is_text else ballot.choosing,
        "version": ballot.version,
        "is_open": ballot.state == BallotState.OPEN,
        "is_secret": is_secret,
        "hands": is_secret and ballot.state == BallotState.OPEN and reading.may_be_named(ballot),
        "may_be_named": reading.may_be_named(ballot),
        "progress": reading.progress(ballot),
        "choices": CHOICES[Method.SECRET] if is_text else [],
        "ballot_page": reverse(page, args=[here.consultation.slug, ballot.pk]),
        "rule": terms_of_ballot(ballot).in_words,
    }


def _kept_by_nobody(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
