"""A transcript or captions: read, then taken into the threads remark by remark."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consult.attribution import Detail
from consult.documents.errors import UnreadableDocument
from consult.procedure import Act, RefusedError, require
from consult.queries.people import Here
from consult.views.access import consultation_of
from sessions_app.actions import transcript as act
from sessions_app.actions.taking import Heard, may_take_down
from sessions_app.intake.transcript import MOST_BYTES, SUFFIXES, turns_of_file
from sessions_app.models import GuidingQuestion, Session, Transcript
from sessions_app.queries import session as sessions
from sessions_app.queries import transcript as reading
from sessions_app.states import ContributionType, QuestionState
from sessions_app.views.forms_in import id_in, text_in, yes_in
from sessions_app.views.session import session_of

FIELDS = ("on", "speaker", "text", "type", "third_person")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def transcripts(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Those of a session that wait, and a new one."""
    here = consultation_of(request, slug, Act.TAKE_DOWN)
    session = session_of(here, pk)
    require(may_take_down(here, session))
    refusal = ""
    if request.method == "POST":
        try:
            return redirect("transcript", slug, pk, _read(request, here, session).pk)
        except RefusedError as refused:
            refusal = str(refused.reason)
    context = _of(here, session) | {
        "found": reading.of_session(session),
        "refusal": refusal,
        "suffixes": ",".join(f".{suffix}" for suffix in SUFFIXES),
        "languages": settings.LANGUAGES,
        "language": text_in(dict(request.POST.items()), "language") or session.floor_language,
    }
    return render(request, "sessions_app/transcripts.html", context, status=422 if refusal else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def transcript(request: HttpRequest, slug: str, pk: int, transcript_id: int) -> HttpResponse:
    """What waits of one; it can be left and gone on with at any time, by several scribes at once."""
    here = consultation_of(request, slug, Act.TAKE_DOWN)
    session = session_of(here, pk)
    require(may_take_down(here, session))
    row = get_object_or_404(Transcript.objects.select_related("session__consultation"), pk=transcript_id, session=pk)
    question = _question(session, request)
    if request.method != "POST":
        return render(request, "sessions_app/transcript.html", _page(here, row, question))
    body = dict(request.POST.items())
    try:
        return _act(request, here, row, question, body)
    except RefusedError as refused:
        if not Transcript.objects.filter(pk=row.pk).exists():
            messages.error(request, str(refused.reason))
            return redirect("transcripts", slug, pk)
        row.refresh_from_db(fields=["cues"])
        typed = {key: text_in(body, key) for key in FIELDS}
        context = _page(here, row, question) | {"refusal": refused.reason, "typed": typed, "on": id_in(body, "on")}
    return render(request, "sessions_app/transcript.html", context, status=422)


def _act(
    request: HttpRequest, here: Here, row: Transcript, question: GuidingQuestion | None, body: dict[str, Any]
) -> HttpResponse:
    do, number = text_in(body, "do"), id_in(body, "on")
    if do == "throw-away":
        act.throw_away(here, row.pk)
        messages.success(request, _("The transcript was thrown away. What was taken from it stands in the threads."))
        return redirect("transcripts", here.consultation.slug, row.session_id)
    if question is None:
        raise RefusedError(_("There is no such question in this session."))
    if do == "take-all":
        count = act.take_all(here, row.pk, question.pk)
        told = ngettext("{count} remark was taken down.", "{count} remarks were taken down.", count)
        messages.success(request, told.format(count=count))
    elif do == "take":
        act.take(here, row.pk, -1 if number is None else number, question.pk, _heard(row, question, body))
    elif do == "leave":
        act.leave(here, row.pk, -1 if number is None else number)
    else:
        raise RefusedError(_("This page has no such button."))
    return _back(request, here, row, question)


def _back(request: HttpRequest, here: Here, row: Transcript, question: GuidingQuestion) -> HttpResponse:
    slug = here.consultation.slug
    if not Transcript.objects.filter(pk=row.pk).exists():
        messages.success(request, _("Everything in it is decided. The transcript, with its names, was deleted."))
        return redirect("transcripts", slug, row.session_id)
    back = redirect("transcript", slug, row.session_id, row.pk)
    back["Location"] += f"?question={question.number}#waiting"
    return back


def _heard(row: Transcript, question: GuidingQuestion, body: dict[str, Any]) -> Heard:
    heard = Heard(
        text_in(body, "text"),
        "",
        language=row.language,
        type=text_in(body, "type"),
        third_person=yes_in(body, "third_person"),
    )
    return act.heard_of(reading.directory(row.session, question), text_in(body, "speaker"), heard)


def _read(request: HttpRequest, here: Here, session: Session) -> Transcript:
    file = request.FILES.get("file")
    if file is None:
        raise RefusedError(_("Choose a file first: WebVTT, SRT, DOCX or plain text."))
    name = file.name or ""
    try:
        turns = turns_of_file(file.read(MOST_BYTES + 1), name)
    except UnreadableDocument as error:
        raise RefusedError(_(error.reason)) from error
    spoken = [(turn.speaker, turn.text, turn.start) for turn in turns]
    language = text_in(dict(request.POST.items()), "language")
    return act.add(here, session.pk, name=name, language=language, turns=spoken)


def _question(session: Session, request: HttpRequest) -> GuidingQuestion | None:
    among = _opened(session)
    number = id_in(request.POST, "question") or id_in(request.GET, "question")
    chosen = next((one for one in among if one.number == number), None)
    return chosen or (sessions.in_view(session, among) if number is None else None)


def _opened(session: Session) -> list[GuidingQuestion]:
    return [one for one in sessions.questions(session) if one.state != QuestionState.PLANNED]


def _page(here: Here, row: Transcript, question: GuidingQuestion | None) -> dict[str, Any]:
    questions = _opened(row.session)
    question = question or next(iter(questions), None)
    context = _of(here, row.session) | {"row": row, "question": question, "questions": questions}
    if question is None:
        return context
    known = reading.directory(row.session, question)
    return context | {
        "found": reading.waiting(row, known),
        "labels": list(known.labels),
        "takes_names": known.shows is Detail.NAME,
        "shows_nobody": known.shows is Detail.NOTHING,
        "types": ContributionType.choices,
        "rule": sessions.terms_for(row.session, question).in_words,
    }


def _of(here: Here, session: Session) -> dict[str, Any]:
    return {"here": here, "consultation": here.consultation, "session": session}
