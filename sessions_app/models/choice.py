"""Choosing among options: what is asked, what stands, and the answers of bodies whose position is no secret."""

from django.db import models

from consult.models import Elector, Participant
from sessions_app.models.secret import ANSWER_LIMIT
from sessions_app.models.session import Session
from sessions_app.models.voting import Ballot


class Choosing(models.Model):
    """The question of a ballot among options. seats: how many it elects, 0 where it informs.

    most: how many options one may approve of, or points one may give to one option, 0 for any; budget: points of one
    elector. lot: ids of the options in the order drawn when it opened; the first drawn wins a tie.
    """

    ballot = models.OneToOneField(Ballot, on_delete=models.CASCADE, primary_key=True, related_name="choosing")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="choosings")
    title = models.CharField(max_length=300)
    seats = models.PositiveSmallIntegerField(default=0)
    most = models.PositiveSmallIntegerField(default=0)
    budget = models.PositiveSmallIntegerField(default=0)
    lot = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return f"choice {self.ballot_id}"


class Candidacy(models.Model):
    """An option that stands in a ballot."""

    choosing = models.ForeignKey(Choosing, on_delete=models.CASCADE, related_name="options")
    text = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position",)
        verbose_name_plural = "candidacies"
        constraints = (models.UniqueConstraint(fields=("choosing", "position"), name="an_option_in_each_place"),)

    def __str__(self) -> str:
        return f"option {self.pk}"


class Marking(models.Model):
    """One elector's answer among options in a ballot that is not secret; replaced while it is open."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="markings")
    elector = models.ForeignKey(Elector, on_delete=models.PROTECT, related_name="markings")
    answer = models.CharField(max_length=ANSWER_LIMIT)
    set_by = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    on_paper = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("ballot", "elector"), name="one_marking_per_elector"),
            models.CheckConstraint(condition=~models.Q(answer=""), name="a_marking_is_not_empty"),
        )

    def __str__(self) -> str:
        return f"marking {self.pk}"
