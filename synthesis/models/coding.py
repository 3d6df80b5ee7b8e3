"""What rapporteurs made of each contribution: whether they read it, and under which theme they put it."""

from django.db import models

from consult.models import Participant
from sessions_app.models import Contribution
from synthesis.models.theme import Theme


class Code(models.Model):
    """One coder's theme for one contribution. theme: None: it belongs to none of them."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="codes")
    coder = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="codes")
    theme = models.ForeignKey(Theme, null=True, blank=True, on_delete=models.CASCADE, related_name="codes")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        constraints = (models.UniqueConstraint(fields=("contribution", "coder"), name="one_code_per_coder"),)

    def __str__(self) -> str:
        return f"code {self.pk}"


class Reading(models.Model):
    """Somebody read a contribution. at: when; what is edited later is unread again."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="+")
    reader = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("contribution", "reader"), name="read_once"),)

    def __str__(self) -> str:
        return f"reading {self.pk}"
