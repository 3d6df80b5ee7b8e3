"""What an analysis of positions came to: one row a consultation, made anew when what it stands on has changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from consult.models import Consultation


class AnalysisState(models.TextChoices):
    RUNNING = "running", _("being made")
    FAILED = "failed", _("could not be made")
    DONE = "done", _("made")


class Step(models.TextChoices):
    """How far it is, in the order in which it is done."""

    WAITING = "waiting", _("Waiting for its turn")
    READING = "reading", _("Reading the positions")
    GROUPS = "groups", _("Looking for opinion groups")
    MEASURES = "measures", _("Measuring support across groups")
    SLATE = "slate", _("Choosing a balanced slate")


class Analysis(models.Model):
    """What may be shown inside of the positions on closed questions, and nothing else.

    data_hash: over the ballots it stands on, their rules, and how it was made: the same gives the same ``results``.
    view: what could be shown when it was made ("positions": everything; "groups": it is made once, so that two cannot
    be subtracted). ballots: ids in the order of ``results``. size: how many places the slate has. labels: opinion group
    by unit ("d12" a delegation, "p7" a person; "q3:d12" among the answers to question 3), kept where positions are on
    the record, so that a group keeps its letter. step, asked_at: of the run that goes on or went last; made_at: of what
    ``results`` holds.
    """

    consultation = models.OneToOneField(Consultation, on_delete=models.CASCADE, related_name="analysis")
    state = models.CharField(max_length=10, choices=AnalysisState, default=AnalysisState.RUNNING)
    step = models.CharField(max_length=10, choices=Step, default=Step.WAITING)
    size = models.PositiveSmallIntegerField(default=5)
    data_hash = models.CharField(max_length=64, blank=True)
    method = models.CharField(max_length=20, blank=True)
    seed = models.PositiveIntegerField(default=0)
    view = models.CharField(max_length=10, blank=True)
    ballots = models.JSONField(default=list, blank=True)
    results = models.JSONField(default=dict, blank=True)
    labels = models.JSONField(default=dict, blank=True)
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "analyses"

    def __str__(self) -> str:
        return f"analysis of {self.consultation_id}"

    @property
    def percent(self) -> int:
        """How far the run is, from the place of its step."""
        return 100 * list(Step).index(Step(self.step)) // len(Step)
