"""Reading statements that wait to be delivered: for those who take down, for the interpreters, for their author."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from consult import attribution
from consult.attribution import Audience, Inside, Rule, Shown, Terms
from consult.models import Participant
from consult.queries import people
from sessions_app.models import Session, SpeakingRequest, Statement
from sessions_app.queries.session import terms_for
from sessions_app.states import RequestState

OPEN_AFTER = timedelta(days=1)  # the interpreters’ link ends so long after the sitting


@dataclass(frozen=True, slots=True)
class Ready:
    """A statement that waits, as those who may read it see it. place: the item it is for, or ""."""

    id: int
    by: Shown
    text: str
    language: str
    place: str


def waiting(session: Session, to: Audience = Audience.INSIDE) -> list[Ready]:
    """What waits in a session, in the order of its items, with who hands it in as ``to`` may see them."""
    rows = _waiting(session).select_related("participant", "delegation", "group", "question")
    ordered = sorted(rows, key=lambda row: (row.question.number if row.question else 0, row.pk))
    return [_ready(session, row, to) for row in ordered]


def of_the_floor(session: Session) -> Ready | None:
    """The statement of whoever has the floor: their own first, then their body’s; of the item in view first."""
    now = SpeakingRequest.objects.filter(session=session, state=RequestState.SPEAKING).first()
    if now is None:
        return None
    rows = list(_waiting(session).select_related("participant", "delegation", "group", "question"))
    own = [row for row in rows if row.participant_id and row.participant_id == now.participant_id]
    theirs = own or [row for row in rows if row.delegation_id and row.delegation_id == now.delegation_id]
    found = _nearest(theirs, session.current_question_id)
    return _ready(session, found) if found else None


def mine(session: Session, participant: Participant | None) -> list[Statement]:
    """One’s own in a session, those that wait first."""
    if participant is None:
        return []
    rows = session.statements.filter(participant=participant).select_related("question", "contribution__question")
    return sorted(rows, key=lambda row: (row.delivered_at is not None, row.pk))


def by_key(key: str) -> Session | None:
    """The session that an interpreters’ link opens, while it does."""
    key = "" if "\x00" in key else key
    found = Session.objects.select_related("consultation", "current_question").exclude(interpreters_key="")
    session = found.filter(interpreters_key=key).first()
    is_over = session is not None and session.ends_at is not None and session.ends_at + OPEN_AFTER < timezone.now()
    return None if is_over else session


def _waiting(session: Session) -> QuerySet[Statement]:
    return Statement.objects.filter(session=session, delivered_at=None)


def _nearest(rows: Iterable[Statement], question_id: int | None) -> Statement | None:
    order = {question_id: 0, None: 1}
    return min(rows, key=lambda row: (order.get(row.question_id, 2), row.pk), default=None)


def _ready(session: Session, row: Statement, to: Audience = Audience.INSIDE) -> Ready:
    then = Terms(Rule(row.rule), Inside(row.inside or session.consultation.inside))
    terms = attribution.strictest(then, terms_for(session, row.question))
    person = people.person(
        session.consultation,
        participant=row.participant,
        group=row.group,
        delegation=row.delegation,
        rule=terms.rule,
        inside=terms.inside,
        sizes={} if to is Audience.INSIDE else people.group_sizes(session.consultation),
    )
    by = attribution.shown_as(person, to)
    return Ready(row.pk, by, row.text, row.language, str(row.question) if row.question else "")
