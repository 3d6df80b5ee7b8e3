"""Another wording of a paragraph's grounded sentences, proposed by the drafting assistant and decided by a person."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from consult.models import Participant
from synthesis.models.report import Paragraph


class RephrasingState(models.TextChoices):
    RUNNING = "running", _("asked for")
    FAILED = "failed", _("the assistant could not be asked")
    NOTHING = "nothing", _("nothing that stood the checks")
    PROPOSED = "proposed", _("proposed")
    TAKEN = "taken", _("accepted")
    LEFT = "left", _("left aside")


class Rephrasing(models.Model):
    """The last that was asked for of a paragraph.

    before, revision: the text it was made of and its revision. text: with the sentences that stood the checks in their
    new words. faults: of each sentence that stays as it was drafted, why (``synthesis.rules.rephrasing.Fault``).
    """

    paragraph = models.OneToOneField(Paragraph, on_delete=models.CASCADE, related_name="rephrasing")
    state = models.CharField(max_length=10, choices=RephrasingState, default=RephrasingState.RUNNING)
    revision = models.PositiveIntegerField()
    before = models.TextField()
    text = models.TextField(blank=True)
    faults = models.JSONField(default=list, blank=True)
    trouble = models.CharField(max_length=300, blank=True)
    model = models.CharField(max_length=120, blank=True)
    asked_by = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"rephrasing of paragraph {self.paragraph_id}"
