"""What somebody is told because it concerns them."""

from django.db import models

from consult.models import Participant
from sessions_app.models.commitment import Commitment
from sessions_app.models.drafting import Recommendation
from sessions_app.states import NoticeKind


class Notice(models.Model):
    """Told on a page of one's own, and by a mail that names no topic. It is about a text or a commitment."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=16, choices=NoticeKind)
    recommendation = models.ForeignKey(
        Recommendation, null=True, blank=True, on_delete=models.CASCADE, related_name="notices"
    )
    commitment = models.ForeignKey(Commitment, null=True, blank=True, on_delete=models.CASCADE, related_name="notices")
    made_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(recommendation__isnull=True) ^ models.Q(commitment__isnull=True),
                name="notice_is_about_one_thing",
            ),
        )

    def __str__(self) -> str:
        return f"notice {self.pk}"

    @property
    def about(self) -> Recommendation | Commitment:
        found = self.recommendation or self.commitment
        assert found is not None
        return found
