"""The report draft: sections, paragraphs, and the evidence each grounded paragraph stands on."""

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.models import Consultation, Participant
from sessions_app.models import Ballot, Contribution, Recommendation


class Template(models.TextChoices):
    ROUNDTABLE = "roundtable", _("Roundtable summary")
    CONFERENCE = "conference", _("Conference report, by theme")
    THEMATIC = "thematic", _("Thematic report of a mandate holder")
    PANEL = "panel", _("Summary of a panel or consultation")
    BODY = "body", _("Report of an intergovernmental body")
    IGF = "igf", _("Short form, as for the Internet Governance Forum")
    PAPERS = "papers", _("Collected papers")


class Purpose(models.TextChoices):
    """What a report is for: several stand beside one another."""

    KEY_POINTS = "key-points", _("Key points")
    ZERO = "zero-draft", _("Zero draft")
    FINAL = "final", _("Final report")


class ReportState(models.TextChoices):
    DRAFTING = "drafting", _("being drafted")
    FAILED = "failed", _("drafting failed")
    DRAFT = "draft", _("draft")
    EMBARGOED = "embargoed", _("under embargo")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


# What nobody edits any more, and nobody drafts anew.
FINAL = frozenset({ReportState.EMBARGOED, ReportState.PUBLISHED, ReportState.WITHDRAWN})


class Grounding(models.TextChoices):
    GROUNDED = "grounded", _("grounded")
    SLOT = "slot", _("to be written")
    STANDING = "standing", _("standing text")
    OWN = "own", _("rapporteur’s own")
    REMOVED = "removed", _("removed after publication")
    NOTE = "note", _("rapporteur’s note")


PERSONAL = (Grounding.OWN, Grounding.NOTE)  # a person’s words, which no draft has made


class Style(models.TextChoices):
    """Which block of ``consult.documents.blocks`` the paragraph becomes."""

    PARAGRAPH = "paragraph", _("numbered paragraph")
    PLAIN = "plain", _("plain paragraph")
    LIST_ITEM = "list-item", _("list item")
    LETTER = "letter", _("list item with a letter: (a), (i)")
    QUOTE = "quote", _("quotation")
    TABLE = "table", _("table")
    FOOTNOTE = "footnote", _("footnote")


OF_A_MEETING = _("Report of the meeting")  # whose text it is, of one that the body itself adopts


class Report(models.Model):
    """A report of a consultation. ``facts`` is the snapshot that its numbers were computed from.

    changes: what the last draft changed in the one before, for the desk (see ``actions.changes``), until it is read.
    published_at: under an embargo the moment at which it opens, to come. edition: 1 until something is taken out of it.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="reports")
    template = models.CharField(max_length=20, choices=Template, default=Template.ROUNDTABLE)
    purpose = models.CharField(max_length=12, choices=Purpose, default=Purpose.FINAL)
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=12, choices=ReportState, default=ReportState.DRAFT)
    language = models.CharField(max_length=10, default="en")
    progress = models.CharField(max_length=200, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    facts = models.JSONField(default=dict, blank=True)
    changes = models.JSONField(default=list, blank=True)
    drafted_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    edition = models.PositiveSmallIntegerField(default=1)
    is_rollup = models.BooleanField(default=False)  # of the published reports of the consultation's parts
    frozen_at = models.DateTimeField(null=True, blank=True)  # since somebody approved it: nothing in it changes
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("report", args=[self.consultation.slug, self.pk])

    @property
    def is_final(self) -> bool:
        """Whether its words stand: published, or to be."""
        return self.state in FINAL

    @property
    def is_short(self) -> bool:
        """Whether it is written in the short form: key points are, but for collected papers, which have none."""
        return self.purpose == Purpose.KEY_POINTS and self.template != Template.PAPERS

    @property
    def is_out(self) -> bool:
        """Whether it is public by now: an embargo ends by the clock, whoever notices first."""
        has_ended = self.published_at is not None and self.published_at <= timezone.now()
        return self.state == ReportState.PUBLISHED or (self.state == ReportState.EMBARGOED and has_ended)

    @property
    def is_embargoed(self) -> bool:
        return self.state == ReportState.EMBARGOED and not self.is_out


class Section(models.Model):
    """A heading with what stands under it. What people renamed, moved, added or removed stays so in a new draft."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=40)
    heading = models.CharField(max_length=300)
    level = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField(default=0)
    is_own = models.BooleanField(default=False)  # added by a person
    edited_at = models.DateTimeField(null=True, blank=True)  # renamed, or put on another level, by a person
    placed_at = models.DateTimeField(null=True, blank=True)  # moved by a person
    removed_at = models.DateTimeField(null=True, blank=True)  # with what stood under it
    salt = models.CharField(max_length=32, blank=True)  # of the heading's sealed form in the record

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.heading


class Paragraph(models.Model):
    """One paragraph. ``generated`` is what the machine proposed; ``text`` what stands now.

    ``key`` names what it is about, so that a new draft finds it again: what people edited, added or removed stays so.
    part_of: the key of the paragraph from which it was split. joined_to: the paragraph into which its text went.
    """

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="paragraphs")
    key = models.CharField(max_length=80, blank=True)
    grounding = models.CharField(max_length=10, choices=Grounding, default=Grounding.GROUNDED)
    style = models.CharField(max_length=10, choices=Style, default=Style.PARAGRAPH)
    text = models.TextField(blank=True)
    generated = models.TextField(blank=True)
    level = models.PositiveSmallIntegerField(default=0)  # of a list item, 0 the outermost
    rows = models.JSONField(null=True, blank=True)  # a table's rows, its first the heading
    findings = models.JSONField(default=list, blank=True)  # kind, numbers, base: what the text's numbers recompute from
    salt = models.CharField(max_length=32, blank=True)  # of the text's sealed form in the record
    position = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    placed_at = models.DateTimeField(null=True, blank=True)  # moved by a person: a new draft leaves it there
    part_of = models.CharField(max_length=80, blank=True)
    joined_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="joined")
    is_outdated = models.BooleanField(default=False)  # edited, and its sources have changed since

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return f"paragraph {self.pk}"

    @property
    def is_kept(self) -> bool:
        """Whether a new draft leaves it as it is."""
        return self.grounding in PERSONAL or self.edited_at is not None or self.removed_at is not None


class AttachedManager(models.Manager["Evidence"]):
    """What a paragraph stands on: sources that a person took off are left out."""

    def get_queryset(self) -> models.QuerySet["Evidence"]:
        return super().get_queryset().filter(detached_at=None)


class Evidence(models.Model):
    """One source of a paragraph: a contribution, a ballot, a recommendation, or a fact of the snapshot ("people").

    at: since when it has stood there as it was; a source that changed later is flagged. What a person attached or took
    off stays so in a new draft.
    """

    paragraph = models.ForeignKey(Paragraph, on_delete=models.CASCADE, related_name="evidence")
    contribution = models.ForeignKey(Contribution, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    ballot = models.ForeignKey(Ballot, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    recommendation = models.ForeignKey(
        Recommendation, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    fact = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField(default=timezone.now)
    is_own = models.BooleanField(default=False)  # attached by a person
    detached_at = models.DateTimeField(null=True, blank=True)  # taken off by a person

    objects = AttachedManager()
    everything = models.Manager["Evidence"]()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(contribution__isnull=False)
                | models.Q(ballot__isnull=False)
                | models.Q(recommendation__isnull=False)
                | ~models.Q(fact=""),
                name="evidence_points_to_something",
            ),
        )

    def __str__(self) -> str:
        return f"evidence {self.pk}"
