"""Frames: everything that changed in a session between two sequences of the record, and what is latest-wins."""

from django.utils import translation

from consult.models import RecordEntry, RecordHead
from sessions_app.fragments import breakout, choice, contribution, floor, listening, opinion, question, screen, text
from sessions_app.fragments.parts import Frame, View, item
from sessions_app.fragments.question import agenda_context, question_context, state_context
from sessions_app.fragments.text import turnout_context
from sessions_app.models import Ballot, Recommendation, Session
from sessions_app.queries import session as sessions

# A gap of more acts than this is quicker fetched as a page.
MOST_ACTS = 400
# Acts that bring a text to its question.
ADDING = frozenset({"propose", "turn", "prompt", "merge", "split", "restore"})
# What a frame can be about, as it begins the subject of an entry.
NOUNS = (
    "contribution",
    "flag",
    "question",
    "recommendation",
    "ballot",
    "session",
    "card",
    "floor",
    "presence",
    "listening",
    "breakouts",
)
# Among the ids of ballots whose turnout may have changed: who is here may have changed.
PRESENCE = 0


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
    session = Session.objects.select_related("consultation", "current_question", "current_ballot", "breakout_of").get(
        pk=view.session_id
    )
    touched = _touched(entries, session.pk)
    with translation.override(view.language):
        put, drop = (screen.changed(session), []) if view.audience == "screen" else _room(view, session, touched)
    if view.audience == "screen" and not any(touched.values()):
        put = []
    return {"from": after, "to": upto, "put": [{**fragment, "rev": upto} for fragment in put], "drop": drop}


def tallies(view: View, ids: set[int]) -> Frame:
    """Latest-wins fragments, without "from" and "to". ids: of open ballots; ``PRESENCE`` for who is here."""
    ballots = Ballot.objects.filter(pk__in=ids, consultation=view.consultation_id).select_related(
        "electorate", "terms", "separate", "version__recommendation"
    )
    with translation.override(view.language):
        put = [item(f"turnout-{ballot.pk}", "_turnout", turnout_context(ballot)) for ballot in ballots]
        if PRESENCE in ids and view.audience in ("participant", "desk"):
            session = Session.objects.select_related("consultation", "current_question").get(pk=view.session_id)
            put.append(floor.presence(session, view.audience))
    return {"put": put, "drop": []}


def _touched(entries: list[RecordEntry], session_id: int) -> dict[str, list[int]]:
    """Noun -> ids that changed. Bulk work is one entry that names what it brought."""
    found: dict[str, list[int]] = {noun: [] for noun in NOUNS}
    for entry in entries:
        payload = entry.payload
        rooms = payload.get("rooms", [])  # what happens to breakout rooms is one entry, of their plenary
        if session_id in rooms:
            found["breakouts"].append(session_id)
            found["session"].append(session_id)
        if payload.get("session") not in (session_id, None):
            continue
        noun, _, number = entry.subject.rpartition("-")
        if entry.act in ADDING:
            noun = "card"  # a new text comes with the empty place for its reader's own position
        about = [(noun, int(number))] if number.isdigit() and noun in found else []
        for kind, pk in [*about, *(("contribution", pk) for pk in payload.get("contributions", []))]:
            if pk not in found[kind]:
                found[kind].append(pk)
    return found


def _room(view: View, session: Session, touched: dict[str, list[int]]) -> tuple[list[Frame], list[str]]:
    flagged = touched["flag"] if view.audience == "desk" else []  # nobody else is told by a frame that somebody flagged
    put, drop = contribution.changed(view, session, [*touched["contribution"], *flagged])
    texts = set(touched["recommendation"])
    if touched["ballot"]:
        texts |= set(
            Recommendation.objects.filter(versions__ballots__in=touched["ballot"]).values_list("pk", flat=True)
        )
    more, gone = text.changed(session, texts | set(touched["card"]), set(touched["card"]))
    put, drop = put + more, drop + gone
    if touched["ballot"]:
        put += [choice.changed(session), opinion.changed(session)]
    elif touched["contribution"] and opinion.is_put(touched["contribution"]):
        put.append(opinion.changed(session))  # one that is taken back takes no answers
    if touched["contribution"]:
        put += question.said(session, touched["contribution"])
    if touched["question"] or touched["session"] or touched["ballot"]:
        among = sessions.questions(session)
        put += [
            item(f"question-{q.pk}", "_question", question_context(session, q))
            for q in among
            if q.pk in touched["question"] or touched["session"]
        ]
        put.append(item(f"agenda-{session.pk}", "_agenda", agenda_context(session, among)))
        put.append(item(f"state-{session.pk}", "_state", state_context(session, among)))
    is_room = view.audience in ("participant", "desk")  # the public has no floor
    if is_room and (touched["floor"] or touched["session"] or touched["question"]):
        put += floor.changed(session)  # what is before the room decides how names are shown
    if is_room and (touched["presence"] or touched["session"] or touched["question"]):
        put.append(floor.presence(session, view.audience))
    if is_room and touched["breakouts"]:
        put.append(breakout.changed(session, view.audience))
    if is_room and (touched["listening"] or touched["session"]):
        put.append(listening.changed(session))
    return put, drop
