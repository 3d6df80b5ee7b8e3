"""What the checks of a report found and a person set aside."""

from django.db import models

from consult.models import Participant
from synthesis.models.report import Report


class SetAside(models.Model):
    """A fault that is to stay, and why. digest: of the fault and the text it is in; another text brings it back."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="set_aside")
    digest = models.CharField(max_length=64)
    rule = models.CharField(max_length=20)
    reason = models.CharField(max_length=300)
    salt = models.CharField(max_length=32)  # of the reason's sealed form in the record
    by = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        constraints = (models.UniqueConstraint(fields=("report", "digest"), name="a_fault_set_aside_once"),)

    def __str__(self) -> str:
        return f"{self.rule} in report {self.report_id}"
