"""The session page, the projector, and what changed since."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from consult import attribution
from consult.attribution import Audience, Quotation
from consult.models import StakeholderGroup
from consult.procedure import Act, Refused, may, require
from consult.queries import people
from consult.queries.people import Here
from consult.views.access import consultation_of
from sessions_app import fragments
from sessions_app.actions.discussion import EDIT_FOR, may_contribute
from sessions_app.actions.statement import may_hand_in
from sessions_app.actions.taking import may_take_down
from sessions_app.actions.visits import visit
from sessions_app.models import Contribution, GuidingQuestion, Session, Visit
from sessions_app.queries import discussion, filters, notice, ticket, visits
from sessions_app.queries import session as sessions
from sessions_app.queries.breakout import may_enter
from sessions_app.states import FIRST_MODALITIES, ContributionType, SessionKind
from sessions_app.views.floor_regions import own_context
from sessions_app.views.forms_in import id_in
from sessions_app.views.room_regions import room_context
from sessions_app.views.voting import card

SHOWS = ("all", "text", "floor", "join")  # what a projector can show


def session_of(here: Here, pk: int) -> Session:
    """The session at an address; refused where it is a breakout room of others."""
    found = get_object_or_404(
        Session.objects.select_related("consultation", "current_question", "current_ballot__version", "breakout_of"),
        pk=pk,
        consultation=here.consultation,
    )
    require(may_enter(here, found))
    return found


def audience_of(here: Here) -> str:
    """Whoever moderates also sees what is held; the page and the socket of a reader show the same."""
    return "desk" if may(here.standing, Act.MODERATE) else "participant"


@require_GET
def session(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The question that the room looks at now."""
    here = consultation_of(request, slug, Act.READ)
    found = session_of(here, pk)
    current = sessions.in_view(found, sessions.questions(found))
    if current is not None:
        return redirect("question", slug, pk, current.number)
    return render(request, "sessions_app/session.html", _page(request, here, found, 0, {}))


@require_GET
def question(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """One question: its thread, and the texts under it."""
    here = consultation_of(request, slug, Act.READ)
    return render_question(request, here, session_of(here, pk), number)


def render_question(
    request: HttpRequest,
    here: Here,
    found: Session,
    number: int,
    *,
    typed: dict[str, str] | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page of a question; with ``refusal``, what was typed stands in the form again."""
    context = _page(request, here, found, number, {"typed": typed or {}, "form_errors": refusal})
    return render(request, "sessions_app/session.html", context, status=status)


@require_GET
def contribution(request: HttpRequest, slug: str, pk: int, contribution_id: int) -> HttpResponse:
    """The lasting address of a contribution: the page of its thread on which it stands."""
    here = consultation_of(request, slug, Act.READ)
    row = get_object_or_404(
        Contribution.objects.filter(discussion.seen_by(audience_of(here))).select_related("question", "parent"),
        pk=contribution_id,
        question__session=session_of(here, pk),
    )
    top = row.parent or row
    later = discussion.thread(row.question, audience_of(here)).filter(pk__gt=top.pk).order_by("pk")
    after = list(later.values_list("pk", flat=True)[: discussion.PAGE // 2 + 1])
    query = f"?before={after[-1]}" if len(after) > discussion.PAGE // 2 else ""
    address = redirect("question", slug, pk, row.question.number)
    address["Location"] += f"{query}#contribution-{row.pk}"
    return address


@require_GET
def own(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """What the reader said under a question: fetched by its owner after a change, never sent to anybody else."""
    here = consultation_of(request, slug, Act.READ)
    found = session_of(here, pk)
    asked = get_object_or_404(found.questions, number=number)
    rows = discussion.own(asked, here.participant.pk, EDIT_FOR) if here.participant else []
    context = {"own": rows, "session": found, "consultation": here.consultation, "question": asked}
    response = render(request, "sessions_app/_own.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_GET
def news(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What is new to the reader in a written round, question by question: fetched by them, sent to nobody else."""
    here = consultation_of(request, slug, Act.READ)
    found = session_of(here, pk)
    context = {"session": found, "consultation": here.consultation} | _news(here, found)
    response = render(request, "sessions_app/_news.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_GET
def screen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A projector. ``show`` in its address says what stands on this one, of several."""
    here = consultation_of(request, slug, Act.READ)
    found = session_of(here, pk)
    seq = fragments.head(here.consultation.pk)
    context = fragments.screen_context(found) | fragments.floor_context(found) | fragments.listening_context(found)
    context |= fragments.breakout_context(found, "screen") | _live(request, here, found, "screen", seq)
    show = request.GET.get("show", "")
    context["show"] = show if show in SHOWS else "all"
    return render(request, "sessions_app/screen.html", context | {"here": here})


@require_GET
def since(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Everything that changed since a sequence, as one frame: how a page catches up."""
    here = consultation_of(request, slug, Act.READ)
    found = session_of(here, pk)
    audience = "screen" if request.GET.get("audience") == "screen" else audience_of(here)
    upto = fragments.head(here.consultation.pk)
    after = id_in(request.GET, "after")
    if after is None or after > upto:
        return JsonResponse({"reload": True})
    view = fragments.View(here.consultation.pk, found.pk, audience, translation.get_language() or "en")
    fresh = ticket.make(here, found.pk, audience, view.language, upto)
    return JsonResponse({**fragments.gap(view, after, upto), "ticket": fresh}, headers={"Cache-Control": "no-store"})


def _live(request: HttpRequest, here: Here, found: Session, audience: str, seq: int) -> dict[str, Any]:
    language = translation.get_language() or "en"
    return {"ticket": ticket.make(here, found.pk, audience, language, seq), "seq": seq, "live_path": "/live/"}


def _page(request: HttpRequest, here: Here, found: Session, number: int, extra: dict[str, Any]) -> dict[str, Any]:
    """The context of the session page; number 0: no question. What comes after the sequence arrives as a frame."""
    at = fragments.moment(here.consultation.pk)
    audience = audience_of(here)
    view = fragments.View(here.consultation.pk, found.pk, audience, translation.get_language() or "en")
    context = fragments.together(("around", view), at, lambda: fragments.around(view, found))
    context = context | {"session": found, "consultation": here.consultation, "here": here, "audience": audience}
    context |= _live(request, here, found, audience, at[0])
    context["rule"] = sessions.terms_for(found, None).in_words
    if found.kind == SessionKind.SITTING:
        context |= own_context(here, found) | room_context(here, found)
    context["may_take_down"] = bool(may_take_down(here, found))
    context |= fragments.choices_context(found) | fragments.opinions_context(found)
    context["may_hand_in"] = bool(may_hand_in(here, found))
    context["unseen"] = notice.unseen(here.participant)
    if number == 0:
        return context | extra
    asked = next((q for q in context["questions"] if q.number == number), None)
    if asked is None:
        raise Http404
    cards = fragments.together(("cards", view, number), at, lambda: fragments.cards(found, asked))
    context |= fragments.question_context(found, asked) | _thread(request, here, asked, view, at)
    context |= _composer(request, here, asked) | _news(here, found)
    context["texts"] = [card(request, here, text, its) for text, its in cards]
    context["may_propose"] = bool(may(here.standing, Act.PROPOSE)) and found.breakout_of_id is None
    context["modalities"] = FIRST_MODALITIES
    context["keep_nothing"] = here.participant is not None and here.participant.keep_nothing
    return context | extra


def _thread(
    request: HttpRequest, here: Here, asked: GuidingQuestion, view: fragments.View, at: fragments.Moment
) -> dict[str, Any]:
    """Thirty contributions, newest last; ``before`` pages back, and a filter leaves out what does not match."""
    wanted = filters.read(request.GET, here.consultation, sessions.terms_of(asked))
    before = id_in(request.GET, "before")
    is_whole = not wanted and before is None
    if is_whole:
        key = ("newest", view, asked.number)
        found = fragments.together(key, at, lambda: fragments.newest(view, asked.session, asked))
    else:
        rows = discussion.thread(asked, view.audience).order_by("-id")
        rows = rows.filter(filters.matching(wanted, view.audience)) if wanted else rows
        rows = rows.filter(pk__lt=before) if before is not None else rows
        found = fragments.thread_of(list(rows[: discussion.PAGE + 1]), asked.session, view.audience)
    new_from = _new_from(request, here, asked, found.shown, is_whole=is_whole)
    return {
        "contributions": found.shown,
        "thread": found.html if new_from is None else "",  # the mark in it is the reader's own
        "earlier": found.earlier,
        "later": before is not None,
        "filter": wanted,
        "filter_groups": _groups(here, asked),
        "new_from": new_from,
        "own": discussion.own(asked, here.participant.pk, EDIT_FOR) if here.participant else [],
    }


def _groups(here: Here, asked: GuidingQuestion) -> list[StakeholderGroup]:
    """The groups to filter by: none where the rule does not show them."""
    return list(here.consultation.groups.all()) if filters.shows_groups(sessions.terms_of(asked)) else []


def _new_from(
    request: HttpRequest,
    here: Here,
    asked: GuidingQuestion,
    shown: list[discussion.ShownContribution],
    *,
    is_whole: bool,
) -> int | None:
    """Where, in a written round, the reader’s last visit ended. To read the newest page is a visit."""
    if here.participant is None or here.is_preview or asked.session.kind != SessionKind.WRITTEN:
        return None
    found = Visit.objects.filter(question=asked, participant=here.participant).first()
    if is_whole and request.method == "GET":
        found = visit(asked, here.participant, discussion.newest(asked))
    return visits.mark_of(found, shown, here.participant)


def _news(here: Here, found: Session) -> dict[str, Any]:
    reads = here.participant is not None and found.kind == SessionKind.WRITTEN
    return {"reads_news": reads, "news": visits.news(found, here.participant) if reads and here.participant else []}


def _composer(request: HttpRequest, here: Here, asked: GuidingQuestion) -> dict[str, Any]:
    answer = may_contribute(here, asked)
    reply_to = None
    wanted = id_in(request.GET, "reply") or id_in(request.POST, "parent")
    if wanted is not None:
        rows = list(discussion.thread(asked, "participant").filter(pk=wanted))
        reply_to = next(iter(discussion.shown(rows, here.consultation, "participant")), None)
    return {
        "may_contribute": bool(answer),
        "why_not": answer.reason if isinstance(answer, Refused) else "",
        "reply_to": reply_to,
        "types": ContributionType.choices,
        "quotations": Quotation.choices,
        "quotation": here.participant.quotation if here.participant else "",
        "appears_as": appears_as(here, asked),
    }


def appears_as(here: Here, asked: GuidingQuestion) -> str:
    """How the room would see what this person now writes."""
    participant = here.participant
    if participant is None:
        return ""
    terms = sessions.terms_of(asked)
    person = people.participant_as_seen(here.consultation, participant, rule=terms.rule, inside=terms.inside)
    label = attribution.shown_as(person, Audience.INSIDE).label
    return _("Shown here as: {label}").format(label=label)
