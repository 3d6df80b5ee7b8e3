"""Who follows a consultation by mail."""

from django.conf import settings
from django.db import models

from consult.models import Consultation


class Follower(models.Model):
    """An address that wants to hear when something public is new. Until it is confirmed, nothing is sent to it.

    told_seq: the entry of the record up to which it was told. origin: the house's own address, for the links in mails
    that the clock sends.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="followers")
    email = models.EmailField()
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default="en")
    origin = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    told_seq = models.BigIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("consultation", "email"), name="an_address_follows_once"),)

    def __str__(self) -> str:
        return f"follower {self.pk}"
