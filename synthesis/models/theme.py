"""Themes: what was talked about. The machine proposes them; people merge, rename, split and confirm them."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consult.models import Participant
from sessions_app.models import Contribution, GuidingQuestion


class RunState(models.TextChoices):
    RUNNING = "running", _("being proposed")
    FAILED = "failed", _("proposing failed")
    DONE = "done", _("proposed")


class ThemeState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    CONFIRMED = "confirmed", _("Confirmed")
    MERGED = "merged", _("Merged into another")
    DROPPED = "dropped", _("Set aside")


STANDING = (ThemeState.PROPOSED, ThemeState.CONFIRMED)


class ThemeAct(models.TextChoices):
    """What made a version of a theme."""

    PROPOSED = "proposed", _("proposed")
    MADE = "made", _("made")
    RENAMED = "renamed", _("renamed")
    MERGED = "merged", _("merged")
    UNMERGED = "unmerged", _("merge taken back")
    SPLIT = "split", _("split")
    CONFIRMED = "confirmed", _("confirmed")
    REOPENED = "reopened", _("taken back to a proposal")
    DROPPED = "dropped", _("set aside")


class ThemeRun(models.Model):
    """How far the machine is with the themes of a question, and what its last proposals stand on.

    alike: pairs that may say the same, ``[[contribution, contribution, likeness, by]]``. stability: how well halves of
    the voices agreed on the themes (adjusted Rand index); None where there are too few to have any. quotes: what may
    stand for the question ("theme": None) and for each theme, as it was picked, and how well it does (``core.quotes``).
    """

    question = models.OneToOneField(GuidingQuestion, on_delete=models.CASCADE, related_name="theme_run")
    state = models.CharField(max_length=10, choices=RunState, default=RunState.RUNNING)
    progress = models.CharField(max_length=200, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    method = models.CharField(max_length=80, blank=True)
    stability = models.FloatField(null=True, blank=True)
    alike = models.JSONField(default=list, blank=True)
    quotes = models.JSONField(default=list, blank=True)
    asked_by = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"themes of question {self.question_id}"


class Theme(models.Model):
    """What several contributions to a question are about. ``revision`` guards against two who change it at once.

    into: where it was merged. quotes: ids of contributions that may stand for it, proposed.
    """

    question = models.ForeignKey(GuidingQuestion, on_delete=models.CASCADE, related_name="themes")
    label = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=ThemeState, default=ThemeState.PROPOSED)
    is_machine_made = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    into = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged")
    quotes = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("theme", args=[self.question.session.consultation.slug, self.pk])

    @property
    def is_untouched(self) -> bool:
        """Whether no person has had a hand in it: new proposals take its place."""
        return self.is_machine_made and self.state == ThemeState.PROPOSED and self.revision == 1


class ThemeVersion(models.Model):
    """A theme as it stood after an act. by: None for the machine's. others: ids of themes that the act was about.

    before: of a merge, what it takes to take it back (``actions.unmerging``).
    """

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="versions")
    revision = models.PositiveIntegerField()
    act = models.CharField(max_length=10, choices=ThemeAct)
    label = models.CharField(max_length=120)
    salt = models.CharField(max_length=32, blank=True)  # of the label's sealed form in the record
    by = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    others = models.JSONField(default=list, blank=True)
    before = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("theme", "revision"), name="one_act_per_revision_of_a_theme"),)

    def __str__(self) -> str:
        return f"theme {self.theme_id}, {self.revision}"


class Suggestion(models.Model):
    """Where the machine would put a contribution until a person does. theme: None: it fits none. likeness: a cosine."""

    contribution = models.OneToOneField(Contribution, on_delete=models.CASCADE, related_name="suggestion")
    theme = models.ForeignKey(Theme, null=True, blank=True, on_delete=models.CASCADE, related_name="suggestions")
    likeness = models.FloatField(default=0.0)

    def __str__(self) -> str:
        return f"suggestion for contribution {self.contribution_id}"
