"""What is said."""

from django.db import models

from consult.attribution import Detail, Inside, Quotation, Rule
from consult.models import Delegation, Participant, StakeholderGroup
from sessions_app.models.session import GuidingQuestion
from sessions_app.states import ContributionState, ContributionType, HeldFor


class Contribution(models.Model):
    """A contribution or, with a parent, a reply.

    It keeps the attribution under which it was given and the group and delegation that its author then spoke for.
    ``salt`` and the texts go when they are erased; the record holds only their sealed form. What was said aloud is
    entered by a scribe: ``author`` is then the speaker where they take part, else ``speaker`` their name.
    """

    question = models.ForeignKey(GuidingQuestion, on_delete=models.CASCADE, related_name="contributions")
    # Where it was taken from a submission: however many passages were, they are one voice.
    submission = models.ForeignKey(
        "sessions_app.Submission", null=True, blank=True, on_delete=models.SET_NULL, related_name="contributions"
    )
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="replies")
    author = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="contributions"
    )
    delegation = models.ForeignKey(
        Delegation, null=True, blank=True, on_delete=models.SET_NULL, related_name="contributions"
    )
    group = models.ForeignKey(
        StakeholderGroup, null=True, blank=True, on_delete=models.SET_NULL, related_name="contributions"
    )
    rule = models.CharField(max_length=20, choices=Rule)
    inside = models.CharField(max_length=12, choices=Inside, blank=True)
    shown_at_most = models.CharField(max_length=12, choices=Detail, default=Detail.NAME)
    quotation = models.CharField(max_length=16, choices=Quotation, default=Quotation.WITHOUT_NAME)
    type = models.CharField(max_length=16, choices=ContributionType, blank=True)
    text = models.TextField()
    sentence = models.CharField(max_length=400, blank=True)  # for the report, without the author's name
    language = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=10, choices=ContributionState, default=ContributionState.SHOWN)
    state_reason = models.CharField(max_length=300, blank=True)
    held_for = models.CharField(max_length=12, choices=HeldFor, blank=True)  # while it is held
    salt = models.CharField(max_length=32)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    is_spoken = models.BooleanField(default=False)
    entered_by = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    speaker = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("question", "parent", "id")),)

    def __str__(self) -> str:
        return f"contribution {self.pk}"


class Attachment(models.Model):
    """A file that comes with a contribution and is seen by whoever sees the contribution. size: in bytes."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField(default=0)
    data = models.BinaryField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.contribution} attachment {self.pk}"


class Flag(models.Model):
    """Somebody asks the desk to look at a contribution; who did is for nobody."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="flags")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    is_settled = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("contribution", "participant"), name="flagged_once"),)

    def __str__(self) -> str:
        return f"flag {self.pk}"


class Visit(models.Model):
    """Up to which contribution somebody has read a question, so that a written round can say what is new since.

    read_to: when this visit began. reached: by now; the next visit begins there.
    """

    question = models.ForeignKey(GuidingQuestion, on_delete=models.CASCADE, related_name="+")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    read_to = models.BigIntegerField(default=0)
    reached = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("question", "participant"), name="one_visit"),)

    def __str__(self) -> str:
        return f"visit {self.pk}"
