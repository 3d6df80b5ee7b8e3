"""Reading a session: its questions, and the rule in force."""

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from consult.attribution import Rule, Terms
from consult.models import Consultation
from sessions_app.models import Ballot, GuidingQuestion, Session
from sessions_app.states import ContributionState, QuestionState


def terms_for(session: Session, question: GuidingQuestion | None) -> Terms:
    """The attribution in force for a text: that of the question it stands under, else of its session."""
    return question.terms if question else session.terms


def terms_of(question: GuidingQuestion) -> Terms:
    """The attribution in force, each part of it the item's own, else the session's, else the consultation's."""
    return question.terms


def terms_of_ballot(ballot: Ballot) -> Terms:
    """The attribution in force for what a ballot is about: a text, a contribution, or a choice of a session."""
    if ballot.version:
        text = ballot.version.recommendation
        return text.question.terms if text.question else ballot.consultation.terms
    if ballot.contribution:
        return ballot.contribution.question.terms
    return ballot.choosing.session.terms


def rule_for(session: Session, question: GuidingQuestion | None) -> Rule:
    """The rule in force for a text: that of the question it stands under."""
    return terms_for(session, question).rule


def rules_in_force(consultation: Consultation) -> list[Rule]:
    """The rules of attribution that anything here stands under, the consultation's own first."""
    found = {Rule(consultation.attribution_rule): None}
    for session in Session.objects.filter(consultation=consultation, breakout_of=None).prefetch_related("questions"):
        session.consultation = consultation
        for question in [None, *session.questions.all()]:
            found[rule_for(session, question)] = None
    return list(found)


def rule_of(question: GuidingQuestion) -> Rule:
    """The attribution rule in force: the item's own, else the session's, else the consultation's."""
    return terms_of(question).rule


def plenaries(consultation: Consultation) -> QuerySet[Session]:
    """The sessions that stand on the agenda: breakout rooms stand on their plenary's page alone."""
    return consultation.sessions.filter(breakout_of=None)


def questions(session: Session, **among: object) -> list[GuidingQuestion]:
    """The session's questions (those that fit ``among``) with ``said``, the contributions and replies shown."""
    stands = Q(contributions__parent=None) | Q(contributions__parent__state=ContributionState.SHOWN)
    shown = Q(contributions__state=ContributionState.SHOWN) & stands
    return list(
        session.questions.filter(**among)
        .select_related("session__consultation", "agenda_item")
        .annotate(said=Count("contributions", filter=shown))
        .order_by("number", "id")  # said aloud: counting takes the model's own order away
    )


def in_view(session: Session, among: Iterable[GuidingQuestion]) -> GuidingQuestion | None:
    """The question that the room looks at: the chair's, else the first open one, else the first."""
    ordered = list(among)
    current = [q for q in ordered if q.pk == session.current_question_id]
    is_open = [q for q in ordered if q.state == QuestionState.OPEN]
    return next(iter(current or is_open or ordered), None)
