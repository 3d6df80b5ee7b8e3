from sessions_app.models.discussion import Attachment, Contribution, Flag, Visit
from sessions_app.models.drafting import Recommendation, RecommendationVersion
from sessions_app.models.floor import Presence, SpeakingRequest
from sessions_app.models.follower import Follower
from sessions_app.models.minutes import Minutes, MinutesFile, Statement, Transcript
from sessions_app.models.paper import Paper
from sessions_app.models.session import AgendaItem, GuidingQuestion, Session
from sessions_app.models.submission import Annex, Passage, Submission
from sessions_app.models.voting import Ballot, Command, Vote

__all__ = [
    "AgendaItem",
    "Annex",
    "Attachment",
    "Ballot",
    "Command",
    "Contribution",
    "Flag",
    "Follower",
    "GuidingQuestion",
    "Minutes",
    "MinutesFile",
    "Paper",
    "Passage",
    "Presence",
    "Recommendation",
    "RecommendationVersion",
    "Session",
    "SpeakingRequest",
    "Statement",
    "Submission",
    "Transcript",
    "Visit",
    "Vote",
]
