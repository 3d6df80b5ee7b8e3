"""Texts with the checks on them, and their turnout."""

from django.utils import timezone

from sessions_app.actions.consensus import LAST_CALL
from sessions_app.fragments.parts import Frame, item
from sessions_app.models import Ballot, Recommendation, Session
from sessions_app.queries import decision, drafting, secret, voting
from sessions_app.queries import session as sessions
from sessions_app.states import GONE, Method, PositionKind

SILENT = frozenset({Method.CONSENSUS, Method.SILENCE})  # whoever answered these objected: nothing is counted out


def changed(session: Session, ids: set[int], new: set[int]) -> tuple[list[Frame], list[str]]:
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
            put.append(item(f"card-{row.pk}", "_card", context, place=f"texts-{row.question_id}"))
        else:
            put.append(item(f"recommendation-{row.pk}", "_recommendation", context))
    return put, drop


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
    context["stated"] = _stated(text.recommendation)
    context["waits"] = decision.is_undeclared(text.ballot, text.recommendation)
    if text.is_open:
        return {**context, **turnout_context(text.ballot)}
    rule = sessions.rule_for(session, text.recommendation.question)
    if text.ballot.method == Method.SECRET:
        return {**context, "result": secret.result(text.ballot, rule)}
    shows_counts = text.ballot.method not in SILENT
    return {
        **context,
        "verdict": decision.verdict(text.ballot, rule),
        "result": voting.result(text.ballot, rule) if shows_counts else None,
    }


def turnout_context(ballot: Ballot) -> Frame:
    """What may be said of a question that runs: of a call for objections and of silence not even how many answered."""
    context: Frame = {"ballot": ballot, "call_seconds": LAST_CALL}
    if ballot.method == Method.SILENCE:
        received, asked = decision.receipts(ballot)
        return {**context, "received": received, "entitled": asked}
    if ballot.method == Method.CONSENSUS:
        return context
    answered, entitled = voting.turnout(ballot)
    return {**context, "answered": answered, "entitled": entitled}


def _stated(row: Recommendation) -> list[tuple[str, int]]:
    """How many statements on position of each kind stand beside a text."""
    kinds = [PositionKind(kind) for kind in row.position_statements.values_list("kind", flat=True)]
    return [(str(kind.label), kinds.count(kind)) for kind in PositionKind if kind in kinds]
