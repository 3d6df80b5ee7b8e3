"""The approval of a report by whoever its status names."""

from django.db import models

from consult.models import Participant
from synthesis.models.report import Report


class Approval(models.Model):
    """One person's approval of a report's text. digest: SHA-256 of that text. reason: why it was taken back."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="approvals")
    by = models.ForeignKey(Participant, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    salt = models.CharField(max_length=32, blank=True)  # of the reason's sealed form in the record

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("report", "by"), condition=models.Q(taken_back_at=None), name="approved_once_by_each"
            ),
        )

    def __str__(self) -> str:
        return f"approval {self.pk}"
