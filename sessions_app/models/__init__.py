from sessions_app.models.discussion import Contribution
from sessions_app.models.drafting import Recommendation, RecommendationVersion
from sessions_app.models.session import AgendaItem, GuidingQuestion, Session
from sessions_app.models.voting import Ballot, Command, Vote

__all__ = [
    "AgendaItem",
    "Ballot",
    "Command",
    "Contribution",
    "GuidingQuestion",
    "Recommendation",
    "RecommendationVersion",
    "Session",
    "Vote",
]
