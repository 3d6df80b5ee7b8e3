"""What the views of the report editor have in common."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from consult.procedure import Act, may
from consult.queries.people import Here
from synthesis.actions.editing import one_line
from synthesis.actions.version import StaleEditError
from synthesis.models.report import Paragraph, Report, Style
from synthesis.views.report import context_of


def may_edit(here: Here, report: Report) -> bool:
    """Whether this reader may change this report now."""
    is_open = not report.is_final and report.frozen_at is None
    return is_open and bool(may(here.standing, Act.DRAFT)) and not here.is_preview


def forms() -> list[tuple[str, str]]:
    """(value, words) of the forms that a paragraph can be given; the level of a list's item stands behind a colon."""
    return [
        (Style.PARAGRAPH.value, str(Style.PARAGRAPH.label)),
        (Style.PLAIN.value, str(Style.PLAIN.label)),
        ("letter:0", _("(a) item under the paragraph above")),
        ("letter:1", _("(i) item under the item above")),
        ("list-item:0", _("item with a bullet")),
        ("list-item:1", _("item with a bullet under the item above")),
    ]


def the_paragraph(here: Here, pk: int) -> Paragraph:
    rows = Paragraph.objects.filter(section__report__consultation=here.consultation)
    return get_object_or_404(rows.select_related("section__report__consultation"), pk=pk)


def whole(value: Any) -> int:
    """A whole number from a form, 0 of nothing. Anything else is a form that this page did not make."""
    text = str(value or "0")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Http404
    return int(text)


def back(request: HttpRequest, here: Here, report: Report, words: str, place: str) -> HttpResponse:
    """To ``place`` on the desk of a report; with htmx it answers in place."""
    messages.success(request, words)
    response = redirect("report_desk", here.consultation.slug, report.pk)
    response["Location"] += f"#{place}"
    return response


def to_paragraph(request: HttpRequest, here: Here, paragraph: Paragraph, words: str) -> HttpResponse:
    """Back to a paragraph: on its own page where that was asked for, else on the desk."""
    if request.POST.get("on") == "page":
        messages.success(request, words)
        return redirect("paragraph", here.consultation.slug, paragraph.pk)
    return back(request, here, paragraph.section.report, words, f"paragraph-{paragraph.pk}")


def both_texts(request: HttpRequest, here: Here, stale: StaleEditError) -> HttpResponse:
    """What stands and what was typed, side by side: a person decides, and nothing is lost."""
    paragraph = stale.paragraph
    context = context_of(here, report=paragraph.section.report, paragraph=paragraph, given=one_line(stale.given))
    return in_place_of_page(render(request, "synthesis/stale.html", context, status=409), request)


def in_place_of_page(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    """htmx leaves an answer of 4xx aside: to it the page comes as a plain one, and takes the whole page's place."""
    if request.headers.get("HX-Request"):
        response.status_code = 200
        response["HX-Retarget"] = response["HX-Reselect"] = "#main"
        response["HX-Reswap"] = "outerHTML show:window:top"
    return response
