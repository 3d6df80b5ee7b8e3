"""Reasons that were erased."""

from django.db import models

from sessions_app.models.voting import Vote


class ErasedReason(models.Model):
    """That the reason of a vote was erased: the vote counts as it did, and nobody is named beside it."""

    vote = models.OneToOneField(Vote, primary_key=True, on_delete=models.CASCADE, related_name="erased_reason")

    def __str__(self) -> str:
        return f"erased reason of {self.vote_id}"
