from sessions_app.models.amendment import Amendment
from sessions_app.models.choice import Candidacy, Choosing, Marking
from sessions_app.models.commitment import Commitment, CommitmentNote
from sessions_app.models.decision import Authorization, DecisionRules, DecisionTerms, RollLine, Translation
from sessions_app.models.discussion import Attachment, Contribution, Flag, Visit
from sessions_app.models.drafting import Recommendation, RecommendationVersion
from sessions_app.models.erased import ErasedReason
from sessions_app.models.floor import Presence, SpeakingRequest
from sessions_app.models.follower import Follower
from sessions_app.models.lineage import Lineage
from sessions_app.models.minutes import Minutes, MinutesFile, MinutesVersion, Statement, Transcript
from sessions_app.models.notice import Notice
from sessions_app.models.paper import Paper
from sessions_app.models.position import PositionStatement
from sessions_app.models.reminder import RoundReminder
from sessions_app.models.secret import Box, Participation, SecretVote
from sessions_app.models.separate import SeparateVote
from sessions_app.models.session import AgendaItem, GuidingQuestion, Session
from sessions_app.models.sheet import Sheet
from sessions_app.models.sponsor import Confirmation, Sponsor
from sessions_app.models.submission import Annex, Passage, Submission
from sessions_app.models.voting import Ballot, Command, Vote

__all__ = [
    "AgendaItem",
    "Amendment",
    "Annex",
    "Attachment",
    "Authorization",
    "Ballot",
    "Box",
    "Candidacy",
    "Choosing",
    "Command",
    "Commitment",
    "CommitmentNote",
    "Confirmation",
    "Contribution",
    "DecisionRules",
    "DecisionTerms",
    "ErasedReason",
    "Flag",
    "Follower",
    "GuidingQuestion",
    "Lineage",
    "Marking",
    "Minutes",
    "MinutesFile",
    "MinutesVersion",
    "Notice",
    "Paper",
    "Participation",
    "Passage",
    "PositionStatement",
    "Presence",
    "Recommendation",
    "RecommendationVersion",
    "RollLine",
    "RoundReminder",
    "SecretVote",
    "SeparateVote",
    "Session",
    "Sheet",
    "SpeakingRequest",
    "Sponsor",
    "Statement",
    "Submission",
    "Transcript",
    "Translation",
    "Visit",
    "Vote",
]
