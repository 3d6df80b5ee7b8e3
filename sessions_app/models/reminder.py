"""Reminders of a deadline."""

from django.db import models

from consult.models import Participant
from sessions_app.models.session import Session


class RoundReminder(models.Model):
    """Somebody is reminded, once, of the deadline of a written round. mailed_at: set before the mail goes."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="reminders")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("session", "participant"), name="reminded_once"),)

    def __str__(self) -> str:
        return f"reminder {self.pk}"
