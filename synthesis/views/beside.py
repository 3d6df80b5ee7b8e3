"""Sources, remarks and approval: small forms beside the text."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consult.procedure import Act
from consult.views.access import consultation_of
from synthesis.actions import approval, remark
from synthesis.actions import evidence as acts
from synthesis.views.editing import back, the_paragraph, to_paragraph, whole


@require_POST
def evidence(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Attach sources by their ``marks``, take one off (``off``), or say that one was read again (``read``)."""
    here = consultation_of(request, slug, Act.DRAFT)
    off, read = whole(request.POST.get("off")), whole(request.POST.get("read"))
    if off:
        return to_paragraph(request, here, acts.detach(here, pk, off), _("The source is taken off."))
    if read:
        return to_paragraph(request, here, acts.read_again(here, pk, read), _("Noted: you have read it again."))
    return to_paragraph(request, here, acts.attach(here, pk, request.POST.get("marks", "")), _("Attached."))


@require_POST
def remarks(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say something on a paragraph, answer (``to``), settle or open a thread again."""
    here = consultation_of(request, slug, Act.DRAFT)
    do = request.POST.get("do", "say")
    if do == "say":
        remark.say(here, pk, request.POST.get("text", ""), to=whole(request.POST.get("to")) or None)
        words = _("Said. Whoever writes the report with you sees it here.")
    elif do in {"settle", "open"}:
        remark.settle(here, pk, whole(request.POST.get("to")), back=do == "open")
        words = _("Open again.") if do == "open" else _("Settled.")
    else:
        raise Http404
    return to_paragraph(request, here, the_paragraph(here, pk), words)


@require_POST
def approve(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Approve the report, or open it again with a ``reason``."""
    here = consultation_of(request, slug, Act.READ_DRAFT)
    if request.POST.get("do") == "open":
        report = approval.open_again(here, pk, request.POST.get("reason", ""))
        return back(request, here, report, _("The report is open again: its text can be changed."), "approval")
    report = approval.approve(here, pk)
    return back(request, here, report, _("Approved: the text is frozen."), "approval")
