"""Deciding by bodies: the rules that provide for it, the list of the entitled, the terms, and who has received what."""

from django.db import models

from consult.models import Consultation, Delegation, Elector, Participant, StakeholderGroup
from sessions_app.models.drafting import RecommendationVersion
from sessions_app.models.voting import Ballot
from sessions_app.rules.silence import SATURDAY_AND_SUNDAY
from sessions_app.states import Majority


def saturday_and_sunday() -> list[int]:
    return sorted(SATURDAY_AND_SUNDAY)


class DecisionRules(models.Model):
    """What the convenor provides for. recorded_rule: the rule that provides for recorded votes; "" for none.

    constituencies: ids of the groups whose delegations vote, each for itself; quorum: group id -> bodies that have to
    answer; weights: delegation id -> votes, where it is not one. holidays: dates of the host, as ISO writes them.
    weekend: the days of the week on which the host does not work, Monday 0.
    """

    consultation = models.OneToOneField(
        Consultation, primary_key=True, on_delete=models.CASCADE, related_name="decision_rules"
    )
    recorded_rule = models.CharField(max_length=300, blank=True)
    majority = models.CharField(max_length=12, choices=Majority, default=Majority.SIMPLE)
    constituencies = models.JSONField(default=list, blank=True)
    quorum = models.JSONField(default=dict, blank=True)
    weights = models.JSONField(default=dict, blank=True)
    holidays = models.JSONField(default=list, blank=True)
    weekend = models.JSONField(default=saturday_and_sunday, blank=True)
    statement_words = models.PositiveIntegerField(default=300)
    statement_hours = models.PositiveIntegerField(default=48)

    class Meta:
        verbose_name_plural = "decision rules"

    def __str__(self) -> str:
        return f"decision rules of {self.consultation_id}"


class DecisionTerms(models.Model):
    """The terms of one ballot of bodies, frozen with its list. called_at: when the last call of a consensus began.

    decision: per constituency what the count came to, made at the close. roll_place: at a roll call, whom is called.
    seconds_left: of a suspended vote, what its clock had left.
    """

    ballot = models.OneToOneField(Ballot, primary_key=True, on_delete=models.CASCADE, related_name="terms")
    rule = models.CharField(max_length=300, blank=True)
    majority = models.CharField(max_length=12, choices=Majority, default=Majority.SIMPLE)
    quorum = models.JSONField(default=dict, blank=True)
    decision = models.JSONField(null=True, blank=True)
    roll_place = models.PositiveIntegerField(null=True, blank=True)
    seconds_left = models.PositiveIntegerField(null=True, blank=True)
    called_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "terms"

    def __str__(self) -> str:
        return f"terms of ballot {self.ballot_id}"


class RollLine(models.Model):
    """A line of the list of the entitled, in the order of the roll. voted: at the close; was_called: by roll call.

    received_at, received_by: that its people acknowledged the final text of a silence procedure.
    """

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="roll")
    elector = models.ForeignKey(Elector, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(StakeholderGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()
    weight = models.PositiveIntegerField(default=1)
    voted = models.BooleanField(null=True, blank=True)
    was_called = models.BooleanField(default=False)
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("place",)
        constraints = (
            models.UniqueConstraint(fields=("ballot", "elector"), name="an_elector_on_a_roll_once"),
            models.UniqueConstraint(fields=("ballot", "place"), name="one_elector_in_a_place_of_a_roll"),
            models.CheckConstraint(condition=models.Q(weight__gte=1), name="a_vote_weighs_something"),
        )

    def __str__(self) -> str:
        return f"line {self.place} of the roll of ballot {self.ballot_id}"


class Authorization(models.Model):
    """That a member may set their delegation's vote beside its head."""

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="authorizations")
    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="authorization")

    def __str__(self) -> str:
        return f"authorization {self.pk}"


class Translation(models.Model):
    """A version of a text in another language, as those who are asked to be silent on it received it."""

    version = models.ForeignKey(RecommendationVersion, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(max_length=10)
    text = models.TextField()

    class Meta:
        ordering = ("language",)
        constraints = (models.UniqueConstraint(fields=("version", "language"), name="one_translation_a_language"),)

    def __str__(self) -> str:
        return f"{self.version} in {self.language}"
