"""Questions put, and the answers."""

from django.db import models
from django.urls import reverse

from consult.models import Consultation, Elector, Electorate, Participant
from sessions_app.models.discussion import Contribution
from sessions_app.models.drafting import RecommendationVersion
from sessions_app.states import AMONG_OPTIONS, RUNNING, BallotState, Choice, Method, Outcome, Told, Way


class Ballot(models.Model):
    """A question put: on a version of a recommendation, on a contribution, or among options (see ``choice``).

    While it is open nothing derived from choices leaves it. Closing counts in its own transaction and freezes ``tally``
    (rows per group, see ``rules.tally``), the number entitled and a digest of the votes. outcome: what it decided, once
    that was declared. told: how far the entitled had notice of it.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="ballots")
    electorate = models.ForeignKey(Electorate, on_delete=models.PROTECT, related_name="ballots")
    version = models.ForeignKey(
        RecommendationVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="ballots"
    )
    contribution = models.ForeignKey(
        Contribution, null=True, blank=True, on_delete=models.PROTECT, related_name="ballots"
    )
    method = models.CharField(max_length=12, choices=Method, default=Method.TEMPERATURE)
    state = models.CharField(max_length=10, choices=BallotState, default=BallotState.PLANNED)
    opened_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    entitled = models.PositiveIntegerField(null=True, blank=True)
    tally = models.JSONField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    told = models.PositiveSmallIntegerField(choices=Told, default=Told.NOBODY)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=(
                    models.Q(method__in=sorted(AMONG_OPTIONS), version__isnull=True, contribution__isnull=True)
                    | (
                        ~models.Q(method__in=sorted(AMONG_OPTIONS))
                        & (models.Q(version__isnull=True) ^ models.Q(contribution__isnull=True))
                    )
                ),
                name="ballot_is_on_one_text",
            ),
            models.CheckConstraint(condition=models.Q(method__in=Method.values), name="ballot_method_is_known"),
            models.UniqueConstraint(
                fields=("version",), condition=models.Q(state__in=RUNNING), name="one_open_ballot_per_version"
            ),
        )

    def __str__(self) -> str:
        return f"ballot {self.pk}"

    def get_absolute_url(self) -> str:
        """Where it is answered."""
        slug = self.consultation.slug
        if self.method in AMONG_OPTIONS or self.method == Method.SECRET:
            return reverse("choice" if self.method in AMONG_OPTIONS else "secret", args=[slug, self.pk])
        if self.version is not None:
            return self.version.recommendation.get_absolute_url()
        assert self.contribution is not None
        return reverse("contribution", args=[slug, self.contribution.question.session_id, self.contribution_id])


class Vote(models.Model):
    """One elector's answer to one ballot: a row, replaced while the ballot is open."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="votes")
    elector = models.ForeignKey(Elector, on_delete=models.PROTECT, related_name="votes")
    choice = models.CharField(max_length=10, choices=Choice)
    reason = models.TextField(blank=True)
    set_by = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    way = models.CharField(max_length=10, choices=Way, blank=True, default=Way.OWN)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("ballot", "elector"), name="one_vote_per_elector"),
            models.CheckConstraint(condition=models.Q(choice__in=Choice.values), name="vote_choice_is_known"),
        )

    def __str__(self) -> str:
        return f"vote {self.pk}"


class Command(models.Model):
    """A command that was carried out, with its answer: a repeat gets the same one. Kept 24 hours."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    command_id = models.UUIDField()
    answer = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("participant", "command_id"), name="a_command_once"),)

    def __str__(self) -> str:
        return str(self.command_id)
