"""What a paragraph has said, and who is at which paragraph now."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from consult.models import Participant
from synthesis.models.report import Grounding, Paragraph, Report


class VersionAct(models.TextChoices):
    """What made a version of a paragraph."""

    DRAFTED = "drafted", _("drafted")
    WRITTEN = "written", _("written")
    EDITED = "edited", _("edited")
    MERGED = "merged", _("edited by two at once, put together by words")
    RESTORED = "restored", _("an older text put back")
    SPLIT = "split", _("split")
    JOINED = "joined", _("joined with the next")


class ParagraphVersion(models.Model):
    """A paragraph's text as it stood at a revision. by: None for the machine's, and for the secretariat's."""

    paragraph = models.ForeignKey(Paragraph, on_delete=models.CASCADE, related_name="versions")
    revision = models.PositiveIntegerField()
    act = models.CharField(max_length=10, choices=VersionAct)
    text = models.TextField(blank=True)
    grounding = models.CharField(max_length=10, choices=Grounding)
    by = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-revision",)
        constraints = (
            models.UniqueConstraint(fields=("paragraph", "revision"), name="one_text_per_revision_of_a_paragraph"),
        )

    def __str__(self) -> str:
        return f"paragraph {self.paragraph_id}, {self.revision}"


class Editing(models.Model):
    """Where somebody is in a report: the paragraph in which they typed last, and when."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="editing")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    paragraph = models.ForeignKey(Paragraph, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("report", "participant"), name="one_place_in_a_report"),)

    def __str__(self) -> str:
        return f"editing {self.pk}"
