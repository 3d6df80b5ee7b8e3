"""Accounts, and people as they take part in a consultation."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from consult.attribution import Capacity, Quotation
from consult.models.consultation import Consultation
from consult.procedure import Role


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str | None, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower() if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_guest(self, name: str = "", language: str = "") -> "User":
        """A person with no address: a browser's session is all they have until they claim it."""
        return self.create_user(None, name=name, language=language)

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_secretariat=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """An account. A guest has no address; the secretariat runs the server."""

    email = models.EmailField(_("e-mail address"), unique=True, null=True, blank=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    is_secretariat = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    objects = UserManager()

    def __str__(self) -> str:
        return f"account {self.pk}"

    @property
    def is_guest(self) -> bool:
        return self.email is None

    @property
    def is_staff(self) -> bool:
        return self.is_secretariat


class StakeholderGroup(models.Model):
    """A constituency. ``mark`` (0 to 7) gives it the same colour and shape on every badge and chart."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(max_length=120)
    mark = models.PositiveSmallIntegerField(default=0)
    is_counted = models.BooleanField(
        default=True, help_text=_("The host, UN entities and the secretariat usually are not.")
    )
    rollup = models.CharField(max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        constraints = (models.UniqueConstraint(fields=("consultation", "name"), name="one_group_of_a_name"),)

    def __str__(self) -> str:
        return self.name


class Region(models.TextChoices):
    """The regional groups of the United Nations; for the balance only, never a right."""

    AFRICA = "africa", _("African States")
    ASIA_PACIFIC = "asia-pacific", _("Asia-Pacific States")
    EASTERN_EUROPE = "eastern-europe", _("Eastern European States")
    LATIN_AMERICA = "latin-america", _("Latin American and Caribbean States")
    WESTERN_EUROPE = "western-europe", _("Western European and other States")
    GLOBAL = "global", _("Global or several regions")


class Delegation(models.Model):
    """A represented body: a State, an organisation, a company.

    on_behalf_of: the bodies for which this one speaks too, as a group of States does.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="delegations")
    group = models.ForeignKey(StakeholderGroup, on_delete=models.PROTECT, related_name="delegations")
    name = models.CharField(max_length=160)
    region = models.CharField(max_length=16, choices=Region, blank=True)
    on_behalf_of = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="spoken_for_by")

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("consultation", "name"), name="one_delegation_of_a_name"),)

    def __str__(self) -> str:
        return self.name


class Participant(models.Model):
    """A person in a consultation."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="participants")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="participations")
    name = models.CharField(max_length=150, blank=True)
    group = models.ForeignKey(
        StakeholderGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="participants"
    )
    delegation = models.ForeignKey(Delegation, null=True, blank=True, on_delete=models.PROTECT, related_name="members")
    capacity = models.CharField(max_length=16, choices=Capacity, default=Capacity.ORGANIZATIONAL)
    is_head = models.BooleanField(default=False)
    quotation = models.CharField(max_length=16, choices=Quotation, default=Quotation.WITHOUT_NAME)
    language = models.CharField(max_length=10, blank=True)
    keep_nothing = models.BooleanField(default=False)
    never_list = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("consultation", "user"), name="one_participation_per_account"),)

    def __str__(self) -> str:
        return f"participant {self.pk}"


class ParticipantRole(models.Model):
    """A role that a participant holds; several at once are possible."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="role_rows")
    role = models.CharField(max_length=16, choices=Role)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("participant", "role"), name="a_role_once"),)

    def __str__(self) -> str:
        return f"{self.participant_id} {self.role}"


class Electorate(models.Model):
    """A list of those who may answer a question put: the electorate is a list, never a code."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="electorates")
    name = models.CharField(max_length=120)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("consultation", "name"), name="one_electorate_of_a_name"),)

    def __str__(self) -> str:
        return self.name


class Elector(models.Model):
    """One line of that list: a delegation, or a participant who speaks for none."""

    electorate = models.ForeignKey(Electorate, on_delete=models.CASCADE, related_name="electors")
    delegation = models.ForeignKey(
        Delegation, null=True, blank=True, on_delete=models.CASCADE, related_name="elector_rows"
    )
    participant = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.CASCADE, related_name="elector_rows"
    )
    group = models.ForeignKey(
        StakeholderGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="electors"
    )
    is_guest = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("electorate", "delegation"), name="a_delegation_listed_once"),
            models.UniqueConstraint(fields=("electorate", "participant"), name="a_participant_listed_once"),
            models.CheckConstraint(
                condition=models.Q(delegation__isnull=True) ^ models.Q(participant__isnull=True),
                name="elector_is_a_delegation_or_a_person",
            ),
        )

    def __str__(self) -> str:
        return f"elector {self.pk}"
