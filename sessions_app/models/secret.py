"""Secret ballots: who has voted, apart from what was cast.

Nothing here has a time, a number in a row, or anything that leads from one table to the other. Closing rewrites both
in random order (``actions.secret``); until then whoever has the live database can link them by where the rows lie.
"""

import uuid

from django.db import models

from consult.models import Elector
from sessions_app.models.voting import Ballot
from sessions_app.states import CHOICES, Majority, Method

ANSWER_LIMIT = 2_000  # characters


class Box(models.Model):
    """That a ballot is secret, and its terms. quorum: electors that have to take part, 0 for none.

    is_wiped: after the close, what was deleted is gone from the database's files too.
    """

    ballot = models.OneToOneField(Ballot, on_delete=models.CASCADE, primary_key=True, related_name="box")
    majority = models.CharField(max_length=12, choices=Majority, default=Majority.SIMPLE)
    quorum = models.PositiveIntegerField(default=0)
    is_wiped = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "boxes"

    def __str__(self) -> str:
        return f"box of ballot {self.ballot_id}"


class Participation(models.Model):
    """That an elector has voted, and that alone; the only guard against a second vote. id: the voter's receipt.

    on_paper: they were handed a printed ballot. Which of the votes came on paper is not kept: of a few it would tell.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="participations")
    elector = models.ForeignKey(Elector, on_delete=models.PROTECT, related_name="participations")
    on_paper = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("ballot", "elector"), name="one_participation_per_elector"),)

    def __str__(self) -> str:
        return f"participation in ballot {self.ballot_id}"


class SecretVote(models.Model):
    """What was cast: ``choice`` on a text, ``answer`` among options (see ``rules.answers``)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="secret_votes")
    choice = models.CharField(max_length=10, blank=True)
    answer = models.CharField(max_length=ANSWER_LIMIT, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(choice__in=CHOICES[Method.SECRET], answer="")
                | (models.Q(choice="") & ~models.Q(answer="")),
                name="secret_vote_is_a_choice_or_an_answer",
            ),
        )

    def __str__(self) -> str:
        return f"a vote in ballot {self.ballot_id}"
