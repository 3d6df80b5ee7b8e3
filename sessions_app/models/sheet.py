"""Printed ballots: one-time codes on paper, entered by one of the desk and checked by another."""

import uuid

from django.db import models

from consult.models import Elector, Participant
from sessions_app.models.secret import ANSWER_LIMIT
from sessions_app.models.voting import Ballot


class SheetState(models.TextChoices):
    PRINTED = "printed"
    ENTERED = "entered"  # by one person
    COUNTED = "counted"  # the second person entered the same


class Sheet(models.Model):
    """A printed ballot. elector: whose it is, none where the ballot is secret: then the code says nothing of anybody.

    code_hash: SHA-256 of what is printed. answer: what the first person entered, until the second counts it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="sheets")
    elector = models.ForeignKey(Elector, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    code_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=SheetState, default=SheetState.PRINTED)
    answer = models.CharField(max_length=ANSWER_LIMIT, blank=True)
    entered_by = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("ballot", "code_hash"), name="a_printed_code_once"),)

    def __str__(self) -> str:
        return f"sheet of ballot {self.ballot_id}"
