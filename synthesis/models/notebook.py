"""The private notebook of whoever writes the report."""

from django.db import models

from consult.models import Consultation, Participant
from sessions_app.models import GuidingQuestion, Session


class Note(models.Model):
    """A note that its author alone reads: in no record, no export but their own, no report.

    session, question: what was before the room when it was begun. seconds: how long that had been there then; None
    outside a sitting.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="notes")
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    question = models.ForeignKey(GuidingQuestion, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    seconds = models.PositiveIntegerField(null=True, blank=True)
    text = models.TextField()
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"note {self.pk}"
