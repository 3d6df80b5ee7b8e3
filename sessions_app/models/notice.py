"""What somebody is told because it concerns them."""

from django.db import models

from consult.models import Participant
from sessions_app.models.drafting import Recommendation
from sessions_app.states import NoticeKind


class Notice(models.Model):
    """Told on a page of one's own, and by a mail that names no topic."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=16, choices=NoticeKind)
    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="notices")
    made_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"notice {self.pk}"
