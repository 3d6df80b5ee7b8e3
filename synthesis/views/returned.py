"""The draft in Word and back: a file to work on, what came back, taking changes over."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from consult.views.access import consultation_of
from synthesis.actions import receiving
from synthesis.actions import returned as acts
from synthesis.actions.version import StaleEditError
from synthesis.models.report import Report, ReportState
from synthesis.models.returned import ReturnedFile
from synthesis.queries import returned as reading
from synthesis.views.checks import uploaded
from synthesis.views.editing import forms, may_edit, whole
from synthesis.views.report import context_of, report_at_desk
from synthesis.writers import FORMATS, working


@require_http_methods(["GET", "HEAD", "POST"])
def word(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Make a file to work on, hand in one that was worked on, and the list of those that came back."""
    here = consultation_of(request, slug, Act.READ_DRAFT)
    report = report_at_desk(here, pk)
    if request.method == "POST":
        require(may(here.standing, Act.DRAFT))
        return _hand_in(request, here, report) if request.POST.get("do") == "return" else _copy(here, report)
    return render(request, "synthesis/word.html", _context(here, report))


def _context(here: Here, report: Report, **more: Any) -> dict[str, Any]:
    return context_of(
        here,
        report=report,
        files=reading.files_of(report),
        may_edit=may_edit(here, report),
        **more,
    )


def _copy(here: Here, report: Report) -> HttpResponse:
    if report.drafted_at is None or report.state == ReportState.DRAFTING:
        raise RefusedError(_("This report is not drafted yet: there is nothing to write a file of."))
    data, ids = working.write(report)
    receiving.keep_copy(here, report, ids)
    response = HttpResponse(data, content_type=FORMATS["docx"].media_type)
    response["Content-Disposition"] = f'attachment; filename="{here.consultation.slug}-draft.docx"'
    return response


def _hand_in(request: HttpRequest, here: Here, report: Report) -> HttpResponse:
    sent = request.FILES.get("file")
    try:
        if not isinstance(sent, UploadedFile):
            raise RefusedError(_("Choose a document first."))
        file = receiving.receive(here, report, uploaded(sent), sent.name or "")
    except RefusedError as refused:
        return render(request, "synthesis/word.html", _context(here, report, refusal=str(refused)), status=400)
    return redirect("returned_file", here.consultation.slug, report.pk, file.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def returned_file(request: HttpRequest, slug: str, pk: int, file_id: int) -> HttpResponse:
    """The changes of a file by author, each beside what stands; they are taken over one by one or all at once."""
    here = consultation_of(request, slug, Act.READ_DRAFT)
    file = reading.file_of(report_at_desk(here, pk), file_id)
    if file is None:
        raise Http404
    if request.method == "POST":
        require(may(here.standing, Act.DRAFT))
        _decide(request, here, file)
        return redirect("returned_file", slug, pk, file_id)
    authors = reading.by_author(file)
    waiting = sum(one.is_waiting for author in authors for one in author.changes)
    return render(
        request,
        "synthesis/returned_file.html",
        _context(here, file.report, file=file, authors=authors, waiting=waiting, forms=forms()),
    )


def _decide(request: HttpRequest, here: Here, file: ReturnedFile) -> None:
    do = request.POST.get("do", "")
    if do == "accept-all":
        done, left = acts.accept_all(here, file)
        messages.success(request, _taken(done))
        if left:
            messages.warning(request, _left(left))
    elif do == "decline-all":
        acts.decline_all(here, file)
        messages.success(request, _("Nothing more of this file is taken over."))
    elif do == "decline":
        acts.decline(here, file, whole(request.POST.get("change")))
        messages.success(request, _("Not taken over."))
    else:
        revision = request.POST.get("revision")
        try:
            acts.accept(here, file, whole(request.POST.get("change")), revision=whole(revision) if revision else None)
            messages.success(request, _("Taken over."))
        except StaleEditError:
            messages.warning(request, _left(1))


def _taken(count: int) -> str:
    return ngettext("One change was taken over.", "{count} changes were taken over.", count).format(count=count)


def _left(count: int) -> str:
    return ngettext(
        "One change was left: its paragraph was changed at the desk in the meantime. Look at both texts.",
        "{count} changes were left: their paragraphs were changed at the desk in the meantime. Look at both texts.",
        count,
    ).format(count=count)
