"""What this package copies into another consultation, and what of it ends with a rehearsal."""

from django.db.models import QuerySet

from consult.models import Consultation
from sessions_app.models import (
    AgendaItem,
    Amendment,
    Authorization,
    Ballot,
    Command,
    Commitment,
    Contribution,
    GuidingQuestion,
    Lineage,
    Marking,
    Minutes,
    MinutesFile,
    Notice,
    Participation,
    PositionStatement,
    Presence,
    Recommendation,
    RoundReminder,
    SecretVote,
    SeparateVote,
    Session,
    Sheet,
    SpeakingRequest,
    Sponsor,
    Statement,
    Submission,
    Transcript,
    Visit,
    Vote,
)
from sessions_app.queries.session import plenaries
from sessions_app.states import FloorState, RecommendationState


def copy(source: Consultation, made: Consultation) -> None:
    """Sessions with their questions and order of business: no dates, no texts, nothing that was said."""
    groups = {group.name: group for group in made.groups.all()}
    for session in plenaries(source).prefetch_related("questions__asked_of", "agenda"):
        copied = Session.objects.create(
            consultation=made,
            title=session.title,
            kind=session.kind,
            attribution_rule=session.attribution_rule,
            inside=session.inside,
            position=session.position,
            takes_submissions=session.takes_submissions,
            word_limit=session.word_limit,
            amendments_by=session.amendments_by,
        )
        questions: dict[int, GuidingQuestion] = {}
        for question in session.questions.all():
            if hasattr(question, "paper"):  # the thread of a signed paper: the paper is input
                continue
            questions[question.pk] = again = GuidingQuestion.objects.create(
                session=copied,
                number=question.number,
                text=question.text,
                short_title=question.short_title,
                attribution_rule=question.attribution_rule,
                inside=question.inside,
            )
            again.asked_of.set([groups[group.name] for group in question.asked_of.all() if group.name in groups])
        for item in session.agenda.all():
            if item.question_id and item.question_id not in questions:
                continue
            AgendaItem.objects.create(
                session=copied,
                question=questions.get(item.question_id or 0),
                title=item.title,
                minutes=item.minutes,
                speakers=item.speakers,
                position=item.position,
            )


def count(consultation: Consultation) -> dict[str, int]:
    return {
        "contributions": Contribution.objects.filter(question__session__consultation=consultation).count(),
        "submissions": Submission.objects.filter(session__consultation=consultation).count(),
        "ballots": Ballot.objects.filter(consultation=consultation).count(),
        "votes": sum(
            kind.objects.filter(ballot__consultation=consultation).count() for kind in (Vote, Marking, SecretVote)
        ),
        "texts": _proposed(consultation).count(),
    }


def wipe(consultation: Consultation) -> None:
    """Votes, ballots, what was said, by whom and when; texts that came with the document stand as they came."""
    for answer in (Vote, Marking, SecretVote, Participation, Sheet):
        answer.objects.filter(ballot__consultation=consultation).delete()
    PositionStatement.objects.filter(recommendation__consultation=consultation).delete()
    Authorization.objects.filter(delegation__consultation=consultation).delete()
    SeparateVote.objects.filter(recommendation__consultation=consultation).delete()
    Ballot.objects.filter(consultation=consultation).delete()
    Submission.objects.filter(session__consultation=consultation).delete()
    Contribution.objects.filter(question__session__consultation=consultation).delete()
    Commitment.objects.filter(consultation=consultation).delete()
    for of_a_text in (Amendment, Sponsor, Notice):
        of_a_text.objects.filter(recommendation__consultation=consultation).delete()
    Lineage.objects.filter(consultation=consultation).delete()
    for of_a_sitting in (SpeakingRequest, Presence, Statement, Transcript, Minutes, MinutesFile, RoundReminder):
        of_a_sitting.objects.filter(session__consultation=consultation).delete()
    Visit.objects.filter(question__session__consultation=consultation).delete()
    Session.objects.filter(consultation=consultation, breakout_of__isnull=False).delete()
    Session.objects.filter(consultation=consultation).update(
        floor_state=FloorState.CLOSED, floor_closes_at=None, item_started_at=None, holds_all=False
    )
    Command.objects.filter(participant__consultation=consultation).delete()
    _proposed(consultation).delete()
    texts = Recommendation.objects.filter(consultation=consultation)
    texts.update(state=RecommendationState.CANDIDATE)
    for text in texts:
        text.versions.filter(version__gt=1).delete()


def _proposed(consultation: Consultation) -> QuerySet[Recommendation]:
    """Texts that somebody proposed; those that came with the set-up have nobody."""
    return Recommendation.objects.filter(consultation=consultation).exclude(
        proposed_by=None, prompted_by=None, turned_from=None
    )
