"""Reading submissions: for their authors, for the desk, and for everybody."""

from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from consult import attribution
from consult.attribution import Audience, Detail, Rule, Shown
from consult.models import Consultation, Participant
from consult.queries import people
from sessions_app.models import GuidingQuestion, Passage, Session, Submission
from sessions_app.models.submission import Consent

MAY_BE_PUBLISHED = (Rule.ON_THE_RECORD, Rule.BY_DELEGATION, Rule.BY_GROUP)


@dataclass(slots=True)
class ShownSubmission:
    """A submission ready to print: nothing in it needs attribution any more."""

    row: Submission
    by: Shown
    signatories: list[str]
    passages: list[Passage] = field(default_factory=list)


def questions_for(session: Session, participant: Participant | None) -> list[GuidingQuestion]:
    """The questionnaire of somebody: what is asked of everybody, and what is asked of their group."""
    group = participant.group_id if participant else None
    mine = Q(asked_of=None) | Q(asked_of=group) if group else Q(asked_of=None)
    return list(session.questions.filter(mine).distinct())


def standing_of(session: Session, participant: Participant | None) -> Submission | None:
    """The version of their submission that stands."""
    if participant is None:
        return None
    return (
        Submission.objects.filter(session=session, author=participant, replaced_by=None, withdrawn_at=None)
        .prefetch_related("passages", "annexes")
        .first()
    )


def for_desk(consultation: Consultation, rows: QuerySet[Submission]) -> list[ShownSubmission]:
    """As those admitted see each other: the consent is about publication, the rule holds here too."""
    return [_shown(row, consultation, Audience.INSIDE, Detail.NAME) for row in _with_people(rows)]


def published(consultation: Consultation) -> list[ShownSubmission]:
    """The public list: where both the authors' consent and the rule allow it. Its order says nothing of time."""
    rows = Submission.objects.filter(
        session__consultation=consultation,
        published_at__isnull=False,
        replaced_by=None,
        consent__in=(Consent.PUBLISH, Consent.WITHOUT_NAME),
        rule__in=MAY_BE_PUBLISHED,
    )
    sizes = people.group_sizes(consultation)
    found = [
        _shown(row, consultation, Audience.OUTSIDE, _at_most(row), sizes) for row in _with_people(rows.order_by("mark"))
    ]
    return sorted(found, key=lambda one: (one.by.detail == Detail.NOTHING, str(one.by.label).casefold()))


def _at_most(row: Submission) -> Detail:
    return Detail.NAME if row.consent == Consent.PUBLISH else Detail.NOTHING


def _with_people(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    return rows.select_related("author", "delegation", "group", "session").prefetch_related(
        "passages__question", "annexes"
    )


def _shown(
    row: Submission,
    consultation: Consultation,
    audience: Audience,
    at_most: Detail,
    sizes: dict[int, int] | None = None,
) -> ShownSubmission:
    """Signatories are bodies: they are named where a delegation may be."""
    person = people.person(
        consultation,
        participant=row.author,
        group=row.group,
        delegation=row.delegation,
        rule=row.rule,
        inside=row.inside,
        at_most=at_most,
        sizes=sizes if sizes is not None else {},
    )
    by = attribution.shown_as(person, audience)
    named = by.detail in {Detail.NAME, Detail.DELEGATION}
    return ShownSubmission(row, by, list(row.signatories) if named else [], list(row.passages.all()))
