"""Word files that go out to be worked on, and what comes back in them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from consult.models import Participant
from synthesis.models.report import Paragraph, Report, Section

HEADING = "heading"  # in the place of a style: of a heading that was added, or stands on another level


class ChangeKind(models.TextChoices):
    CHANGED = "changed", _("changed")
    ADDED = "added", _("added")
    REMOVED = "removed", _("removed")
    MOVED = "moved", _("moved")


class ChangeState(models.TextChoices):
    WAITING = "waiting", _("to be decided")
    ACCEPTED = "accepted", _("taken over")
    DECLINED = "declined", _("not taken over")


class WordCopy(models.Model):
    """A Word file that was made to be worked on.

    ids: the hidden id of each paragraph in it, drawn anew for each file -> its row, its key, its revision and its text
    then.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="word_copies")
    ids = models.JSONField(default=dict)
    made_by = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-made_at", "-id")
        verbose_name_plural = "word copies"

    def __str__(self) -> str:
        return f"Word copy {self.pk} of report {self.report_id}"


class ReturnedFile(models.Model):
    """A Word file that came back. copy: the one it was made from, None where that cannot be told.

    comments: ``[{"author", "text", "on", "paragraph"}]``, the last a paragraph's row or None.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="returned_files")
    copy = models.ForeignKey(WordCopy, null=True, blank=True, on_delete=models.SET_NULL, related_name="returned")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    comments = models.JSONField(default=list, blank=True)
    received_by = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    received_at = models.DateTimeField()

    class Meta:
        ordering = ("-received_at", "-id")

    def __str__(self) -> str:
        return f"returned file {self.pk} of report {self.report_id}"


class ReturnedChange(models.Model):
    """One change in a returned file. revision: of the paragraph that it was made on.

    before, after: the paragraph's text. authors: as Word names them; none where the change was not tracked. section,
    follows: where a paragraph that was added or moved stands, behind which other one; a footnote under or behind it.
    style: its form, "" where that is none of ours, or HEADING.
    """

    file = models.ForeignKey(ReturnedFile, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10, choices=ChangeKind)
    state = models.CharField(max_length=10, choices=ChangeState, default=ChangeState.WAITING)
    paragraph = models.ForeignKey(Paragraph, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    section = models.ForeignKey(Section, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    follows = models.ForeignKey(Paragraph, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    revision = models.PositiveIntegerField(default=0)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    style = models.CharField(max_length=10, blank=True)
    level = models.PositiveSmallIntegerField(default=0)  # of an added item of a list
    authors = models.JSONField(default=list, blank=True)
    place = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("place", "id")

    def __str__(self) -> str:
        return f"{self.kind} in file {self.file_id}"

    @property
    def is_of_form(self) -> bool:
        """Whether it changes no words but their form, or the level of a heading."""
        return self.kind == ChangeKind.CHANGED and self.before == self.after
