"""Fragments: what a page includes and the wire carries, rendered from the same template.

A fragment is impersonal: a function of session, audience and language. ``changes`` gives everything that changed in a
session between two sequences of the record, as a frame; the hub sends it, catch-up by GET answers with it.

What is personal (my position, my held contribution) is no fragment: its owner fetches it (``views.voting.yours``).
"""

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation

from consult.models import RecordEntry, RecordHead
from sessions_app.models import Ballot, Contribution, GuidingQuestion, Recommendation, Session
from sessions_app.queries import discussion, drafting, voting
from sessions_app.queries import session as sessions
from sessions_app.queries.discussion import ShownContribution
from sessions_app.states import GONE

Frame = dict[str, Any]

# A gap of more acts than this is quicker fetched as a page.
MOST_ACTS = 400
# Acts that bring a text to its question.
ADDING = frozenset({"propose", "turn", "prompt", "merge", "split", "restore"})


@dataclass(frozen=True, slots=True)
class View:
    """A set of readers who see the same thing. audience: participant | desk | screen | public."""

    consultation_id: int
    session_id: int
    audience: str
    language: str


def head(consultation_id: int) -> int:
    """The last sequence of a consultation's record, 0 where nothing happened yet."""
    return RecordHead.objects.filter(consultation_id=consultation_id).values_list("seq", flat=True).first() or 0


def changes(view: View, after: int, upto: int) -> Frame:
    """``{"from": after, "to": upto, "put": [{"id", "rev", "in", "after", "html"}], "drop": [id, ...]}``.

    Everything that changed in (after, upto], each thing once, as it is now. ``{"reload": True}`` where so much happened
    that a page is the shorter way.
    """
    rows = RecordEntry.objects.filter(consultation_id=view.consultation_id, seq__gt=after, seq__lte=upto)
    entries = list(rows.order_by("seq")[: MOST_ACTS + 1])
    if len(entries) > MOST_ACTS:
        return {"from": after, "to": upto, "reload": True}
    session = Session.objects.select_related("consultation", "current_question", "current_ballot").get(
        pk=view.session_id
    )
    touched = _touched(entries, session.pk)
    with translation.override(view.language):
        put, drop = (_screen(session), []) if view.audience == "screen" else _room(view, session, touched)
    if view.audience == "screen" and not any(touched.values()):
        put = []
    return {"from": after, "to": upto, "put": [{**item, "rev": upto} for item in put], "drop": drop}


def tallies(view: View, ballot_ids: set[int]) -> Frame:
    """Latest-wins fragments (turnout of open ballots): the same frame without "from" and "to"."""
    ballots = Ballot.objects.filter(pk__in=ballot_ids, consultation=view.consultation_id).select_related("electorate")
    with translation.override(view.language):
        put = [
            {
                "id": f"turnout-{ballot.pk}",
                "html": _render("_turnout", turnout_context(ballot)),
                "in": None,
                "after": None,
            }
            for ballot in ballots
        ]
    return {"put": put, "drop": []}


def _touched(entries: list[RecordEntry], session_id: int) -> dict[str, list[int]]:
    """Noun -> ids that changed. Bulk work is one entry that names what it brought."""
    nouns = ("contribution", "question", "recommendation", "ballot", "session", "card")
    found: dict[str, list[int]] = {noun: [] for noun in nouns}
    for entry in entries:
        payload = entry.payload
        if payload.get("session") not in (session_id, None):
            continue
        noun, _, number = entry.subject.rpartition("-")
        if entry.act in ADDING:
            noun = "card"  # a new text comes with the empty place for its reader's own position
        ids = [int(number)] if number.isdigit() and noun in found else []
        for pk in [*ids, *payload.get("contributions", [])]:
            kind = noun if pk in ids else "contribution"
            if pk not in found[kind]:
                found[kind].append(pk)
    return found


def _room(view: View, session: Session, touched: dict[str, list[int]]) -> tuple[list[Frame], list[str]]:
    put, drop = _contributions(view, session, touched["contribution"])
    texts = set(touched["recommendation"])
    if touched["ballot"]:
        texts |= set(
            Recommendation.objects.filter(versions__ballots__in=touched["ballot"]).values_list("pk", flat=True)
        )
    more, gone = _texts(session, texts | set(touched["card"]), set(touched["card"]))
    put, drop = put + more, drop + gone
    if touched["question"] or touched["session"] or touched["contribution"] or touched["ballot"]:
        among = sessions.questions(session)
        put += [
            _item(f"question-{q.pk}", "_question", question_context(session, q))
            for q in among
            if q.pk in touched["question"] or touched["session"]
        ]
        put.append(_item(f"agenda-{session.pk}", "_agenda", agenda_context(session, among)))
        put.append(_item(f"state-{session.pk}", "_state", state_context(session, among)))
    return put, drop


def _contributions(view: View, session: Session, ids: list[int]) -> tuple[list[Frame], list[str]]:
    """Contributions in their places; one that left the room is dropped."""
    if not ids:
        return [], []
    rows = discussion.for_showing(Contribution.objects.filter(pk__in=ids, question__session=session))
    states = discussion.visible_states(view.audience)
    seen = [row for row in rows if row.state in states and (row.parent_id is None or row.parent_id not in ids)]
    drop = [f"contribution-{row.pk}" for row in rows if row.state not in states]
    put = []
    for item in discussion.shown(seen, session.consultation, view.audience):
        place = f"replies-{item.parent_id}" if item.parent_id else f"thread-{item.question_id}"
        put.append(
            _item(
                f"contribution-{item.id}",
                "_contribution",
                contribution_context(session, item, view.audience),
                place=place,
                after=_before(item, states),
            )
        )
    return put, drop


def _before(item: ShownContribution, states: tuple[str, ...]) -> str | None:
    """The element that ``item`` stands after in its thread, or None where it is the first."""
    earlier = (
        Contribution.objects.filter(question=item.question_id, parent=item.parent_id, pk__lt=item.id, state__in=states)
        .order_by("-pk")
        .values_list("pk", flat=True)
        .first()
    )
    return f"contribution-{earlier}" if earlier else None


def _texts(session: Session, ids: set[int], new: set[int]) -> tuple[list[Frame], list[str]]:
    if not ids:
        return [], []
    rows = drafting.with_ballots(Recommendation.objects.filter(pk__in=ids, question__session=session))
    put, drop = [], []
    for row in rows:
        if row.state in GONE:
            drop.append(f"card-{row.pk}")
            continue
        context = text_context(session, drafting.shown_text(row))
        if row.pk in new:
            put.append(_item(f"card-{row.pk}", "_card", context, place=f"texts-{row.question_id}"))
        else:
            put.append(_item(f"recommendation-{row.pk}", "_recommendation", context))
    return put, drop


def _screen(session: Session) -> list[Frame]:
    return [_item(f"screen-{session.pk}", "_screen", screen_context(session))]


# --- contexts: pages include the same templates with the same contexts ------------------------------------------------


def contribution_context(session: Session, item: ShownContribution, audience: str) -> Frame:
    return {"item": item, "session": session, "consultation": session.consultation, "audience": audience}


def question_context(session: Session, question: GuidingQuestion) -> Frame:
    return {
        "question": question,
        "session": session,
        "consultation": session.consultation,
        "rule": sessions.rule_of(question).label,
    }


def agenda_context(session: Session, among: list[GuidingQuestion]) -> Frame:
    return {
        "session": session,
        "consultation": session.consultation,
        "questions": among,
        "current": sessions.in_view(session, among),
    }


def state_context(session: Session, among: list[GuidingQuestion]) -> Frame:
    open_ballots = Ballot.objects.filter(
        version__recommendation__question__session=session, state="open"
    ).select_related("version__recommendation")
    return {
        "session": session,
        "consultation": session.consultation,
        "open": [q for q in among if q.state == "open"],
        "open_ballots": list(open_ballots),
    }


def text_context(session: Session, text: drafting.ShownText) -> Frame:
    """A text's card: turnout while its check runs, the result by group under "what may be shown" once it is closed."""
    consultation = session.consultation
    context: Frame = {
        "text": text.recommendation,
        "version": text.version,
        "ballot": text.ballot,
        "is_open": text.is_open,
        "session": session,
        "consultation": consultation,
        "now": timezone.now(),
    }
    if consultation.discussion_only or text.ballot is None:
        return {**context, "ballot": None}
    if text.is_open:
        return {**context, **turnout_context(text.ballot)}
    return {**context, "result": voting.result(text.ballot, sessions.rule_for(session, text.recommendation.question))}


def turnout_context(ballot: Ballot) -> Frame:
    answered, entitled = voting.turnout(ballot)
    return {"ballot": ballot, "answered": answered, "entitled": entitled}


def screen_context(session: Session) -> Frame:
    """The projector: the text of the ballot before the room, else the question."""
    among = sessions.questions(session)
    context: Frame = {
        "session": session,
        "consultation": session.consultation,
        "question": sessions.in_view(session, among),
        "text": None,
    }
    ballot = session.current_ballot
    if ballot is not None and ballot.version is not None:
        text = drafting.with_ballots(Recommendation.objects.filter(pk=ballot.version.recommendation_id)).get()
        context |= text_context(session, drafting.shown_text(text))
    question = context["question"]
    words = context["version"].text if context["text"] else question.text if question else session.title
    return context | {"length": _length(words)}


# The projector shrinks its type so that nothing is cut: up to so many characters, each name is a size.
LENGTHS = ((140, "short"), (260, "medium"), (560, "long"), (1000, "longer"), (1700, "longest"))


def _length(words: str) -> str:
    return next((name for most, name in LENGTHS if len(words) <= most), "endless")


def _item(id_: str, template: str, context: Frame, *, place: str | None = None, after: str | None = None) -> Frame:
    return {"id": id_, "in": place, "after": after, "html": _render(template, context)}


def _render(template: str, context: Frame) -> str:
    return render_to_string(f"sessions_app/{template}.html", context)
