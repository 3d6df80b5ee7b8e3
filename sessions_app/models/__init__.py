from sessions_app.models.discussion import Contribution
from sessions_app.models.drafting import Recommendation, RecommendationVersion
from sessions_app.models.follower import Follower
from sessions_app.models.paper import Paper
from sessions_app.models.session import AgendaItem, GuidingQuestion, Session
from sessions_app.models.submission import Annex, Passage, Submission
from sessions_app.models.voting import Ballot, Command, Vote

__all__ = [
    "AgendaItem",
    "Annex",
    "Ballot",
    "Command",
    "Contribution",
    "Follower",
    "GuidingQuestion",
    "Paper",
    "Passage",
    "Recommendation",
    "RecommendationVersion",
    "Session",
    "Submission",
    "Vote",
]
