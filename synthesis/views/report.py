"""Reports to be read: the list, the reading view, downloads."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from consult.documents.blocks import Block
from consult.procedure import Act, may, require
from consult.queries.people import Here
from consult.views.access import consultation_of
from synthesis.models.report import Report
from synthesis.queries.report import reports_of
from synthesis.queries.template import PURPOSES, template_choices
from synthesis.writers.material import is_lettered, material_of
from synthesis.writers.offers import offers


def context_of(here: Here, **more: Any) -> dict[str, Any]:
    """What every page of a consultation's reports knows."""
    return {
        "here": here,
        "consultation": here.consultation,
        "rule": here.consultation.terms.in_words,
        "may_draft": bool(may(here.standing, Act.DRAFT)),
        "may_read_draft": bool(may(here.standing, Act.READ_DRAFT)),
        **more,
    }


def report_of(here: Here, pk: int | None) -> Report:
    """A report that the reader may read: published ones where that is allowed, drafts for those who see the draft.

    Without ``pk`` the latest. What may not be read does not exist.
    """
    sees_drafts = bool(may(here.standing, Act.READ_DRAFT))
    if not sees_drafts:
        require(may(here.standing, Act.READ_REPORT))
    rows = reports_of(here.consultation, published_only=not sees_drafts)
    if pk is not None:
        return get_object_or_404(rows, pk=pk)
    report = rows.filter(drafted_at__isnull=False).order_by("-published_at", "-created_at").first()
    if report is None:
        raise Http404
    return report


@require_safe
def reports(request: HttpRequest, slug: str) -> HttpResponse:
    """The list of reports, and for the rapporteur the button to draft one."""
    here = consultation_of(request, slug)
    sees_drafts = bool(may(here.standing, Act.READ_DRAFT))
    if not sees_drafts:
        require(may(here.standing, Act.READ_REPORT))
    rows = list(reports_of(here.consultation, published_only=not sees_drafts))
    choices = template_choices(here.consultation) if may(here.standing, Act.DRAFT) else []
    return render(
        request, "synthesis/reports.html", context_of(here, reports=rows, templates=choices, purposes=PURPOSES)
    )


@require_safe
def editor(request: HttpRequest, slug: str) -> HttpResponse:
    """The way to the desk of the latest report, or to the list where there is none yet."""
    here = consultation_of(request, slug, Act.READ_DRAFT)
    report = reports_of(here.consultation, published_only=False).first()
    return redirect("report_desk", slug, report.pk) if report else redirect("reports", slug)


@require_safe
def report(request: HttpRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """The reading view, from the same blocks as every export."""
    here = consultation_of(request, slug)
    one = report_of(here, pk)
    text = material_of(one, tables=False)
    blocks = text.blocks
    places = [(number, block) for number, block in enumerate(blocks) if block.kind == "heading"]
    return render(
        request,
        "synthesis/report.html",
        context_of(here, report=one, runs=runs_of(blocks), contents=places, offers=offers(one, text)),
    )


def runs_of(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """Blocks of one kind that follow each other, as one list, each with its place in the report."""

    def kind(pair: tuple[int, Block]) -> str:
        block = pair[1]
        if is_lettered(block):
            return "letters"
        return "numbered" if block.kind == "paragraph" and block.number else block.kind

    return [{"kind": name, "items": list(run)} for name, run in groupby(enumerate(blocks), key=kind)]
