"""What those who write the report say to each other beside a paragraph: it is in no report and no export."""

from django.db import models

from consult.models import Participant
from synthesis.models.report import Paragraph


class Remark(models.Model):
    """A remark on a paragraph or, with a parent, an answer to one. Only what stands on top is settled."""

    paragraph = models.ForeignKey(Paragraph, on_delete=models.CASCADE, related_name="remarks")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="answers")
    author = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField()
    salt = models.CharField(max_length=32)  # of the text's sealed form in the record
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"remark {self.pk}"
