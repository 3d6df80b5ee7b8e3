"""Text to decide."""

from django.db import models
from django.urls import reverse

from consult.models import Consultation, Participant
from sessions_app.models.discussion import Contribution
from sessions_app.models.session import GuidingQuestion
from sessions_app.states import RecommendationState, VersionKind


class Recommendation(models.Model):
    """A candidate recommendation. Its number stays; its text stands in versions.

    turned_from: the contribution that became it, by its author or the rapporteur; prompted_by: one that somebody else
    wrote it on. parent: the recommendation that it is a part of ("could include"). basis: the obligation behind "must".
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="recommendations")
    question = models.ForeignKey(
        GuidingQuestion, null=True, blank=True, on_delete=models.CASCADE, related_name="recommendations"
    )
    number = models.CharField(max_length=12)
    addressees = models.JSONField(default=list, blank=True)
    modality = models.CharField(max_length=30, blank=True)
    basis = models.CharField(max_length=300, blank=True)
    origin = models.CharField(max_length=60, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children")
    turned_from = models.ForeignKey(
        Contribution, null=True, blank=True, on_delete=models.SET_NULL, related_name="turned_into"
    )
    prompted_by = models.ForeignKey(
        Contribution, null=True, blank=True, on_delete=models.SET_NULL, related_name="prompted"
    )
    proposed_by = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=12, choices=RecommendationState, default=RecommendationState.CANDIDATE)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("consultation", "number"), name="one_text_of_a_number"),)

    def __str__(self) -> str:
        return f"text {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("text", args=[self.consultation.slug, self.number])


class RecommendationVersion(models.Model):
    """One version of a text; it never changes. kind: what made it; reason: why, in words.

    described: addressees, modality, basis and parent's number as they were with these words (``queries.drafting.
    Described``); empty in the newest version, of which the recommendation tells them.
    """

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveSmallIntegerField(default=1)
    text = models.TextField()
    kind = models.CharField(max_length=10, choices=VersionKind, default=VersionKind.FIRST)
    reason = models.CharField(max_length=300, blank=True)
    described = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("version",)
        constraints = (models.UniqueConstraint(fields=("recommendation", "version"), name="one_text_of_a_version"),)

    def __str__(self) -> str:
        return f"{self.recommendation} version {self.version}"
