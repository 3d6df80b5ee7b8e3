"""A consultation: the whole process, its set-up and its phases."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consult.attribution import Inside, Rule, Terms
from consult.procedure import PhaseKind


def known_time_zone(value: str) -> None:
    """Refuse a name that is not in the IANA time zone database."""
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError) as error:
        raise ValidationError(
            _("“%(zone)s” is not a time zone. Use a name such as Europe/Zurich."), params={"zone": value}
        ) from error


class Format(models.TextChoices):
    ROUNDTABLE = "roundtable", _("Roundtable")
    CONFERENCE = "conference", _("Conference")
    CALL = "call", _("Call for input")
    SYMPOSIUM = "symposium", _("Symposium")
    INTERGOVERNMENTAL = "intergovernmental", _("Intergovernmental meeting")
    BLANK = "blank", _("Blank")


class DocumentStatus(models.TextChoices):
    """Whose text the report is."""

    CHAIR = "chair", _("Chair’s summary")
    CO_CHAIRS = "co-chairs", _("Co-chairs’ summary")
    RAPPORTEUR = "rapporteur", _("Rapporteur’s summary")
    ORGANIZERS = "organizers", _("Organizers’ report")
    AGREED = "agreed", _("Agreed outcome")
    MANDATE_HOLDER = "mandate-holder", _("Mandate holder’s report")


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Public: anyone can read it")
    LINK = "link", _("By link: whoever has the address can read the invitation page")
    INVITED = "invited", _("Invited: only those admitted can see it")


class Stage(models.TextChoices):
    """Before it is open, only those who run it come in, and to a rehearsal those admitted."""

    DRAFT = "draft", _("Draft: only those who run it see it")
    REHEARSAL = "rehearsal", _("Rehearsal: those admitted try it; all of it is wiped before opening")
    OPEN = "open", _("Open")


class Consultation(models.Model):
    """The whole process."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=300)
    reference = models.CharField(max_length=120, blank=True)
    format = models.CharField(max_length=20, choices=Format, default=Format.ROUNDTABLE)
    document_status = models.CharField(max_length=20, choices=DocumentStatus, default=DocumentStatus.CHAIR)
    context = models.TextField(blank=True)
    objectives = models.JSONField(default=list, blank=True)
    scope = models.TextField(blank=True)
    host = models.CharField(max_length=200, blank=True)
    partners = models.JSONField(default=list, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    time_zone = models.CharField(max_length=60, default="UTC", validators=[known_time_zone])
    city = models.CharField(max_length=80, blank=True)
    place = models.CharField(max_length=200, blank=True)
    link = models.URLField(blank=True, max_length=500)
    hosting = models.CharField(max_length=300, blank=True)
    reprisals_contact = models.CharField(max_length=300, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children")
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.OPEN)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default="en")
    languages = models.JSONField(default=list, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.LINK)
    attribution_rule = models.CharField(max_length=20, choices=Rule, default=Rule.ON_THE_RECORD)
    inside = models.CharField(max_length=12, choices=Inside, default=Inside.NAMES)
    discussion_only = models.BooleanField(default=False)
    smallest_cell = models.PositiveSmallIntegerField(default=5)
    join_code = models.CharField(max_length=10, unique=True, null=True, blank=True)
    join_code_until = models.DateTimeField(null=True, blank=True)
    is_demonstration = models.BooleanField(default=False)
    quotes = models.JSONField(default=list, blank=True)  # pull quotes, each a text; shown without a name
    remind_invited = models.PositiveSmallIntegerField(null=True, blank=True)  # days before an invitation's deadline
    source_note = models.TextField(blank=True, help_text=_("Where imported data come from and under which licence."))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("consultation", args=[self.slug])

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def terms(self) -> Terms:
        """Attribution as it is in force where nothing of its own is set."""
        return Terms(Rule(self.attribution_rule), Inside(self.inside))

    @property
    def place_name(self) -> str:
        """The city a time is told for: the host's, or the zone's own."""
        return self.city or self.time_zone.rsplit("/", 1)[-1].replace("_", " ")


class Phase(models.Model):
    """One phase and its window; windows can overlap. Without a start it is off, without an end it stays open."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="phases")
    kind = models.CharField(max_length=20, choices=PhaseKind)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("consultation", "kind"), name="one_phase_of_a_kind"),
            models.CheckConstraint(
                condition=models.Q(closes_at__isnull=True)
                | models.Q(opens_at__isnull=True)
                | models.Q(closes_at__gte=models.F("opens_at")),
                name="phase_closes_after_it_opens",
            ),
        )

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def is_open(self, now: datetime) -> bool:
        return self.opens_at is not None and self.opens_at <= now and (self.closes_at is None or now < self.closes_at)


class Contact(models.Model):
    """Whom to ask about the consultation; public, like the page it stands on."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name or self.email


class Resource(models.Model):
    """A background document, with an address where it has one."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="resources")
    text = models.CharField(max_length=500)
    url = models.URLField(blank=True, max_length=500)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.text


class PartnerLogo(models.Model):
    """The logo of a partner, as a small PNG; it goes with the partner's name."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="logos")
    partner = models.CharField(max_length=200)
    image = models.BinaryField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("consultation", "partner"), name="one_logo_of_a_partner"),)

    def __str__(self) -> str:
        return self.partner


class DocumentImport(models.Model):
    """A document that was read and waits for its convenor's decisions, field by field."""

    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="imports")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    text = models.TextField()
    blocks = models.JSONField(default=list)
    proposal = models.JSONField(default=dict)
    decisions = models.JSONField(default=dict)
    consultation = models.ForeignKey(
        Consultation, null=True, blank=True, on_delete=models.SET_NULL, related_name="sources"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.name
