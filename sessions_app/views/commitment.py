"""The follow-up tracker: what was adopted, put forward or pledged, whose it is and how it stands."""

import csv
import io
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consult.attribution import Audience
from consult.documents.errors import UnreadableDocument
from consult.documents.sheets import MAX_BYTES
from consult.procedure import Act, Refused, RefusedError, may, require
from consult.queries.people import Here
from consult.queries.people_data import harmless
from consult.views.access import consultation_of
from sessions_app.actions import commitment as act
from sessions_app.forms.commitment import AddForm, DaysForm, OwnershipForm, PledgeForm, StandingForm
from sessions_app.intake import commitments as intake
from sessions_app.queries import commitment as reading
from sessions_app.states import CommitmentState


@never_cache
@require_safe
def tracker(request: HttpRequest, slug: str) -> HttpResponse:
    """By group. Those admitted see it at any time, everybody once the report is published."""
    here, audience = _reader(request, slug)
    state = request.GET.get("state", "")
    state = state if state in CommitmentState.values else ""
    every = reading.tracked(here.consultation, audience)
    found = [one for one in every if not state or one.row.state == state]
    may_follow = bool(may(here.standing, Act.FOLLOW_UP))
    context = _of(here) | {
        "groups": [(name, rows) for name, rows in reading.by_group(found) if rows],
        "counts": reading.counts(every),
        "total": len(every),
        "state": state,
        "may_pledge": bool(may(here.standing, Act.PLEDGE)) and here.participant is not None,
        "may_follow": may_follow,
        "untaken": reading.untaken(here.consultation).count() if may_follow else 0,
        "days": DaysForm(auto_id="take-up-%s"),
    }
    return render(request, "sessions_app/tracker.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pledge(request: HttpRequest, slug: str) -> HttpResponse:
    """A commitment of one's own."""
    here = consultation_of(request, slug, Act.PLEDGE)
    form = PledgeForm(request.POST or None, terms=here.consultation.terms)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = act.pledge(
            here,
            text=given["text"],
            due=given["due"],
            review=given["review"],
            is_named=given.get("is_named", False),
        )
        messages.success(request, _("Your commitment stands on the tracker."))
        return redirect(made)
    return _form(request, here, form, _("Make a commitment"), _("Commit to it"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def commitment_add(request: HttpRequest, slug: str) -> HttpResponse:
    """What somebody pledged aloud or in writing."""
    here = consultation_of(request, slug, Act.FOLLOW_UP)
    form = AddForm(request.POST or None, consultation=here.consultation)
    if request.method == "POST" and form.is_valid():
        try:
            made = act.add(here, text=form.cleaned_data["text"], ownership=form.ownership())
        except RefusedError as refused:
            form.add_error(None, str(refused.reason))
        else:
            messages.success(request, _("It stands on the tracker."))
            return redirect(made)
    return _form(request, here, form, _("Enter a commitment"), _("Enter it"))


@require_POST
def take_up(request: HttpRequest, slug: str) -> HttpResponse:
    """Follow up what was adopted or put forward."""
    here = consultation_of(request, slug, Act.FOLLOW_UP)
    form = DaysForm(request.POST)
    if not form.is_valid():
        raise RefusedError(str(next(iter(form.errors.values()))[0]))
    count = act.take_up(here, due=form.cleaned_data["due"], review=form.cleaned_data["review"])
    told = ngettext("{count} text is followed up now.", "{count} texts are followed up now.", count)
    messages.success(request, told.format(count=count))
    return redirect("tracker", slug)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def commitment(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One commitment: how it stood when, and the forms of those who may change it."""
    here, audience = _reader(request, slug)
    found = _found(here, number, audience)
    do = request.POST.get("do", "")
    initial = {"state": found.row.state, "review": found.row.review, "seen": found.last_id}
    standing = StandingForm(request.POST if do == "report" else None, initial=initial)
    owner = OwnershipForm(
        request.POST if do == "assign" else None, consultation=here.consultation, row=found.row, prefix="owner"
    )
    answer, failed = act.may_report(here, found.row), False
    if request.method == "POST":
        require(answer if do == "report" else may(here.standing, Act.FOLLOW_UP))
        try:
            if _carry_out(here, number, do, standing, owner):
                messages.success(request, _("Saved, and entered in the record."))
                return redirect("tracker" if do == "remove" else request.path, *([slug] if do == "remove" else []))
        except RefusedError as refused:
            (owner if do == "assign" else standing).add_error(None, str(refused.reason))
            found = _found(here, number, audience)
        failed = True
    context = _of(here) | {
        "found": found,
        "standing": standing if answer else None,
        "why_not": answer.reason if isinstance(answer, Refused) and here.participant else "",
        "owner": owner if may(here.standing, Act.FOLLOW_UP) else None,
        "may_remove": bool(may(here.standing, Act.FOLLOW_UP)) and not found.notes and not found.row.participant_id,
    }
    return render(request, "sessions_app/commitment.html", context, status=422 if failed else 200)


def _carry_out(here: Here, number: int, do: str, standing: StandingForm, owner: OwnershipForm) -> bool:
    """False where the form is wrong."""
    if do == "report" and standing.is_valid():
        act.report(here, number, standing.standing(), standing.cleaned_data["seen"])
        return True
    if do == "assign" and owner.is_valid():
        act.assign(here, number, owner.ownership())
        return True
    if do == "remove":
        act.remove(here, number)
        return True
    if do not in ("report", "assign"):
        raise RefusedError(_("This page has no such button."))
    return False


@never_cache
@require_safe
def commitments_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The tracker as CSV, as it may leave the room."""
    here, _audience = _reader(request, slug)
    file = io.StringIO()
    csv.writer(file).writerows([harmless(cell) for cell in line] for line in reading.table(here.consultation))
    response = HttpResponse(file.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="follow-up.csv"'
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def commitments_update(request: HttpRequest, slug: str) -> HttpResponse:
    """The list brought back: shown with what it would change, and taken only when that is confirmed."""
    here = consultation_of(request, slug, Act.FOLLOW_UP)
    context: dict[str, Any] = _of(here) | {"states": CommitmentState.choices, "refusal": ""}
    if request.method == "POST":
        try:
            data = _list_in(request)
            found = intake.read(here.consultation, data)
            if request.POST.get("do") == "apply" and not found.faults:
                count = act.update_many(here, [(line.number, line.standing, line.owner) for line in found.lines])
                told = ngettext("{count} commitment was updated.", "{count} commitments were updated.", count)
                messages.success(request, told.format(count=count))
                return redirect("tracker", slug)
            context |= {"found": found, "list": found.text}
        except UnreadableDocument as error:
            context["refusal"] = _(error.reason)
    failed = bool(context["refusal"]) or ("found" in context and bool(context["found"].faults))
    return render(request, "sessions_app/commitments_update.html", context, status=422 if failed else 200)


def _list_in(request: HttpRequest) -> bytes:
    """The file, or, when it is confirmed, the same list again, as text."""
    file = request.FILES.get("file")
    if file is None:
        return request.POST.get("list", "").encode("utf-8", "replace")
    return bytes(file.read(MAX_BYTES + 1))


def _reader(request: HttpRequest, slug: str) -> tuple[Here, Audience]:
    here = consultation_of(request, slug)
    if may(here.standing, Act.READ):
        return here, Audience.INSIDE
    require(may(here.standing, Act.READ_REPORT))
    return here, Audience.OUTSIDE


def _found(here: Here, number: int, audience: Audience) -> reading.ShownCommitment:
    found = reading.one(here.consultation, number, audience)
    if found is None:
        raise Http404
    return found


def _form(request: HttpRequest, here: Here, form: Any, title: str, button: str) -> HttpResponse:
    context = _of(here) | {"form": form, "title": title, "button": button}
    return render(request, "sessions_app/commitment_form.html", context, status=422 if form.errors else 200)


def _of(here: Here) -> dict[str, Any]:
    return {"here": here, "consultation": here.consultation, "rule": here.consultation.terms.in_words}
