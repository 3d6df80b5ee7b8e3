"""What comes in writing: submissions with their passages and annexes."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from consult.attribution import Inside, Rule
from consult.models import Delegation, Participant, StakeholderGroup
from sessions_app.models.session import GuidingQuestion, Session


class Consent(models.TextChoices):
    """What its authors allow to be done with a submission."""

    PUBLISH = "publish", _("Publish it")
    WITHOUT_NAME = "without-name", _("Publish it without our name")
    MANDATE_ONLY = "mandate-only", _("For the mandate only: it is not published")


# No letters or figures that look alike on paper or are misheard on the telephone.
_ALPHABET = "ACDEFGHJKMNPQRTUVWXY347"


def new_receipt() -> str:
    """A random reference such as "ACDE-FGHJ-KMNP": it says nothing about what it is for."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _place in range(4)) for _part in range(3))


def public_mark() -> str:
    """A public address that says nothing about order or time."""
    return secrets.token_hex(6)


class Submission(models.Model):
    """One document, or one set of answers: one voice, however many passages it has.

    It keeps the attribution under which it was given. A revised version replaces it; the old one stays for the desk.
    Withdrawn by its author it goes from the threads and from the public list.
    ``receipt`` proves to its author that it came in; ``mark`` is its public address, where it has one.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="submissions")
    author = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="submissions"
    )
    delegation = models.ForeignKey(
        Delegation, null=True, blank=True, on_delete=models.SET_NULL, related_name="submissions"
    )
    group = models.ForeignKey(
        StakeholderGroup, null=True, blank=True, on_delete=models.SET_NULL, related_name="submissions"
    )
    signatories = models.JSONField(default=list, blank=True)  # names of the bodies that sign with its author
    rule = models.CharField(max_length=20, choices=Rule)
    inside = models.CharField(max_length=12, choices=Inside, blank=True)
    consent = models.CharField(max_length=16, choices=Consent, default=Consent.MANDATE_ONLY)
    language = models.CharField(max_length=10, blank=True)
    is_document = models.BooleanField(default=False)
    words = models.PositiveIntegerField(default=0)
    is_late = models.BooleanField(default=False)
    version = models.PositiveSmallIntegerField(default=1)
    replaced_by = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaces"
    )
    receipt = models.CharField(max_length=16, unique=True, default=new_receipt)
    mark = models.CharField(max_length=16, unique=True, default=public_mark)
    salt = models.CharField(max_length=32)
    submitted_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=models.Q(consent__in=Consent.values), name="submission_consent_is_known"),
            models.CheckConstraint(
                condition=~models.Q(consent=Consent.MANDATE_ONLY) | models.Q(published_at__isnull=True),
                name="what_is_for_the_mandate_is_not_published",
            ),
        )

    def __str__(self) -> str:
        return f"submission {self.pk}"


class Passage(models.Model):
    """A numbered passage of a submission: an answer to a question, or a paragraph of its document."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="passages")
    number = models.PositiveSmallIntegerField()
    question = models.ForeignKey(
        GuidingQuestion, null=True, blank=True, on_delete=models.SET_NULL, related_name="passages"
    )
    heading = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    contribution = models.OneToOneField(
        "sessions_app.Contribution", null=True, blank=True, on_delete=models.SET_NULL, related_name="passage"
    )

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("submission", "number"), name="one_passage_of_a_number"),)

    def __str__(self) -> str:
        return f"{self.submission} passage {self.number}"


class Annex(models.Model):
    """A file that comes with a submission, outside its word limit; for its author and the desk."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="annexes")
    name = models.CharField(max_length=200)
    data = models.BinaryField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.submission} annex {self.pk}"
