"""What the last draft changed: a page for the desk."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consult.procedure import Act
from consult.views.access import consultation_of
from synthesis.actions import changed
from synthesis.queries.changes import groups
from synthesis.views.report import context_of, report_at_desk


@require_http_methods(["GET", "HEAD", "POST"])
def changes(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """New, changed, outdated and gone paragraphs, word by word; by POST the list is put away as read."""
    here = consultation_of(request, slug, Act.DRAFT if request.method == "POST" else Act.READ_DRAFT)
    report = report_at_desk(here, pk)
    if request.method == "POST":
        changed.seen(here, report)
        messages.success(request, _("Put away. The next draft makes a new list."))
        return redirect("report_desk", slug, report.pk)
    return render(request, "synthesis/changes.html", context_of(here, report=report, groups=groups(report)))
