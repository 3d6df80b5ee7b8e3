"""What became of what was said, where no paragraph tells it: noted, or not taken, with the reason."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from consult.models import Participant
from sessions_app.models import Contribution, Submission
from synthesis.models.report import Report


class Status(models.TextChoices):
    """The first two are worked out from the report, the next two are set, the last is what is left."""

    CITED = "cited", _("Cited")
    REFLECTED = "reflected", _("Reflected")
    NOTED = "noted", _("Noted")
    NOT_TAKEN = "not-taken", _("Not taken")
    OPEN = "open", _("Not settled yet")


SET = (Status.NOTED, Status.NOT_TAKEN)


class Reason(models.TextChoices):
    """Why something was not taken: "Not taken:" goes before it."""

    SCOPE = "scope", _("it is outside the scope of the consultation")
    REPEATED = "repeated", _("others said the same, and theirs is reflected")
    UNCLEAR = "unclear", _("its meaning was not clear enough to report")
    ALONE = "alone", _("it stood alone, and the report tells what several said")
    PROTECT = "protect", _("it could let somebody be recognized")
    LENGTH = "length", _("the length of the report did not allow it")
    OTHER = "other", _("for another reason, given in words")


class Disposition(models.Model):
    """What the rapporteur says of one contribution, or of a submission with all that was taken from it.

    It stands as long as no paragraph rests on it. words: for its author to read; sealed in the record with ``salt``.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="dispositions")
    contribution = models.ForeignKey(Contribution, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    submission = models.ForeignKey(Submission, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=[(one.value, one.label) for one in SET])
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    words = models.CharField(max_length=500, blank=True)
    salt = models.CharField(max_length=32)
    set_by = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("report", "contribution"), name="one_disposition_of_a_contribution"),
            models.UniqueConstraint(fields=("report", "submission"), name="one_disposition_of_a_submission"),
            models.CheckConstraint(
                condition=models.Q(contribution__isnull=True) ^ models.Q(submission__isnull=True),
                name="disposition_of_a_contribution_or_a_submission",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="noted", reason="") | (models.Q(kind="not-taken") & ~models.Q(reason="")),
                name="what_is_not_taken_has_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"disposition {self.pk}"
