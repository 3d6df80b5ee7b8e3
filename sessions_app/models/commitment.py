"""What is followed up: recommendations taken up, and pledges."""

from django.db import models
from django.urls import reverse

from consult.models import Consultation, Participant
from sessions_app.models.drafting import Recommendation
from sessions_app.models.voice import Voice
from sessions_app.states import CommitmentState


class Commitment(Voice):
    """Somebody's to carry out. The voice is its owner's, who says how it stands.

    recommendation: what it carries out; without one it is a pledge, and ``text`` says what was pledged.
    body: an owner who takes no part in the consultation. is_named: the owner agreed to be named in public, whatever the
    rule. reminded_for: the day, of a review or the one on which it is due, of which its owner was reminded.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="commitments")
    recommendation = models.OneToOneField(
        Recommendation, null=True, blank=True, on_delete=models.CASCADE, related_name="commitment"
    )
    number = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    body = models.CharField(max_length=200, blank=True)
    is_named = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=CommitmentState, default=CommitmentState.PLANNED)
    due = models.DateField(null=True, blank=True)
    review = models.DateField(null=True, blank=True)
    reminded_for = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("consultation", "number"), name="one_commitment_of_a_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=CommitmentState.values), name="commitment_state_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"commitment {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("commitment", args=[self.consultation.slug, self.number])


class CommitmentNote(models.Model):
    """How it stood on a day, in words that the tracker shows."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="notes")
    participant = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=CommitmentState)
    text = models.TextField(blank=True)
    on = models.DateField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"note {self.pk}"
