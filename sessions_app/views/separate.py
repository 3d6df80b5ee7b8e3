"""Ask for a separate vote on a paragraph, and take that back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consult.procedure import Act, RefusedError
from consult.views.access import consultation_of
from sessions_app.actions import separate as act
from sessions_app.queries import separate as reading
from sessions_app.views.drafting import text_of
from sessions_app.views.forms_in import id_in, text_in


@require_POST
def separate(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """``do``: "ask" for the paragraph of that number, or "withdraw" one's own request."""
    here = consultation_of(request, slug, Act.SEPARATE)
    row, body = text_of(here, number).recommendation, dict(request.POST.items())
    do = text_in(body, "do")
    if do == "ask":
        made = act.ask(here, row.pk, number=id_in(body, "paragraph") or 0, version=id_in(body, "version") or 0)
        messages.success(request, _("A separate vote on paragraph {n} is asked for.").format(n=made.number))
    elif do == "withdraw":
        found = reading.request(here.consultation, id_in(body, "request") or 0)
        if found is None or found.recommendation_id != row.pk:
            raise RefusedError(_("There is no such request in this consultation."))
        act.withdraw(here, found.pk)
        messages.success(request, _("Taken back, and entered in the record."))
    else:
        raise RefusedError(_("There is no such act."))
    back = redirect("text", slug, number)
    back["Location"] += "#separate"
    return back
