"""Who may speak, and who is here."""

from django.db import models

from consult.models import Delegation, Participant, StakeholderGroup
from sessions_app.models.session import GuidingQuestion, Session
from sessions_app.states import RequestKind, RequestState


class SpeakingRequest(models.Model):
    """One name on the list of speakers, remote or in the room: one list for both.

    participant: None for somebody in the room whom the desk entered by ``name``. place: where the chair put it, None
    where the order decides. The clock: ``limit`` seconds from ``started_at``; while ``paused_at`` is set it stands, and
    going on moves ``started_at`` by the pause. used: seconds spoken, once it has ended.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="speaking_requests")
    question = models.ForeignKey(GuidingQuestion, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    participant = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="speaking_requests"
    )
    delegation = models.ForeignKey(Delegation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    group = models.ForeignKey(StakeholderGroup, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=160, blank=True)
    on_behalf_of = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=16, choices=RequestKind, default=RequestKind.SPEAK)
    is_remote = models.BooleanField(default=True)
    language = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.WAITING)
    place = models.IntegerField(null=True, blank=True)
    limit = models.PositiveIntegerField(null=True, blank=True)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    used = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("session", "state")),)
        constraints = (
            models.UniqueConstraint(
                fields=("session",), condition=models.Q(state=RequestState.SPEAKING), name="one_speaker_at_a_time"
            ),
            models.UniqueConstraint(
                fields=("session", "participant", "kind"),
                condition=models.Q(state=RequestState.WAITING),
                name="on_the_list_once",
            ),
        )

    def __str__(self) -> str:
        return f"speaking request {self.pk}"


class Presence(models.Model):
    """Somebody in a session.

    seen_until: their page is open till then. present_at: when they said that they are here.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="presences")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    seen_until = models.DateTimeField(null=True, blank=True)
    present_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("session", "participant"), name="one_presence"),)

    def __str__(self) -> str:
        return f"presence {self.pk}"
