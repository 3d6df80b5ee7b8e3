"""What publication needs: the house's style, new editions after something was taken out, and what a report of reports
stands on.
"""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from consult.models import Consultation
from synthesis.models.report import Paragraph, Report


class Extent(models.TextChoices):
    """How much was taken out: all that is said of it in public, with why."""

    PASSAGE = "passage", _("a passage was taken out")
    HEADING = "heading", _("a heading was taken out")
    WORDS = "words", _("what one person said was taken out")
    TEXT = "text", _("a recommendation, a statement or a reason was taken out")
    SOURCE = "source", _("a passage was taken out of a report that this one stands on")
    WHOLE = "whole", _("the report was withdrawn")


class Ground(models.TextChoices):
    SAFETY = "safety", _("to protect a person")
    CONSENT = "consent", _("because consent to publication was withdrawn")
    ERROR = "error", _("because of an error")
    LEGAL = "legal", _("for legal reasons")


class Edition(models.Model):
    """An edition after the first. withdrawn: the files of the one before, [{"name", "bytes", "sha256"}].

    reason: what whoever removed something told the desk. It never leaves it, and neither do size and digest of what was
    withdrawn: whoever guesses what a short passage said could make that file again, and would see that it is the one.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveSmallIntegerField()
    extent = models.CharField(max_length=10, choices=Extent)
    ground = models.CharField(max_length=10, choices=Ground)
    reason = models.CharField(max_length=500)
    salt = models.CharField(max_length=32)  # of the reason's sealed form in the record
    withdrawn = models.JSONField(default=list, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("report", "number"), name="one_edition_of_a_number"),)

    def __str__(self) -> str:
        return f"edition {self.number} of report {self.report_id}"

    @property
    def day(self) -> date:
        """In the host's zone: the minute would tell who was at the desk."""
        return self.at.astimezone(self.report.consultation.zone).date()


class ParagraphSource(models.Model):
    """Where a paragraph of a report of reports comes from: a paragraph of a published one.

    number: as it is printed there, "" where it has none. addressees: of a recommendation, which may have none.
    """

    paragraph = models.OneToOneField(Paragraph, on_delete=models.CASCADE, related_name="source")
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="+")
    of = models.ForeignKey(Paragraph, null=True, blank=True, on_delete=models.SET_NULL, related_name="rolled_up")
    number = models.CharField(max_length=10, blank=True)
    is_recommendation = models.BooleanField(default=False)
    addressees = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return f"source of paragraph {self.paragraph_id}"


class HouseStyle(models.Model):
    """How the house prints a consultation's reports. A row never changes: what was published in it stays as it was.

    docx: the template with its form alone, empty where there is none. styles: the names of its paragraph styles.
    mapping: one of our styles -> the one of the template that it becomes.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="house_styles")
    name = models.CharField(max_length=200, blank=True)  # of the file
    docx = models.BinaryField(default=bytes, blank=True)
    styles = models.JSONField(default=list, blank=True)
    mapping = models.JSONField(default=dict, blank=True)
    symbol = models.CharField(max_length=80, blank=True)
    distribution = models.CharField(max_length=80, blank=True)
    original_language = models.CharField(max_length=80, blank=True)
    word_limit = models.PositiveIntegerField(null=True, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"house style {self.pk}"
