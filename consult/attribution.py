"""Attribution: the only code that prints a person.

A rule is set for a consultation and can be overridden for a session or an item, and so can what those in the room see
under the Chatham House Rule; a text keeps both as they were when it was given. ``shown_as`` decides what of a person is
shown to an audience, ``may_quote`` whether their words may be.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Rule(TextChoices):
    """From the most open to the strictest."""

    ON_THE_RECORD = "on-the-record", _("On the record")
    BY_DELEGATION = "by-delegation", _("By delegation")
    BY_GROUP = "by-group", _("By stakeholder group")
    CHATHAM_HOUSE = "chatham-house", _("Chatham House Rule")
    ANONYMOUS = "anonymous", _("Anonymous")


STRICT = frozenset({Rule.CHATHAM_HOUSE, Rule.ANONYMOUS})  # under these nothing outside leads to a person


class Inside(TextChoices):
    """Under the Chatham House Rule: what those in the room see of each other."""

    NAMES = "names", _("names")
    DELEGATION = "delegation", _("delegations")
    GROUP = "group", _("stakeholder groups")


class Capacity(TextChoices):
    NATIONAL = "national", _("national capacity")
    ORGANIZATIONAL = "organizational", _("organizational capacity")
    PERSONAL = "personal", _("personal capacity")


class Quotation(TextChoices):
    BY_NAME = "by-name", _("May be quoted by name")
    WITHOUT_NAME = "without-name", _("May be quoted without attribution")
    NONE = "none", _("May not be quoted")


class Audience(StrEnum):
    INSIDE = "inside"  # those admitted
    OUTSIDE = "outside"  # reports, exports, mail, feeds, titles, metadata, the public
    DESK = "desk"  # the list of participants for those who run the consultation; each reading is in the record


class Detail(TextChoices):
    """How much of a person is shown. A contributor can ask for less than the rule gives."""

    NAME = "name", _("Name and delegation")
    DELEGATION = "delegation", _("Delegation")
    GROUP = "group", _("Stakeholder group")
    NOTHING = "nothing", _("Nothing")


_ORDER = list(Detail)
_INSIDE = {
    Rule.ON_THE_RECORD: Detail.NAME,
    Rule.BY_DELEGATION: Detail.DELEGATION,
    Rule.BY_GROUP: Detail.GROUP,
    Rule.ANONYMOUS: Detail.NOTHING,
}
_OUTSIDE = {
    Rule.ON_THE_RECORD: Detail.NAME,
    Rule.BY_DELEGATION: Detail.DELEGATION,
    Rule.BY_GROUP: Detail.GROUP,
    Rule.CHATHAM_HOUSE: Detail.NOTHING,
    Rule.ANONYMOUS: Detail.NOTHING,
}
_CHATHAM_INSIDE = {Inside.NAMES: Detail.NAME, Inside.DELEGATION: Detail.DELEGATION, Inside.GROUP: Detail.GROUP}
_AT_MOST = {Detail.NAME: Inside.NAMES, Detail.DELEGATION: Inside.DELEGATION}
_CHATHAM_WORDS = {
    Inside.NAMES: _("Chatham House Rule (names in the room)"),
    Inside.DELEGATION: _("Chatham House Rule (delegations in the room)"),
    Inside.GROUP: _("Chatham House Rule (groups in the room)"),
}

# After the first contribution a part can only become stricter.
TIGHTENINGS: dict[Rule, frozenset[Rule]] = {rule: frozenset(list(Rule)[index + 1 :]) for index, rule in enumerate(Rule)}


@dataclass(frozen=True, slots=True)
class Terms:
    """A rule, and what those in the room see under it where it is the Chatham House Rule."""

    rule: Rule
    inside: Inside

    @property
    def here(self) -> Detail:
        """How much those in the room see of each other."""
        return detail(Person(rule=self.rule, inside=self.inside), Audience.INSIDE)

    @property
    def in_words(self) -> str:
        """As the bar says it, always."""
        return str(_CHATHAM_WORDS[self.inside] if self.rule is Rule.CHATHAM_HOUSE else self.rule.label)

    @property
    def lines(self) -> tuple[Promise | str, Promise | str, Promise | str]:
        """On entry: how you appear here, how you appear outside, what cannot be protected."""
        here = {
            Detail.NAME: _("Here, those admitted see your name and your delegation."),
            Detail.DELEGATION: _("Here, those admitted see your delegation, not your name."),
            Detail.GROUP: _("Here, those admitted see your stakeholder group, not your name or delegation."),
            Detail.NOTHING: _("Here, nobody sees who wrote what, not even the chair."),
        }[self.here]
        outside = {
            Detail.NAME: _("Outside, reports and exports can show your name and your delegation."),
            Detail.DELEGATION: _("Outside, reports and exports can show your delegation, not your name."),
            Detail.GROUP: _(
                "Outside, reports and exports can show your stakeholder group, where it has enough members."
            ),
            Detail.NOTHING: _("Outside, nothing shows who you are, whom you speak for or that you took part."),
        }[_OUTSIDE[self.rule]]
        limits = (
            _("We cannot stop others in the room from repeating what they read, and words can give their author away.")
            if self.rule in STRICT | {Rule.BY_GROUP}
            else _("What you write can be read, copied and repeated by others; do not name people who could be harmed.")
        )
        return here, outside, limits

    def loosened_by(self, after: "Terms") -> bool:
        """Whether people who relied on these terms would be shown more, inside or outside, under ``after``."""
        is_other = after.rule is not self.rule and after.rule not in TIGHTENINGS[self.rule]
        return is_other or _ORDER.index(after.here) < _ORDER.index(self.here)


def strictest(one: Terms, other: Terms) -> Terms:
    """Terms that show no more than either, inside and outside."""
    rule = max(one.rule, other.rule, key=list(Rule).index)
    seen = max(one.here, other.here, key=_ORDER.index)
    return Terms(rule, _AT_MOST.get(seen, Inside.GROUP))


@dataclass(frozen=True, slots=True)
class Person:
    """What attribution needs to know of somebody, and of the rule under which they spoke."""

    name: str = ""
    delegation: str = ""
    group: str = ""
    mark: int | None = None
    group_size: int = 0
    rule: Rule = Rule.ON_THE_RECORD
    inside: Inside = Inside.NAMES
    at_most: Detail = Detail.NAME
    smallest_cell: int = 5


@dataclass(frozen=True, slots=True)
class Shown:
    """A person as an audience may see them.

    label: the words to print; mark: the group's colour and shape, or None; exact_time: whether the minute may be shown.
    """

    label: str | Promise
    detail: Detail
    group: str = ""
    mark: int | None = None
    exact_time: bool = True


def detail(person: Person, audience: Audience) -> Detail:
    """How much of ``person`` the rule lets ``audience`` see, never more than they asked for."""
    if audience is Audience.DESK:
        return Detail.NAME
    if audience is Audience.OUTSIDE:
        allowed = _OUTSIDE[person.rule]
        if allowed is Detail.GROUP and person.group_size < person.smallest_cell:
            allowed = Detail.NOTHING
    elif person.rule is Rule.CHATHAM_HOUSE:
        allowed = _CHATHAM_INSIDE[person.inside]
    else:
        allowed = _INSIDE[person.rule]
    return max(allowed, person.at_most, key=_ORDER.index)


def shown_as(person: Person, audience: Audience) -> Shown:
    """How ``person`` is printed to ``audience``."""
    level = detail(person, audience)
    exact = not (person.rule in STRICT and audience is not Audience.DESK)
    if level is Detail.NOTHING:
        return Shown(label=_("A participant"), detail=level, exact_time=exact)
    group, mark = person.group, person.mark
    if level is Detail.GROUP or not (person.name or person.delegation):
        return Shown(label=group or _("A participant"), detail=level, group=group, mark=mark, exact_time=exact)
    if level is Detail.DELEGATION or not person.name:
        label = person.delegation or group or _("A participant")
    else:
        label = f"{person.name}, {person.delegation}" if person.delegation else person.name
    return Shown(label=label, detail=level, group=group, mark=mark, exact_time=exact)


def names_may_be_shown(terms: Terms, audience: Audience) -> bool:
    """Whether names that the convenor announces, such as speakers, may be printed to ``audience`` under these terms."""
    return detail(Person(rule=terms.rule, inside=terms.inside), audience) is Detail.NAME


def may_quote(consent: Quotation, person: Person, audience: Audience) -> bool:
    """Whether their words may stand in quotation marks before ``audience``: quotation is a consent of its own."""
    return audience is not Audience.OUTSIDE or consent is not Quotation.NONE


def quoted_as(consent: Quotation, person: Person) -> Shown:
    """How a quotation is attributed outside: by name only where both the rule and the person allow it."""
    nobody = Shown(label="", detail=Detail.NOTHING, exact_time=False)
    return shown_as(person, Audience.OUTSIDE) if consent is Quotation.BY_NAME else nobody
