"""The record: every act of procedure, append-only and chained.

No key here cascades: an entry outlives the person and the text it speaks of, whose names and words it does not hold.
"""

import json
from typing import Any

from django.db import models


class RecordHead(models.Model):
    """The last sequence and hash of a consultation's record. Only ``consult.record.enter`` touches it."""

    consultation_id = models.BigIntegerField(primary_key=True)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"consultation {self.consultation_id} at {self.seq}"


class RecordEntry(models.Model):
    """One act. ``body`` is the canonical JSON that is hashed; the other columns repeat parts of it for queries."""

    consultation_id = models.BigIntegerField()
    seq = models.BigIntegerField()
    act = models.CharField(max_length=60)
    actor = models.CharField(max_length=60)
    subject = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    body = models.TextField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("consultation_id", "seq")
        constraints = (models.UniqueConstraint(fields=("consultation_id", "seq"), name="one_entry_per_seq"),)

    def __str__(self) -> str:
        return f"{self.seq} {self.act} {self.subject}"

    @property
    def payload(self) -> dict[str, Any]:
        payload: dict[str, Any] = json.loads(self.body)["payload"]
        return payload
