"""Whoever stands behind something, as attribution needs to know them."""

from django.db import models

from consult.attribution import Detail, Inside, Rule
from consult.models import Delegation, Participant, StakeholderGroup


class Voice(models.Model):
    """A participant, with the body and group they then spoke for and the attribution under which they did.

    shown_at_most: less than the rule gives, where what it is about was said so.
    """

    participant = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    delegation = models.ForeignKey(Delegation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    group = models.ForeignKey(StakeholderGroup, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    rule = models.CharField(max_length=20, choices=Rule)
    inside = models.CharField(max_length=12, choices=Inside, blank=True)
    shown_at_most = models.CharField(max_length=12, choices=Detail, default=Detail.NAME)

    class Meta:
        abstract = True
