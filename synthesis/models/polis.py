"""What a Polis export says beyond what a consultation holds: its own numbers, its opinion groups, its moderation."""

from django.db import models

from consult.models import Participant
from sessions_app.models import Contribution


class PolisVoter(models.Model):
    """The number that an export gives a person, and the opinion group that Polis put them in, where it did."""

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="polis_voter")
    number = models.BigIntegerField()
    group = models.SmallIntegerField(null=True)

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return f"Polis voter {self.number}"


class PolisStatement(models.Model):
    """The number that an export gives a statement. moderated: -1 out, 0 not looked at, 1 in."""

    contribution = models.OneToOneField(Contribution, on_delete=models.CASCADE, related_name="polis_statement")
    number = models.BigIntegerField()
    moderated = models.SmallIntegerField()

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return f"Polis statement {self.number}"
