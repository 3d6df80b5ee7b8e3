"""Changes proposed to a text."""

from django.db import models

from sessions_app.models.drafting import Recommendation, RecommendationVersion
from sessions_app.models.voice import Voice
from sessions_app.states import AmendmentState


class Amendment(Voice):
    """A version as somebody would have it read; what that adds, deletes and replaces is computed from the two.

    number: within its recommendation, stays. version: what it amends; while it is open it moves on with the text.
    reason: its mover's; decision: why it was decided as it was. became: the version that it made.
    """

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="amendments")
    number = models.PositiveSmallIntegerField()
    version = models.ForeignKey(RecommendationVersion, on_delete=models.RESTRICT, related_name="amendments")
    became = models.ForeignKey(
        RecommendationVersion, null=True, blank=True, on_delete=models.RESTRICT, related_name="made_by_amendment"
    )
    text = models.TextField()
    reason = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=10, choices=AmendmentState, default=AmendmentState.OPEN)
    decision = models.CharField(max_length=1000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("recommendation", "number"), name="one_amendment_of_a_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=AmendmentState.values), name="amendment_state_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"amendment {self.number} to {self.recommendation}"
