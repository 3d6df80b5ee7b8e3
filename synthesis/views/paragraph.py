"""The acts on paragraphs. Each is a plain form; with htmx it answers in place."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consult.procedure import Act
from consult.views.access import consultation_of
from synthesis.actions import paragraph as acts
from synthesis.actions import shape as shapes
from synthesis.actions.editing import GoneError, one_line
from synthesis.actions.version import StaleEditError
from synthesis.models.report import FINAL, Style
from synthesis.queries.report import reports_of
from synthesis.rules.sentences import sentences
from synthesis.views.editing import both_texts, in_place_of_page, the_paragraph, to_paragraph, whole
from synthesis.views.report import context_of


@require_POST
def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Save a paragraph, put together with what others changed. Where that cannot be, both texts are shown."""
    here = consultation_of(request, slug, Act.DRAFT)
    change = acts.Change(text=request.POST.get("text", ""), revision=whole(request.POST.get("revision")))
    try:
        paragraph = acts.edit(here, pk, change)
    except StaleEditError as stale:
        return both_texts(request, here, stale)
    except GoneError as gone:
        report = (
            reports_of(here.consultation, published_only=False).exclude(state__in=FINAL).filter(frozen_at=None).first()
        )
        places = report.sections.filter(removed_at=None) if report else ()
        context = context_of(here, report=report, places=places, given=one_line(change.text), reason=gone.reason)
        return in_place_of_page(render(request, "synthesis/gone.html", context, status=409), request)
    words = _("Saved.")
    if paragraph.text != one_line(change.text):
        words = _("Saved, together with what somebody else changed in the meantime.")
    return to_paragraph(request, here, paragraph, words)


@require_POST
def add(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Add a paragraph of one's own to section ``pk``, or to the one that was chosen."""
    here = consultation_of(request, slug, Act.DRAFT)
    pk = whole(request.POST.get("section")) or pk
    after = whole(request.POST.get("after")) or None
    style, _colon, level = request.POST.get("style", Style.PARAGRAPH).partition(":")
    text = request.POST.get("text", "")
    paragraph = acts.add(here, pk, text, after=after, style=style, level=whole(level))
    return to_paragraph(request, here, paragraph, _("Added."))


@require_POST
def move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    here = consultation_of(request, slug, Act.DRAFT)
    return to_paragraph(request, here, acts.move(here, pk, up=request.POST.get("to") == "up"), _("Moved."))


@require_POST
def place(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    here = consultation_of(request, slug, Act.DRAFT)
    paragraph = acts.place(here, pk, whole(request.POST.get("section")))
    return to_paragraph(request, here, paragraph, _("Moved to another section."))


@require_POST
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    here = consultation_of(request, slug, Act.DRAFT)
    is_back = request.POST.get("back") == "1"
    paragraph = acts.remove(here, pk, back=is_back)
    return to_paragraph(request, here, paragraph, _("Put back.") if is_back else _("Removed; it can be put back."))


@require_POST
def split(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Split at the cursor (``first`` and ``rest``), or behind a number of sentences (``at``)."""
    here = consultation_of(request, slug, Act.DRAFT)
    first, rest = request.POST.get("first", ""), request.POST.get("rest", "")
    if not first and not rest:
        at = whole(request.POST.get("at"))
        found = sentences(the_paragraph(here, pk).text)
        first, rest = "".join(found[:at]), "".join(found[at:])
    try:
        part = acts.split(here, pk, first, rest, whole(request.POST.get("revision")))
    except StaleEditError as stale:
        return both_texts(request, here, stale)
    return to_paragraph(request, here, part, _("Split; both parts keep the sources."))


@require_POST
def join(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    here = consultation_of(request, slug, Act.DRAFT)
    return to_paragraph(request, here, acts.join(here, pk), _("Joined; the sources of both stand beside it."))


@require_POST
def shape(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Another ``form``: numbered, plain, or an item of a list, whose level stands behind a colon ("letter:1")."""
    here = consultation_of(request, slug, Act.DRAFT)
    style, _colon, level = request.POST.get("form", "").partition(":")
    paragraph = shapes.shape(here, pk, shapes.Shape(style, whole(level)))
    words = _("Its form is now: {form}.").format(form=paragraph.get_style_display())
    return to_paragraph(request, here, paragraph, words)


@require_POST
def annotate(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Add a footnote with ``text`` under a paragraph."""
    here = consultation_of(request, slug, Act.DRAFT)
    note = shapes.annotate(here, pk, request.POST.get("text", ""))
    return to_paragraph(request, here, note, _("The footnote is added."))
