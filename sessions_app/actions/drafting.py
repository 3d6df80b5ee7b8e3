"""Candidate recommendations: propose, put forward, withdraw."""

from django.db import transaction
from django.utils.translation import gettext as _

from consult import record
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions.words import plain
from sessions_app.models import Ballot, GuidingQuestion, Recommendation, RecommendationVersion
from sessions_app.states import BallotState, RecommendationState, may_become

TEXT_LIMIT = 3_000


def propose(
    here: Here, question_id: int, *, text: str, origin: str = "", prompted_by_id: int | None = None
) -> Recommendation:
    """Write a candidate recommendation under a question; its number follows the question's and stays."""
    text = plain(text).strip()
    if not text:
        raise RefusedError(_("Write the text first: it is empty."))
    if len(text) > TEXT_LIMIT:
        raise RefusedError(_("A recommendation has at most {limit} characters.").format(limit=TEXT_LIMIT))
    with transaction.atomic():
        require(may(here.standing, Act.PROPOSE))
        question = (
            GuidingQuestion.objects.select_for_update(of=("self",))
            .select_related("session")
            .filter(pk=question_id, session__consultation=here.consultation)
            .first()
        )
        if question is None:
            raise RefusedError(_("There is no such question in this consultation."))
        recommendation = Recommendation.objects.create(
            consultation=here.consultation,
            question=question,
            number=next_number(question),
            origin=origin,
            prompted_by=question.contributions.filter(pk=prompted_by_id).first() if prompted_by_id else None,
            proposed_by=here.participant,
        )
        RecommendationVersion.objects.create(recommendation=recommendation, version=1, text=text)
        record.enter(
            here.consultation.pk,
            "propose",
            here.participant or record.COMMAND,
            subject=f"recommendation-{recommendation.pk}",
            payload={"session": question.session_id},
        )
    return recommendation


def next_number(question: GuidingQuestion) -> str:
    """ "2.3": the third text under question 2."""
    taken = [int(number.rpartition(".")[2]) for number in question.recommendations.values_list("number", flat=True)]
    return f"{question.number}.{max(taken, default=0) + 1}"


def set_state(here: Here, recommendation_id: int, state: str) -> Recommendation:
    """Put a text forward (it emerged, it was not negotiated), take that back, or withdraw it."""
    with transaction.atomic():
        require(may(here.standing, Act.PROPOSE))
        recommendation = (
            Recommendation.objects.select_for_update(of=("self",))
            .select_related("question")
            .filter(pk=recommendation_id, consultation=here.consultation)
            .first()
        )
        if recommendation is None:
            raise RefusedError(_("There is no such text in this consultation."))
        if state not in RecommendationState.values:
            raise RefusedError(_("A text can be put forward or withdrawn."))
        require(may_become(RecommendationState, recommendation.state, state))
        if Ballot.objects.filter(version__recommendation=recommendation, state=BallotState.OPEN).exists():
            raise RefusedError(_("A check on this text is open: close it first."))
        recommendation.state = state
        recommendation.save(update_fields=["state"])
        record.enter(
            here.consultation.pk,
            state,
            here.participant or record.COMMAND,
            subject=f"recommendation-{recommendation.pk}",
            payload={"session": recommendation.question.session_id if recommendation.question else None},
        )
    return recommendation
