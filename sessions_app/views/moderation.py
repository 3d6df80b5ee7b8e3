"""Moderation: the queue of a session, one decision at a time, flags, the policy, and the log as a file."""

import csv
import io

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from consult.attribution import Rule
from consult.procedure import Act, RefusedError, may
from consult.queries.people import Here
from consult.views.access import consultation_of
from sessions_app.actions import discussion
from sessions_app.actions import moderation as act
from sessions_app.models import Contribution, Session
from sessions_app.queries import discussion as reading
from sessions_app.queries import moderation as queries
from sessions_app.states import ContributionState
from sessions_app.views.forms_in import id_in, text_in
from sessions_app.views.session import session_of


@never_cache
@require_http_methods(["GET", "POST"])
def moderation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What waits for a decision, newest first; and what concerns the whole session: hold everything, release it."""
    here = consultation_of(request, slug, Act.MODERATE)
    session = session_of(here, pk)
    if request.method == "POST":
        _act_on_all(request, here, session)
        to_desk = request.POST.get("back") == "desk"
        return redirect("desk" if to_desk else "moderation", slug, pk)
    wanted = request.GET.get("show", "")
    wanted = wanted if wanted in queries.FILTERS else queries.WAITING
    page = min(id_in(request.GET, "page") or 1, 10_000)
    found = queries.queue(session, wanted, page)
    context = _of(here, session) | {
        "queue": found,
        "wanted": wanted,
        "filters": [(name, label, found.counts[name]) for name, label in queries.FILTERS.items()],
        "newer": page - 1 if 1 < page <= found.pages else None,
        "older": page + 1 if page < found.pages else None,
        "page": page,
    }
    return render(request, "sessions_app/moderation.html", context)


@never_cache
@require_GET
def desk_moderation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The small queue of the chair's desk, fetched again when something was held or flagged."""
    here = consultation_of(request, slug, Act.MODERATE)
    session = session_of(here, pk)
    context = _of(here, session) | {"queue": queries.queue(session, queries.WAITING)}
    return render(request, "sessions_app/_desk_moderation.html", context)


def _act_on_all(request: HttpRequest, here: Here, session: Session) -> None:
    do = request.POST.get("do", "")
    if do in {"hold-all", "hold-no-longer"}:
        is_new = act.hold_all(here, session.pk, do == "hold-all")
        told = _("From now on every contribution is held until it is released.")
        if do != "hold-all":
            told = _("New contributions are shown at once again. What is held stays held.")
        messages.success(request, told if is_new else _("Another moderator did this before you."))
    elif do == "release-all":
        count = act.release_all(here, session.pk, id_in(request.POST, "upto") or 0)
        told = ngettext("{count} contribution was released.", "{count} contributions were released.", count)
        messages.success(request, told.format(count=count))
    else:
        raise RefusedError(_("This page has no such button."))


@never_cache
@require_http_methods(["GET", "POST"])
def moderate(request: HttpRequest, slug: str, pk: int, contribution_id: int) -> HttpResponse:
    """One contribution: hold it, hide it with a reason, release it, settle its flags, remove its author."""
    here = consultation_of(request, slug, Act.MODERATE)
    session = session_of(here, pk)
    rows = reading.for_showing(Contribution.objects.filter(question__session=session))
    row = get_object_or_404(rows, pk=contribution_id)
    refusal, back = "", request.POST.get("back", request.GET.get("back", ""))
    if request.method == "POST":
        try:
            _decide(request, here, row)
            if back in queries.FILTERS:
                return redirect(f"{reverse('moderation', args=[slug, pk])}?show={back}#queue")
            return redirect("contribution", slug, pk, row.pk)
        except RefusedError as error:
            refusal = str(error.reason)
            row = get_object_or_404(rows.all(), pk=contribution_id)
    item = reading.shown([row], here.consultation, "desk")[0]
    states = [s for s in ContributionState.choices if s[0] not in {row.state, ContributionState.WITHDRAWN}]
    context = _of(here, session) | {
        "item": item,
        "states": states if row.state != ContributionState.WITHDRAWN else [],
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
        "back": back if back in queries.FILTERS else "",
        "names_nobody": row.rule == Rule.ANONYMOUS,
    }
    return render(request, "sessions_app/moderate.html", context, status=422 if refusal else 200)


def _decide(request: HttpRequest, here: Here, row: Contribution) -> None:
    body = dict(request.POST.items())
    do = text_in(body, "state")
    if do == "settle":
        act.settle(here, row.pk)
        messages.success(request, _("It stays as it is; the flags on it are settled."))
    elif do == "remove":
        if body.get("sure") != "yes":
            raise RefusedError(_("Say that you are sure: tick the box, then press the button."))
        act.remove_author(here, row.pk)
        messages.success(request, _("Its author is removed: they read and write nothing here any more."))
    else:
        discussion.moderate(here, row.pk, do, text_in(body, "reason"), text_in(body, "seen"))
        row.refresh_from_db(fields=["state"])
        messages.success(request, _("Decided: it is {state}.").format(state=row.get_state_display()))


@never_cache
@require_http_methods(["GET", "POST"])
def flag(request: HttpRequest, slug: str, pk: int, contribution_id: int) -> HttpResponse:
    """Ask the desk to look at a contribution; nobody is told who asked."""
    here = consultation_of(request, slug, Act.FLAG)
    session = session_of(here, pk)
    rows = reading.for_showing(Contribution.objects.filter(reading.seen_by("participant"), question__session=session))
    row = get_object_or_404(rows, pk=contribution_id)
    if request.method == "POST":
        is_new = act.flag(here, row.pk, text_in(dict(request.POST.items()), "reason"))
        told = _("The desk looks at it. Nobody is told who asked.")
        messages.success(request, told if is_new else _("You asked before: the desk has it."))
        return redirect("contribution", slug, pk, row.pk)
    item = reading.shown([row], here.consultation, "participant")[0]
    item.replies = []
    return render(request, "sessions_app/flag.html", _of(here, session) | {"item": item})


@require_safe
def policy(request: HttpRequest, slug: str) -> HttpResponse:
    """What is held, what is hidden, who decides and how to appeal."""
    here = consultation_of(request, slug)
    context = {
        "here": here,
        "consultation": here.consultation,
        "rule": here.consultation.terms.in_words,
        "contacts": here.consultation.contacts.all(),
        "may_moderate": bool(may(here.standing, Act.MODERATE)),
    }
    return render(request, "sessions_app/policy.html", context)


@never_cache
@require_POST
def export_log(request: HttpRequest, slug: str) -> HttpResponse:
    """The log of moderation as CSV; that it was taken along is in the record."""
    here = consultation_of(request, slug, Act.MODERATE)
    act.enter_export(here)
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(queries.headings())
    writer.writerows(queries.log(here.consultation))
    response = HttpResponse(file.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="moderation.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _of(here: Here, session: Session) -> dict[str, object]:
    return {
        "here": here,
        "consultation": here.consultation,
        "session": session,
        "rule": here.consultation.terms.in_words,
    }
