"""The minutes of a sitting: the record as an account, the summary beside it, its files, and the file to keep."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consult.attribution import Audience
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from consult.views.access import consultation_of
from sessions_app.actions import minutes as act
from sessions_app.actions.attachments import MOST_BYTES
from sessions_app.models import MinutesFile, Session
from sessions_app.queries import minutes as reading
from sessions_app.queries.account import account, rules_of
from sessions_app.states import SessionKind
from sessions_app.views.forms_in import id_in, text_in
from sessions_app.views.session import session_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Read them, where they are approved; write them, where that is one's part. One button, ``do``, at a time."""
    here = consultation_of(request, slug, Act.READ)
    session = _sitting(here, pk)
    if request.method != "POST":
        return render(request, "sessions_app/minutes.html", _page(here, session))
    require(may(here.standing, Act.TAKE_DOWN))
    try:
        messages.success(request, _carry_out(request, here, pk))
    except RefusedError as refusal:
        typed = request.POST.get("summary")
        context = _page(here, session) | {"refusal": refusal.reason, "typed": typed}
        return render(request, "sessions_app/minutes.html", context, status=422)
    return redirect("minutes", slug, pk)


def _carry_out(request: HttpRequest, here: Here, pk: int) -> str:
    body: dict[str, Any] = dict(request.POST.items())
    do, seen = text_in(body, "do"), id_in(body, "revision")
    seen = -1 if seen is None else seen  # none at all is no revision that anybody read
    if do == "save":
        act.save(here, pk, text_in(body, "summary"), seen)
        return _("The summary is saved.")
    if do == "approve":
        act.approve(here, pk, seen)
        return _("The minutes are approved: those admitted can read them.")
    if do == "again":
        act.open_again(here, pk)
        return _("The minutes are a draft again.")
    if do == "attach":
        sent = request.FILES.getlist("files")
        act.attach(here, pk, [(file.name or "", file.read(MOST_BYTES + 1)) for file in sent])
        return _("The file is kept with the minutes.")
    if do == "detach":
        act.detach(here, pk, id_in(body, "file") or 0)
        return _("The file is taken away.")
    raise RefusedError(_("This page has no such button."))


def _sitting(here: Here, pk: int) -> Session:
    session = session_of(here, pk)
    if session.kind != SessionKind.SITTING:
        raise Http404
    return session


def _page(here: Here, session: Session) -> dict[str, Any]:
    found = reading.minutes_of(session)
    context = {
        "here": here,
        "consultation": here.consultation,
        "session": session,
        "rule": here.consultation.terms.in_words,
        "minutes": found,
        "may_read": reading.may_read(here, found),
    }
    if not context["may_read"]:
        return context
    may_write = reading.may_write(here)
    return context | {
        "account": account(session, Audience.INSIDE),
        "files": reading.files(session),
        "may_write": may_write and not found.approved_at,
        "may_approve": bool(may(here.standing, Act.STEER)),
        "versions": reading.versions(found) if may_write else [],
        "names_somebody": may_write and reading.names_somebody(found.summary, here.consultation, rules_of(session)),
        "keep_nothing": here.participant is not None and here.participant.keep_nothing,
    }


def _readable(here: Here, session: Session) -> None:
    if not reading.may_read(here, reading.minutes_of(session)):
        raise RefusedError(_("The minutes are not approved yet."))


@never_cache
@require_safe
def minutes_file(request: HttpRequest, slug: str, pk: int, file_id: int) -> HttpResponse:
    """A file kept with the minutes: to be kept, never shown inside a page."""
    here = consultation_of(request, slug, Act.READ)
    session = _sitting(here, pk)
    _readable(here, session)
    found = get_object_or_404(MinutesFile, pk=file_id, session=session)
    return _download(bytes(found.data), found.name, "application/octet-stream")


@never_cache
@require_safe
def minutes_text(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The minutes as a Markdown file: it leaves the room, and is printed as for those outside."""
    here = consultation_of(request, slug, Act.READ)
    session = _sitting(here, pk)
    _readable(here, session)
    text = reading.markdown(session, reading.minutes_of(session))
    name = f"{slugify(session.title)[:60] or 'minutes'}.md"
    return _download(text.encode(), name, "text/markdown; charset=utf-8")


def _download(data: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
