"""The checks of a report: the page, the panel beside the desk, setting aside."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consult.documents.limits import MAX_BYTES
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from consult.views.access import consultation_of
from synthesis.actions import checks as acts
from synthesis.actions import word_file
from synthesis.models.report import Report, ReportState, Template
from synthesis.queries.checks import checks_of
from synthesis.queries.word_file import checks_of_document
from synthesis.views.editing import may_edit
from synthesis.views.report import context_of, report_at_desk


@require_http_methods(["GET", "HEAD", "POST"])
def checks(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What the rules found, each with its paragraph; a fault can be set aside with a reason."""
    here = consultation_of(request, slug, Act.READ_DRAFT)
    report = report_at_desk(here, pk)
    if request.method == "POST":
        require(may(here.standing, Act.DRAFT))
        token = request.POST.get("token", "")
        if request.POST.get("do") == "back":
            acts.take_back(here, report, token)
            messages.success(request, _("It stands again."))
        else:
            acts.set_aside(here, report, token, request.POST.get("reason", ""))
            messages.success(request, _("Set aside."))
        return redirect("report_checks", slug, pk)
    return render(request, "synthesis/checks.html", _context(here, report))


@require_safe
def panel(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The same in short, beside the paragraphs at the desk."""
    here = consultation_of(request, slug, Act.READ_DRAFT)
    return render(request, "synthesis/_checks.html", _context(here, report_at_desk(here, pk)))


@require_http_methods(["GET", "HEAD", "POST"])
def check_word(request: HttpRequest, slug: str) -> HttpResponse:
    """A document is checked as it is; nothing of it is kept."""
    here = consultation_of(request, slug, Act.READ_DRAFT)
    template = request.POST.get("template", Template.ROUNDTABLE)
    context = context_of(here, templates=Template.choices, template=template, may_edit=False)
    if request.method != "POST":
        return render(request, "synthesis/check_word.html", context)
    file = request.FILES.get("file")
    if template not in Template.values or not isinstance(file, UploadedFile):
        context["refusal"] = _("Choose a document first.")
        return render(request, "synthesis/check_word.html", context, status=400)
    try:
        document = word_file.read(uploaded(file), file.name or "")
    except RefusedError as refused:
        context["refusal"] = str(refused)
        return render(request, "synthesis/check_word.html", context, status=400)
    found = checks_of_document(here.consultation, document, template)
    errors = sum(one.is_error for one in found)
    context |= {"found": found, "name": file.name, "errors": errors, "looks": len(found) - errors}
    return render(request, "synthesis/check_word.html", context)


def uploaded(file: UploadedFile[Any]) -> bytes:
    """The bytes of a file that was sent in. Raises ``RefusedError`` for one that is too large to look at."""
    if (file.size or 0) > MAX_BYTES:
        raise RefusedError(_("The document is larger than 10 MB."))
    data: bytes = file.read()
    return data


def _context(here: Here, report: Report) -> dict[str, Any]:
    is_drafted = report.drafted_at is not None and report.state != ReportState.DRAFTING
    return context_of(
        here,
        report=report,
        is_drafted=is_drafted,
        found=checks_of(report) if is_drafted else None,
        may_edit=may_edit(here, report),
    )
