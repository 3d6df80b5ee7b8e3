"""Statements on position: printed verbatim with the result, never summarized."""

from django.db import models

from consult.models import Delegation
from sessions_app.models.drafting import Recommendation
from sessions_app.models.voice import Voice
from sessions_app.models.voting import Ballot
from sessions_app.states import PositionKind


class PositionStatement(Voice):
    """What a body says of its position on a text, in its own words.

    ballot: the one that it explains, if any; part: what a dissociation is from, a paragraph or a phrase. is_named: its
    author lets it be printed under the body's name outside where the rule would keep that back.
    """

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="position_statements")
    ballot = models.ForeignKey(Ballot, null=True, blank=True, on_delete=models.SET_NULL, related_name="statements")
    kind = models.CharField(max_length=12, choices=PositionKind)
    text = models.TextField(blank=True)
    part = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=10, blank=True)
    on_behalf_of = models.ManyToManyField(Delegation, blank=True, related_name="+")
    is_named = models.BooleanField(default=False)
    salt = models.CharField(max_length=32)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=PositionKind.values), name="position_kind_is_known"),
        )

    def __str__(self) -> str:
        return f"statement on position {self.pk}"
