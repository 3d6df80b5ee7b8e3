"""Reading texts: a recommendation with its ballots, as the room may see it."""

from dataclasses import dataclass

from django.db.models import Count, F, Prefetch, Q, QuerySet

from consult import attribution
from consult.models import Consultation, Elector, Participant
from consult.queries import people
from sessions_app.models import Ballot, Confirmation, GuidingQuestion, Recommendation, RecommendationVersion, Vote
from sessions_app.queries.amendment import by
from sessions_app.queries.voting import electors
from sessions_app.rules.likeness import near_duplicates
from sessions_app.states import GONE, RUNNING, AmendmentState, BallotState, SeparateState


@dataclass(slots=True)
class ShownText:
    """A recommendation with its latest version and its latest ballot."""

    recommendation: Recommendation
    version: RecommendationVersion
    ballot: Ballot | None

    @property
    def is_open(self) -> bool:
        return self.ballot is not None and self.ballot.state in RUNNING

    @property
    def is_closed(self) -> bool:
        return self.ballot is not None and self.ballot.state == BallotState.CLOSED


def with_ballots(recommendations: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    """With versions and ballots, ``amendments_open`` and ``separate_asked``: how many of them wait."""
    related = ("electorate", "terms", "separate", "version__recommendation")
    ballots = Ballot.objects.select_related(*related).order_by("id")
    versions = RecommendationVersion.objects.order_by("version").prefetch_related(Prefetch("ballots", ballots))
    return (
        recommendations.select_related("question__session", "parent", "turned_from", "prompted_by")
        .prefetch_related(Prefetch("versions", versions))
        .annotate(
            amendments_open=Count("amendments", filter=Q(amendments__state=AmendmentState.OPEN), distinct=True),
            separate_asked=Count("separate_votes", filter=Q(separate_votes__state=SeparateState.ASKED), distinct=True),
        )
        .order_by("id")  # said aloud: counting takes the model's own order away
    )


def texts(question: GuidingQuestion) -> list[ShownText]:
    """The texts under a question, those that no longer stand left out, in the order of their numbers."""
    rows = with_ballots(question.recommendations.exclude(state__in=GONE))
    return [shown_text(row) for row in rows]


def shown_text(recommendation: Recommendation) -> ShownText:
    versions = list(recommendation.versions.all())
    ballots = [ballot for version in versions for ballot in version.ballots.all()]
    return ShownText(
        recommendation=recommendation, version=versions[-1], ballot=max(ballots, key=lambda b: b.pk, default=None)
    )


def newest(recommendation: Recommendation) -> RecommendationVersion:
    """The latest version, read anew: an act may have made one."""
    return RecommendationVersion.objects.filter(recommendation=recommendation).order_by("-version")[0]


# --- who stands behind a text -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShownSponsor:
    """A sponsor as those in the room may see them. is_asked: the newest version waits for their word."""

    by: attribution.Shown
    is_main: bool
    is_asked: bool
    is_mine: bool


def sponsors(recommendation: Recommendation, version: int, me: Participant | None) -> list[ShownSponsor]:
    """The main sponsor first."""
    sizes = people.group_sizes(recommendation.consultation)
    return [
        ShownSponsor(
            by=by(row, recommendation, sizes),
            is_main=row.is_main,
            is_asked=row.confirmed != version,
            is_mine=me is not None and row.participant_id == me.pk,
        )
        for row in recommendation.sponsors.select_related("participant", "delegation", "group")
    ]


def positioned(recommendation: Recommendation) -> list[Participant]:
    """Those who set a position on any version of the whole text."""
    return list(
        Participant.objects.filter(
            pk__in=Vote.objects.filter(ballot__version__recommendation=recommendation, ballot__separate=None).values(
                "set_by"
            )
        )
    )


def confirmable(recommendation: Recommendation, me: Participant) -> Elector | None:
    """The elector for whom ``me`` can confirm, on the newest version, a position taken on an earlier one."""
    last = newest(recommendation)
    before = Ballot.objects.filter(
        version__recommendation=recommendation,
        version__version__lt=last.version,
        state=BallotState.CLOSED,
        separate=None,
    )
    ballot = before.order_by("-pk").first()
    if ballot is None or last.ballots.exists():
        return None
    elector = electors({ballot.pk: ballot}, [me]).get((ballot.electorate_id, me.pk))
    if elector is None or not ballot.votes.filter(elector=elector).exists():
        return None
    return None if Confirmation.objects.filter(version=last, elector=elector).exists() else elector


def confirmed(recommendation: Recommendation, version: RecommendationVersion) -> tuple[int, int]:
    """(positions confirmed for this version, positions taken on the one before): one total, like a turnout."""
    before = Ballot.objects.filter(
        version__recommendation=recommendation,
        version__version__lt=version.version,
        state=BallotState.CLOSED,
        separate=None,
    )
    ballot = before.order_by("-pk").first()
    return version.confirmations.count(), ballot.votes.count() if ballot else 0


# --- texts that nearly say the same -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that may be one: proposed to whoever can merge them."""

    one: ShownText
    other: ShownText
    percent: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Which texts somebody asks for: an addressee as it stands in them, an outcome; empty where any."""

    addressee: str = ""
    outcome: str = ""

    def __bool__(self) -> bool:
        return bool(self.addressee or self.outcome)

    def takes(self, row: Recommendation) -> bool:
        """Without an outcome, those that stand."""
        is_asked = row.state == self.outcome if self.outcome else row.state not in GONE
        return is_asked and (not self.addressee or _same(self.addressee) in map(_same, row.addressees))


EVERY = Asked()


def _same(name: object) -> str:
    return " ".join(str(name).split()).casefold()


def count(consultation: Consultation) -> int:
    """How many texts stand."""
    return Recommendation.objects.filter(consultation=consultation).exclude(state__in=GONE).count()


def addressees(consultation: Consultation) -> list[str]:
    """To whom the texts are addressed, each once, in the order of the alphabet."""
    rows = Recommendation.objects.filter(consultation=consultation).values_list("addressees", flat=True)
    names: dict[str, str] = {}
    for name in (name for row in rows for name in row):
        names.setdefault(_same(name), str(name))
    return [names[key] for key in sorted(names)]


def standing(consultation: Consultation, asked: Asked = EVERY) -> list[ShownText]:
    """The texts that are asked for, else those that stand: by question and number, those under no question last."""
    rows = with_ballots(Recommendation.objects.filter(consultation=consultation)).order_by(
        F("question__session__position").asc(nulls_last=True), "question__number", "id"
    )
    return [shown_text(row) for row in rows if asked.takes(row)]


def under_no_question(consultation: Consultation) -> list[ShownText]:
    """The texts that stand under no question, without those that are a part of one and go with it."""
    rows = Recommendation.objects.filter(consultation=consultation, question=None, parent=None)
    return [shown_text(row) for row in with_ballots(rows.exclude(state__in=GONE))]


def alike(found: list[ShownText], most: int = 10) -> list[Pair]:
    """The likest pairs among candidates."""
    candidates = [
        text for text in found if text.recommendation.state == "candidate" and text.recommendation.question_id
    ]
    pairs = near_duplicates([text.version.text for text in candidates])
    return [Pair(candidates[a], candidates[b], round(score)) for a, b, score in pairs[:most]]


# --- texts that came of others ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kinship:
    """A merger or split, seen from one of its texts. is_result: whether that text came of the others."""

    kind: str
    is_result: bool
    others: list[Recommendation]
    can_be_undone: bool


def kinship(recommendation: Recommendation) -> list[Kinship]:
    """What a text came from and what became of it, undone ones left out."""
    found = []
    for act in recommendation.came_from.filter(undone_at=None).prefetch_related("sources"):
        found.append(Kinship(act.kind, True, list(act.sources.all()), recommendation.state not in GONE))
    for act in recommendation.became.filter(undone_at=None).prefetch_related("results"):
        found.append(Kinship(act.kind, False, list(act.results.all()), False))
    return found


def children(recommendation: Recommendation) -> QuerySet[Recommendation]:
    """The parts of a recommendation that stand."""
    return with_ballots(recommendation.children.exclude(state__in=GONE))


def possible_parents(recommendation: Recommendation) -> QuerySet[Recommendation]:
    """The texts that this one can be made a part of."""
    rows = Recommendation.objects.filter(consultation=recommendation.consultation_id, parent=None)
    return rows.filter(question=recommendation.question).exclude(state__in=GONE).exclude(pk=recommendation.pk)
