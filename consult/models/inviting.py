"""Personal invitations, the lists they come from, and the mails that carry them."""

from django.conf import settings
from django.db import models

from consult.models.consultation import Consultation
from consult.models.people import Delegation, Participant, StakeholderGroup
from consult.procedure import Role


class GuestList(models.Model):
    """A list of people that was read and waits for the convenor's word: nothing of it is sent or kept before.

    rows: one dict a line, with its number, its cells and ``faults``, the reasons why it cannot be used.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="guest_lists")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    rows = models.JSONField(default=list)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"guest list {self.pk}"


class Mailing(models.Model):
    """One batch of invitation mails, sent by the worker. ``address`` is where its links begin."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="mailings")
    address = models.CharField(max_length=300)
    is_reminder = models.BooleanField(default=False)
    total = models.PositiveIntegerField(default=0)
    sent = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"mailing {self.pk}"


class Invitation(models.Model):
    """A personal link. Only the hash of its token is kept; it is used once and expires."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=150, blank=True)
    role = models.CharField(max_length=16, choices=Role, default=Role.PARTICIPANT)
    group = models.ForeignKey(StakeholderGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    delegation = models.ForeignKey(Delegation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    mailing = models.ForeignKey(Mailing, null=True, blank=True, on_delete=models.SET_NULL, related_name="invitations")

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("consultation", "email"), name="one_invitation_per_address"),)

    def __str__(self) -> str:
        return f"invitation {self.pk}"
