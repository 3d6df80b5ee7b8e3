"""A paragraph on a page of its own: every text it ever had, its sources, its place."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from consult.attribution import Audience
from consult.procedure import Act, may
from consult.views.access import consultation_of
from sessions_app.views.forms_in import id_in
from synthesis.actions import version as acts
from synthesis.actions.version import StaleEditError
from synthesis.queries import desk, remark, version
from synthesis.rules.sentences import sentences
from synthesis.views.editing import forms, may_edit, the_paragraph, to_paragraph, whole
from synthesis.views.report import context_of


@never_cache
@require_safe
def paragraph(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    here = consultation_of(request, slug, Act.READ_DRAFT)
    row = the_paragraph(here, pk)
    item = desk.one(row, Audience.INSIDE)
    found = version.versions(here, row)
    compared = version.compared(found, id_in(request.GET, "from"), id_in(request.GET, "to"))
    return render(
        request,
        "synthesis/paragraph.html",
        context_of(
            here,
            report=row.section.report,
            item=item,
            title=version.named(row, item.number),
            versions=found,
            compared=compared,
            sentences=sentences(row.text),
            forms=forms(),
            places=row.section.report.sections.filter(removed_at=None),
            threads=remark.threads(here, row) if may(here.standing, Act.DRAFT) else [],
            may_edit=may_edit(here, row.section.report),
        ),
    )


@require_POST
def put_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """An older text stands again: that of ``version``, or the last before this one."""
    here = consultation_of(request, slug, Act.DRAFT)
    number, revision = whole(request.POST.get("version")), whole(request.POST.get("revision"))
    try:
        row = acts.put_back(here, pk, number, revision) if number else acts.undo(here, pk, revision)
    except StaleEditError as stale:
        return to_paragraph(request, here, stale.paragraph, _changed())
    words = _("The text of version {number} stands again.").format(number=number) if number else _("Undone.")
    return to_paragraph(request, here, row, words)


@require_POST
def restore(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    here = consultation_of(request, slug, Act.DRAFT)
    try:
        row = acts.restore(here, pk, whole(request.POST.get("revision")))
    except StaleEditError as stale:
        return to_paragraph(request, here, stale.paragraph, _changed())
    return to_paragraph(request, here, row, _("The drafted text stands again."))


def _changed() -> str:
    return _("Somebody changed this paragraph in the meantime; nothing was undone.")
