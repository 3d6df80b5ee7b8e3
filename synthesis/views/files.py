"""A report's files: which there are, having them made, taking one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consult.attribution import Audience
from consult.procedure import Act, may, require
from consult.queries.people import Here
from consult.views.access import consultation_of
from synthesis.actions import files as acts
from synthesis.models.files import FilesState
from synthesis.models.report import Report, ReportState
from synthesis.queries import files as reading
from synthesis.views.report import context_of, fresh, report_of
from synthesis.writers import FORMATS, export, manifest
from synthesis.writers.material import Material, material_of
from synthesis.writers.offers import is_current, offers

_UNDER_WAY = {FilesState.WAITING, FilesState.MAKING}


@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Every format with its size and digest; whoever drafts can have them made."""
    here = consultation_of(request, slug)
    one = report_of(here, pk)
    if request.method == "POST":
        acts.make_files(here, one)
        messages.success(request, _("The files are being made."))
        return redirect("report_files", slug, pk)
    return render(request, "synthesis/files.html", _context(here, one))


@require_safe
def progress(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """How far the files are: a part that renews itself; when they are made, the page is loaded again."""
    here = consultation_of(request, slug)
    context = _context(here, report_of(here, pk))
    if not context["under_way"]:
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    return render(request, "synthesis/_files_progress.html", context)


def _context(here: Here, report: Report) -> dict[str, Any]:
    snapshot = reading.snapshot_of(report)
    is_there = report.drafted_at and report.state != ReportState.WITHDRAWN
    found = offers(report, material_of(report, tables=False)) if is_there else []
    state = snapshot.state if snapshot else None
    return context_of(
        here,
        report=report,
        offers=found,
        made=len(reading.files_of(snapshot)),
        all_made=bool(found) and all(offer.file for offer in found),
        count=len(FORMATS),
        snapshot=snapshot,
        under_way=state in _UNDER_WAY,
        failed=state == FilesState.FAILED,
        withdrawn=[(edition, one) for edition in report.editions.all() for one in edition.withdrawn],
        knows_digests=bool(may(here.standing, Act.TAKE_OUT)),
    )


@require_safe
def download(request: HttpRequest, slug: str, pk: int, extension: str) -> HttpResponse:
    """A report as a file. Only the copy for the desk, asked for with ``?desk=1``, names sources."""
    here = consultation_of(request, slug)
    one = report_of(here, pk)
    if extension not in FORMATS or one.drafted_at is None or one.state == ReportState.WITHDRAWN:
        raise Http404
    if request.GET.get("desk"):
        require(may(here.standing, Act.READ_DRAFT))
        if not FORMATS[extension].is_quick:
            raise Http404
        copy = export(one, extension, Audience.DESK)
        acts.take_along(here, one, acts.SOURCES)
        return _file(request, here, f"-desk.{extension}", copy, FORMATS[extension].media_type)
    snapshot = reading.snapshot_of(one)
    data = None
    if snapshot and is_current(one, snapshot, material_of(one, tables=False)):
        data = reading.bytes_of(snapshot, extension)
    if data is None and not FORMATS[extension].is_quick:
        messages.info(request, _("This file is not made yet."))
        return redirect("report_files", slug, pk)
    return _file(request, here, f".{extension}", data or export(one, extension), FORMATS[extension].media_type)


@require_safe
def digests(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The manifest of the files that are made."""
    here = consultation_of(request, slug)
    one = report_of(here, pk)
    snapshot = reading.snapshot_of(one)
    made = reading.files_of(snapshot)
    if snapshot is None or snapshot.material is None or not made:
        raise Http404
    named = {
        f"{here.consultation.slug}.{extension}": manifest.Digest(row.size, row.sha256)
        for extension, row in made.items()
    }
    withdrawn = [
        {"name": row["name"], "withdrawn": edition.day.isoformat()}
        for edition in one.editions.all()
        for row in edition.withdrawn
    ]
    data = manifest.written(named, Material.from_dict(snapshot.material), withdrawn)
    return _file(request, here, f"-{manifest.NAME}", data, "application/json")


def _file(request: HttpRequest, here: Here, ending: str, data: bytes, media_type: str) -> HttpResponse:
    """Always a file: a page that brings its own style sheet has no place under this site's policy.

    The copy that names sources is told apart by its name, or it is sent out for the other.
    """
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{here.consultation.slug}{ending}"'
    return fresh(request, response)
