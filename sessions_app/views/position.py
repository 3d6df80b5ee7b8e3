"""Make a statement on position."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consult.attribution import STRICT
from consult.procedure import Act, Refused, RefusedError
from consult.views.access import consultation_of
from sessions_app.actions import position as act
from sessions_app.queries.decision import rules_of
from sessions_app.states import PositionKind
from sessions_app.views.drafting import text_of
from sessions_app.views.forms_in import id_in, text_in, yes_in


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def position(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """The statements that are open to the reader's delegation on a text, and the form for one."""
    here = consultation_of(request, slug, Act.EXPLAIN)
    found = text_of(here, number)
    row, refusal = found.recommendation, ""
    body = dict(request.POST.items())
    if request.method == "POST":
        bodies = [id_in({"id": value}, "id") or 0 for value in request.POST.getlist("on_behalf_of")]
        words = act.Words(
            kind=text_in(body, "kind"),
            text=text_in(body, "text"),
            part=text_in(body, "part"),
            language=text_in(body, "language"),
            on_behalf_of=tuple(bodies),
            is_named=yes_in(body, "is_named"),
        )
        try:
            act.state(here, row.pk, words)
        except RefusedError as refused:
            refusal = str(refused.reason)
        else:
            messages.success(request, _("Your statement stands beside the text."))
            return redirect("text", slug, number)
    kinds = act.open_kinds(here, row)
    answer = act.may_state(here, row, PositionKind.GENERAL)
    me = here.participant
    context = {
        "here": here,
        "consultation": here.consultation,
        "rule": here.consultation.terms.in_words,
        "text": row,
        "version": found.version,
        "kinds": kinds,
        "dissociates": PositionKind.DISSOCIATION in kinds,
        "why_not": answer.reason if isinstance(answer, Refused) else "",
        "limit": rules_of(here.consultation).statement_words,
        "languages": settings.LANGUAGES,
        "bodies": me.delegation.on_behalf_of.all() if me and me.delegation else [],
        "is_strict": row.question is not None and row.question.terms.rule in STRICT,
        "typed": body,
        "refusal": refusal,
    }
    return render(request, "sessions_app/position_statement.html", context, status=422 if refusal else 200)
