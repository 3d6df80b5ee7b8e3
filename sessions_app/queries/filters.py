"""A thread as somebody asks for it: by type, by stakeholder group, by words."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict

from consult.attribution import Detail, Rule, Terms
from consult.models import Consultation
from sessions_app.models import Contribution
from sessions_app.queries.discussion import visible_states
from sessions_app.states import ContributionType

WORDS = 100  # characters


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for; empty where nothing is. group: id of a stakeholder group, or None."""

    type: str = ""
    group: int | None = None
    words: str = ""

    def __bool__(self) -> bool:
        return bool(self.type or self.group or self.words)

    @property
    def query(self) -> str:
        """The same as the query of an address, without "?"."""
        asked = {"type": self.type, "group": self.group or "", "q": self.words}
        return urlencode({name: value for name, value in asked.items() if value})


def read(asked: QueryDict, consultation: Consultation, terms: Terms) -> Filter:
    """The filter in an address. What it cannot mean, or the rule does not show, asks for nothing."""
    type_, group = asked.get("type", ""), asked.get("group", "")
    groups = consultation.groups.values_list("pk", flat=True) if shows_groups(terms) else []
    return Filter(
        type=type_ if type_ in ContributionType.values else "",
        group=next((pk for pk in groups if str(pk) == group), None),
        words=" ".join(asked.get("q", "").replace("\x00", "").split())[:WORDS],
    )


def shows_groups(terms: Terms) -> bool:
    """Whether those in the room see each other's stakeholder group under these terms."""
    return terms.here is not Detail.NOTHING


def matching(asked: Filter, audience: str) -> Q:
    """The contributions of a thread that match, or have a reply that does.

    By group nothing is found whose author is shown without it: a filter tells no more than the thread itself.
    """
    here = Q()
    if asked.type:
        here &= Q(type=asked.type)
    if asked.group:
        here &= Q(group=asked.group) & ~Q(rule=Rule.ANONYMOUS) & ~Q(shown_at_most=Detail.NOTHING)
    if asked.words:
        here &= Q(text__icontains=asked.words) | Q(sentence__icontains=asked.words)
    replies = Contribution.objects.filter(here, parent=OuterRef("pk"), state__in=visible_states(audience))
    return here | Q(Exists(replies))
