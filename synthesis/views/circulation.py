"""A circulated draft: the page on which it is read and commented on, and the desk's page of all comments."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from consult.views.access import consultation_of
from sessions_app.views.forms_in import id_in, text_in
from synthesis.actions import circulation as acts
from synthesis.actions import files
from synthesis.forms.circulation import CirculationForm, CommentForm
from synthesis.models.circulation import Circulation, Taken
from synthesis.models.report import Report
from synthesis.queries import circulation as reading
from synthesis.views.coverage import drafted
from synthesis.views.report import context_of, report_at_desk
from synthesis.views.theme import desk_context
from synthesis.writers.circulation import FORMATS, text_of, write


def circulated(here: Here, pk: int) -> tuple[Report, Circulation]:
    """A report of this consultation that is or was circulated. To everybody else there is none."""
    report = report_at_desk(here, pk)
    found = reading.latest(report)
    if found is None:
        raise Http404
    return report, found


# --- for those who comment -------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def read(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The text as it was circulated, with one's own comments. ``?at=`` opens the form under a paragraph."""
    here = consultation_of(request, slug, Act.READ_CIRCULATED)
    report, circulation = circulated(here, pk)
    if request.method != "POST":
        return _read(request, here, report, circulation)
    require(may(here.standing, Act.COMMENT))
    place = id_in(request.POST, "place") if request.POST.get("place") != "0" else 0
    try:
        words = _carry_out(request, here, report, place)
    except RefusedError as refusal:
        return _read(request, here, report, circulation, refusal=refusal.reason)
    messages.success(request, words)
    return redirect(reverse("circulated", args=[slug, pk]) + (f"#at-{place}" if place is not None else ""))


def _carry_out(request: HttpRequest, here: Here, report: Report, place: int | None) -> str:
    body = dict(request.POST.items())
    do, number = text_in(body, "do"), id_in(body, "comment") or 0
    said = acts.Said(text_in(body, "kind"), text_in(body, "text"), text_in(body, "wording"), get_language() or "")
    if do == "comment":
        made = acts.comment(here, report, -1 if place is None else place, said, round_=id_in(body, "round"))
        return _("Your comment is marked as late.") if made.is_late else _("Your comment is with the rapporteur.")
    if do == "edit":
        acts.edit(here, report, number, said)
        return _("Saved.")
    if do == "withdraw":
        acts.withdraw(here, report, number)
        return _("Your comment is withdrawn.")
    raise RefusedError(_("This page has no such button."))


def _read(
    request: HttpRequest, here: Here, report: Report, circulation: Circulation, refusal: Any = ""
) -> HttpResponse:
    now = timezone.now()
    asked = request.POST if refusal else request.GET
    passages = reading.own_passages(circulation, here, now)
    edited = id_in(asked, "comment")
    mine = next((one for passage in passages for one in passage.comments if one.id == edited and one.may_edit), None)
    place = mine.place if mine else id_in({"at": asked.get("at") or asked.get("place")}, "at")
    if not mine and (asked.get("at") or asked.get("place")) == "0":
        place = 0
    initial = {"kind": mine.kind, "text": mine.text, "wording": mine.wording} if mine else None
    context = context_of(
        here,
        report=report,
        circulation=circulation,
        passages=passages,
        is_open=reading.is_open(circulation, report),
        is_late=now > circulation.deadline,
        may_comment=bool(may(here.standing, Act.COMMENT)) and here.participant is not None,
        at=place,
        mine=mine,
        form=CommentForm(request.POST if refusal else None, initial=initial),
        refusal=refusal,
        count=sum(len(passage.comments) for passage in passages),
        keep_nothing=here.participant is not None and here.participant.keep_nothing,
    )
    return render(request, "synthesis/circulated.html", context, status=422 if refusal else 200)


# --- for the desk ----------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Circulate the draft, end that, read every comment beside its paragraph, and say what was done with it."""
    here = consultation_of(request, slug, Act.READ_DRAFT)
    report = drafted(here, pk)
    if request.method != "POST":
        return _desk(request, here, report)
    require(may(here.standing, Act.CIRCULATE))
    ways: dict[str, Callable[[HttpRequest, Here, Report], HttpResponse]] = {
        "circulate": _circulate,
        "end": _end,
        "answer": _answer,
    }
    try:
        return ways.get(request.POST.get("do", ""), _no_such)(request, here, report)
    except RefusedError as refusal:
        return _desk(request, here, report, refusal=refusal.reason)


def _no_such(_request: HttpRequest, _here: Here, _report: Report) -> HttpResponse:
    raise RefusedError(_("This page has no such button."))


def _circulate(request: HttpRequest, here: Here, report: Report) -> HttpResponse:
    with timezone.override(here.consultation.zone):
        form = CirculationForm(request.POST)
        if not form.is_valid():
            return _desk(request, here, report, form=form)
    given = form.cleaned_data
    terms = acts.Terms(given["deadline"], given["note"], given["remind_days"])
    acts.circulate(here, report, terms, text_of)
    messages.success(request, _("The draft is circulated."))
    return redirect("comments", here.consultation.slug, report.pk)


def _end(request: HttpRequest, here: Here, report: Report) -> HttpResponse:
    acts.end(here, report)
    messages.success(request, _("No more comments are taken."))
    return redirect("comments", here.consultation.slug, report.pk)


def _answer(request: HttpRequest, here: Here, report: Report) -> HttpResponse:
    body = dict(request.POST.items())
    taken, reason, read = (text_in(body, name) for name in ("taken", "reason", "read"))
    row = acts.answer(here, report, id_in(body, "comment") or 0, taken, reason, read=read or None)
    messages.success(request, _("Its author will read: {taken}.").format(taken=row.get_taken_display()))
    return redirect(reverse("comments", args=[here.consultation.slug, report.pk]) + f"#comment-{row.pk}")


def _desk(
    request: HttpRequest, here: Here, report: Report, *, refusal: Any = "", form: CirculationForm | None = None
) -> HttpResponse:
    found = reading.latest(report)
    is_open = found is not None and reading.is_open(found, report)
    passages = reading.desk_passages(found) if found else []
    with timezone.override(here.consultation.zone):
        shown = form or CirculationForm(request.POST if refusal and request.POST.get("do") == "circulate" else None)
        context = desk_context(
            here,
            "comments",
            report=report,
            circulation=found,
            is_open=is_open,
            passages=passages,
            count=sum(len(passage.comments) for passage in passages),
            unanswered=reading.unanswered(found) if found else 0,
            readers=reading.readers(here.consultation).count(),
            form=shown,
            takings=Taken.choices,
            formats=list(FORMATS),
            refusal=refusal,
            typed=request.POST if refusal else {},
            may_circulate=bool(may(here.standing, Act.CIRCULATE)),
        )
        status = 422 if refusal or (form is not None and form.errors) else 200
        return render(request, "synthesis/comments.html", context, status=status)


@never_cache
@require_safe
def comments_file(request: HttpRequest, slug: str, pk: int, extension: str) -> HttpResponse:
    """The comments as a table that may leave the room."""
    here = consultation_of(request, slug, Act.READ_DRAFT)
    report, circulation = circulated(here, pk)
    if extension not in FORMATS:
        raise Http404
    data = write(circulation, extension)
    files.take_along(here, report, files.COMMENTS)
    response = HttpResponse(data, content_type=FORMATS[extension])
    response["Content-Disposition"] = f'attachment; filename="{slug}-comments-{report.pk}.{extension}"'
    return response
