"""Deciding by bodies: the desk’s buttons, the record of a ballot, the roll, the telephone, who may vote for whom."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from consult.procedure import Act, Refused, RefusedError, may, require
from consult.queries.people import Here
from consult.views.access import consultation_of
from sessions_app import fragments
from sessions_app.actions import closing, consensus, decision, recorded, separate, silence
from sessions_app.forms.decision import DecisionForm
from sessions_app.models import Ballot, Session
from sessions_app.queries import decision as reading
from sessions_app.queries import position
from sessions_app.queries import separate as separate_votes
from sessions_app.queries.drafting import ShownText
from sessions_app.queries.session import terms_of_ballot
from sessions_app.states import BY_BODIES, CHOICES, DECIDING, BallotState, Majority, Method
from sessions_app.views.forms_in import id_in, minutes_in, text_in
from sessions_app.views.secret import record_context

Body = dict[str, Any]


# --- the buttons of the desk --------------------------------------------------------------------------------------


def _put_recorded(here: Here, session: Session, on: int, body: Body) -> str:
    ballot = recorded.put(here, on, minutes=minutes_in(body), majority=text_in(body, "majority"))
    return _("The recorded vote on text {number} is open.").format(number=_number(ballot))


def _put_paragraph(here: Here, session: Session, on: int, body: Body) -> str:
    asked = separate_votes.request(here.consultation, on)
    if asked is None:
        raise RefusedError(_("There is no such request in this consultation."))
    ballot = recorded.put(
        here, asked.recommendation_id, minutes=minutes_in(body), majority=text_in(body, "majority"), separate_id=on
    )
    words = _("The vote on paragraph {n} of text {number} is open.")
    return words.format(n=asked.number, number=_number(ballot))


def _decline_paragraph(here: Here, session: Session, on: int, body: Body) -> str:
    asked = separate.decline(here, on, text_in(body, "reason"))
    return _("The separate vote on paragraph {n} is not granted.").format(n=asked.number)


def _suspend(here: Here, session: Session, on: int, body: Body) -> str:
    return _("The vote on text {number} is suspended.").format(number=_number(recorded.suspend(here, on)))


def _resume(here: Here, session: Session, on: int, body: Body) -> str:
    return _("The vote on text {number} goes on.").format(number=_number(recorded.resume(here, on)))


def _declare(here: Here, session: Session, on: int, body: Body) -> str:
    ballot = closing.declare(here, on)
    if asked := separate_votes.of_ballot(ballot):
        state = asked.get_state_display()
        return _("Text {number}, paragraph {n}: {state}.").format(number=_number(ballot), n=asked.number, state=state)
    return _("Text {number}: {outcome}.").format(number=_number(ballot), outcome=ballot.get_outcome_display())


def _ask(here: Here, session: Session, on: int, body: Body) -> str:
    return _("Objections to text {number} are asked for.").format(number=_number(consensus.put(here, on)))


def _last_call(here: Here, session: Session, on: int, body: Body) -> str:
    consensus.last_call(here, on)
    return _("The last call runs on every screen, {seconds} seconds.").format(seconds=consensus.LAST_CALL)


def _adopt(here: Here, session: Session, on: int, body: Body) -> str:
    ballot = consensus.declare(here, on)
    return _("Text {number}: {outcome}.").format(number=_number(ballot), outcome=ballot.get_outcome_display())


def _adopt_by_consensus(here: Here, session: Session, on: int, body: Body) -> str:
    ballot = consensus.declare(here, on, is_consensus=True)
    return _("Text {number}: {outcome}.").format(number=_number(ballot), outcome=ballot.get_outcome_display())


def _silence(here: Here, session: Session, on: int, body: Body) -> str:
    texts = {language: text_in(body, f"text-{language}") for language, _label in settings.LANGUAGES}
    ballot = silence.put(here, on, ends_at=_moment(here, text_in(body, "ends")), translations=texts)
    return _("Text {number} is under silence; all delegations are told.").format(number=_number(ballot))


def _call_off(here: Here, session: Session, on: int, body: Body) -> str:
    return _("Text {number}: called off.").format(number=_number(consensus.call_off(here, on)))


BUTTONS: dict[str, Callable[[Here, Session, int, Body], str]] = {
    "put-recorded": _put_recorded,
    "put-paragraph": _put_paragraph,
    "decline-paragraph": _decline_paragraph,
    "suspend": _suspend,
    "resume": _resume,
    "declare": _declare,
    "ask-objections": _ask,
    "last-call": _last_call,
    "adopt": _adopt,
    "adopt-by-consensus": _adopt_by_consensus,
    "silence": _silence,
    "call-off": _call_off,
}
# What takes an act back; what was declared, adopted or stopped stands in the record as it was.
BACK = {"suspend": "resume", "resume": "suspend"}


def _number(ballot: Ballot) -> str:
    return ballot.version.recommendation.number if ballot.version else ""


def _moment(here: Here, typed: str) -> datetime | None:
    """A moment on the host's clock; None where the field was left empty."""
    if not typed.strip():
        return None
    try:
        return datetime.fromisoformat(typed.strip()).replace(tzinfo=here.consultation.zone)
    except ValueError as error:
        raise RefusedError(_("Give the end as a date and a time.")) from error


def desk_context(here: Here) -> dict[str, Any]:
    """What the desk needs to offer decisions by bodies."""
    rules = reading.rules_of(here.consultation)
    answer = recorded.may_record(here, rules)
    return {
        "decision_rules": rules,
        "why_not_record": answer.reason if isinstance(answer, Refused) else "",
        "may_set_up": bool(may(here.standing, Act.SET_UP)),
        "majorities": Majority.choices,
        "languages": settings.LANGUAGES,
        "by_hand": ("candidate", "put-forward", "not-adopted"),
    }


# --- one ballot ----------------------------------------------------------------------------------------------------


def ballot_of(here: Here, ballot_id: int, methods: frozenset[Method] = BY_BODIES) -> Ballot:
    """A ballot of bodies in this consultation, or by one of ``methods``."""
    rows = Ballot.objects.select_related(
        "consultation", "electorate", "terms", "box", "separate", "version__recommendation__question__session"
    )
    found = get_object_or_404(rows, pk=ballot_id, consultation=here.consultation, method__in=methods)
    found.consultation = here.consultation
    return found


def _context(here: Here, found: Ballot) -> dict[str, Any]:
    assert found.version is not None
    text, rule = found.version.recommendation, terms_of_ballot(found).rule
    text.consultation = here.consultation
    quorum = {int(group): number for group, number in found.terms.quorum.items()}
    groups = here.consultation.groups.all()
    shown = ShownText(text, found.version, found)
    session = text.question.session if text.question else None
    context = fragments.text_context(session, shown) if session else {}
    lines = reading.lines(found, rule)
    received, entitled = reading.receipts(found)
    return context | {
        "here": here,
        "consultation": here.consultation,
        "session": session,
        "rule": here.consultation.terms.in_words,
        "ballot": found,
        "terms": found.terms,
        "constituencies": [(group, quorum[group.pk]) for group in groups if group.pk in quorum],
        "lines": lines,
        "shows_votes": reading.votes_are_shown(found, rule),
        "weighs": any(line.weight != 1 for line in lines),
        "entitled": entitled,
        "received": received if found.method == Method.SILENCE else None,
        "not_reached": entitled - received,
        "names": reading.names_are_shown(found),
        "statements": position.statements(text),
    }


@require_GET
def ballot(request: HttpRequest, slug: str, ballot_id: int) -> HttpResponse:
    """The record of a decision, to read and to print: terms, lists, who voted how where the rule shows it."""
    here = consultation_of(request, slug, Act.READ)
    found = ballot_of(here, ballot_id, DECIDING)
    if found.method == Method.SECRET:
        return render(request, "sessions_app/ballot.html", record_context(here, found))
    context = _context(here, found)
    is_open = context["ballot"].state != BallotState.CLOSED
    return render(request, "sessions_app/ballot.html", context | ({"lines": []} if is_open else {}))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ballot_desk(request: HttpRequest, slug: str, ballot_id: int) -> HttpResponse:
    """The roll, what was told to the desk, the terms, who was not reached."""
    here = consultation_of(request, slug, Act.PUT)
    found = ballot_of(here, ballot_id)
    if request.method == "POST":
        body = dict(request.POST.items())
        _carry_out(here, found, body)
        messages.success(request, _("Entered in the record."))
        return redirect("ballot_desk", slug, ballot_id)
    context = _context(here, found)
    wanted = id_in(request.GET, "place")
    called = {line.place for line in context["lines"] if line.was_called}
    return render(
        request,
        "sessions_app/ballot_desk.html",
        context
        | {
            "choices": CHOICES[Method(found.method)],
            "majorities": Majority.choices,
            "calling": wanted if wanted in called and found.terms.roll_place is not None else found.terms.roll_place,
        },
    )


def _carry_out(here: Here, found: Ballot, body: Body) -> None:
    do = text_in(body, "do")
    if do == "call-roll":
        recorded.call_roll(here, found.pk)
    elif do == "answer-roll":
        recorded.answer_roll(here, found.pk, id_in(body, "place") or 0, text_in(body, "choice"))
    elif do == "tell":
        recorded.tell(
            here,
            found.pk,
            id_in(body, "elector") or 0,
            text_in(body, "choice"),
            reason=text_in(body, "reason"),
            way=text_in(body, "way"),
        )
    elif do == "terms":
        prefix = "quorum-"
        quorum = {
            int(key.removeprefix(prefix)): id_in(body, key) or 0
            for key in body
            if key.startswith(prefix) and id_in({"id": key.removeprefix(prefix)}, "id")
        }
        recorded.change_terms(here, found.pk, majority=text_in(body, "majority"), quorum=quorum)
    else:
        raise RefusedError(_("There is no such act."))


@require_POST
def receipt_of_text(request: HttpRequest, slug: str, ballot_id: int) -> HttpResponse:
    """Acknowledge for one's delegation that the final text of a silence procedure was received."""
    here = consultation_of(request, slug, Act.VOTE)
    found = silence.acknowledge(here, ballot_of(here, ballot_id).pk)
    messages.success(request, _("Noted: your delegation has received the text."))
    assert found.version is not None
    return redirect("text", slug, found.version.recommendation.number)


# --- whose vote it is, and what provides for it --------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delegation(request: HttpRequest, slug: str) -> HttpResponse:
    """Whom the head of a delegation lets set its vote."""
    here = consultation_of(request, slug, Act.VOTE)
    require(decision.may_authorize(here))
    if request.method == "POST":
        body = dict(request.POST.items())
        decision.authorize(here, id_in(body, "member") or 0, text_in(body, "do") == "allow")
        messages.success(request, _("Saved, and entered in the record."))
        return redirect("delegation", slug)
    assert here.participant is not None
    context = {
        "here": here,
        "consultation": here.consultation,
        "rule": here.consultation.terms.in_words,
        "members": reading.members(here.participant),
    }
    return render(request, "sessions_app/delegation.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def setup_decisions(request: HttpRequest, slug: str) -> HttpResponse:
    """The rule that provides for recorded votes, with its terms; holidays and windows."""
    here = consultation_of(request, slug, Act.SET_UP)
    form = DecisionForm(reading.rules_of(here.consultation), request.POST or None)
    if request.method == "POST" and form.is_valid():
        decision.save_rules(here, form.cleaned_data)
        messages.success(request, _("Saved, and entered in the record."))
        return redirect(reverse("setup_decisions", args=[slug]))
    context = {
        "here": here,
        "consultation": here.consultation,
        "rule": here.consultation.terms.in_words,
        "form": form,
    }
    return render(request, "sessions_app/setup_decisions.html", context, status=400 if form.errors else 200)
