"""Signed papers that appear on their dates."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consult.models import Consultation
from sessions_app.models.session import GuidingQuestion


class PaperState(models.TextChoices):
    SCHEDULED = "scheduled", _("not yet published")
    PUBLISHED = "published", _("published")


class Paper(models.Model):
    """A paper with its authors and a note on them.

    ``thread`` is the question under which readers answer it: it comes with the paper's publication, so that nothing of
    the paper is seen before its date. ``blocks`` are those of ``consult.documents.blocks``. Whoever signs a paper does
    so in public: ``authors`` are words that they gave, no participants.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="papers")
    thread = models.OneToOneField(
        GuidingQuestion, null=True, blank=True, on_delete=models.SET_NULL, related_name="paper"
    )
    title = models.CharField(max_length=300)
    theme = models.CharField(max_length=160, blank=True)
    authors = models.CharField(max_length=300)
    note = models.TextField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    blocks = models.JSONField(default=list)
    appears_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=PaperState, default=PaperState.SCHEDULED)
    published_at = models.DateTimeField(null=True, blank=True)
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ("appears_at", "id")
        indexes = (models.Index(fields=("state", "appears_at")),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        if self.thread is None:
            return reverse("paper_edit", args=[self.consultation.slug, self.pk])
        return reverse("paper", args=[self.consultation.slug, self.thread.number])
