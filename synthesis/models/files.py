"""The frozen data behind a report's files, and the files."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from synthesis.models.report import Report


class FilesState(models.TextChoices):
    WAITING = "waiting", _("waiting for its turn")
    MAKING = "making", _("being made")
    MADE = "made", _("made")
    FAILED = "failed", _("could not be made")


class Snapshot(models.Model):
    """What all files of a report are written from: once it is published, always the same."""

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="snapshot")
    state = models.CharField(max_length=10, choices=FilesState, default=FilesState.WAITING)
    material = models.JSONField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the material
    text_digest = models.CharField(max_length=64, blank=True)  # of what is read in it
    is_final = models.BooleanField(default=False)  # taken of the published report
    taken_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"snapshot of report {self.report_id}"


class ReportFile(models.Model):
    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="files")
    extension = models.CharField(max_length=10)
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    data = models.BinaryField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("snapshot", "extension"), name="one_file_of_a_format"),)

    def __str__(self) -> str:
        return f"file {self.pk}"
