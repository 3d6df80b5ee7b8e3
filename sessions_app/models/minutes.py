"""What a sitting leaves behind: statements handed in, transcripts, minutes."""

from django.db import models

from consult.attribution import Inside, Rule
from consult.models import Delegation, Participant, StakeholderGroup
from sessions_app.models.session import GuidingQuestion, Session


class Statement(models.Model):
    """The text of what somebody will say, "check against delivery": for the desk, the scribe and the interpreters.

    rule, inside: the attribution under which it was handed in. Once it was delivered, what was said is
    ``contribution``, and ``text`` is empty.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="statements")
    question = models.ForeignKey(GuidingQuestion, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    participant = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    delegation = models.ForeignKey(Delegation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    group = models.ForeignKey(StakeholderGroup, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    rule = models.CharField(max_length=20, choices=Rule)
    inside = models.CharField(max_length=12, choices=Inside, blank=True)
    language = models.CharField(max_length=10, blank=True)
    text = models.TextField(blank=True)
    salt = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)
    contribution = models.OneToOneField(
        "sessions_app.Contribution", null=True, blank=True, on_delete=models.SET_NULL, related_name="statement"
    )

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"statement {self.pk}"


class Transcript(models.Model):
    """A transcript or a captions file that was read: cues that wait for a scribe to take or leave each.

    cues: ``[{"speaker", "text", "start": seconds or None, "state": "" | "taken" | "left"}]``; of a decided one only the
    state is kept.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="transcripts")
    added_by = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=10, blank=True)
    cues = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"transcript {self.pk}"


class Minutes(models.Model):
    """What people write over the record's own account of a sitting. ``revision`` guards against two writers.

    approved_at: when the chair approved this revision; until then they are a draft of those who write them.
    """

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="minutes")
    summary = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    edited_by = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    edited_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    salt = models.CharField(max_length=32, blank=True)  # of the summary's sealed form in the record

    class Meta:
        verbose_name_plural = "minutes"

    def __str__(self) -> str:
        return f"minutes {self.pk}"


class MinutesVersion(models.Model):
    """A summary as it once stood."""

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="versions")
    revision = models.PositiveIntegerField()
    summary = models.TextField(blank=True)
    salt = models.CharField(max_length=32, blank=True)
    edited_at = models.DateTimeField()

    class Meta:
        ordering = ("-revision",)
        constraints = (models.UniqueConstraint(fields=("minutes", "revision"), name="one_version_of_a_revision"),)

    def __str__(self) -> str:
        return f"minutes {self.minutes_id}, {self.revision}"


class MinutesFile(models.Model):
    """A file kept with the minutes."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="minutes_files")
    name = models.CharField(max_length=200)
    data = models.BinaryField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"file {self.pk}"
