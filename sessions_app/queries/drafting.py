"""Reading texts: a recommendation with its ballots, as the room may see it."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from sessions_app.models import Ballot, GuidingQuestion, Recommendation, RecommendationVersion
from sessions_app.states import BallotState, RecommendationState


@dataclass(slots=True)
class ShownText:
    """A recommendation with its latest version and its latest ballot."""

    recommendation: Recommendation
    version: RecommendationVersion
    ballot: Ballot | None

    @property
    def is_open(self) -> bool:
        return self.ballot is not None and self.ballot.state == BallotState.OPEN

    @property
    def is_closed(self) -> bool:
        return self.ballot is not None and self.ballot.state == BallotState.CLOSED


def with_ballots(recommendations: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    ballots = Ballot.objects.select_related("electorate").order_by("id")
    versions = RecommendationVersion.objects.order_by("version").prefetch_related(Prefetch("ballots", ballots))
    return recommendations.select_related("question__session").prefetch_related(Prefetch("versions", versions))


def texts(question: GuidingQuestion) -> list[ShownText]:
    """The texts under a question, withdrawn ones left out, in the order of their numbers."""
    rows = with_ballots(question.recommendations.exclude(state=RecommendationState.WITHDRAWN))
    return [shown_text(row) for row in rows]


def shown_text(recommendation: Recommendation) -> ShownText:
    versions = list(recommendation.versions.all())
    ballots = [ballot for version in versions for ballot in version.ballots.all()]
    return ShownText(
        recommendation=recommendation, version=versions[-1], ballot=max(ballots, key=lambda b: b.pk, default=None)
    )
