"""Other wordings at the desk: the paragraphs with what is proposed beside them, and the acts on one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consult.procedure import Act
from consult.queries.people import Here
from consult.views.access import consultation_of
from synthesis.actions import rephrasing as acts
from synthesis.actions.version import StaleEditError
from synthesis.models.report import Paragraph
from synthesis.queries import rephrasing as reading
from synthesis.views.editing import may_edit, whole
from synthesis.views.report import context_of, report_at_desk


@require_safe
def rephrasings(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The paragraphs that may be worded otherwise, each with its proposal beside it."""
    here = consultation_of(request, slug, Act.READ_DRAFT)
    report = report_at_desk(here, pk)
    found = reading.wordings(report)
    running = reading.running(report)
    return render(
        request,
        "synthesis/rephrasings.html",
        context_of(
            here,
            report=report,
            wordings=found,
            running=running,
            renew=_renew(here, pk, running),
            refusal=reading.refusal(report),
            may_edit=may_edit(here, report),
        ),
    )


@require_safe
def progress(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """How many are still asked for: a part that renews itself; with every answer the page is loaded again."""
    here = consultation_of(request, slug, Act.READ_DRAFT)
    report = report_at_desk(here, pk)
    running = reading.running(report)
    if not running or request.GET.get("of", "") != str(running):
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    context = context_of(here, report=report, running=running, renew=_renew(here, pk, running))
    return render(request, "synthesis/_rephrasing_progress.html", context)


@require_POST
def rephrase(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask for another wording of paragraph ``pk``, accept what is proposed, or leave it."""
    here = consultation_of(request, slug, Act.DRAFT)
    act = request.POST.get("do", "ask")
    if act == "ask":
        row = acts.ask(here, pk)
        return _back(
            request, here, row.paragraph, _("Another wording was asked for. It will stand here to be compared.")
        )
    seen = acts.Seen(id=whole(request.POST.get("proposal")), revision=whole(request.POST.get("revision")))
    if act != "accept":
        return _back(request, here, acts.leave(here, pk, seen), _("The drafted text stays."))
    try:
        return _back(request, here, acts.accept(here, pk, seen), _("Accepted. It can be taken back on the desk."))
    except StaleEditError as stale:
        messages.error(request, _("Somebody changed this paragraph in the meantime; nothing was accepted."))
        return _back(request, here, stale.paragraph)


def _renew(here: Here, pk: int, running: int) -> str:
    """Where the part that says how many wait renews itself: it tells how many it says."""
    return f"{reverse('rephrasings_progress', args=[here.consultation.slug, pk])}?of={running}"


def _back(request: HttpRequest, here: Here, paragraph: Paragraph, words: str = "") -> HttpResponse:
    if words:
        messages.success(request, words)
    response = redirect("rephrasings", here.consultation.slug, paragraph.section.report_id)
    response["Location"] += f"#paragraph-{paragraph.pk}"
    return response
