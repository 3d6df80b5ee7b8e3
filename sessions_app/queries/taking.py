"""What a scribe has at hand: who speaks and who spoke, whom one may name, what they entered."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from consult import attribution
from consult.attribution import Audience, Detail, Shown, Terms
from consult.models import Delegation, Participant, StakeholderGroup
from consult.queries import people
from sessions_app.models import Contribution, GuidingQuestion, Session, SpeakingRequest
from sessions_app.queries import discussion, floor
from sessions_app.queries.discussion import ShownContribution
from sessions_app.queries.session import terms_for
from sessions_app.states import ContributionState, RequestState

KEYS = 9  # the last speakers at hand, by the keys 1 to 9
LOOKED_AT = 40  # requests, and contributions, among which they are found


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody at hand. value: what the form sends for them; see ``actions.taking``."""

    value: str
    by: Shown
    has_floor: bool = False
    was_before: bool = False


@dataclass(frozen=True, slots=True)
class Hand:
    """Whom a scribe can choose under the rule: at hand, and by name or body. Empty where the rule shows nobody."""

    voices: list[Voice]
    participants: list[tuple[str, str]] = field(default_factory=list)
    delegations: list[tuple[str, str]] = field(default_factory=list)
    groups: list[tuple[str, str]] = field(default_factory=list)
    takes_names: bool = False


def hand(session: Session, question: GuidingQuestion | None = None) -> Hand:
    """What the scribe page offers under the rule of ``question``; without one, of that which the room is at."""
    terms = terms_for(session, question or session.current_question)
    seen = terms.here
    consultation = session.consultation
    named = _named(session, terms) if seen is Detail.NAME else []
    bodies = consultation.delegations.all() if seen in floor.NAMED else []
    groups = consultation.groups.all() if seen is not Detail.NOTHING else []
    return Hand(
        voices=_voices(session),
        participants=named,
        delegations=[(f"delegation-{body.pk}", body.name) for body in bodies],
        groups=[(f"group-{group.pk}", group.name) for group in groups],
        takes_names=seen is Detail.NAME,
    )


def _named(session: Session, terms: Terms) -> list[tuple[str, str]]:
    sizes = people.group_sizes(session.consultation)
    rows = people.participants(session.consultation).filter(never_list=False).order_by("name", "pk")
    return [
        (
            f"participant-{row.pk}",
            str(
                attribution.shown_as(
                    people.participant_as_seen(
                        session.consultation, row, rule=terms.rule, inside=terms.inside, sizes=sizes
                    ),
                    Audience.INSIDE,
                ).label
            ),
        )
        for row in rows
    ]


def _voices(session: Session) -> list[Voice]:
    """Who has the floor, who had it before, then the others who spoke, the last first: each once, nine at most."""
    rows = _spoken(session)
    now = [row for row in rows if row.state == RequestState.SPEAKING]
    before = [row for row in rows if row.state == RequestState.SPOKEN][:1]
    found: dict[object, Voice] = {}
    for row in [*now, *before]:
        voice = Voice(f"request-{row.pk}", floor.shown_as(session, row), row in now, row not in now)
        found[_who(row)] = voice
    for _at, value, by, who in sorted(_heard(session, rows), key=lambda heard: heard[0], reverse=True):
        found.setdefault(who, Voice(value, by))
    return list(found.values())[:KEYS]


def _spoken(session: Session) -> list[SpeakingRequest]:
    rows = SpeakingRequest.objects.filter(
        session=session, started_at__isnull=False, state__in=(RequestState.SPEAKING, RequestState.SPOKEN)
    )
    return list(
        rows.select_related("participant", "delegation", "group", "question").order_by("-started_at")[:LOOKED_AT]
    )


def _heard(session: Session, rows: list[SpeakingRequest]) -> Iterator[tuple[datetime, str, Shown, object]]:
    """(when, value, as shown, who) of each who spoke. Who is shown as a body alone is offered as that body."""
    for row in rows:
        by = floor.shown_as(session, row)
        value = _value(by, row.delegation, row.group, f"request-{row.pk}")
        if value and row.started_at:
            yield row.started_at, value, by, _who(row) if by.detail is Detail.NAME else value
    said = Contribution.objects.filter(question__session=session, is_spoken=True).order_by("-pk")
    for taken in said.select_related("author", "delegation", "group")[:LOOKED_AT]:
        by = attribution.shown_as(discussion.person_of(taken, session.consultation, {}), Audience.INSIDE)
        value = _value(by, taken.delegation, taken.group, f"said-{taken.pk}")
        who = (taken.author_id, taken.author_id or taken.speaker, taken.delegation_id, taken.group_id)
        if value:
            yield taken.created_at, value, by, who if by.detail is Detail.NAME else value


def _who(row: SpeakingRequest) -> object:
    return (row.participant_id, row.participant_id or row.name, row.delegation_id, row.group_id)


def _value(by: Shown, delegation: Delegation | None, group: StakeholderGroup | None, person: str) -> str:
    """ "" where nothing may be shown."""
    if by.detail is Detail.NAME:
        return person
    if by.detail is Detail.DELEGATION and delegation:
        return f"delegation-{delegation.pk}"
    return f"group-{group.pk}" if group and by.detail is not Detail.NOTHING else ""


@dataclass(frozen=True, slots=True)
class Entered:
    """Something a scribe entered, and whether they may still edit it."""

    item: ShownContribution
    may_edit: bool


def entered(session: Session, participant: Participant, edit_for: timedelta) -> list[Entered]:
    """The last ten things that a scribe entered in this session, newest first, withdrawn ones left out."""
    rows = Contribution.objects.filter(question__session=session, entered_by=participant)
    kept = discussion.for_showing(rows.exclude(state=ContributionState.WITHDRAWN)).order_by("-id")[:10]
    shown = discussion.shown(list(kept), session.consultation, "participant")
    since = timezone.now() - edit_for
    fresh = {row.pk for row in kept if row.created_at > since}
    return [Entered(item, item.id in fresh) for item in shown]
