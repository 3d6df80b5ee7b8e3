"""Who took part, told as the rule permits; objections; and the names that a text must not hold."""

import re
from collections import Counter
from dataclasses import dataclass

from consult import attribution
from consult.attribution import STRICT, Audience, Detail, Quotation, Rule
from consult.models import Consultation, Delegation, Participant, StakeholderGroup
from consult.procedure import Role
from consult.queries import people
from sessions_app.models import Contribution, Vote
from sessions_app.queries.breakout import IN_PLENARY
from sessions_app.queries.discussion import person_of, seen_by
from sessions_app.rules import shown
from sessions_app.states import Choice
from synthesis.rules.groups import is_for_others

_SHORTEST_NAME = 4
NAMED = {Detail.NAME, Detail.DELEGATION}  # what of a person a report may say by name


@dataclass(frozen=True, slots=True)
class TookPart:
    """people: how many, None where no count leaves the room. groups: (name, number or None where it is too small).

    unit: what is counted: "delegation" where everybody is of one, else "participant". invited: without a group for
    others to which nobody came.
    """

    people: int | None
    groups: tuple[tuple[str, int | None], ...]
    others: bool
    invited: tuple[str, ...]
    unit: str = "participant"


def took_part(consultation: Consultation, *, as_bodies: bool = False) -> TookPart:
    """Participants by permitted group: all of them on the record or by delegation, else groups of at least k.

    Under a rule by group a single small group could be had by subtraction: the smallest other is then kept back too.
    as_bodies: whether delegations are counted and not people, where everybody is of one.
    """
    rule = Rule(consultation.attribution_rule)
    if rule == Rule.CHATHAM_HOUSE:
        return TookPart(people=None, groups=(), others=False, invited=())
    members = Participant.objects.filter(
        consultation=consultation, removed_at=None, role_rows__role=Role.PARTICIPANT
    ).distinct()
    rows = list(members.values_list("pk", "group", "delegation", "delegation__group"))
    is_of_bodies = as_bodies and bool(rows) and all(body is not None for _pk, _group, body, _its in rows)
    counted: dict[int | None, int | None]
    counted = {body: its for _pk, _group, body, its in rows} if is_of_bodies else {row[0]: row[1] for row in rows}
    unit, total, sizes = "delegation" if is_of_bodies else "participant", len(counted), Counter(counted.values())
    if rule == Rule.ANONYMOUS:
        return TookPart(people=total, groups=(), others=False, invited=(), unit=unit)
    groups = list(StakeholderGroup.objects.filter(consultation=consultation))
    present = [(group.name, sizes[group.pk]) for group in groups if group.pk in sizes]
    large = present
    if rule == Rule.BY_GROUP:
        large = [(name, size) for name, size in present if size >= consultation.smallest_cell]
        missing = total - sum(size for _name, size in large)
        if large and 0 < missing < consultation.smallest_cell:
            large.remove(min(large, key=lambda pair: pair[1]))
    others = bool(large) and sum(size for _name, size in large) < total
    came = {name for name, _size in large}
    invited = tuple(group.name for group in groups if group.name in came or not is_for_others(group.name))
    return TookPart(people=total, groups=tuple(large), others=others, invited=invited, unit=unit)


@dataclass(frozen=True, slots=True)
class Dissent:
    """An objection as a report may print it. who and reason are "" where the rule or the person keeps them back."""

    who: str
    reason: str
    unit: str


def objections(consultation: Consultation, ballot_id: int, rule: str, method: str) -> list[Dissent]:
    """Objections to a closed check. A position on the record names its delegation; a reason needs consent to be quoted.

    Under the Chatham House Rule and the anonymous one a reservation is printed without its words.
    """
    on_record = shown.what(rule=rule, method=method, is_closed=True, audience=Audience.OUTSIDE) is shown.View.POSITIONS
    rows = (
        Vote.objects.filter(ballot_id=ballot_id, choice=Choice.OBJECT)
        .select_related("elector__delegation", "elector__group", "elector__participant", "set_by", "erased_reason")
        .order_by("elector_id")
    )
    sizes = people.group_sizes(consultation)
    found = []
    for vote in rows:
        is_erased = hasattr(vote, "erased_reason")  # the objection counts; its words and its author are gone
        elector = vote.elector
        person = people.elector_as_seen(consultation, elector, rule=rule, sizes=sizes)
        speaker = vote.set_by or elector.participant
        consent = Quotation(speaker.quotation) if speaker else Quotation.NONE
        quotable = Rule(rule) not in STRICT and attribution.may_quote(consent, person, Audience.OUTSIDE)
        found.append(
            Dissent(
                who=str(attribution.shown_as(person, Audience.OUTSIDE).label) if on_record and not is_erased else "",
                reason=" ".join(vote.reason.split()) if quotable and not is_erased else "",
                unit="delegation" if elector.delegation_id else "participant",
            )
        )
    # Without names even the order says nothing of who.
    return found if on_record else sorted(found, key=lambda one: (one.reason, one.unit))


def unit_of(ballot_id: int) -> str:
    """Who answered a check: "delegation" where only bodies did, else "participant"."""
    persons = Vote.objects.filter(ballot_id=ballot_id, elector__delegation=None)
    return "participant" if persons.exists() else "delegation"


def contributors(consultation: Consultation) -> dict[int, attribution.Shown]:
    """Contribution id -> its author as the outside sees them, of all that is shown."""
    sizes = people.group_sizes(consultation)
    rows = (
        Contribution.objects.filter(seen_by("participant"), IN_PLENARY, question__session__consultation=consultation)
        .select_related("author", "delegation", "group", "question__session__consultation")
        .order_by("pk")
    )
    return {row.pk: attribution.shown_as(person_of(row, consultation, sizes), Audience.OUTSIDE) for row in rows}


def present_groups(consultation: Consultation) -> dict[int, str]:
    """Group id -> name of the groups that took part and may be named outside, in their order."""
    named = {name for name, _size in took_part(consultation).groups}
    rows = StakeholderGroup.objects.filter(consultation=consultation).order_by("position", "id")
    return {group.pk: group.name for group in rows if group.name in named}


class Names:
    """The names that a sentence for the report must not hold, by the rule under which it was given."""

    def __init__(self, consultation: Consultation) -> None:
        members = Participant.objects.filter(consultation=consultation).values_list("name", "user__name", "user__email")
        spoken = Contribution.objects.filter(question__session__consultation=consultation).exclude(speaker="")
        persons = {name for row in members for name in row if name} | set(spoken.values_list("speaker", flat=True))
        bodies = set(Delegation.objects.filter(consultation=consultation).values_list("name", flat=True))
        groups = set(StakeholderGroup.objects.filter(consultation=consultation).values_list("name", flat=True))
        kept_back = {
            Rule.BY_DELEGATION: persons - bodies - groups,
            Rule.BY_GROUP: (persons | bodies) - groups,
            Rule.CHATHAM_HOUSE: persons | bodies,
            Rule.ANONYMOUS: persons | bodies,
        }
        self._words = {
            rule: frozenset(word.casefold() for name in names for word in _WORD.findall(name) if len(word) > 1)
            for rule, names in kept_back.items()
        }
        self._patterns = {
            Rule.BY_DELEGATION: _any_of(persons - bodies - groups),
            Rule.BY_GROUP: _any_of((persons | bodies) - groups),
            Rule.CHATHAM_HOUSE: _any_of((persons | bodies) - groups),
            Rule.ANONYMOUS: _any_of((persons | bodies) - groups),
        }

    def may_print(self, sentence: str, rule: str) -> bool:
        """Whether ``sentence``, given under ``rule``, names nobody whom that rule keeps back."""
        pattern = self._patterns.get(Rule(rule))
        return pattern is None or not pattern.search(sentence)

    def may_label(self, label: str, rule: str) -> bool:
        """Whether a label made of words of texts given under ``rule`` holds no word of a name that it keeps back."""
        kept = self._words.get(Rule(rule), frozenset())
        return not kept & {word.casefold() for word in _WORD.findall(label)}


_WORD = re.compile(r"[^\W_]+")


def _any_of(names: set[str]) -> re.Pattern[str] | None:
    long = sorted((name for name in names if len(name) >= _SHORTEST_NAME), key=lambda name: (-len(name), name))
    if not long:
        return None
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, long)) + r")(?!\w)", re.IGNORECASE)
