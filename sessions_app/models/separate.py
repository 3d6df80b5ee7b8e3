"""Separate votes on a paragraph, which are asked for before the whole is voted on."""

from django.db import models

from sessions_app.models.drafting import Recommendation, RecommendationVersion
from sessions_app.models.voice import Voice
from sessions_app.models.voting import Ballot
from sessions_app.states import SeparateState


class SeparateVote(Voice):
    """That somebody asked for a separate vote on a paragraph, and what came of it.

    version, number: where the paragraph stands; while it waits it moves on with the text. paragraph: its words.
    decision: why it was not granted. ballot: the vote on it; became: the version without it, where it was voted out.
    """

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="separate_votes")
    version = models.ForeignKey(RecommendationVersion, on_delete=models.RESTRICT, related_name="separate_votes")
    number = models.PositiveSmallIntegerField()
    paragraph = models.TextField()
    state = models.CharField(max_length=10, choices=SeparateState, default=SeparateState.ASKED)
    decision = models.CharField(max_length=1000, blank=True)
    ballot = models.OneToOneField(Ballot, null=True, blank=True, on_delete=models.CASCADE, related_name="separate")
    became = models.ForeignKey(
        RecommendationVersion, null=True, blank=True, on_delete=models.RESTRICT, related_name="made_by_separate_vote"
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number", "id")
        constraints = (
            models.CheckConstraint(condition=models.Q(state__in=SeparateState.values), name="separate_state_is_known"),
        )

    def __str__(self) -> str:
        return f"separate vote on paragraph {self.number} of {self.recommendation}"
