"""Reading threads: contributions as an audience may see them."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db.models import Count, Max, Prefetch, Q, QuerySet
from django.utils import timezone

from consult import attribution
from consult.attribution import Audience, Rule, Shown
from consult.models import Consultation
from consult.queries import people
from sessions_app.models import Attachment, Contribution, Flag, GuidingQuestion
from sessions_app.states import LEAD_INS, ContributionState

PAGE = 30  # contributions a page, newest last


@dataclass(slots=True)
class ShownContribution:
    """A contribution ready to print: no field of it needs attribution any more.

    time: None where the exact time may not be shown. revision: what a moderator decides upon. flags: for the desk
    alone. attachments: without their data.
    """

    id: int
    by: Shown
    text: str
    sentence: str
    lead_in: str
    type: str
    type_label: str
    language: str
    state: str
    state_label: str
    state_reason: str
    time: datetime | None
    is_edited: bool
    is_spoken: bool
    parent_id: int | None
    question_id: int
    question_number: int
    rule_label: str
    revision: str
    held_for: str
    attachments: list[Attachment]
    flags: int = 0
    replies: list["ShownContribution"] = field(default_factory=list)


def visible_states(audience: str) -> tuple[str, ...]:
    """What the room sees; the desk also sees what is held and hidden."""
    room = (ContributionState.SHOWN,)
    return (*room, ContributionState.HELD, ContributionState.HIDDEN) if audience == "desk" else room


def seen_by(audience: str) -> Q:
    """What an audience sees: a reply goes with what it replies to."""
    states = visible_states(audience)
    return Q(state__in=states) & (Q(parent=None) | Q(parent__state__in=states))


def revision_of(contribution: Contribution) -> str:
    """The state and the text that somebody decides upon: it changes with both."""
    edited = contribution.edited_at
    return f"{contribution.state}-{edited.timestamp() if edited else 0:f}"


def thread(question: GuidingQuestion, audience: str) -> QuerySet[Contribution]:
    """Contributions to a question, replies left out, oldest first."""
    return for_showing(Contribution.objects.filter(question=question, parent=None, state__in=visible_states(audience)))


def newest(question: GuidingQuestion) -> int:
    """The id of the last contribution or reply that the room sees, 0 where there is none."""
    rows = Contribution.objects.filter(seen_by("participant"), question=question)
    return int(rows.aggregate(newest=Max("pk"))["newest"] or 0)


def for_showing(contributions: QuerySet[Contribution]) -> QuerySet[Contribution]:
    files = Prefetch("attachments", Attachment.objects.defer("data"))
    rows = contributions.select_related("author", "group", "delegation", "question__session").prefetch_related(files)
    return rows.order_by("id")


def shown(
    contributions: list[Contribution], consultation: Consultation, audience: str, to: Audience = Audience.INSIDE
) -> list[ShownContribution]:
    """Print contributions, each with its replies, to ``to``: a few queries more, however many there are."""
    sizes = people.group_sizes(consultation) if to is Audience.OUTSIDE else {}  # none is asked for inside
    replies = for_showing(
        Contribution.objects.filter(parent__in=[c.pk for c in contributions], state__in=visible_states(audience))
    )
    under: dict[int, list[ShownContribution]] = {}
    for reply in replies:
        under.setdefault(reply.parent_id or 0, []).append(_print(reply, consultation, sizes, to))
    printed = [_print(contribution, consultation, sizes, to) for contribution in contributions]
    for item in printed:
        item.replies = under.get(item.id, [])
    if audience == "desk":
        _count_flags([*printed, *(reply for item in printed for reply in item.replies)])
    return printed


def _count_flags(items: list[ShownContribution]) -> None:
    """How often each was flagged and nobody settled it; who did is in no answer."""
    waiting = Flag.objects.filter(contribution__in=[item.id for item in items], is_settled=False)
    counts = dict(waiting.values_list("contribution").annotate(n=Count("id")).order_by())
    for item in items:
        item.flags = counts.get(item.id, 0)


def person_of(contribution: Contribution, consultation: Consultation, sizes: dict[int, int]) -> attribution.Person:
    """Who gave a contribution, as attribution takes it: under the rule and for the body they then spoke for."""
    person = people.person(
        consultation,
        participant=contribution.author,
        group=contribution.group,
        delegation=contribution.delegation,
        rule=contribution.rule,
        inside=contribution.inside or contribution.question.inside or contribution.question.session.inside,
        at_most=contribution.shown_at_most,
        sizes=sizes,
    )
    return person if contribution.author else replace(person, name=contribution.speaker)


def _print(
    contribution: Contribution, consultation: Consultation, sizes: dict[int, int], to: Audience
) -> ShownContribution:
    by = attribution.shown_as(person_of(contribution, consultation, sizes), to)
    return ShownContribution(
        id=contribution.pk,
        by=by,
        text=contribution.text,
        sentence=contribution.sentence,
        lead_in=lead_in(contribution.type),
        type=contribution.type,
        type_label=contribution.get_type_display(),
        language=contribution.language,
        state=contribution.state,
        state_label=contribution.get_state_display(),
        state_reason=contribution.state_reason,
        time=contribution.created_at if by.exact_time else None,
        is_edited=contribution.edited_at is not None,
        is_spoken=contribution.is_spoken,
        parent_id=contribution.parent_id,
        question_id=contribution.question_id,
        question_number=contribution.question.number,
        rule_label=str(Rule(contribution.rule).label),
        revision=revision_of(contribution),
        held_for=contribution.get_held_for_display() if contribution.state == ContributionState.HELD else "",
        attachments=list(contribution.attachments.all()),
    )


def lead_in(type_: str) -> str:
    """The words that the one-sentence field completes; they follow the type."""
    return str(LEAD_INS.get(type_, LEAD_INS[""]))


@dataclass(frozen=True, slots=True)
class Own:
    """One of the reader's own contributions, with what they may still do: for their own region of the page."""

    id: int
    text: str
    state: str
    state_label: str
    reason: str
    held_for: str
    edit_until: datetime | None


def own(question: GuidingQuestion, participant_id: int, edit_for: timedelta) -> list[Own]:
    """The last ten things somebody said under a question, newest first, withdrawn ones left out."""
    rows = Contribution.objects.filter(question=question, author_id=participant_id).exclude(
        state=ContributionState.WITHDRAWN
    )
    now = timezone.now()
    return [
        Own(
            id=row.pk,
            text=row.text,
            state=row.state,
            state_label=row.get_state_display(),
            reason=row.state_reason,
            held_for=row.held_for,
            edit_until=row.created_at + edit_for if now < row.created_at + edit_for else None,
        )
        for row in rows.order_by("-id")[:10]
    ]
