"""Texts that took the place of others."""

from django.db import models

from consult.models import Consultation
from sessions_app.models.drafting import Recommendation
from sessions_app.states import LineageKind


class Lineage(models.Model):
    """A merger of several texts into one, or the parts one was split into. Undone, the sources stand as before."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=6, choices=LineageKind)
    sources = models.ManyToManyField(Recommendation, related_name="became")
    results = models.ManyToManyField(Recommendation, related_name="came_from")
    made_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
