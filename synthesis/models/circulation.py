"""A draft that is circulated for correction, and the comments on it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from consult.attribution import Inside, Rule
from consult.models import Delegation, Participant, StakeholderGroup
from synthesis.models.report import Report


class CommentKind(models.TextChoices):
    FACTUAL = "factual", _("Factual correction")
    OTHER = "other", _("Other comment")


class Taken(models.TextChoices):
    """What the rapporteur did with a comment."""

    UP = "up", _("Taken up")
    IN_PART = "in-part", _("Taken up in part")
    NOT = "not", _("Not taken")


class Circulation(models.Model):
    """One circulation of a draft: the text as it stood then, the deadline for comments, and when it was ended.

    text: what is read, in order: ``[{"kind", "level", "number", "label", "text", "rows", "key"}]``; "key" is the
    paragraph's, "" of what nobody comments on.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="circulations")
    round = models.PositiveSmallIntegerField()
    text = models.JSONField(default=list)
    note = models.CharField(max_length=1000, blank=True)
    deadline = models.DateTimeField()
    remind_days = models.PositiveSmallIntegerField(null=True, blank=True)  # before the deadline
    circulated_by = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    circulated_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-round",)
        constraints = (
            models.UniqueConstraint(fields=("report", "round"), name="one_circulation_of_a_round"),
            models.UniqueConstraint(
                fields=("report",), condition=models.Q(ended_at=None), name="one_circulation_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"circulation {self.pk}"


class DraftComment(models.Model):
    """A comment on one paragraph of a circulated draft, under the attribution in force when it was given.

    place: of the paragraph in the circulation's text.
    """

    circulation = models.ForeignKey(Circulation, on_delete=models.CASCADE, related_name="comments")
    participant = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="draft_comments"
    )
    delegation = models.ForeignKey(Delegation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    group = models.ForeignKey(StakeholderGroup, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    rule = models.CharField(max_length=20, choices=Rule)
    inside = models.CharField(max_length=12, choices=Inside, blank=True)
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=CommentKind, default=CommentKind.FACTUAL)
    text = models.TextField()
    wording = models.TextField(blank=True)  # what it proposes in the paragraph's place
    language = models.CharField(max_length=10, blank=True)
    salt = models.CharField(max_length=32)
    is_late = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    taken = models.CharField(max_length=10, choices=Taken, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    settled_by = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("place", "id")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(taken__in=("not", "in-part")) | ~models.Q(reason=""),
                name="a_comment_not_taken_up_has_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"comment on a draft {self.pk}"
