"""A session, its guiding questions and its order of business."""

from datetime import datetime

from django.db import models
from django.urls import reverse

from consult.attribution import Inside, Rule, Terms
from consult.models import Consultation, Participant, StakeholderGroup
from sessions_app.states import AmendmentsBy, FloorOrder, FloorState, QuestionState, SessionKind


class Session(models.Model):
    """One sitting or one written round. A breakout is a sitting of its ``members`` alone, held beside ``breakout_of``.

    Of a breakout: starts_at: when it was opened; ends_at: when it is due back; closed_at: when the desk called
    everybody back; is_chosen: participants choose it themselves; scribe: who reports back; report: what they reported,
    in the plenary's thread.

    speaking_seconds: for one speaker; group_speaking_seconds: for whoever speaks for several bodies; None: no limit.
    attribution_rule, inside: empty where the consultation's are in force; of a question, where its session's are.
    remind_days: how long before the deadline those who sent nothing are reminded; None: they are not.
    budgets: speaking time by group, ``{group id: seconds}``. quorum: bodies that have to be present.
    interpretation: ``[{"language", "link"}]``. interpreters_key: opens the statements that wait to whoever has the
    link; "" while there is none. item_started_at: when the question before the room came there.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="sessions")
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=10, choices=SessionKind, default=SessionKind.SITTING)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    attribution_rule = models.CharField(max_length=20, choices=Rule, blank=True)
    inside = models.CharField(max_length=12, choices=Inside, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    takes_submissions = models.BooleanField(default=False)
    word_limit = models.PositiveIntegerField(null=True, blank=True)
    remind_days = models.PositiveSmallIntegerField(null=True, blank=True)
    current_question = models.ForeignKey(
        "GuidingQuestion", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    current_ballot = models.ForeignKey("Ballot", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    item_started_at = models.DateTimeField(null=True, blank=True)
    breakout_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="breakouts")
    members = models.ManyToManyField(Participant, blank=True, related_name="breakouts")
    scribe = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    is_chosen = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    report = models.ForeignKey("Contribution", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    floor_state = models.CharField(max_length=10, choices=FloorState, default=FloorState.CLOSED)
    floor_order = models.CharField(max_length=10, choices=FloorOrder, default=FloorOrder.ASKED)
    floor_closes_at = models.DateTimeField(null=True, blank=True)
    speaking_seconds = models.PositiveIntegerField(null=True, blank=True)
    group_speaking_seconds = models.PositiveIntegerField(null=True, blank=True)
    budgets = models.JSONField(default=dict, blank=True)
    quorum = models.PositiveIntegerField(null=True, blank=True)
    floor_language = models.CharField(max_length=10, blank=True)
    interpretation = models.JSONField(default=list, blank=True)
    interpreters_key = models.CharField(max_length=48, blank=True, db_index=True)
    captions_link = models.URLField(blank=True, max_length=500)
    holds_all = models.BooleanField(default=False)
    amendments_by = models.CharField(max_length=8, choices=AmendmentsBy, default=AmendmentsBy.CHAIR)

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("session", args=[self.consultation.slug, self.pk])

    @property
    def terms(self) -> Terms:
        """Attribution as it is in force in this session, where a question has none of its own."""
        above = self.consultation
        return Terms(Rule(self.attribution_rule or above.attribution_rule), Inside(self.inside or above.inside))

    @property
    def own_terms(self) -> Terms | None:
        """The attribution in force here where it is not the consultation's."""
        return self.terms if self.terms.in_words != self.consultation.terms.in_words else None

    @property
    def deadline(self) -> datetime | None:
        """When a written round ends; later submissions are marked late. A sitting has none."""
        return self.ends_at if self.kind == SessionKind.WRITTEN else None


class GuidingQuestion(models.Model):
    """What is asked, of everybody or of ``asked_of`` alone. Its thread is open or closed by the chair."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    short_title = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=QuestionState, default=QuestionState.PLANNED)
    attribution_rule = models.CharField(max_length=20, choices=Rule, blank=True)
    inside = models.CharField(max_length=12, choices=Inside, blank=True)
    asked_of = models.ManyToManyField(StakeholderGroup, blank=True, related_name="questions")

    class Meta:
        ordering = ("number", "id")
        constraints = (models.UniqueConstraint(fields=("session", "number"), name="one_question_of_a_number"),)

    def __str__(self) -> str:
        return f"{self.number}. {self.short_title or self.text}"

    def get_absolute_url(self) -> str:
        return reverse("question", args=[self.session.consultation.slug, self.session_id, self.number])

    @property
    def terms(self) -> Terms:
        """Attribution as it is in force for a text under this question."""
        above = self.session.terms
        return Terms(Rule(self.attribution_rule or above.rule), Inside(self.inside or above.inside))

    @property
    def own_terms(self) -> Terms | None:
        """The attribution in force here where it is not its session's."""
        return self.terms if self.terms.in_words != self.session.terms.in_words else None


class AgendaItem(models.Model):
    """One line of the order of business; a guiding question stands behind most of them."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="agenda")
    question = models.OneToOneField(
        GuidingQuestion, null=True, blank=True, on_delete=models.CASCADE, related_name="agenda_item"
    )
    title = models.CharField(max_length=300, blank=True)
    speakers = models.CharField(max_length=300, blank=True)  # names: shown where ``attribution.names_may_be_shown``
    starts_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.title or str(self.question)
