"""Reading what bodies decide: the rules that provide for it, the list of the entitled, who may answer."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from consult import attribution
from consult.attribution import STRICT, Audience, Detail, Rule
from consult.models import Consultation, Participant, StakeholderGroup
from consult.procedure import Allowed, Answer, Refused
from consult.queries import people
from sessions_app.models import Authorization, Ballot, DecisionRules, Recommendation, RollLine, SeparateVote, Vote
from sessions_app.queries.constituency import constituencies
from sessions_app.queries.separate import of_ballot
from sessions_app.queries.session import terms_of_ballot
from sessions_app.queries.voting import Objection, objections
from sessions_app.rules import shown
from sessions_app.rules.majority import Outcome as Counted
from sessions_app.states import (
    BY_BODIES,
    DECIDING,
    DECLARED,
    BallotState,
    Choice,
    Method,
    Outcome,
    RecommendationState,
    SeparateState,
    Way,
)


def rules_of(consultation: Consultation) -> DecisionRules:
    """What the convenor provides for; nothing but the defaults before anything was set."""
    return DecisionRules.objects.filter(consultation=consultation).first() or DecisionRules(consultation=consultation)


def bodies_of(rules: DecisionRules) -> list[tuple[StakeholderGroup, int]]:
    """The constituencies of recorded votes, each with its quorum; all groups where none is named."""
    groups = rules.consultation.groups.all()
    named = [group for group in groups if group.pk in rules.constituencies] or list(groups)
    return [(group, int(rules.quorum.get(str(group.pk), 0))) for group in named]


def is_provided(rules: DecisionRules) -> Answer:
    """Whether recorded votes are provided for: by a rule, and for whose delegations."""
    if not rules.recorded_rule:
        return Refused(_("A recorded vote is off: the convenor has not named the rule that provides for it."))
    if not rules.constituencies:
        return Refused(_("A recorded vote needs a constituency: the convenor names whose delegations vote."))
    return Allowed()


def listed(ballots: Iterable[Ballot]) -> set[tuple[int, int]]:
    """(ballot id, elector id) of those entitled, of the ballots that have a list of their own."""
    own = [ballot.pk for ballot in ballots if ballot.method in BY_BODIES]
    return set(RollLine.objects.filter(ballot__in=own).values_list("ballot", "elector")) if own else set()


def names_are_shown(ballot: Ballot) -> bool:
    """Whether those in the room see which delegation speaks: only there can one be called by its name."""
    return terms_of_ballot(ballot).here in {Detail.NAME, Detail.DELEGATION}


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of the roll as an audience may see it; choice and way are "" where nothing is said of them."""

    place: int
    elector: int
    by: attribution.Shown
    weight: int
    choice: str = ""
    label: str = ""
    reason: str = ""
    way: str = ""
    voted: bool = False
    was_called: bool = False
    has_received: bool = False


def votes_are_shown(ballot: Ballot, rule: Rule, audience: Audience = Audience.INSIDE) -> bool:
    """Whether it is closed, and ``audience`` sees who answered what."""
    is_closed = ballot.state == BallotState.CLOSED
    view = shown.what(rule=rule, method=ballot.method, is_closed=is_closed, audience=audience)
    return is_closed and view is shown.View.POSITIONS


def lines(ballot: Ballot, rule: Rule, audience: Audience = Audience.INSIDE) -> list[ShownLine]:
    """Who was entitled and, once it is closed and where the rule shows positions, who voted how; else nothing of both.

    While it runs those who are called by name see the names alone.
    """
    shows_choices = votes_are_shown(ballot, rule, audience)
    if not shows_choices and not (audience is Audience.INSIDE and names_are_shown(ballot)):
        return []
    rows = _roll(ballot)
    votes = {vote.elector_id: vote for vote in ballot.votes.all()} if shows_choices else {}
    sizes = people.group_sizes(ballot.consultation)
    return [_line(ballot, row, votes.get(row.elector_id), rule, audience, sizes) for row in rows]


def _roll(ballot: Ballot) -> QuerySet[RollLine]:
    return ballot.roll.select_related("elector__delegation__group", "group")


def _line(
    ballot: Ballot, row: RollLine, vote: Vote | None, rule: Rule, audience: Audience, sizes: dict[int, int]
) -> ShownLine:
    person = people.person(
        ballot.consultation,
        participant=None,
        group=row.group,
        delegation=row.elector.delegation,
        rule=rule,
        inside=terms_of_ballot(ballot).inside,
        sizes=sizes,
    )
    return ShownLine(
        place=row.place,
        elector=row.elector_id,
        by=attribution.shown_as(person, audience),
        weight=row.weight,
        choice=vote.choice if vote else "",
        label=str(Choice(vote.choice).label) if vote else "",
        reason=vote.reason if vote else "",
        way=str(Way(vote.way).label) if vote and vote.way else "",
        voted=bool(row.voted),
        was_called=row.was_called,
        has_received=row.received_at is not None,
    )


def asked(ballot: Ballot) -> list[Participant]:
    """The people of the delegations on the list of a ballot."""
    bodies = ballot.roll.values("elector__delegation")
    return list(Participant.objects.filter(delegation__in=bodies, removed_at=None))


def receipts(ballot: Ballot) -> tuple[int, int]:
    """(bodies that acknowledged the final text, bodies that were asked): one total."""
    return ballot.roll.filter(received_at__isnull=False).count(), ballot.roll.count()


def members(head: Participant) -> list[tuple[Participant, bool]]:
    """The other members of a head’s delegation, and whether each may set its vote."""
    authorized = set(Authorization.objects.filter(delegation=head.delegation_id).values_list("participant", flat=True))
    rows = Participant.objects.filter(delegation=head.delegation_id, removed_at=None).exclude(pk=head.pk)
    return [(row, row.pk in authorized) for row in rows.select_related("group", "delegation").order_by("pk")]


# --- what a closed ballot came to -----------------------------------------------------------------------------------


def counted(ballot: Ballot) -> Outcome | None:
    """What the count of a recorded vote or a secret ballot says; None while it is not closed, and for other methods."""
    if ballot.state != BallotState.CLOSED or ballot.method not in DECLARED or ballot.tally is None:
        return None
    if ballot.method == Method.RECORDED:
        decision = ballot.terms.decision
        return Outcome(decision["outcome"]) if decision else None
    came = {Counted.ADOPTED: Outcome.ADOPTED, Counted.NO_QUORUM: Outcome.NO_QUORUM}
    return came.get(Counted(ballot.tally["outcome"]), Outcome.NOT_ADOPTED)


def counts_say(outcome: Outcome) -> str:
    """What stands in the place of an outcome until the chair declares it."""
    return _("the count says “{outcome}”; the chair declares it").format(outcome=outcome.label)


def is_undeclared(ballot: Ballot, text: Recommendation) -> bool:
    """Whether this vote on a candidate was closed, and nobody has declared its outcome."""
    return counted(ballot) is not None and not ballot.outcome and text.state == RecommendationState.CANDIDATE


def waits_to_be_declared(text: Recommendation) -> bool:
    """The same of any vote on a text."""
    if text.state != RecommendationState.CANDIDATE:
        return False
    closed = Ballot.objects.filter(version__recommendation=text, state=BallotState.CLOSED)
    return closed.filter(method__in=DECLARED, outcome="").exists()


@dataclass(frozen=True, slots=True)
class Came:
    """What one constituency decided, in words."""

    label: str
    mark: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """A ballot of bodies as an audience may see it. words: what was decided, or what the count says and waits for.

    paragraph: the words voted on, where that was a separate vote.
    """

    method: str
    words: str
    is_declared: bool
    each: list[Came]
    dissent: list[Objection]
    paragraph: str = ""


def verdict(ballot: Ballot, rule: Rule, audience: Audience = Audience.INSIDE) -> Verdict | None:
    """What a closed ballot of bodies came to; None while it runs, and for every other method."""
    if ballot.method not in BY_BODIES or ballot.state != BallotState.CLOSED:
        return None
    is_stopped = ballot.outcome in {Outcome.STOPPED, Outcome.BROKEN}
    count = counted(ballot)
    words = str(Outcome(ballot.outcome).label) if ballot.outcome else counts_say(count) if count else ""
    asked = of_ballot(ballot)
    if asked:
        words = _of_paragraph(asked, words)
    is_outside = audience is Audience.OUTSIDE and rule in STRICT
    return Verdict(
        method=str(Method(ballot.method).label),
        words=words,
        is_declared=bool(ballot.outcome),
        each=_each(ballot, rule, audience) if count else [],
        dissent=objections(ballot, rule, audience) if is_stopped and not is_outside else [],
        paragraph=asked.paragraph if asked else "",
    )


@dataclass(frozen=True, slots=True)
class Put:
    """A question that was put on a text, told without its result. record: its ballot's id where it has a record."""

    method: str
    version: int
    paragraph: int
    words: str
    record: int | None


def put_on(text: Recommendation) -> list[Put]:
    """Every question put on any version of a text, in the order in which they were put."""
    rows = Ballot.objects.filter(version__recommendation=text).select_related("version", "separate").order_by("pk")
    found = []
    for ballot in rows:
        assert ballot.version is not None
        asked = of_ballot(ballot)
        words = ballot.get_outcome_display() if ballot.outcome else ballot.get_state_display()
        found.append(
            Put(
                method=ballot.get_method_display(),
                version=ballot.version.version,
                paragraph=asked.number if asked else 0,
                words=asked.get_state_display() if asked and ballot.outcome else words,
                record=ballot.pk if ballot.method in DECIDING else None,
            )
        )
    return found


def _of_paragraph(asked: SeparateVote, words: str) -> str:
    came = asked.get_state_display() if asked.state in {SeparateState.KEPT, SeparateState.TAKEN_OUT} else words
    return _("paragraph {n}: {words}").format(n=asked.number, words=came)


def _each(ballot: Ballot, rule: Rule, audience: Audience) -> list[Came]:
    """Per constituency; one alone says no more than the whole."""
    each = constituencies(ballot, rule, audience)
    return [Came(one.group.name, one.group.mark, one.came) for one in each] if len(each) > 1 else []
