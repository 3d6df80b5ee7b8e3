"""What somebody was told of a report, each once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from consult.models import Participant
from synthesis.models.report import Report


class About(models.TextChoices):
    USED = "used", _("What became of what you said")
    CIRCULATED = "circulated", _("A draft waits for your comments")
    REMINDED = "reminded", _("The time for comments on a draft is running out")
    ANSWERED = "answered", _("Your comments on a draft are answered")
    HELD_BACK = "held-back", _("A report is not published: it is a draft again")


class Telling(models.Model):
    """Somebody is told something of a report. round: which circulation of the draft it is about, or how often it was
    held back by then; else 0.

    mailed_at: set before the mail goes; None for who has no address, and sees it on their page.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="tellings")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    about = models.CharField(max_length=12, choices=About)
    round = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("report", "participant", "about", "round"), name="told_once_of_a_report"),
        )

    def __str__(self) -> str:
        return f"telling {self.pk}"
