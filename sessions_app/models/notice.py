"""What somebody is told because it concerns them."""

from django.db import models

from consult.models import Participant
from sessions_app.models.commitment import Commitment
from sessions_app.models.drafting import Recommendation
from sessions_app.models.voting import Ballot
from sessions_app.states import NoticeKind


class Notice(models.Model):
    """Told on a page of one's own, and by a mail that names no topic: of a text, a commitment or a question."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=16, choices=NoticeKind)
    recommendation = models.ForeignKey(
        Recommendation, null=True, blank=True, on_delete=models.CASCADE, related_name="notices"
    )
    commitment = models.ForeignKey(Commitment, null=True, blank=True, on_delete=models.CASCADE, related_name="notices")
    ballot = models.ForeignKey(Ballot, null=True, blank=True, on_delete=models.CASCADE, related_name="notices")
    made_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=(
                    models.Q(recommendation__isnull=False, commitment__isnull=True, ballot__isnull=True)
                    | models.Q(recommendation__isnull=True, commitment__isnull=False, ballot__isnull=True)
                    | models.Q(recommendation__isnull=True, commitment__isnull=True, ballot__isnull=False)
                ),
                name="notice_is_about_one_thing",
            ),
        )

    def __str__(self) -> str:
        return f"notice {self.pk}"

    @property
    def about(self) -> Recommendation | Commitment | Ballot:
        found = self.recommendation or self.commitment or self.ballot
        assert found is not None
        return found
