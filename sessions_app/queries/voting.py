"""Reading ballots: who may answer, for whom, and what they answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from consult import attribution
from consult.attribution import Audience, Rule
from consult.models import Consultation, Delegation, Elector, Participant, StakeholderGroup
from consult.procedure import Role
from consult.queries import people
from consult.queries.people import Here
from sessions_app.models import Authorization, Ballot, RollLine, Vote
from sessions_app.queries.constituency import SIDES, Constituency, constituencies
from sessions_app.queries.session import terms_of_ballot
from sessions_app.rules import shown
from sessions_app.rules.suppression import Published
from sessions_app.states import BY_BODIES, IN_NO_BASE, LISTED, ON_A_PAPER, BallotState, Choice, Method

AGAINST = (Choice.OBJECT, Choice.BREAK)  # whose reasons stand beside the result


@dataclass(frozen=True, slots=True)
class Mine:
    """Somebody's own standing before one ballot: for their own region of the page, never for a fragment."""

    elector: Elector | None
    vote: Vote | None
    answers_for: str
    set_by: str = ""
    line: RollLine | None = None


def standings(participant_ids: set[int]) -> dict[int, Here]:
    """The standing of many participants at once, in a fixed number of queries: for votes that come in batches."""
    rows = list(Participant.objects.filter(pk__in=participant_ids).prefetch_related("role_rows"))
    within = {row.consultation_id for row in rows}
    consultations = Consultation.objects.prefetch_related("phases").in_bulk(within)
    phases = {pk: people.open_phases(consultation) for pk, consultation in consultations.items()}
    found = {}
    for row in rows:
        row.consultation = consultations[row.consultation_id]  # one for all, not a copy each
        standing = people.standing(row.consultation, phases[row.consultation_id], row)
        found[row.pk] = Here(consultation=row.consultation, participant=row, standing=standing)
    return found


def electors(ballots: dict[int, Ballot], participants: list[Participant]) -> dict[tuple[int, int], Elector]:
    """(electorate id, participant id) -> the elector that participant answers for, if they may.

    A delegation answers through its head and whom the head authorized, or through any member while it has no head.
    """
    electorates = {ballot.electorate_id for ballot in ballots.values()}
    headed = Delegation.objects.filter(
        Exists(Participant.objects.filter(delegation=OuterRef("pk"), is_head=True, removed_at=None))
    )
    delegation_ids = {p.delegation_id for p in participants if p.delegation_id}
    has_head = set(headed.filter(pk__in=delegation_ids).values_list("pk", flat=True))
    authorized = set(
        Authorization.objects.filter(participant__in=participants).values_list("participant", "delegation")
    )
    rows = Elector.objects.filter(electorate__in=electorates).filter(
        Q(participant__in=[p.pk for p in participants]) | Q(delegation__in=delegation_ids)
    )
    of_person = {(e.electorate_id, e.participant_id): e for e in rows if e.participant_id}
    of_body = {(e.electorate_id, e.delegation_id): e for e in rows if e.delegation_id}
    found = {}
    for participant in participants:
        speaks = participant.is_head or participant.delegation_id not in has_head
        speaks = speaks or (participant.pk, participant.delegation_id) in authorized
        for electorate in electorates:
            elector = of_person.get((electorate, participant.pk))
            if elector is None and participant.delegation_id and speaks:
                elector = of_body.get((electorate, participant.delegation_id))
            if elector is not None:
                found[electorate, participant.pk] = elector
    return found


def speaks_for_its_body(participant: Participant) -> bool:
    """Whether somebody may answer for their delegation: as its head, authorized by it, or while it has none."""
    body = participant.delegation_id
    if body is None or participant.removed_at is not None:
        return False
    if participant.is_head or Authorization.objects.filter(participant=participant, delegation=body).exists():
        return True
    return not Participant.objects.filter(delegation=body, is_head=True, removed_at=None).exists()


def mine(ballot: Ballot, participant: Participant) -> Mine:
    """For whom ``participant`` answers this ballot, what stands there now, and who of their own people set it."""
    elector = electors({ballot.pk: ballot}, [participant]).get((ballot.electorate_id, participant.pk))
    line = None
    if elector and ballot.method in BY_BODIES:
        line = RollLine.objects.filter(ballot=ballot, elector=elector).first()
        elector = elector if line else None
    vote = Vote.objects.filter(ballot=ballot, elector=elector).select_related("set_by").first() if elector else None
    body = participant.delegation.name if elector and elector.delegation_id and participant.delegation else ""
    return Mine(elector=elector, vote=vote, answers_for=body, set_by=_set_by(vote, ballot, participant), line=line)


def _set_by(vote: Vote | None, ballot: Ballot, reader: Participant) -> str:
    """Who set the answer, as those who answer for the same body see it; "" for the reader and where nothing is told."""
    if vote is None or vote.set_by is None or vote.set_by == reader:
        return ""
    if vote.way:
        return _("the desk, {way}").format(way=vote.get_way_display())
    if terms_of_ballot(ballot).rule is Rule.ANONYMOUS:
        return _("another member of your delegation")
    person = people.person(
        ballot.consultation, participant=vote.set_by, group=None, delegation=None, rule=Rule.ON_THE_RECORD
    )
    return str(attribution.shown_as(person, Audience.INSIDE).label)


def is_frozen(ballot: Ballot) -> bool:
    """Whether the list of those who may answer was frozen when this ballot was put."""
    return ballot.method in LISTED and ballot.state != BallotState.PLANNED


def listed_now(ballot: Ballot) -> QuerySet[Elector]:
    """Those on the list at this moment: who no longer takes part is on it only where they have answered."""
    answered = Exists(Vote.objects.filter(ballot=ballot, elector=OuterRef("pk")))
    return ballot.electorate.electors.filter(Q(participant__removed_at=None) | answered)


def answering(ballot: Ballot, *, silent_only: bool) -> list[Participant]:
    """The people who can answer a ballot for one who is on its list.

    silent_only: without those for whom an answer stands; of a secret ballot nobody is left out, since that would say
    who had voted when.
    """
    those = Participant.objects.filter(
        consultation=ballot.consultation_id, removed_at=None, role_rows__role=Role.PARTICIPANT
    )
    named = set(ballot.roll.values_list("elector", flat=True))
    if not is_frozen(ballot):
        named = set(listed_now(ballot).values_list("pk", flat=True))
    if silent_only:
        given: list[Any] = [ballot.votes, ballot.markings]
        for answers in given:
            named -= set(answers.values_list("elector", flat=True))
    people_of = {pk: elector.pk for (_list, pk), elector in electors({ballot.pk: ballot}, list(those)).items()}
    return [person for person in those if people_of.get(person.pk) in named]


def turnout(ballot: Ballot) -> tuple[int, int]:
    """(answered, entitled), as one total: all that may be shown of a ballot while it is open."""
    if ballot.entitled is not None:
        entitled = ballot.entitled
    else:
        entitled = ballot.roll.count() if is_frozen(ballot) else listed_now(ballot).count()
    if ballot.method in ON_A_PAPER:
        return ballot.participations.count() + ballot.markings.count(), entitled
    return ballot.votes.count(), entitled


# --- results --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece of a row's bar, in percent of its width, as SVG writes numbers in every language."""

    choice: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A group's counts, in the order of the choices; a hidden one is printed as a dash."""

    label: str
    mark: int | None
    counts: list[str]
    bars: list[Bar]


@dataclass(frozen=True, slots=True)
class Objection:
    """A reason to object, with what attribution shows of who gave it."""

    by: attribution.Shown
    reason: str


@dataclass(frozen=True, slots=True)
class Result:
    """A closed ballot as an audience may see it.

    words: the four answers told apart, "7 support, 3 can live with, 1 objects, 2 abstain"; of a recorded vote those of
    each constituency, as rows are, by weight where votes weigh.
    """

    words: str
    choices: list[Choice]
    rows: list[ResultRow]
    note: str
    objections: list[Objection]


def table(ballot: Ballot, rule: Rule, audience: Audience) -> Published | None:
    """The counts of a closed ballot that ``audience`` may see under ``rule``; None where that is nothing."""
    return shown.published(
        ballot.tally,
        rule=rule,
        method=ballot.method,
        is_closed=ballot.state == BallotState.CLOSED,
        audience=audience,
        smallest_cell=ballot.consultation.smallest_cell,
    )


def result(ballot: Ballot, rule: Rule, audience: Audience = Audience.INSIDE) -> Result | None:
    """What ``audience`` may see of a closed ballot under ``rule``; None where that is nothing."""
    if ballot.method == Method.RECORDED:
        return _recorded(ballot, rule, audience)
    seen = table(ballot, rule, audience)
    if seen is None:
        return None
    in_base = [Choice(choice) for choice in seen.choices if choice not in IN_NO_BASE]
    groups = {group.pk: group for group in ballot.consultation.groups.all()}
    rows = [
        _row(row.counts, groups.get(row.group or 0), in_base)
        for row in seen.groups
        if len(seen.groups) > 1 or row.group
    ]
    note = ""
    if seen.hides_something:
        note = _("– : hidden, because fewer than {k} people stand behind a number, or it would give one away.").format(
            k=seen.smallest_cell
        )
    return Result(
        words=in_words(seen.total.counts, ballot),
        choices=in_base,
        rows=rows,
        note=note,
        objections=objections(ballot, rule, audience) if ballot.version_id else [],
    )


def _recorded(ballot: Ballot, rule: Rule, audience: Audience) -> Result | None:
    """Each constituency for itself: a pooled total would say what nobody decided."""
    each = constituencies(ballot, rule, audience)
    if not each:
        return None
    told = [(one.group.name, _answers(one, ballot)) for one in each]
    return Result(
        words=pgettext("between the parts of a long list", "; ").join(
            _("{group}: {counts}").format(group=group, counts=counts) for group, counts in told
        )
        if len(told) > 1
        else told[0][1],
        choices=list(SIDES),
        rows=[_row(one.counts, one.group, list(SIDES)) for one in each],
        note="",
        objections=[],
    )


def _answers(one: Constituency, ballot: Ballot) -> str:
    if one.weighs:
        return _("{yes} yes, {no} no, {abstain} abstaining, by weight").format(**one.counts)
    return in_words(one.counts, ballot)


def _row(row: Mapping[str, int | None], group: StakeholderGroup | None, choices: list[Choice]) -> ResultRow:
    counts = [row[choice] for choice in choices]
    base = sum(count for count in counts if count is not None)
    bars, x = [], 0.0
    if base and None not in counts:
        for choice, count in zip(choices, counts, strict=True):
            width = 100 * (count or 0) / base
            bars.append(Bar(choice=choice, x=f"{x:.2f}", width=f"{width:.2f}"))
            x += width
    return ResultRow(
        label=group.name if group else _("No group"),
        mark=group.mark if group else None,
        counts=["–" if count is None else str(count) for count in counts],
        bars=bars,
    )


def in_words(counts: Mapping[str, int | None], ballot: Ballot) -> str:
    """The total, each answer apart; "no position yet" is in no base and told last."""
    one = {
        Choice.SUPPORT: lambda n: ngettext("{n} supports", "{n} support", n),
        Choice.LIVE_WITH: lambda n: ngettext("{n} can live with it", "{n} can live with it", n),
        Choice.OBJECT: lambda n: ngettext("{n} objects", "{n} object", n),
        Choice.ABSTAIN: lambda n: ngettext("{n} abstains", "{n} abstain", n),
        Choice.AWAITING: lambda n: ngettext("{n} has no position yet", "{n} have no position yet", n),
        Choice.AGREE: lambda n: ngettext("{n} agrees", "{n} agree", n),
        Choice.DISAGREE: lambda n: ngettext("{n} disagrees", "{n} disagree", n),
        Choice.PASS: lambda n: ngettext("{n} passes", "{n} pass", n),
        Choice.YES: lambda n: ngettext("{n} in favour", "{n} in favour", n),
        Choice.NO: lambda n: ngettext("{n} against", "{n} against", n),
        Choice.JOIN: lambda n: ngettext(
            "{n} said that they have no objection", "{n} said that they have no objection", n
        ),
        Choice.DISSOCIATE: lambda n: ngettext("{n} is dissociated", "{n} are dissociated", n),
        Choice.BREAK: lambda n: ngettext("{n} broke the silence", "{n} broke the silence", n),
    }
    parts = []
    for value, count in counts.items():
        # A hidden number is said to be hidden, or the others and the turnout would seem to give it away.
        if value in IN_NO_BASE and count == 0:
            continue
        words = one[Choice(value)](count or 0)
        parts.append(words.format(n="–" if count is None else count))
    return (
        pgettext("between the parts of a result", ", ").join(parts)
        if any(count != 0 for count in counts.values())
        else _("nobody answered")
    )


def objections(ballot: Ballot, rule: Rule, audience: Audience) -> list[Objection]:
    """Every objection with its reason: dissent is stated, its author only where the rule shows positions."""
    rows = ballot.votes.filter(choice__in=AGAINST).select_related(
        "elector__delegation", "elector__group", "elector__participant", "set_by", "erased_reason"
    )
    sizes = people.group_sizes(ballot.consultation)
    shows_who = shown.what(rule=rule, method=ballot.method, is_closed=True, audience=audience) is shown.View.POSITIONS
    nobody = attribution.Shown(label=_("One objection"), detail=attribution.Detail.NOTHING, exact_time=False)
    found = []
    for vote in rows.order_by("elector_id"):
        person = people.elector_as_seen(ballot.consultation, vote.elector, rule=rule, sizes=sizes)
        is_named = shows_who and not hasattr(vote, "erased_reason")
        found.append(Objection(by=attribution.shown_as(person, audience) if is_named else nobody, reason=vote.reason))
    # Without a name even the order says nothing of who.
    return found if shows_who else sorted(found, key=lambda objection: objection.reason)
